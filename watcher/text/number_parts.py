"""The parts of a number: its words, how they add up, and the phrases that qualify it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from watcher.text.fold import fold
from watcher.text.number_words import NumberWords, Qualifier

LARGEST = 10**11
_DIGITS = re.compile(r"\d{1,12}|\d{1,3}(?:,\d{3}){1,3}|\d{1,3}(?:\.\d{3}){2,3}")
_DECIMAL = re.compile(r"\d{1,6}[.,]\d{1,3}")


class Atom(NamedTuple):
    """One word of a number."""

    kind: Literal["digits", "small", "hundred", "scale"]
    value: float
    joined: bool
    """A joiner stands before it."""
    next: int


class Phrases:
    """Phrases by the word that stands next to the number."""

    def __init__(self, table: Mapping[str, Qualifier], touching: int) -> None:
        self._by_word: dict[str, list[tuple[list[str], Qualifier]]] = {}
        for phrase, qualifier in table.items():
            words = phrase.split()
            self._by_word.setdefault(words[touching], []).append((words, qualifier))
        for phrases in self._by_word.values():
            phrases.sort(key=lambda entry: -len(entry[0]))

    def at(self, word: str) -> Sequence[tuple[list[str], Qualifier]]:
        """Return the phrases that touch the number with ``word``, longest first."""
        return self._by_word.get(word, ())


class Sum(NamedTuple):
    """A number so far: what closed scales add up to, what stands below them, and the last scale."""

    total: float = 0
    current: float = 0
    scale: float = LARGEST
    opened: bool = False

    @property
    def value(self) -> float:
        """What the words so far mean."""
        return self.total + self.current

    def plus(self, atom: Atom, *, units_first: bool) -> "Sum | None":
        """Return the number with one word more, or ``None`` where that is no part of it."""
        if atom.kind == "scale":
            return self._scaled(atom)
        if atom.kind == "hundred":
            return self._hundred(atom)
        if atom.kind == "digits":
            follows = units_first and self.total and not self.current and atom.joined and atom.value < self.scale
            return self._below(atom.value) if follows or not self.opened else None
        return self._small(atom, units_first=units_first)

    def _below(self, current: float) -> "Sum":
        return Sum(self.total, current, self.scale, opened=True)

    def _scaled(self, atom: Atom) -> "Sum | None":
        """Close a thousand, million or billion; a dual (2,000) stands without a multiplier."""
        unit = 10 ** (3 * (len(str(int(atom.value))) // 3))
        if unit >= self.scale or (self.current and atom.joined):
            return None
        added = (self.current or 1) * atom.value if unit == atom.value else atom.value
        return Sum(self.total + added, 0, unit, opened=True)

    def _hundred(self, atom: Atom) -> "Sum | None":
        if atom.value == 100 and 0 < self.current < 10 and not atom.joined:
            return self._below(self.current * 100)
        return self._below(atom.value) if self.current == 0 and (atom.joined or not self.opened) else None

    def _small(self, atom: Atom, *, units_first: bool) -> "Sum | None":
        value, rest = atom.value, self.current % 100
        if not self.opened:
            fits = True
        elif rest == 0:
            fits = atom.joined or not units_first
        elif units_first:
            fits = atom.joined and rest < 10 and value >= 20 and value % 10 == 0
        else:
            fits = not atom.joined and rest >= 20 and rest % 10 == 0 and 0 < value < 10
        return self._below(self.current + value) if fits else None


def digits_value(text: str, *, arabic: bool) -> float | None:
    """Return the value of digits, or ``None`` for a time, a date or a version."""
    if _DIGITS.fullmatch(text):
        return float(text.replace(",", "").replace(".", ""))
    if _DECIMAL.fullmatch(text):
        if arabic and "." in text and len(text.rpartition(".")[2]) == 3:
            return float(text.replace(".", ""))
        return float(text.replace(",", "."))
    return None


def folded_words(words: NumberWords) -> NumberWords:
    """Return the table as folded text shows it; of two words that fold alike the first stands."""

    def folded(value: object) -> object:
        if isinstance(value, str):
            return fold(value).text
        if isinstance(value, frozenset):
            return frozenset(fold(word).text for word in value)
        if isinstance(value, tuple):
            return tuple(fold(word).text for word in value)
        if isinstance(value, Mapping):
            return {fold(word).text: count for word, count in reversed(list(value.items()))}
        return value

    return replace(words, **{name: folded(getattr(words, name)) for name in words.__dataclass_fields__})  # type: ignore[arg-type]  # each field keeps its type
