"""Clauses: a coarse division of a sentence at marks, subordinators and Arabic chains of و."""

from collections.abc import Sequence

from watcher.text.tokens import TokenKind

Raw = tuple[str, int, int, TokenKind, bool, bool]

_ENGLISH = frozenset(
    "while whereas although though after before because unless until since if when whenever as but which who amid despite".split()
)
_ARABIC = frozenset(
    "بينما فيما عندما لان لكن ولكن حيث اذا حين حينما عقب قبل بعد رغم كما غير وذلك مما مشيرا مضيفا موضحا مؤكدا وقال واضاف واكد واشار واوضح "
    "وكان وكانت وقد وتابع ولفت وذكر واعلن واعلنت وقالت واضافت واكدت مشيره موكدا موكده".split()
)
_SMALLEST = 2


def clause_starts(raw: Sequence[Raw], first: int, last: int, quoted: tuple[tuple[int, int], ...]) -> list[int]:
    """Return the token indexes at which clauses of tokens ``first`` to ``last`` begin, ``first`` among them."""
    starts = [first]
    for at in range(first + 1, last + 1):
        text, _start, _end, kind, _capital, _upper = raw[at]
        if kind is TokenKind.PUNCT:
            opens = raw[at - 1][0] in {";", ",", ":"} or (text == "-" and raw[at - 1][2] < raw[at][1])
        elif kind is TokenKind.WORD:
            opens = text in _ENGLISH or text in _ARABIC or raw[at - 1][0] in {";", ",", ":"}
        else:
            opens = False
        if opens and at - starts[-1] >= _SMALLEST and last - at >= 1:
            starts.append(at)
    return starts
