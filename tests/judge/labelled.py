"""Labelled texts of our own that the judge learns from: ``tests/judge/texts/HAND.tsv``, one hand's writing a file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import NamedTuple

FOLDER = Path(__file__).parent / "texts"
HELD_OUT = FOLDER.with_name("held_out")
"""Texts of a further hand, which nothing was taught or mended with: they measure."""
_PADDED = 0.4
"""Share of the texts that are taught with something beside them, too."""
_LED = 0.25
"""Share of those that have something before them as well."""
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
        "{} has not commented.",
        "Officials in {} said they were looking into it.",
        "{} did not respond to a request for comment.",
        "The report could not be confirmed independently.",
        "A spokesman did not answer calls.",
        "The embassy did not comment.",
        "The ministry declined to comment further.",
        "This is a developing story.",
        "More details will follow.",
        "The minister spoke on the margins of a conference in {}.",
        "Elsewhere in the region, parliament passed its budget and schools reopened.",
        "Oil closed slightly higher.",
        "The statement was carried by the state news agency.",
        "Reporting by our correspondent in {}; editing by the desk.",
        "Police said that an inquiry had been opened.",
        "It was raining in {} at the time.",
        "The news was first reported by a newspaper in {}.",
        "Traffic was back to normal within hours.",
        "Our correspondent in {} has more.",
        "He was speaking to reporters in {}.",
        "The prime minister is due in {} on Thursday.",
        "The officials asked not to be named.",
        "Shares in {} were little changed.",
    ),
    "ar": (
        "ولم يصدر تعليق فوري من {}.",
        "ولم تعلق {} على ذلك.",
        "وقال مسؤولون في {} إنهم يتابعون الأمر.",
        "ولم يتسن التأكد من الخبر من مصدر مستقل.",
        "ولم يرد المتحدث على الاتصالات.",
        "وامتنعت السفارة عن التعليق.",
        "وسنوافيكم بالتفاصيل لاحقا.",
        "ونقلت الوكالة الرسمية البيان.",
        "وأغلق النفط على ارتفاع طفيف.",
        "وفتحت الشرطة تحقيقا في الأمر.",
        "وكان الوزير يتحدث للصحفيين في {}.",
        "وأوردت الخبر أولا صحيفة تصدر في {}.",
        "ومن المقرر أن يصل رئيس الوزراء إلى {} يوم الخميس.",
        "وطلب المسؤولون عدم ذكر أسمائهم.",
        "وكان الجو ماطرا في {}.",
        "وعادت حركة السير إلى طبيعتها بعد ساعات.",
    ),
}
_CAPITALS = {
    "en": ("Washington", "Baghdad", "Tehran", "London", "Ankara", "Geneva", "Erbil", "Jerusalem"),
    "ar": ("واشنطن", "بغداد", "طهران", "لندن", "أنقرة", "جنيف", "أربيل", "القدس"),
}
_BEFORE = {
    "en": ("World news in brief: ", "Breaking: ", "Update: ", "{}, Tuesday - ", "Good morning from {}. "),
    "ar": ("موجز الأنباء: ", "عاجل: ", "تحديث: ", "{} - الثلاثاء - ", "صباح الخير من {}. "),
}


def padded(texts: Iterable[Labelled]) -> Iterator[Labelled]:
    """Yield copies of some texts with what often stands beside news and says nothing: it must not change what they tell."""
    random = Random(0)
    for labelled in texts:
        if random.random() < _PADDED:
            language = labelled.hand[:2]
            before = _said(random, _BEFORE, language) if random.random() < _LED else ""
            beside = " ".join(_said(random, _BESIDE, language) for _line in range(random.choice((1, 1, 2))))
            yield labelled._replace(text=f"{before}{labelled.text} {beside}")


def _said(random: Random, lines: Mapping[str, Sequence[str]], language: str) -> str:
    """Return a line, about any capital: the one must not tell of the other."""
    return random.choice(lines[language]).format(random.choice(_CAPITALS[language]))
