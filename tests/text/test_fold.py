"""Folding: one spelling for what readers take as one, and the way back."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.text.fold import fold

SPECIAL = "aZéßﬁİ ١۵ًّـ\u200b\u200f\u00a0\u2028\t\r\nأإآىةؤئک“’—…•ﷺ①한ᄒ"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Baghdad — “Hit”", 'baghdad - "hit"'),
        ("أَكَّدَ العِراقُ", "اكد العراق"),
        ("إلى مستشفىً ومسؤولة", "الي مستشفي ومسووله"),
        ("العـــراق", "العراق"),
        ("٣٥ و۴۲٪", "35 و42%"),
        ("هل؟ نعم، لا؛", "هل? نعم, لا;"),
        ("Hewlêr Şırnak Straße", "hewler sırnak strasse"),
        ("zero\u200bwidth\u200f \u202bbidi\u202c", "zerowidth bidi"),
        ("a \u00a0\t b", "a b"),
        ("ﻼ ﬁ ①", "لا fi 1"),
        ("🚨 x", "* x"),
    ],
)
def test_known_foldings(text: str, folded: str) -> None:
    """Case, harakat, tatweel, hamza seats, digits, quotes, dashes, blanks and invisible characters are unified."""
    assert fold(text).text == folded


@given(st.text())
def test_folding_is_idempotent(text: str) -> None:
    """Folding what is folded changes nothing."""
    once = fold(text).text
    assert fold(once).text == once


@given(st.text(alphabet=st.sampled_from(SPECIAL)))
def test_folding_is_idempotent_among_special_characters(text: str) -> None:
    """The same, where every character is a hard one."""
    once = fold(text).text
    assert fold(once).text == once


def test_every_character_folds_to_a_fixed_point() -> None:
    """Each character but the ideographs folds at once to what it stays, and leaves no two blanks beside one another."""
    codes = [*range(0x3400), *range(0xD7B0, 0xD800), *range(0xE000, 0x17000), *range(0x1B000, 0x20000), *range(0xE0000, 0xE0200)]
    assigned = [chr(code) for code in codes if unicodedata.category(chr(code)) not in {"Cn", "Co", "Cs"}]
    once = fold(" ".join(assigned)).text
    wrong = [word for word in once.split(" ") if fold(word).text != word]
    assert not wrong
    assert "  " not in once


@given(st.one_of(st.text(), st.text(alphabet=st.sampled_from(SPECIAL))))
def test_offsets_lead_back(text: str) -> None:
    """Each folded character comes from a stretch of the original that folds to it, and the stretches are in order."""
    folded = fold(text)
    before = 0
    for index, char in enumerate(folded.text):
        start, end = folded.start(index), folded.end(index + 1)
        assert 0 <= before <= start < end <= len(text)
        assert char in fold(text[start:end]).text or char == " "
        before = start


@given(st.text())
def test_canonical_equivalents_fold_alike(text: str) -> None:
    """The composed and the decomposed spelling of a text are one."""
    assert fold(unicodedata.normalize("NFC", text)).text == fold(unicodedata.normalize("NFD", text)).text


@pytest.mark.parametrize("part", ["plain ascii text ", "نص عربي ", "é\u200b", "  ", "ً"])
def test_time_is_linear(part: str) -> None:
    """Ten times the text takes no more than about ten times the time, up to a megabyte."""

    def cost(size: int) -> float:
        text = part * (size // len(part))
        best = min(_timed(text) for _ in range(3))
        return max(best, 1e-4)

    assert cost(1_000_000) < 40 * cost(100_000)


def _timed(text: str) -> float:
    start = time.process_time()
    fold(text)
    return time.process_time() - start
