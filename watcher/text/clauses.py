"""Clauses: a coarse division of a sentence at marks, subordinators and Arabic chains of و."""

from collections.abc import Sequence

from watcher.text.tokens import Token, TokenKind
from watcher.text.words import words

_OPENERS = words(
    """while whereas although though after before because unless until since if when whenever as but which who amid despite
    بينما فيما عندما لان لكن ولكن حيث اذا حين حينما عقب قبل بعد رغم كما غير وذلك مما مشيرا مضيفا موضحا مؤكدا مشيره موكدا
    موكده مبينا لافتا وقال وقالت واضاف واضافت واكد واكدت واشار واشارت واوضح واوضحت وتابع وتابعت ولفت ولفتت وذكر وذكرت
    واعلن واعلنت وكان وكانت وقد وبين وافاد وافادت فقد فان وان وقتل واصيب واسفر واسفرت وادي وادت"""
)
_DIVIDERS = frozenset(";,:")
_SMALLEST = 2
"""Tokens; what is shorter belongs to its neighbour."""


def clauses(tokens: Sequence[Token], first: int, last: int) -> tuple[tuple[int, int], ...]:
    """Return ``(first, last)`` of each clause of tokens ``first`` to ``last``, inclusive, without a gap."""
    starts = [first]
    for at in range(first + 1, last + 1):
        token, before = tokens[at], tokens[at - 1]
        if token.kind is TokenKind.WORD:
            opens = token.text in _OPENERS or before.text in _DIVIDERS
        else:
            opens = before.text in _DIVIDERS or (
                token.text == "-" and before.end < token.start and tokens[min(at + 1, last)].start > token.end
            )
        if opens and at - starts[-1] >= _SMALLEST and at < last:
            starts.append(at)
    return tuple(zip(starts, [*(start - 1 for start in starts[1:]), last], strict=True))
