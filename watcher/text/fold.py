"""Fold text for matching: one spelling for what readers take as one, with exact offsets back to the original.

NFKC compatibility and case, no combining marks (Arabic harakat among them), no tatweel, no invisible characters; Arabic hamza
seats, ى/ي and ة/ه are one letter each, digits are ASCII, quotes and dashes have one shape, a run of blanks is one blank.
"""

import re
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_ONE_TO_ONE = {
    **dict.fromkeys("أإآٱٲٳ", "ا"),
    **dict.fromkeys("ىئیېےﻱ", "ي"),
    "ة": "ه",
    "ۀ": "ه",
    "ۂ": "ه",
    "ہ": "ه",
    "ؤ": "و",
    "ک": "ك",
    "؟": "?",
    "،": ",",
    "؛": ";",
    "٫": ".",
    "٬": ",",
    "٪": "%",
    "۔": ".",
    **{chr(0x660 + digit): str(digit) for digit in range(10)},
    **{chr(0x6F0 + digit): str(digit) for digit in range(10)},
}
_QUOTES = {
    **dict.fromkeys("‘’‚‛′‹›ʼʻ´ʹʾʿˈ", "'"),
    **dict.fromkeys("“”„‟«»″〝〞", '"'),
    **dict.fromkeys("‐‑‒–—―−⸺﹘﹣－⁃", "-"),
}
_BLANK_RUN = re.compile("  [ \t\r\x0b\x0c\x1c-\x1f]*")
_ODD_BLANKS = re.compile("[\t\r\x0b\x0c\x1c-\x1f][ \t\r\x0b\x0c\x1c-\x1f]*")
_BLANKS = frozenset(" \t\r\x0b\x0c\x1c\x1d\x1e\x1f")
_CONTROLS = "\t\r\x0b\x0c\x1c\x1d\x1e\x1f"


def _tables() -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
    """Return for each code its one-to-one folding, and whether that leaves it open; codes from 0x10000 on are like the last."""
    capitals = {chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    unified = np.arange(0x10000, dtype=np.uint32)
    still_open = np.ones(0x10000, bool)
    for first, after in ((0, 0x80), (0x621, 0x63B), (0x641, 0x64B)):  # ASCII and the Arabic letters stay as they are
        still_open[first:after] = False
    for old, new in (capitals | _ONE_TO_ONE | _QUOTES).items():
        unified[ord(old)] = ord(new)
        still_open[ord(old)] = False
    return unified, still_open


_UNIFIED, _OPEN = _tables()


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and where each of its characters stood."""

    text: str
    length: int
    """Length of the original."""
    starts: tuple[int, ...] = ()
    """Folded indexes at which the distance to the original changes, ascending."""
    origins: tuple[int, ...] = ()
    """For each of ``starts`` the index in the original."""
    fixed: frozenset[int] = frozenset()
    """Positions in ``starts`` whose whole run comes from one place of the original."""

    def start(self, index: int) -> int:
        """Return where the character at folded ``index`` begins in the original."""
        if not self.starts:
            return index
        at = bisect_right(self.starts, index) - 1
        if at < 0:
            return index
        return self.origins[at] + (0 if at in self.fixed else index - self.starts[at])

    def end(self, index: int) -> int:
        """Return where the original ends that gave the folded characters before ``index``."""
        if not self.starts or index <= 0:
            return min(max(index, 0), self.length) if not self.starts else 0
        at = bisect_right(self.starts, index - 1) - 1
        if at < 0:
            return index
        if at in self.fixed:
            return self.origins[at + 1] if at + 1 < len(self.origins) else self.length
        return self.origins[at] + index - self.starts[at]

    def starts_of(self, indexes: list[int]) -> list[int]:
        """Return ``start`` of many indexes at once, which ascend."""
        if not self.starts:
            return indexes
        found: list[int] = []
        for begin, stop, origin, _behind, fixed in self._runs():
            inside = indexes[len(found) : bisect_left(indexes, stop, len(found))]
            found += [origin] * len(inside) if fixed else [origin + index - begin for index in inside]
        return found

    def ends_of(self, indexes: list[int]) -> list[int]:
        """Return ``end`` of many indexes at once, which ascend and are above 0."""
        if not self.starts:
            return indexes
        found: list[int] = []
        for begin, stop, origin, behind, fixed in self._runs():
            inside = indexes[len(found) : bisect_right(indexes, stop, len(found))]
            found += [behind] * len(inside) if fixed else [origin + index - begin for index in inside]
        return found

    def _runs(self) -> Iterator[tuple[int, int, int, int, bool]]:
        """Yield where each run begins and stops, where it and the next one stood, and whether it comes from one place."""
        begins, origins = (0, *self.starts, sys.maxsize), (0, *self.origins, self.length)
        for number, (begin, stop) in enumerate(pairwise(begins)):
            yield begin, stop, origins[number], origins[number + 1], number - 1 in self.fixed


def fold(text: str) -> Folded:
    """Fold ``text``; any Unicode is accepted, folding twice changes nothing."""
    plain, runs = (text.lower(), []) if text.isascii() else _unified(text)
    runs += _blank_runs(plain)
    if not runs:
        return Folded(plain, len(text))
    runs.sort()
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    fixed: set[int] = set()
    position = done = 0
    blank = False
    for begin, stop in runs:
        if begin > done:
            pieces.append(plain[done:begin])
            position += begin - done
            blank = plain[begin - 1] in _BLANKS
        for index in range(max(begin, done), stop):
            folded = fold_char(text[index])
            if blank:
                folded = folded.lstrip(" ")
            if not folded:
                continue
            blank = folded[-1] == " "
            fixed.add(len(starts))
            starts.append(position)
            origins.append(index)
            pieces.append(folded)
            position += len(folded)
        done = max(done, stop)
        starts.append(position)
        origins.append(done)
    pieces.append(plain[done:])
    return Folded("".join(pieces), len(text), tuple(starts), tuple(origins), frozenset(fixed))


def _unified(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Put capitals and the one-to-one unifications through, which leaves the length; return the stretches left open, too."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    plain = _UNIFIED.take(codes, mode="clip").tobytes().decode("utf-32-le", "surrogatepass")
    runs: list[tuple[int, int]] = []
    for at in _OPEN.take(codes, mode="clip").nonzero()[0].tolist():
        stop = at + 1
        while stop < len(plain) and plain[stop] in _BLANKS:
            stop += 1
        if runs and runs[-1][1] == at:
            runs[-1] = (runs[-1][0], stop)
        else:
            runs.append((at, stop))
    return plain, runs


def _blank_runs(plain: str) -> list[tuple[int, int]]:
    """Return the stretches of blanks that are not one plain blank."""
    runs = [match.span() for match in _BLANK_RUN.finditer(plain)] if "  " in plain else []
    for control in _CONTROLS:  # a loop, since a generator costs four times as much
        if control in plain:
            return runs + [match.span() for match in _ODD_BLANKS.finditer(plain)]
    return runs


# Marks on letters and invisible characters vanish, blanks are one, symbols of money are one; other symbols and marks become "*".
_BY_CATEGORY = {
    **dict.fromkeys(("Mn", "Me", "Cf", "Cs"), ""),
    **dict.fromkeys(("Zs", "Cc"), " "),
    **dict.fromkeys(("Zl", "Zp"), "\n"),
    "Sc": "$",
}
_TATWEEL = "ـ"
_KNOWN: dict[str, str] = {}


def fold_char(char: str) -> str:
    """Return what one character folds to: nothing, itself, or several characters."""
    found = _KNOWN.get(char)
    if found is None:
        found = _KNOWN[char] = _fold_slowly(char)
    return found


def _fold_slowly(char: str) -> str:
    text, before = char, None
    while text != before:
        before = text
        text = unicodedata.normalize("NFKD", text).casefold().lower()
        text = "".join(map(_simple, text))
    return text


def _simple(char: str) -> str:
    """Fold a decomposed character."""
    if char == _TATWEEL:
        return ""
    known = _ONE_TO_ONE.get(char) or _QUOTES.get(char)
    if known or char.isascii():
        return known or (" " if char in _BLANKS else char)
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.digit(char))
    return _BY_CATEGORY.get(category, "*" if category[0] in "SP" else char)
