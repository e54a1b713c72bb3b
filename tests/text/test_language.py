"""Languages are told by script and stop words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.text.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Two drones fell near the base on Monday.", "en"),
        ("Erbil rocket attack", "en"),
        ("سقطت طائرتان مسيرتان قرب القاعدة يوم الاثنين", "ar"),
        ("دو پهپاد در نزدیکی این پایگاه سقوط کرد", "fa"),
        ("دوو درۆن لە نزیک بنکەکە کەوتنە خوارەوە", "ku"),
        ("שני כטבמים נפלו ליד הבסיס", "he"),
        ("Deux drones sont tombés près de la base dans la nuit", "fr"),
        ("", "und"),
        ("12:30 — ...", "und"),
        ("قالت شركة HKN Energy إن الهجوم استهدف الحقل", "ar"),
    ],
)
def test_known_languages(text: str, language: str) -> None:
    """A block's language follows most of its words; what has no word has none."""
    assert detect(text) == language


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    """No text raises."""
    assert detect(text) in {"en", "ar", "fa", "ku", "he", "fr", "und"}
