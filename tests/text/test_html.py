"""HTML of strangers becomes plain text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.text.html import html_to_text, text_of


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>One.</p><p>Two<br>three</p>", "One.\nTwo\nthree"),
        ("a <b>bold</b> word&nbsp;&amp; more", "a bold word & more"),
        ("<script>alert('x < y')</script>shown<style>p {}</style>", "shown"),
        ("<SCRIPT src=x>never</SCRIPT>after", "after"),
        ("before<!-- a <p>comment</p> -->after", "beforeafter"),
        ("<svg/>kept", "kept"),
        ("2 < 3 and 5 > 4", "2 < 3 and 5 > 4"),
        ("&lt;not a tag&gt;", "<not a tag>"),
        ("<td>a</td><td>b</td>", "a b"),
        ("cut <script>off", "cut"),
        ("plain\n\ntext", "plain text"),
        ("&#x61;&#98;&#0;c", "abc"),
    ],
)
def test_known_html(source: str, text: str) -> None:
    """Tags go, blocks break lines, entities resolve, hidden content is dropped, and a lone "<" stays."""
    assert html_to_text(source).replace("\ufffd", "") == text


@pytest.mark.parametrize(
    ("source", "text"), [("A &amp; B", "A & B"), ("A & B", "A & B"), ("  x\n y ", "x y"), ("<i>t</i>", "t"), ("1<2", "1<2")]
)
def test_titles(source: str, text: str) -> None:
    """A title may be HTML or text; either way one line of text comes out."""
    assert text_of(source) == text


@given(st.text(alphabet=st.sampled_from("<>/!-= \"'&;#ascriptyle\n\x00é")))
def test_anything_is_taken(source: str) -> None:
    """No input raises, and no control character remains."""
    assert "\x00" not in html_to_text(source)


@pytest.mark.parametrize("part", ["<", "<!--", "<script>", "<a ", "<p", "&", "<svg", "--", "<style></style>", "<!-- -->", "</"])
def test_hostile_input_takes_linear_time(part: str) -> None:
    """A megabyte of openings that never close is read within a second."""
    source = part * (1_000_000 // len(part))
    start = time.process_time()
    html_to_text(source)
    assert time.process_time() - start < 1.5
