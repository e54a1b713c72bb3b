"""What the automata read: folded text with a blank for every mark, so that marks beside blanks keep phrases apart.

In UTF-8, since an automaton over bytes costs two thirds of one over characters.
"""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from watcher.text.fold import fold

_WORDLIKE = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'"
_MARKS = bytes(code if code > 127 or code in _WORDLIKE else 32 for code in range(256))
_BLANK = ord(" ")
_CONTINUES, _CONTINUATION = 0xC0, 0x80
"""The bits that tell a byte of UTF-8 which begins no character, and what they are."""


class Stream:
    """Folded text, one to one, with a blank before and after: its character ``i`` stands at ``i + 1``."""

    def __init__(self, folded: str) -> None:
        data = b" %b " % folded.encode("utf-8", "surrogatepass").translate(_MARKS)
        self.data = _without_outer_apostrophes(data) if b"'" in data else data
        """UTF-8."""

    @cached_property
    def text(self) -> str:
        """The same in characters."""
        return self.data.decode("utf-8", "surrogatepass")

    @property
    def plain(self) -> bool:
        """Whether it is ASCII, so that each character has one byte, and no word a clitic."""
        return self.data.isascii()

    def character(self, byte: int) -> int:
        """Return the index of the character that begins at a byte."""
        return byte if self._characters is None else int(self._characters[byte])

    @cached_property
    def _characters(self) -> NDArray[np.int64] | None:
        """How many characters begin before each byte; ``None`` where each has one byte."""
        if self.plain:
            return None
        begins = (np.frombuffer(self.data, np.uint8) & _CONTINUES) != _CONTINUATION
        return np.concatenate(([0], np.cumsum(begins)))


def _without_outer_apostrophes(data: bytes) -> bytes:
    """Return the stream with blanks for apostrophes around words and before a possessive s, each looked at: there are few."""
    out = bytearray(data)
    at = data.rfind(b"'")
    while at >= 0:
        if out[at + 1] == _BLANK or out[at - 1] == _BLANK or out.startswith(b"s ", at + 1):
            out[at] = _BLANK
        at = data.rfind(b"'", 0, at)
    return bytes(out)


def form_keys(form: str) -> list[str]:
    """Return what a form looks like in a stream, without outer blanks; apostrophes inside its words may be left out."""
    key = Stream(fold(form).text).text.strip()
    if "'" not in key:
        return [key]
    bare = key.replace("'", "")
    return [key, bare]
