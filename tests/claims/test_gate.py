"""The gate refuses only what has no claim."""

from collections.abc import Iterator
from functools import cache

import pytest

from tests.bench import newsroom, reports
from watcher.articles.files import read
from watcher.articles.model import Article
from watcher.claims.analyzer import Analyzer
from watcher.claims.gate import Gate
from watcher.config.shipped import seeds_dir, shipped_dir
from watcher.text.document import read as words
from watcher.text.lexicon import Lexicon


class _Open:
    """No gate at all."""

    def may_open(self, _stream: object) -> bool:
        return True

    def opens(self, _patterns: object) -> bool:
        return True


@cache
def _lexicon() -> Lexicon:
    return Lexicon.load([shipped_dir() / "lexicon"])


def _articles() -> Iterator[Article]:
    yield from read(seeds_dir(), newsroom.START)
    yield from (newsroom.article(number, relevant=number % 2 == 0) for number in range(40))


def test_nothing_is_claimed_behind_the_closed_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every seed, and every article of the benchmark, claims the same with the gate and without."""
    gated, open_ = Analyzer.load(_lexicon()), Analyzer.load(_lexicon())
    monkeypatch.setattr(open_, "_gate", _Open())
    for article in _articles():
        assert gated.analyze(article) == open_.analyze(article), article.id


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("Shares reached a record high and traders expect a strong quarter.", False),
        ("He launched a website and threatened to sue.", False),
        ("He launched a rocket.", True),
        ("The embassy of the United States was threatened.", True),
        ("An air strike.", True),
        ("Two people were killed.", True),
    ],
)
def test_the_gate_asks_for_what_an_act_needs(text: str, *, opened: bool) -> None:
    """Words that mean violence only beside a weapon, an actor or an interest open nothing without them."""
    gate, document = Analyzer.load(_lexicon())._gate, words("", text)
    assert gate.opens(_lexicon().scan(document).patterns) is opened
    assert gate.may_open(document.stream) is opened


def test_everyday_articles_leave_the_gate_closed() -> None:
    """At most one in fifty articles of no violence opens it, though many say "watched" or "photographs of"."""
    gate = Analyzer.load(_lexicon())._gate
    calm = [article for number, article in enumerate(reports.stream(1_000, relevant=0.05)) if number % 20]
    opened = [article.id for article in calm if _opens(gate, article)]
    assert len(opened) <= len(calm) / 50


def _opens(gate: Gate, article: Article) -> bool:
    document = words(article.title, article.text, article.language)
    return gate.may_open(document.stream) and (document.stream.plain or gate.opens(_lexicon().scan(document).patterns))


@pytest.mark.parametrize("word", ["بقصف", "وقصفت", "والقصف", "للقصف", "قصف"])
def test_a_glance_sees_arabic_words_with_their_clitics(word: str) -> None:
    """What stands before a form within its word does not hide it at the first glance."""
    assert Analyzer.load(_lexicon())._gate.may_open(words("", f"انباء {word} بطائرات").stream)


def test_a_glance_sees_words_wherever_they_stand() -> None:
    """The gate looks at the lead before the rest, and misses nothing at the border."""
    gate = Analyzer.load(_lexicon())._gate
    for before in range(300):
        assert gate.may_open(words("", f"{'quiet ' * 75}{'x' * before} an air strike").stream), before
