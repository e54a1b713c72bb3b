"""Which sense a form has where it stands: its capitals, and the words beside it."""

from collections.abc import Callable, Sequence

from watcher.text.document import Document
from watcher.text.lexicon.clitics import ANY, is_arabic
from watcher.text.lexicon.model import Form

Test = Callable[[Document, int, int, str], bool]
"""Whether a form counts at tokens ``first`` to ``last`` of a document, where the text reads as quoted."""

_NEAR = 8
"""Words on either side that ``not_near`` looks at, within the sentence."""


def test_of(form: Form) -> Test | None:
    """Return what a form's match has to pass, ``None`` where it always counts."""
    tests = [test for test in (_case(form), _neighbours(form)) if test is not None]
    if len(tests) < 2:
        return tests[0] if tests else None
    return lambda document, first, last, quoted: all(test(document, first, last, quoted) for test in tests)


def _case(form: Form) -> Test | None:
    """Return the test of capitals: all letters (``exact``), or those that begin the first and the last word (``capital``)."""
    if form.case == "exact":
        written = _letters(form.text)
        return lambda _document, _first, _last, quoted: _letters(quoted) == written
    if form.case == "any":
        return None
    head, tail = form.text[0].isupper(), form.text.rsplit(" ", 1)[-1][0].isupper()
    return lambda document, first, last, _quoted: (not head or document.capital(first)) and (not tail or document.capital(last))


def _letters(text: str) -> str:
    """Return letters and digits alone: points, hyphens and invisible marks are no matter of case."""
    return "".join(filter(str.isalnum, text))


def _neighbours(form: Form) -> Test | None:
    """Return the test of the words beside the form."""
    if not (form.not_before or form.not_after or form.not_near or form.only_before or form.only_after):
        return None
    never_before, never_after = _parts(form.not_before), _parts(form.not_after)
    only_before, only_after = _parts(form.only_before), _parts(form.only_after)
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


def _parts(phrases: Sequence[str]) -> list[list[str]]:
    return [phrase.split(" ") for phrase in phrases]


def _around(document: Document, first: int, last: int) -> set[str]:
    sentence = document.sentences[document.sentence_of(first)]
    return set(document.words[max(sentence.first, first - _NEAR) : min(sentence.last, last + _NEAR) + 1])


def _begins(words: list[str], phrases: list[list[str]]) -> bool:
    """Say whether one of the phrases stands at the beginning of ``words``."""
    return any(words[: len(parts)] == parts for parts in phrases)


def _finishes(words: list[str], phrases: list[list[str]]) -> bool:
    """Say whether one of the phrases stands at the end of ``words``; Arabic proclitics on its first word do not matter."""
    for parts in phrases:
        found = words[-len(parts) :]
        if found == parts:
            return True
        if len(found) == len(parts) and found[1:] == parts[1:] and is_arabic(parts[0]) and found[0].endswith(parts[0]):
            return found[0].removesuffix(parts[0]) in ANY
    return False
