"""Conditions on words."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.rules.world import analysis, raised, rule, text_of
from watcher.rules.phrases import Phrases, places_of
from watcher.text.document import read
from watcher.text.fold import fold
from watcher.text.stream import Stream


@pytest.mark.parametrize(
    ("when", "text", "expected"),
    [
        ("{text: oil field}", "The Oil-Field burnt.", True),
        ("{text: oil field}", "The oilfield burnt.", False),
        ("{text: [gas, oil]}", "OIL!", True),
        ("{text: oil}", "The soil and the oiler", False),
        ("{text: 'missile*'}", "Missiles fell", True),
        ("{text: '*copter'}", "A helicopter fell", True),
        ("{text: 'p*line'}", "the pipeline", True),
        ("{text: 'p*line'}", "a pip on the line", False),
        ("{text: 'drone * refinery'}", "A drone hit refinery pipes", True),
        ("{text: 'drone * refinery'}", "A drone hit a refinery", False),
        ("{text: 'café'}", "the CAFE", True),
        ("{text: غارة}", "والغارةُ الجوية", True),
        ("{text: الغارة}", "وبالغارة", True),
        ("{text: الغارة}", "غارة جوية", False),
        ("{text: أربيل}", "باربيل", True),
        ("{text: غارة}", "إغارة", False),
        ("{text: 'صارو*'}", "بالصاروخين", True),
        ("{text: مدرسة}", "مدرسـه", True),
        ("{exact: US}", "the US base", True),
        ("{exact: US}", "tell us", False),
        ("{exact: PKK}", "the Pkk", False),
        ("{text: Basra, in: title}", "Basra", False),
        ("{text: Basra, in: body}", "Basra", True),
        ("{text: Kirkuk, in: title}", "Basra", True),
        ("{text: Kirkuk, in: body}", "Basra", False),
        ("{regex: 'T-?\\d{2}s?'}", "five T-72s", True),
        ("{regex: '^Basra'}", "in Basra", False),
        ("{regex: '(?i)basra', in: title}", "Basra", False),
        ("{near: {words: [drone, [refinery, pipeline]], within: 3}}", "a drone hit the pipeline", True),
        ("{near: {words: [drone, [refinery, pipeline]], within: 3}}", "the pipeline, a drone", True),
        ("{near: {words: [drone, [refinery, pipeline]], within: 3}}", "a drone flew over to see if the pipeline", False),
        ("{near: {words: [drone, pipeline], within: 3, ordered: true}}", "the pipeline, a drone", False),
        ("{near: {words: [drone, pipeline], within: sentence}}", "The drone of last week's talk hit a long pipeline.", True),
        ("{near: {words: [drone, pipeline], within: sentence}}", "The drone fell. The pipeline did not.", False),
        ("{near: {words: [drone, drone], within: 3}}", "one drone only", False),
        ("{all: [{text: a drone}, {none: [{text: film}]}]}", "a drone", True),
        ("{all: [{text: a drone}, {none: [{text: film}]}]}", "a drone film", False),
        ("{any: [{text: x1}, {text: x2}]}", "x2", True),
        ("{all: [{text: x1}], any: [{text: x2}, {text: x3}], none: [{text: x4}]}", "x1 x3", True),
        ("{all: [{text: x1}], any: [{text: x2}, {text: x3}], none: [{text: x4}]}", "x1 x3 x4", False),
    ],
)
def test_words(when: str, text: str, *, expected: bool) -> None:
    """Words are found folded, whole, with Arabic clitics; stars, closeness, order and parts mean what they say."""
    assert bool(raised(rule(when), text_of(text, title="Kirkuk"))) is expected


def test_evidence_quotes_the_original() -> None:
    """Evidence is the article's own characters, however the phrase was written."""
    article = text_of("Fire at the  Baiji  OIL-refinery; والمِصفاةُ تحترق", title="Fire")
    rules = rule("{all: [{text: oil refinery}, {text: مصفاة}]}")
    (match,) = rules.match(article, analysis(article))
    assert [span.text for span in match.evidence] == ["OIL-refinery", "والمِصفاة"]
    assert all(article.whole[span.start : span.end] == span.text for span in match.evidence)


def test_a_rule_without_words_shows_the_beginning() -> None:
    """A rule that asks only what is known of the article still has evidence: its title, or the text's first 400 characters."""
    rules = rule("{tier: '<= 2'}")
    for article, shown in ((text_of("b" * 900), "b" * 400), (text_of("body", title="Title"), "Title")):
        (match,) = rules.match(article, analysis(article))
        assert [span.text for span in match.evidence] == [shown]
    assert raised(rules, text_of("")) == []


LETTERS = st.text(st.sampled_from("abcABCéغارةأال و-'\n.,"), max_size=40)


@settings(max_examples=300, deadline=None)
@example(phrase="**-B", text="B")  # two stars are one word, and a word has letters
@given(phrase=st.text(st.sampled_from("abcBéغارةأ' -*"), min_size=1, max_size=12), text=LETTERS)
def test_phrases_agree_with_the_plain_way(phrase: str, text: str) -> None:
    """Any phrase in any text: no exception, every place quotes the text, and a phrase without stars is found where it stands."""
    phrases = Phrases()
    try:
        compiled = phrases.add(phrase)
    except ValueError:
        return
    document = read("", text)
    found = places_of(compiled, phrases.anchors_in(document.stream), document)
    assert all(0 <= place.start < place.end <= len(text) for place in found)
    if "*" not in phrase and f" {Stream(fold(phrase).text).text.strip()} " in document.stream.text:
        assert found


@settings(max_examples=100, deadline=None)
@given(before=LETTERS, after=LETTERS)
def test_a_phrase_between_anything_is_found(before: str, after: str) -> None:
    """A phrase that stands as words of its own is found, whatever stands before and after it."""
    article = text_of(f"{before} | oil field | {after}")
    assert raised(rule("{text: Oil Field}"), article) == ["test/it"]


def test_stars_and_expressions_take_linear_time() -> None:
    """What makes back-tracking matchers explode is answered at once, on a text of a megabyte."""
    article = text_of("a" * 1_000_000 + " " + "aab " * 5000)
    rules = rule("{any: [{regex: '(a*)*b$'}, {text: 'a*a*a*ac'}, {near: {words: [aab, aac], within: 50}}]}")
    start = time.perf_counter()
    assert raised(rules, article) == []
    assert time.perf_counter() - start < 5
