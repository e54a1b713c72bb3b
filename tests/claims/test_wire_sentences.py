"""Sentences in the manner of agencies, labelled before they were read: which of the shipped rules each of them raises."""

from pathlib import Path

import pytest

from tests.claims.conftest import LEXICON, Read
from watcher.rules.book import RuleBook
from watcher.text.lexicon import Lexicon

SENTENCES = tuple(Path(__file__).with_name(f"wire_sentences_{language}.txt") for language in ("en", "ar"))
_RULES = {
    "strike": "iraq-strikes/strike",
    "expected": "iraq-strikes/strike-expected",
    "threat": "us-interests/threat",
    "attack": "us-interests/attack",
    "toll": "casualties/toll",
}


def _sentences() -> list[tuple[frozenset[str], str]]:
    """Return each sentence with the rules that it raises; a line is ``strike+toll | text``, or ``- | text`` for none."""
    out = []
    for line in [line for path in SENTENCES for line in path.read_text(encoding="utf-8").splitlines()]:
        labels, _, text = line.partition(" | ")
        out.append((frozenset(_RULES[label] for label in labels.split("+") if label != "-"), text))
    return out


@pytest.fixture(scope="module")
def book() -> RuleBook:
    """Return the shipped rules."""
    return RuleBook.load([LEXICON.parent / "rules"], Lexicon.load([LEXICON]))


@pytest.mark.parametrize(("wanted", "text"), _sentences())
def test_a_sentence_raises_what_it_says_and_nothing_else(said: Read, book: RuleBook, wanted: frozenset[str], text: str) -> None:
    """A reader's labels by the guideline are the rules that the engine raises."""
    told = said(text)
    assert {match.rule for match in book.match(told.article, told.analysis)} == wanted, text
