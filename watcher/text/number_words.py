"""Number words of each language: a new language is a new table, without code.

Words are written as they are spelled; ``numbers`` folds them as it folds the text. Vague words count as the field codes
them (ACLED: tens 10, dozens 12, hundreds 100).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Qualifier(StrEnum):
    """How exactly a figure is given."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    ABOUT = "about"
    UP_TO = "up_to"
    VAGUE = "vague"


@dataclass(frozen=True)
class NumberWords:
    """How one language writes numbers; every key is a word or a phrase of words."""

    small: Mapping[str, int]
    """0 to 99 in one word."""
    hundreds: Mapping[str, int]
    """100 multiplies the unit before it; 200 and more stand alone."""
    scales: Mapping[str, int]
    """Thousand and above, duals included; they multiply what stands before them."""
    vague: Mapping[str, int]
    """Words for no exact number, with the count they are coded as."""
    fixed: Mapping[str, tuple[int, Qualifier]]
    """Phrases that are a number of their own, such as "half a dozen"."""
    group: Mapping[str, int]
    """Words that count in groups after a number, such as "two dozen"."""
    article: frozenset[str]
    """Words that mean 1 before a hundred or a scale."""
    joiner: str
    """The word between parts of one number."""
    before: Mapping[str, Qualifier]
    """Phrases that qualify the number after them."""
    after: Mapping[str, Qualifier]
    """Phrases that qualify the number before them."""
    filler: frozenset[str]
    """Words that may stand between a qualifier and its number."""
    ranges: frozenset[str]
    """Words between the two ends of a range."""
    between: frozenset[str]
    """Words before a range whose ends a joiner parts."""
    start: frozenset[str]
    """Words before the former of two values: no range ("from nine to 11")."""
    half: str = ""
    """The word that adds half of the scale before it."""
    teen: frozenset[str] = frozenset()
    """Words that add ten to the unit before them."""
    teen_only: Mapping[str, int] = field(default_factory=dict)
    """Units that are numbers before a teen word alone."""
    ordinal: frozenset[str] = frozenset()
    """Ordinals: the ten joined to one is none of a count."""
    prefixes: tuple[str, ...] = ()
    """Clitics that may stand before a number word, longest first."""
    undefined: frozenset[str] = frozenset()
    """Number words that are something else with the article (الاثنين is Monday, العشرين an ordinal)."""
    units_first: bool = False
    """Units stand before tens."""


_EN_SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen"""
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def _listed(words: str, first: int, step: int) -> dict[str, int]:
    """Return each word with its value, which rises by ``step``."""
    return {word: first + step * index for index, word in enumerate(words.split())}


ENGLISH = NumberWords(
    small=_listed(_EN_SMALL, 0, 1) | _listed(_EN_TENS, 20, 10),
    hundreds={"hundred": 100},
    scales={
        "thousand": 10**3,
        "k": 10**3,
        "million": 10**6,
        "m": 10**6,
        "mn": 10**6,
        "billion": 10**9,
        "bn": 10**9,
    },
    vague={"tens": 10, "dozens": 12, "scores": 20, "hundreds": 100, "thousands": 10**3, "millions": 10**6},
    fixed={
        "a couple of": (2, Qualifier.ABOUT),
        "couple of": (2, Qualifier.ABOUT),
        "a couple more": (2, Qualifier.ABOUT),
        "a couple dozen": (24, Qualifier.ABOUT),
        "a couple hundred": (200, Qualifier.ABOUT),
        "half a dozen": (6, Qualifier.EXACT),
        "half dozen": (6, Qualifier.EXACT),
        "several dozen": (12, Qualifier.VAGUE),
        "a few dozen": (12, Qualifier.VAGUE),
        "several hundred": (100, Qualifier.VAGUE),
        "a few hundred": (100, Qualifier.VAGUE),
        "several thousand": (10**3, Qualifier.VAGUE),
        "a few thousand": (10**3, Qualifier.VAGUE),
        "half a million": (500_000, Qualifier.EXACT),
        "a quarter of a million": (250_000, Qualifier.EXACT),
    },
    group={"dozen": 12, "score": 20},
    article=frozenset({"a", "an"}),
    joiner="and",
    before={
        "at least": Qualifier.AT_LEAST,
        "no fewer than": Qualifier.AT_LEAST,
        "no less than": Qualifier.AT_LEAST,
        "not less than": Qualifier.AT_LEAST,
        "not fewer than": Qualifier.AT_LEAST,
        "a minimum of": Qualifier.AT_LEAST,
        "more than": Qualifier.MORE_THAN,
        "over": Qualifier.MORE_THAN,
        "well over": Qualifier.MORE_THAN,
        "upwards of": Qualifier.MORE_THAN,
        "above": Qualifier.MORE_THAN,
        "in excess of": Qualifier.MORE_THAN,
        "greater than": Qualifier.MORE_THAN,
        "passed": Qualifier.MORE_THAN,
        "passes": Qualifier.MORE_THAN,
        "past": Qualifier.MORE_THAN,
        "tops": Qualifier.MORE_THAN,
        "topped": Qualifier.MORE_THAN,
        "surpassed": Qualifier.MORE_THAN,
        "surpasses": Qualifier.MORE_THAN,
        "exceeds": Qualifier.MORE_THAN,
        "exceeded": Qualifier.MORE_THAN,
        "exceeding": Qualifier.MORE_THAN,
        "crosses": Qualifier.MORE_THAN,
        "crossed": Qualifier.MORE_THAN,
        "nearly": Qualifier.ABOUT,
        "almost": Qualifier.ABOUT,
        "some": Qualifier.ABOUT,
        "around": Qualifier.ABOUT,
        "about": Qualifier.ABOUT,
        "approximately": Qualifier.ABOUT,
        "roughly": Qualifier.ABOUT,
        "close to": Qualifier.ABOUT,
        "an estimated": Qualifier.ABOUT,
        "estimated": Qualifier.ABOUT,
        "estimated at": Qualifier.ABOUT,
        "circa": Qualifier.ABOUT,
        "perhaps": Qualifier.ABOUT,
        "as few as": Qualifier.ABOUT,
        "up to": Qualifier.UP_TO,
        "as many as": Qualifier.UP_TO,
        "no more than": Qualifier.UP_TO,
        "not more than": Qualifier.UP_TO,
        "at most": Qualifier.UP_TO,
        "a maximum of": Qualifier.UP_TO,
        "fewer than": Qualifier.UP_TO,
        "less than": Qualifier.UP_TO,
        "under": Qualifier.UP_TO,
    },
    after={
        "or more": Qualifier.AT_LEAST,
        "at least": Qualifier.AT_LEAST,
        "or so": Qualifier.ABOUT,
        "at most": Qualifier.UP_TO,
    },
    filler=frozenset({"'", '"', "another", "other", "further", "additional", "an", "a", "the", "of", "their"}),
    ranges=frozenset({"to", "or"}),
    between=frozenset({"between"}),
    start=frozenset({"from"}),
)

_AR_ORDINALS = """الحادي الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع
الحادية الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة"""
_AR_UNITS = {
    1: "واحد واحدة واحدا",
    2: "اثنان اثنين إثنان إثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي",
    3: "ثلاث ثلاثة",
    4: "أربع أربعة",
    5: "خمس خمسة",
    6: "ست ستة",
    7: "سبع سبعة",
    8: "ثمان ثماني ثمانية",
    9: "تسع تسعة",
    10: "عشر عشرة",
}
_AR_TENS = {
    20: "عشرون عشرين",
    30: "ثلاثون ثلاثين",
    40: "أربعون أربعين",
    50: "خمسون خمسين",
    60: "ستون ستين",
    70: "سبعون سبعين",
    80: "ثمانون ثمانين",
    90: "تسعون تسعين",
}
_AR_HUNDREDS = {
    100: "مئة مائة",
    200: "مئتان مئتين مائتان مائتين مئتا مئتي مائتا مائتي",
    300: "ثلاثمئة ثلاثمائة",
    400: "أربعمئة أربعمائة",
    500: "خمسمئة خمسمائة",
    600: "ستمئة ستمائة",
    700: "سبعمئة سبعمائة",
    800: "ثمانمئة ثمانمائة ثمانيمئة",
    900: "تسعمئة تسعمائة",
}
_AR_SCALES = {
    10**3: "ألف ألفا آلاف",
    2 * 10**3: "ألفان ألفين ألفي",
    10**6: "مليون مليونا ملايين",
    2 * 10**6: "مليونان مليونين مليوني",
    10**9: "مليار مليارا مليارات",
}


def _spread(table: Mapping[int, str]) -> dict[str, int]:
    """Return each word with its value; where a word has two, the first stands."""
    out: dict[str, int] = {}
    for value, words in table.items():
        for word in words.split():
            out.setdefault(word, value)
    return out


ARABIC = NumberWords(
    small=_spread(_AR_UNITS) | _spread(_AR_TENS),
    hundreds=_spread(_AR_HUNDREDS),
    scales=_spread(_AR_SCALES),
    vague={
        "عشرات": 10,
        "العشرات": 10,
        "مئات": 100,
        "المئات": 100,
        "مئآت": 100,
        "الآلاف": 10**3,
        "آلاف": 10**3,
        "الملايين": 10**6,
        "ملايين": 10**6,
    },
    fixed={
        "نصف مليون": (500_000, Qualifier.EXACT),
        "ربع مليون": (250_000, Qualifier.EXACT),
        "نصف المليون": (500_000, Qualifier.EXACT),
    },
    group={},
    article=frozenset(),
    joiner="و",
    before={
        "ما لا يقل عن": Qualifier.AT_LEAST,
        "لا يقل عن": Qualifier.AT_LEAST,
        "بما لا يقل عن": Qualifier.AT_LEAST,
        "لا تقل عن": Qualifier.AT_LEAST,
        "على الأقل": Qualifier.AT_LEAST,
        "أكثر من": Qualifier.MORE_THAN,
        "ما يزيد على": Qualifier.MORE_THAN,
        "ما يزيد عن": Qualifier.MORE_THAN,
        "يزيد على": Qualifier.MORE_THAN,
        "يزيد عن": Qualifier.MORE_THAN,
        "تزيد على": Qualifier.MORE_THAN,
        "تزيد عن": Qualifier.MORE_THAN,
        "ما يفوق": Qualifier.MORE_THAN,
        "يفوق": Qualifier.MORE_THAN,
        "فاق": Qualifier.MORE_THAN,
        "تجاوز": Qualifier.MORE_THAN,
        "تجاوزت": Qualifier.MORE_THAN,
        "يتجاوز": Qualifier.MORE_THAN,
        "تتجاوز": Qualifier.MORE_THAN,
        "تخطى": Qualifier.MORE_THAN,
        "تخطت": Qualifier.MORE_THAN,
        "ازيد من": Qualifier.MORE_THAN,
        "نحو": Qualifier.ABOUT,
        "حوالي": Qualifier.ABOUT,
        "حوالى": Qualifier.ABOUT,
        "قرابة": Qualifier.ABOUT,
        "زهاء": Qualifier.ABOUT,
        "ما يقارب": Qualifier.ABOUT,
        "ما يقرب من": Qualifier.ABOUT,
        "ما يقارب من": Qualifier.ABOUT,
        "يقارب": Qualifier.ABOUT,
        "تقارب": Qualifier.ABOUT,
        "تقريبا": Qualifier.ABOUT,
        "ما يصل إلى": Qualifier.UP_TO,
        "يصل إلى": Qualifier.UP_TO,
        "تصل إلى": Qualifier.UP_TO,
        "حتى": Qualifier.UP_TO,
        "أقل من": Qualifier.UP_TO,
        "ما لا يزيد على": Qualifier.UP_TO,
        "ما لا يزيد عن": Qualifier.UP_TO,
        "لا يزيد عن": Qualifier.UP_TO,
        "لا يتجاوز": Qualifier.UP_TO,
    },
    after={
        "على الأقل": Qualifier.AT_LEAST,
        "على أقل تقدير": Qualifier.AT_LEAST,
        "أو أكثر": Qualifier.AT_LEAST,
        "فأكثر": Qualifier.AT_LEAST,
        "تقريبا": Qualifier.ABOUT,
        "على الأكثر": Qualifier.UP_TO,
        "على أكثر تقدير": Qualifier.UP_TO,
        "كحد أقصى": Qualifier.UP_TO,
    },
    filler=frozenset({"من", "عدد"}),
    ranges=frozenset({"إلى", "أو"}),
    between=frozenset({"بين"}),
    start=frozenset({"من"}),
    half="نصف",
    teen=frozenset({"عشر", "عشرة"}),
    teen_only={"أحد": 1, "احدى": 1, "حادي": 1},
    ordinal=frozenset(_AR_ORDINALS.split()),
    prefixes=("وال", "بال", "ال", "لل", "وب", "ول", "و", "ف", "ب", "ل", "ك"),
    undefined=frozenset({*_spread(_AR_TENS), *_spread({2: _AR_UNITS[2]}), "واحد"}),
    units_first=True,
)

TABLES: Mapping[str, NumberWords] = {"en": ENGLISH, "ar": ARABIC}
