"""Conditions on meaning, and on what is known of an article."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest

from tests.fakes.alerts import NOW
from tests.rules.world import a_claim, analysis, raised, rule, text_of
from watcher.articles.model import Tier
from watcher.rules.view import LONGEST_EVIDENCE
from watcher.text.meaning import UniversalEncoder, Vectors


class WordEncoder:
    """An encoder whose vectors count three words; it remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text."""
        self.asked += texts
        rows = np.array([[text.lower().count(word) for word in ("bridge", "drone", "rain")] for text in texts], np.float32)
        unit: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        return unit


LIKE = "{all: [{like: [a drone and a bridge], threshold: 0.7}, {claim: strike}]}"


def test_like_quotes_the_likest_sentence() -> None:
    """The sentence whose meaning is nearest to an example, if near enough, is the evidence."""
    article = text_of("It will rain. A drone crossed the bridge. The bridge is old.")
    (match,) = rule("{like: [a drone and a bridge], threshold: 0.8}", WordEncoder()).match(article, analysis(article))
    assert [span.text for span in match.evidence] == ["A drone crossed the bridge."]
    assert raised(rule("{like: [rain on a drone], threshold: 0.8}", WordEncoder()), article) == []


def test_the_encoder_is_asked_only_where_all_else_holds() -> None:
    """An article that fails another condition, in whatever order they stand, costs no encoding."""
    article = text_of("A drone crossed the bridge.")
    encoder = WordEncoder()
    rules = rule(LIKE, encoder)
    assert raised(rules, article) == []
    assert encoder.asked == []
    assert raised(rules, article, a_claim(article)) == ["test/it"]
    assert encoder.asked == ["A drone crossed the bridge.", "a drone and a bridge"]
    either = rule("{any: [{like: [a drone], threshold: 0.1}, {text: bridge}], none: [{text: film}]}", WordEncoder())
    assert raised(either, article) == ["test/it"]


@pytest.mark.slow
def test_the_shipped_encoder_hears_the_same_in_two_languages() -> None:
    """An English example finds the Arabic sentence that means it, and not another one of war."""
    rules = rule("{like: ['A drone hit a depot near Erbil airport']}", UniversalEncoder())
    assert raised(rules, text_of("استهدفت طائرة مسيرة مستودعاً قرب مطار أربيل.")) == ["test/it"]
    assert raised(rules, text_of("بحث الوزيران في القاهرة هدنة في السودان.")) == []


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("{source: mashreq*}", True),
        ("{source: [reuters, 'MASHREQ press']}", True),
        ("{source: mashreq}", False),
        ("{feed: mpa}", True),
        ("{author: '*khalil'}", True),
        ("{tag: [iraq, oil]}", True),
        ("{tag: sport}", False),
        ("{language: en}", True),
        ("{language: [ar, ku]}", False),
        ("{tier: 1}", True),
        ("{tier: '>= 2'}", False),
        ("{age: 1h}", True),
        ("{age: 1m}", False),
        ("{source: mashreq*, tier: 1, language: en}", True),
        ("{source: mashreq*, tier: 2}", False),
    ],
)
def test_fields(when: str, *, expected: bool) -> None:
    """Fields compare without case, with stars; all keys of one node must hold."""
    article = text_of(
        "Word.",
        source="Mashreq Press",
        feed="mpa",
        author="Sara Khalil",
        tags=("Oil", "world"),
        tier=Tier.OFFICIAL,
        published=NOW - timedelta(minutes=5),
    )
    assert bool(raised(rule(when), article)) is expected


def test_an_unknown_age_is_never_young() -> None:
    """Where the publication is unknown an age condition does not hold."""
    assert raised(rule("{age: 48h}"), text_of("Word.", published=None)) == []


def test_evidence_is_never_longer_than_allowed() -> None:
    """A phrase, a sentence or an expression that spans a whole article is quoted up to 400 characters."""
    article = text_of("word " * 300)
    for when in ("{regex: '(?s).+'}", "{like: [a drone], threshold: 0.1}"):
        for match in rule(when, WordEncoder()).match(article, analysis(article)):
            assert all(0 < span.end - span.start <= LONGEST_EVIDENCE for span in match.evidence)
            assert all(article.whole[span.start : span.end] == span.text for span in match.evidence)
