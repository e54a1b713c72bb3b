"""Which sense a form has where it stands: its capitals, and the words beside it."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from watcher.text.document import Document
from watcher.text.lexicon.clitics import ANY, LONGEST, is_arabic
from watcher.text.lexicon.model import Form

Test = Callable[[Document, int, int, str], bool]
"""Whether a form counts at tokens ``first`` to ``last`` of a document, where the text reads as quoted."""

_NEAR = 8
"""Words on either side that ``not_near`` looks at, within the sentence."""


def test_of(form: Form) -> Test | None:
    """Return what a form's match has to pass, ``None`` where it always counts."""
    tests = [test for test in (_case(form), _contracted(form), _neighbours(form)) if test is not None]
    if len(tests) < 2:
        return tests[0] if tests else None
    return lambda document, first, last, quoted: all(test(document, first, last, quoted) for test in tests)


def _case(form: Form) -> Test | None:
    """Return the test of capitals: all letters (``exact``), or those that begin the first and the last word (``capital``)."""
    if form.case == "exact":
        written = _letters(form.text)
        return lambda _document, _first, _last, quoted: _letters(quoted) == written
    head, tail = form.text[0].isupper(), form.text.rsplit(" ", 1)[-1][0].isupper()
    if form.case == "any" or not (head or tail):
        return None
    if not tail or form.text.isalnum():
        return lambda _document, _first, _last, quoted: quoted[0].isupper()
    return lambda document, _first, last, quoted: (not head or quoted[0].isupper()) and document.capital(last)


def _contracted(form: Form) -> Test | None:
    """Return the test that a contraction has its apostrophe: "we'll", "she'll" without one are other words."""
    return (lambda _document, _first, _last, quoted: not quoted.isalnum()) if form.text.endswith("'ll") else None


def _letters(text: str) -> str:
    """Return letters and digits alone: points, hyphens and invisible marks are no matter of case."""
    return "".join(filter(str.isalnum, text))


def _neighbours(form: Form) -> Test | None:
    """Return the test of the words beside the form."""
    if not (form.not_before or form.not_after or form.not_near or form.only_before or form.only_after):
        return None
    never_before, only_before = _by_word(form.not_before, 0), _by_word(form.only_before, 0)
    never_after, only_after = _by_word(form.not_after, -1), _by_word(form.only_after, -1)
    never_near = frozenset(form.not_near)

    def test(document: Document, first: int, last: int, _quoted: str) -> bool:
        after = document.words[last + 1 : last + 1 + _NEAR]
        before = document.words[max(0, first - _NEAR) : first]
        if _begins(after, never_before) or _finishes(before, never_after):
            return False
        if (only_before or only_after) and not (_begins(after, only_before) or _finishes(before, only_after)):
            return False
        return not never_near or never_near.isdisjoint(_around(document, first, last))

    return test


@cache
def _by_word(phrases: tuple[str, ...], touching: int) -> Mapping[str, Sequence[list[str]]]:
    """Return the words of phrases by the first or the last of them, whichever stands next to the form."""
    out: dict[str, list[list[str]]] = {}
    for phrase in phrases:
        parts = phrase.split(" ")
        out.setdefault(parts[touching], []).append(parts)
    return out


def _around(document: Document, first: int, last: int) -> set[str]:
    sentence = document.sentences[document.sentence_of(first)]
    return set(document.words[max(sentence.first, first - _NEAR) : min(sentence.last, last + _NEAR) + 1])


def _begins(words: list[str], phrases: Mapping[str, Sequence[list[str]]]) -> bool:
    """Say whether one of the phrases stands at the beginning of ``words``."""
    return bool(words) and any(words[: len(parts)] == parts for parts in phrases.get(words[0], ()))


def _finishes(words: list[str], phrases: Mapping[str, Sequence[list[str]]]) -> bool:
    """Say whether one of the phrases stands at the end of ``words``; Arabic proclitics on its first word do not matter."""
    if not words or not phrases:
        return False
    last = words[-1]
    if any(_same(words[-len(parts) :], parts) for parts in phrases.get(last, ())):
        return True
    return is_arabic(last) and any(
        last[:cut] in ANY and [last[cut:]] in phrases.get(last[cut:], ()) for cut in range(1, LONGEST + 1)
    )


def _same(words: list[str], parts: list[str]) -> bool:
    """Say whether words are those of a phrase, the first one perhaps with Arabic proclitics."""
    if words == parts:
        return True
    alike = words[1:] == parts[1:] and words[0].endswith(parts[0]) and is_arabic(parts[0])
    return alike and words[0].removesuffix(parts[0]) in ANY
