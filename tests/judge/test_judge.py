"""The judge hears what no list of words holds, says why, and is asked about little."""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.articles import saying
from tests.judge.labelled import HELD_OUT, LETTERS, digest, padded, read
from watcher.claims.analyzer import Analyzer
from watcher.claims.judge.passages import MOST_CHARACTERS, MOST_PASSAGES, MOST_SENTENCES, passages
from watcher.claims.judge.questions import QUESTIONS, Named, claimed
from watcher.claims.judge.weights import learned
from watcher.claims.model import Claim
from watcher.text import document
from watcher.text.lexicon import Lexicon
from watcher.text.meaning import DIMENSIONS, UniversalEncoder, Vectors

LEXICON = Path(__file__).parents[2] / "config" / "lexicon"


class Listening:
    """An encoder that notes which passages it was asked about, and gives every text some vector."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors."""
        self.heard += [text for text in texts if " " in text]
        return np.full((len(texts), DIMENSIONS), DIMENSIONS**-0.5, np.float32)


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """Return the shipped lexicon."""
    return Lexicon.load([LEXICON])


@pytest.fixture(scope="session")
def judging(lexicon: Lexicon) -> Analyzer:
    """Return the analyzer that ships, judge and all."""
    return Analyzer.load(lexicon, UniversalEncoder())


@pytest.fixture(scope="session")
def words(lexicon: Lexicon) -> Analyzer:
    """Return the analyzer without a judge."""
    return Analyzer.load(lexicon)


def judged(claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims that only the judge makes."""
    return [claim for claim in claims if claim.judged is not None]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            (
                "In an audio message, the group's leader told followers in the West not to travel but to act at home: "
                '"The nearest American in uniform is your frontier."'
            ),
            "threat",
        ),
        (
            (
                "American pilgrims were told to keep away from Bethlehem's main road; the army has word of a gunman looking for "
                '"a bus with their flag".'
            ),
            "threat",
        ),
        (
            (
                "Unless the Iraqi state arrests the drone team by Saturday, the British ambassador told the prime minister, "
                '"others intend to deal with its garage from the air".'
            ),
            "strike-expected",
        ),
        (
            (
                "Iraqi fighters of Kataib Hezbollah left their posts in Deir ez-Zor at night, a monitor said: they had been told "
                "that aircraft would come for them."
            ),
            "strike-expected",
        ),
        (
            (
                "USS Cole's sister ship was approached on Monday in Aden by a boat with explosives. The watch opened fire "
                "and the boat blew up 400 metres off."
            ),
            "attack",
        ),
    ],
)
def test_it_hears_what_no_list_of_words_holds(judging: Analyzer, words: Analyzer, text: str, asked: str) -> None:
    """Words alone do not make the claim; the judge does, says how sure it is, and which words spoke for it."""
    question = next(question for question in QUESTIONS if question.name == asked)
    assert not any(map(question.answered_by, words.analyze(saying(text)).claims))
    claim = next(filter(question.answered_by, judged(judging.analyze(saying(text)).claims)))
    assert claim.judged is not None
    assert claim.judged >= learned().sure[QUESTIONS.index(question)]
    assert claim.cues
    for _what, span in (*claim.cues, ("evidence", claim.evidence)):
        assert text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    "text",
    [
        "American troops will be home in time for the harvest, the envoy told farmers in Iowa after talks with Iraqi officers.",
        "The Americans will find the door of the oil ministry open, the Iraqi minister said of the new licensing round.",
        "A film on the American embassy siege of 1979 opened in cinemas; its director says he wished to scare nobody.",
        "سيجد المستثمرون الأمريكيون أبواب البصرة مفتوحة، قال وزير النفط العراقي في ختام المؤتمر.",
        "Baghdad's zoo has a new pair of lions from the United States, and the keepers fear for the antelopes.",
    ],
)
def test_it_is_silent_where_nothing_is_told(judging: Analyzer, text: str) -> None:
    """What is harmless stays so, though Americans, Iraq and what is to come are named."""
    assert not judged(judging.analyze(saying(text)).claims)


@pytest.mark.parametrize(
    "text",
    [
        "Rockets hit a market in Saada and killed nine people, a doctor said; the army spoke of a missile that had gone astray.",
        "Kataib Hezbollah vowed to strike American bases in Iraq with drones unless the troops leave by Friday.",
        (
            '"A swarm every night": true to its word, the drone unit of Kataib Hezbollah sent four aircraft at the American base '
            "at Harir, Iraq, and gunners stopped three."
        ),
        "The central bank left its rate at four per cent and warned that prices may rise again before the summer.",
    ],
)
def test_most_articles_never_wake_the_encoder(lexicon: Lexicon, text: str) -> None:
    """Neither where nothing is named that a question is about, nor where the words tell all, or that it came to pass."""
    encoder = Listening()
    Analyzer.load(lexicon, encoder).analyze(saying(text))
    assert encoder.heard == []


def test_it_is_asked_about_the_beginning_of_an_article_only(lexicon: Lexicon) -> None:
    """However long the article: what stands further down is mostly background, and costs nothing."""
    encoder = Listening()
    line = "Hezbollah's chief says that Akrotiri will cease to be a far-away island if American bombers refuel there."
    Analyzer.load(lexicon, encoder).analyze(saying(" ".join([line] * 200)))
    assert 0 < len(encoder.heard) <= MOST_PASSAGES


def test_naming_many_actors_takes_time_linear_in_their_number(lexicon: Lexicon) -> None:
    """Eight times the actors and targets take about eight times the time: no name is compared with each other."""

    def seconds(times: int) -> float:
        words = document.read("", "Hezbollah and Hamas looked at Camp Arifjan and " * times)
        hits = lexicon.scan(words)
        names = Named(list(hits.of("interest")), [], [], list(hits.of("actor")))
        assert min(len(names.interests), len(names.actors)) >= times
        begun = time.process_time()
        claimed(QUESTIONS[-1], words, names, names.interests[0], judged=1.0, reasons=())
        return time.process_time() - begun

    small = min(seconds(250) for _ in range(3))
    assert min(seconds(2000) for _ in range(2)) < 24 * small


def test_half_a_surrogate_pair_reaches_the_encoder_as_text() -> None:
    """Broken text has a meaning, too."""
    assert UniversalEncoder().encode(["American bases \ud800 in Iraq"]).shape == (1, DIMENSIONS)


@given(text=st.text(max_size=2000))
@settings(max_examples=200, deadline=None)
def test_passages_are_whole_sentences_in_order(text: str) -> None:
    """Passages follow one another from the first sentence on, each small enough for the encoder unless one sentence is not."""
    read_ = document.read("", text)
    found = list(passages(read_))
    assert len(found) <= MOST_PASSAGES
    following = 0
    for passage in found:
        assert passage.first == following
        assert passage.last - passage.first < MOST_SENTENCES
        assert passage.first == passage.last or passage.end - passage.start <= MOST_CHARACTERS
        following = passage.last + 1
    assert bool(found) is bool(read_.sentences)


_HEARD = (
    "American pilgrims were told to keep away from Bethlehem's main road; the army has word of a gunman looking for "
    '"a bus with their flag".'
)


@given(before=st.text(max_size=40), behind=st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_text_around_what_is_heard_is_judged_without_an_error(judging: Analyzer, before: str, behind: str) -> None:
    """Whatever stands beside it: claims quote the text, and so do their reasons."""
    whole = f"{before}\n{_HEARD}\n{behind}"
    for claim in judging.analyze(saying(whole)).claims:
        for span in (claim.evidence, *(span for _what, span in claim.cues)):
            assert whole[span.start : span.end] == span.text


def test_what_says_nothing_beside_it_is_harmless(judging: Analyzer) -> None:
    """The claim stands however many lines of an agency's habit follow, and the same told again makes no second claim."""
    for text in (f"{_HEARD} The report could not be confirmed independently.", f"{_HEARD} {_HEARD} {_HEARD} {_HEARD}"):
        assert [claim.kind for claim in judged(judging.analyze(saying(text)).claims)] == ["threat"], text


def test_what_the_words_call_unconfirmed_is_left_so(judging: Analyzer) -> None:
    """Where a strike is contested, the judge does not say that it came to pass."""
    text = (
        "Asaib Ahl al-Haq spoke of an air raid on al-Qaim on Wednesday night, the government of a fire; neither offered evidence."
    )
    assert [claim.status for claim in judging.analyze(saying(text)).claims] == ["unconfirmed"]


@pytest.mark.parametrize(
    "beside",
    [
        "A White House aide referred questions to the Pentagon.",
        "The foreign minister begins a tour of three countries next week.",
    ],
)
def test_a_sentence_that_says_nothing_of_it_hides_little(judging: Analyzer, beside: str) -> None:
    """Of what it rightly hears in another hand's texts, at most a tenth is lost before a line that it was not taught with."""
    right = [
        (labelled.text, question)
        for labelled in read(HELD_OUT)
        for question in QUESTIONS
        if question.name in labelled.labels
        and any(map(question.answered_by, judged(judging.analyze(saying(labelled.text)).claims)))
    ]
    hidden = [
        text for text, question in right if not any(map(question.answered_by, judging.analyze(saying(f"{text} {beside}")).claims))
    ]
    assert len(hidden) <= len(right) / 10


@pytest.mark.parametrize("letter", ["a", "\u0642"])
def test_a_word_without_end_costs_no_more_than_a_word(lexicon: Lexicon, letter: str) -> None:
    """The encoder is given nothing longer than a passage: its memory grows with what it reads."""
    longest = 0

    class Measuring(Listening):
        def encode(self, texts: Sequence[str]) -> Vectors:
            nonlocal longest
            longest = max(longest, *map(len, texts))
            return super().encode(texts)

    line = "Hezbollah's chief says that Akrotiri will cease to be a far-away island if American bombers refuel there "
    Analyzer.load(lexicon, Measuring()).analyze(saying(line + letter * 100_000))
    assert 0 < longest <= MOST_CHARACTERS


def test_it_is_mostly_right_on_the_texts_of_a_hand_it_was_not_taught_by(judging: Analyzer, words: Analyzer) -> None:
    """At least three of four claims that only the judge makes are true, and it hears a sixth of what the words miss."""
    heard = right = missed = 0
    for labelled in read(HELD_OUT):
        told = words.analyze(saying(labelled.text)).claims
        own = judged(judging.analyze(saying(labelled.text)).claims)
        for question in QUESTIONS:
            if any(map(question.answered_by, told)):
                continue
            says, true = any(map(question.answered_by, own)), question.name in labelled.labels
            heard, right, missed = heard + says, right + (says and true), missed + true
    assert right >= 0.75 * heard
    assert right >= missed / 6


def test_the_weights_were_learned_from_these_texts(lexicon: Lexicon) -> None:
    """A text or label that is changed, or a concept that is renamed, asks for ``make teach``."""
    weights = learned()
    assert weights.texts == digest(), "the texts have changed: `make teach` learns from them"
    concepts = {name.removeprefix("concept:") for name in weights.features if name.startswith("concept:")}
    assert concepts | weights.concepts.keys() <= lexicon.concepts.keys()


def test_the_texts_are_many_and_each_stands_once() -> None:
    """Every question has a thousand texts that answer it, in two languages, and more that do not."""
    texts = list(read())
    assert len({labelled.text for labelled in texts}) == len(texts)
    for question in QUESTIONS:
        assert question.name in LETTERS.values()
        assert sum(question.name in labelled.labels for labelled in texts) >= 1000
    assert sum(not labelled.labels for labelled in texts) > len(texts) / 3


def test_many_texts_are_taught_with_something_beside_them_too() -> None:
    """What stands beside one changes neither its words nor what it tells, in both languages."""
    texts = {text.text: text for text in read()}
    copies = list(padded(texts.values()))
    assert len(texts) / 3 < len(copies) < len(texts) / 2
    left = iter(texts.values())
    for copy in copies:
        text = next(text for text in left if text.text in copy.text and text.hand == copy.hand)
        assert len(copy.text) > len(text.text)
        assert copy.labels == text.labels


def test_what_stands_beside_a_text_does_not_tell_which_capital_it_names() -> None:
    """Each line stands with each capital: none is learned to mean the other."""
    beside = [copy.text for copy in padded(read()) if "no immediate comment from" in copy.text]
    for capital in ("Washington", "Baghdad", "Tehran", "London", "Ankara", "Geneva", "Erbil", "Jerusalem"):
        assert sum(f"no immediate comment from {capital}." in text for text in beside) > len(beside) / 20
