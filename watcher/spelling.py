"""The name that a misspelt one was meant for."""

from collections.abc import Callable, Iterable

_ALIKE = ("aeiouy", "ckqg", "sz", "td", "bpfv", "-_ ")
"""Letters that are taken for one another: half a mistake."""
_CLASS = {letter: number for number, letters in enumerate(_ALIKE) for letter in letters}
_PREFIX = 4
"""Letters that count as a beginning."""
_SLIGHT = 0.1
"""What a letter of length more or less, or of the beginning in common, weighs beside a wrong one."""


def nearest(written: str, known: Iterable[str], weight: Callable[[str], float] = lambda _name: 0.0) -> str | None:
    """Return which of ``known`` is spelt likest, None for none near: the first of ``near``."""
    return next(iter(near(written, known, weight)), None)


def hint(written: str, known: Iterable[str]) -> str:
    """Return the end of a sentence about a name that is none of ``known``: which of them was meant, as far as one is near."""
    name = nearest(written, known)
    return f"; did you mean {name!r}?" if name else ""


def near(written: str, known: Iterable[str], weight: Callable[[str], float] = lambda _name: 0.0) -> list[str]:
    """Return those of ``known`` that are spelt alike, likest first: fewest wrong letters, then the same beginning and length.

    A name of which only the first word was written, or with a word too many, is near. ``weight`` is added to the wrong letters
    of each: what is seldom meant weighs more.
    """
    written = written.lower()
    most = len(written) // 3
    found: list[tuple[float, str]] = []
    for name in known:
        part = name.lower().startswith(f"{written}-") or written.startswith(f"{name.lower()}-")
        wrong = 0.5 if part else _wrong(written, name.lower(), most)
        if wrong is None:
            continue
        beginning = next((at for at, (a, b) in enumerate(zip(written[:_PREFIX], name, strict=False)) if a != b), _PREFIX)
        cost = wrong + _SLIGHT * (min(most, abs(len(name) - len(written))) - beginning) + weight(name)
        found.append((cost, name))
    return [name for _cost, name in sorted(found)]


def _wrong(written: str, name: str, most: int) -> float | None:
    """Return the count of letters missing, wrong, too many or exchanged with their neighbours (optimal string alignment)."""
    if abs(len(written) - len(name)) > most:
        return None
    before, row = [0.0] * (len(name) + 1), [float(at) for at in range(len(name) + 1)]
    for at, letter in enumerate(written, 1):
        after = [float(at)]
        for to, other in enumerate(name, 1):
            cost = min(row[to] + 1, after[-1] + 1, row[to - 1] + _unlike(letter, other))
            if at > 1 and to > 1 and letter == name[to - 2] and written[at - 2] == other:
                cost = min(cost, before[to - 2] + 1)
            after.append(cost)
        if min(after) > most:
            return None
        before, row = row, after
    return row[-1] if row[-1] <= most else None


def _unlike(letter: str, other: str) -> float:
    if letter == other:
        return 0.0
    return 0.5 if _CLASS.get(letter, letter) == _CLASS.get(other) else 1.0
