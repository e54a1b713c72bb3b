"""Labelled texts of our own that the judge learns from: ``tests/judge/texts/HAND.tsv``, one hand's writing a file."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "texts"
HELD_OUT = FOLDER.with_name("held_out")
"""Texts of a further hand, which nothing was taught or mended with: they measure."""
LETTERS = {"s": "strike", "e": "strike-expected", "h": "threat", "a": "attack", "t": "toll"}
"""What the letters before a text say that it tells; ``-`` is nothing."""


class Labelled(NamedTuple):
    """A text, what it tells, and whose writing it is."""

    text: str
    labels: frozenset[str]
    hand: str


def read(folder: Path = FOLDER) -> Iterator[Labelled]:
    """Yield every text; ValueError for a line that is none."""
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            letters, _, text = line.partition("\t")
            if not text or not (letters == "-" or set(letters) <= LETTERS.keys()):
                raise ValueError(f"{path.name}: not a labelled text: {line[:60]!r}")
            yield Labelled(text, frozenset(LETTERS[letter] for letter in letters if letter != "-"), path.stem)


def digest(folder: Path = FOLDER) -> str:
    """Return the SHA-256 of all texts and labels."""
    return sha256(b"".join(path.read_bytes() for path in sorted(folder.glob("*.tsv")))).hexdigest()
