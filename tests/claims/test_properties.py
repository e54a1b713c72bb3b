"""What holds for every text."""

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.claims.conftest import Read
from tests.fakes.articles import saying
from watcher.claims.analyzer import Analyzer
from watcher.claims.assemble import LONGEST_EVIDENCE
from watcher.claims.model import Claim, Span

STORY = (
    "Two drones hit a Hashd depot near Amerli on Tuesday, killing two fighters, police said. "
    "The faction vowed to attack American bases in Iraq. The army denied that there was an air strike near Kirkuk."
)
ARABIC = "قصفت طائرات مسيّرة مستودعاً للحشد قرب آمرلي أمس الثلاثاء. توعدت الفصائل باستهداف القواعد الأميركية في العراق."
IRRELEVANT = [
    "The library will stay open until nine in the evening.",
    "Her sister grows tomatoes and basil on the balcony.",
    "ستبقى المكتبة مفتوحة حتى التاسعة مساء.",
]
WORDS = st.sampled_from(
    [*STORY.split(), *ARABIC.split(), "if", "not", ",", ".", "\n", '"', "«", "2003", "ago", "🚀", "\u200f", "ـ"]
)


def _spans(claim: Claim) -> list[Span]:
    mentions = [mention.span for mention in (*claim.actors, *claim.targets, *claim.places)]
    return [claim.evidence, *mentions, *(words for _decided, words in claim.cues)]


def _check(said: Read, text: str, title: str = "") -> None:
    told = said(text, title)
    for claim in told.claims:
        assert 0 < claim.evidence.end - claim.evidence.start <= LONGEST_EVIDENCE
        for span in _spans(claim):
            assert told.article.whole[span.start : span.end] == span.text


@given(text=st.lists(WORDS, max_size=60).map(" ".join), title=st.lists(WORDS, max_size=8).map(" ".join))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_offsets_quote_the_text(said: Read, text: str, title: str) -> None:
    """However the words of news are thrown together, every offset quotes title and text exactly."""
    _check(said, text, title)


@given(text=st.text(max_size=300))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_unicode_is_read(said: Read, text: str) -> None:
    """No text raises an exception, alone or around a story."""
    _check(said, text)
    _check(said, f"{text}. {STORY} {text}")


@given(sentence=st.sampled_from(IRRELEVANT), first=st.booleans(), story=st.sampled_from([STORY, ARABIC]))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_irrelevant_sentence_changes_no_claim(said: Read, sentence: str, first: bool, story: str) -> None:  # noqa: FBT001  # Hypothesis gives it by name
    """Kind, status, actors, targets and places of each claim stay."""

    def essence(text: str) -> list[tuple[object, ...]]:
        return [
            (
                claim.kind,
                claim.status,
                claim.conditional,
                *(tuple(mention.concept for mention in named) for named in (claim.actors, claim.targets, claim.places)),
            )
            for claim in said(text).claims
        ]

    assert essence(f"{sentence} {story}" if first else f"{story} {sentence}") == essence(story)


def _seconds(analyzer: Analyzer, text: str) -> float:
    article = saying(text)
    begun = time.process_time()
    analyzer.analyze(article)
    return time.process_time() - begun


def test_time_is_linear_in_length(analyzer: Analyzer) -> None:
    """Eight times the text takes about eight times the time: no pair of sentences is compared with each other."""
    block = f"{STORY} {IRRELEVANT[0]} " * 60
    small = min(_seconds(analyzer, block) for _ in range(3))
    assert min(_seconds(analyzer, block * 8) for _ in range(2)) < 24 * small


def test_a_sentence_without_end_is_read(analyzer: Analyzer) -> None:
    """A hundred thousand characters without a full stop are read in linear time too."""
    block = "drones hit a Hashd depot near Amerli and "
    small = min(_seconds(analyzer, block * 150) for _ in range(2))
    assert min(_seconds(analyzer, block * 1200) for _ in range(2)) < 24 * small


def test_a_sentence_may_tell_only_at_its_end(said: Read) -> None:
    """A strike behind hundreds of words without a full stop is claimed."""
    claims = said(f"{'so it went on ' * 150} and drones hit a Hashd depot near Amerli, police said.").claims
    assert [claim.kind for claim in claims] == ["strike"]
