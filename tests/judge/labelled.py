"""Labelled texts of our own that the judge learns from: ``tests/judge/texts/HAND.tsv``, one hand's writing a file."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "texts"
HELD_OUT = FOLDER.with_name("held_out")
"""Texts of a further hand, which nothing was taught or mended with: they measure."""
_PADDED = 5
"""Each of so many texts is taught with something beside it, too."""
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


_BESIDE = {
    "en": (
        "There was no immediate comment from {}.",
        "The report could not be confirmed independently.",
        "A spokesman did not answer calls.",
        "The embassy did not comment.",
        "This is a developing story.",
        "More details will follow.",
        "The minister spoke on the margins of a conference in Geneva.",
        "Elsewhere in the region, parliament passed its budget and schools reopened.",
        "Oil closed slightly higher.",
        "The statement was carried by the state news agency.",
        "Reporting by our correspondent; editing by the desk.",
        "Officials in {} said they were looking into it.",
    ),
    "ar": (
        "ولم يصدر تعليق فوري من {}.",
        "ولم يتسن التأكد من الخبر من مصدر مستقل.",
        "ولم يرد المتحدث على الاتصالات.",
        "وامتنعت السفارة عن التعليق.",
        "وسنوافيكم بالتفاصيل لاحقا.",
        "ونقلت الوكالة الرسمية البيان.",
        "وأغلق النفط على ارتفاع طفيف.",
        "وقال مسؤولون في {} إنهم يتابعون الأمر.",
    ),
}
_CAPITALS = {"en": ("Washington", "Baghdad", "Tehran", "London"), "ar": ("واشنطن", "بغداد", "طهران", "لندن")}
_BEFORE = {"en": ("World news in brief: ", "Breaking: ", "Update: "), "ar": ("موجز الأنباء: ", "عاجل: ", "تحديث: ")}


def padded(texts: Iterable[Labelled]) -> Iterator[Labelled]:
    """Yield copies of some texts with what often stands beside news and says nothing: it must not change what they tell."""
    for number, labelled in enumerate(texts):
        if number % _PADDED:
            continue
        language = labelled.hand[:2]
        which = number // _PADDED
        beside = _BESIDE[language][which % len(_BESIDE[language])].format(_CAPITALS[language][which % 4])
        before = _BEFORE[language][which % 3] if which % 4 == 0 else ""
        yield labelled._replace(text=f"{before}{labelled.text} {beside}")
