"""Documents: tokens, sentences and clauses with offsets into the original."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from watcher.text.document import Document, SentenceKind, read
from watcher.text.fold import fold
from watcher.text.tokens import TokenKind


def sentences(document: Document) -> list[str]:
    """Return the sentences as the text writes them."""
    return [document.whole[sentence.start : sentence.end] for sentence in document.sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Troops left. Rockets fell.", ["Troops left.", "Rockets fell."]),
        ("The U.S. Army said so. It left.", ["The U.S. Army said so.", "It left."]),
        ("He left the U.S. The army followed.", ["He left the U.S.", "The army followed."]),
        ("Lt. Gen. A. B. Smith Jr. spoke to St. Mary's at 3 p.m. Monday.", None),
        ("It hit No. 5 at 3.5 km from Camp No. 2.", None),
        ("BAGHDAD (Reuters) - Two died. More fell.", ["BAGHDAD (Reuters) - Two died.", "More fell."]),
        ('"We strike!" he said. "Why?" she asked.', ['"We strike!" he said.', '"Why?" she asked.']),
        ("He waited... and left. She stayed…", ["He waited... and left.", "She stayed…"]),
        ("قتل اثنان.وأصيب ثلاثة. هل انتهى؟ لا", ["قتل اثنان.", "وأصيب ثلاثة.", "هل انتهى؟", "لا"]),
        ("بغداد/ شفق نيوز/ قال مصدر، إن غارة وقعت؛ وأضاف أنها عنيفة.", None),
        ("See example.com today. Then go.", ["See example.com today.", "Then go."]),
        ("1. First point. 2. Second.", ["1. First point.", "2. Second."]),
        ("10:30 GMT - Sirens sound\n11:05 - All clear", ["10:30 GMT - Sirens sound", "11:05 - All clear"]),
        ("", []),
    ],
)
def test_known_sentences(text: str, expected: list[str] | None) -> None:
    """Abbreviations, initials, numbers, datelines, quotes, ellipses and Arabic marks end a sentence only where one ends."""
    assert sentences(read("", text)) == ([text] if expected is None else expected)


def test_headline_body_and_bullets_are_told_apart() -> None:
    """A title is a headline, a line that begins with a bullet is one, and line ends divide paragraphs."""
    document = read("Base hit", "First line.\n• Second line\n- Third line")
    assert [(sentence.kind, sentence.paragraph) for sentence in document.sentences] == [
        (SentenceKind.HEADLINE, 0),
        (SentenceKind.BODY, 1),
        (SentenceKind.BULLET, 2),
        (SentenceKind.BULLET, 3),
    ]
    assert document.title_end == len("Base hit")


def test_words_in_quotation_marks_are_known() -> None:
    """The ranges between quotation marks of any shape are told, an unclosed one to the end of its sentence."""
    document = read("", "He said “we will strike” today. «سنرد» قال «قريبا")
    quoted = [
        document.whole[document.tokens[first].start : document.tokens[last].end]
        for sentence in document.sentences
        for first, last in sentence.quoted
    ]
    assert quoted == ["we will strike", "سنرد", "قريبا"]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("A drone fell in Erbil, while the army denied it", ["A drone fell in Erbil,", "while the army denied it"]),
        ("The base was hit after rockets were fired", ["The base was hit", "after rockets were fired"]),
        ("استهدفت غارة المقر فيما نفى الجيش ذلك", ["استهدفت غارة المقر", "فيما نفى الجيش ذلك"]),
        ("قال المصدر إن القصف وقع وأضاف أن اثنين قتلا", ["قال المصدر إن القصف وقع", "وأضاف أن اثنين قتلا"]),
    ],
)
def test_known_clauses(text: str, clauses: list[str]) -> None:
    """A sentence is divided at commas, subordinators and Arabic chains of و."""
    document = read("", text)
    found = [document.whole[document.tokens[first].start : document.tokens[last].end] for first, last in document.clauses(0)]
    assert found == clauses


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Iraq's Kata'ib", [("iraq", "word"), ("'s", "word"), ("kata'ib", "word")]),
        ("U.S.-led", [("u.s.", "word"), ("-", "punct"), ("led", "word")]),
        ("2,000 3.5 10:30", [("2,000", "number"), ("3.5", "number"), ("10:30", "number")]),
        ("قُتل ٣٥ شخصًا.", [("قتل", "word"), ("35", "number"), ("شخصا", "word"), (".", "punct")]),
        ("MQ-9 a\nb", [("mq", "word"), ("-", "punct"), ("9", "number"), ("a", "word"), ("\n", "newline"), ("b", "word")]),
    ],
)
def test_known_tokens(text: str, tokens: list[tuple[str, str]]) -> None:
    """Words, numbers, marks and line ends stand apart, folded."""
    assert [(token.text, token.kind.value) for token in read("", text).tokens] == tokens


def test_capitals_are_remembered() -> None:
    """A token knows whether the original began with a capital."""
    assert [token.capital for token in read("", "US troops In iraq").tokens] == [True, False, True, False]


TEXT = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("ab U.S.\"'“”‘’.,;:!?…\n -ـًأةوقال٣5•")), max_size=200)


@given(TEXT, TEXT)
@example("", "a¼\xadb")
def test_offsets_always_quote_the_text(title: str, text: str) -> None:
    """Tokens and sentences lie in order within the text, cover every letter and digit, and are where they say."""
    document = read(title, text)
    tokens = document.tokens
    start = end = 0
    for token in tokens:
        shared = document.whole[token.start : end]  # "¼" alone is three tokens, and what folding drops belongs to it
        assert start <= token.start < token.end <= len(document.whole)
        assert end <= token.start or (token.end >= end and len(fold(shared).text) > 1)
        start, end = token.start, token.end
        if token.kind is TokenKind.WORD and token.text.isascii() and document.whole[token.start : token.end].isascii():
            assert document.whole[token.start : token.end].lower() == token.text
    assert [sentence.first for sentence in document.sentences[:1]] == ([0] if tokens else [])
    for before, after in zip(document.sentences, document.sentences[1:], strict=False):
        assert before.last + 1 == after.first
    assert not tokens or document.sentences[-1].last == len(tokens) - 1
    for index, sentence in enumerate(document.sentences):
        assert document.tokens_of(sentence.first, sentence.last) == tokens[sentence.first : sentence.last + 1]
        clauses = document.clauses(sentence)
        assert (clauses[0][0], clauses[-1][1]) == (sentence.first, sentence.last)
        assert document.sentence_of(sentence.first) == document.sentence_of(sentence.last) == index


@given(TEXT)
def test_tokens_are_found_by_their_characters(text: str) -> None:
    """The token at each character of a word is that word."""
    document = read("", text)
    for index, token in enumerate(document.tokens):
        if fold(document.whole[token.start : token.end]).text == token.text:
            assert document.token_at(token.start) == document.token_at(token.end - 1) == index


@pytest.mark.parametrize("part", ["a. ", "Word, word and word. ", "و", "a.b.", "'", "1,", "\n", "” “", "قال. "])
def test_reading_takes_linear_time(part: str) -> None:
    """Ten times the text takes no more than about ten times the time."""

    def cost(size: int) -> float:
        document = read("", part * (size // len(part)))
        start = time.process_time()
        assert document.sentences
        return max(time.process_time() - start, 1e-3)

    assert min(cost(200_000) for _ in range(3)) < 40 * min(cost(20_000) for _ in range(3))
