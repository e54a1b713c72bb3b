"""Numbers in words and digits, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.text.document import read
from watcher.text.numbers import Number, Qualifier, find_numbers, numbers_in


def numbers(text: str, language: str) -> list[Number]:
    """Return the numbers of one text."""
    return find_numbers(read("", text, language).tokens, language)


EXACT, AT_LEAST, MORE = Qualifier.EXACT, Qualifier.AT_LEAST, Qualifier.MORE_THAN
ABOUT, UP_TO, VAGUE = Qualifier.ABOUT, Qualifier.UP_TO, Qualifier.VAGUE

TABLE: list[tuple[str, str, int, Qualifier]] = [
    ("en", "7 people", 7, EXACT),
    ("en", "seven people", 7, EXACT),
    ("en", "twenty-six people", 26, EXACT),
    ("en", "twenty six people", 26, EXACT),
    ("en", "one hundred and five people", 105, EXACT),
    ("en", "two thousand three hundred and forty-five", 2345, EXACT),
    ("en", "a hundred people", 100, EXACT),
    ("en", "1,234 people", 1234, EXACT),
    ("en", "12,345,678 people", 12_345_678, EXACT),
    ("en", "1.2 million people", 1_200_000, EXACT),
    ("en", "1.2m people", 1_200_000, EXACT),
    ("en", "500k people", 500_000, EXACT),
    ("en", "half a million lives", 500_000, EXACT),
    ("en", "half a dozen men", 6, EXACT),
    ("en", "a dozen men", 12, EXACT),
    ("en", "two dozen men", 24, ABOUT),
    ("en", "a couple of men", 2, ABOUT),
    ("en", "tens of people", 10, VAGUE),
    ("en", "dozens of people", 12, VAGUE),
    ("en", "scores of people", 20, VAGUE),
    ("en", "hundreds of people", 100, VAGUE),
    ("en", "several hundred people", 100, VAGUE),
    ("en", "thousands of people", 1000, VAGUE),
    ("en", "tens of thousands of people", 10_000, VAGUE),
    ("en", "hundreds of thousands of people", 100_000, VAGUE),
    ("en", "at least 16 people", 16, AT_LEAST),
    ("en", "at least another 16 people", 16, AT_LEAST),
    ("en", "no fewer than sixteen people", 16, AT_LEAST),
    ("en", "16 or more people", 16, AT_LEAST),
    ("en", "more than 2,000 people", 2000, MORE),
    ("en", "2,000+ people", 2000, MORE),
    ("en", "2,000-plus people", 2000, MORE),
    ("en", "over thirty people", 30, MORE),
    ("en", "has passed 67,000", 67_000, MORE),
    ("en", "nearly 40 people", 40, ABOUT),
    ("en", "some 30 people", 30, ABOUT),
    ("en", "around 1.2 million people", 1_200_000, ABOUT),
    ("en", "an estimated 300 people", 300, ABOUT),
    ("en", "as many as 50 people", 50, UP_TO),
    ("en", "up to fifty people", 50, UP_TO),
    ("en", "fewer than ten people", 10, UP_TO),
    ("ar", "7 أشخاص", 7, EXACT),
    ("ar", "سبعة أشخاص", 7, EXACT),
    ("ar", "٣٥ قتيلا", 35, EXACT),
    ("ar", "۳۵ قتيلا", 35, EXACT),
    ("ar", "أحد عشر شخصا", 11, EXACT),
    ("ar", "اثنا عشر شخصا", 12, EXACT),
    ("ar", "خمسة عشر شخصا", 15, EXACT),
    ("ar", "إحدى عشرة امرأة", 11, EXACT),
    ("ar", "خمسة وعشرون قتيلا", 25, EXACT),
    ("ar", "واحد وستين قتيلا", 61, EXACT),
    ("ar", "مئة وخمسة وعشرون", 125, EXACT),
    ("ar", "مائة وخمسة وعشرين", 125, EXACT),
    ("ar", "ثلاث مئة شخص", 300, EXACT),
    ("ar", "ثلاثمئة وخمسون شخصا", 350, EXACT),
    ("ar", "مئتي شخص", 200, EXACT),
    ("ar", "ألفي شخص", 2000, EXACT),
    ("ar", "خمسة عشر ألف شخص", 15_000, EXACT),
    ("ar", "ألف ومئتان وثلاثون", 1230, EXACT),
    ("ar", "72 ألفًا و73 شهيدا", 72_073, EXACT),
    ("ar", "١٥٬٠٠٠ نازح", 15_000, EXACT),
    ("ar", "و10,906 جرحى", 10_906, EXACT),
    ("ar", "و٢٫٥ مليون شخص", 2_500_000, EXACT),
    ("ar", "مليون ونصف المليون", 1_500_000, EXACT),
    ("ar", "نصف مليون شخص", 500_000, EXACT),
    ("ar", "عشرات القتلى", 10, VAGUE),
    ("ar", "مئات القتلى", 100, VAGUE),
    ("ar", "آلاف القتلى", 1000, VAGUE),
    ("ar", "عشرات الآلاف من النازحين", 10_000, VAGUE),
    ("ar", "ما لا يقل عن 18 جريحا", 18, AT_LEAST),
    ("ar", "9 أشخاص على الأقل", 9, AT_LEAST),
    ("ar", "أكثر من ثلاثين شخصا", 30, MORE),
    ("ar", "وأكثر من 30 شخصا", 30, MORE),
    ("ar", "ما يزيد على خمسة عشر ألف شخص", 15_000, MORE),
    ("ar", "قرابة أربعين جثة", 40, ABOUT),
    ("ar", "نحو ثلاثين آخرين", 30, ABOUT),
    ("ar", "ما يقارب 60 جنديا", 60, ABOUT),
    ("ar", "ما يصل إلى 20 شخصا", 20, UP_TO),
]


@pytest.mark.parametrize(("language", "text", "value", "qualifier"), TABLE, ids=[row[1] for row in TABLE])
def test_one_number(language: str, text: str, value: int, qualifier: Qualifier) -> None:
    """A number has the value and the qualifier that a reader gives it."""
    found = numbers(text, language)
    assert [(number.value, number.qualifier) for number in found] == [(value, qualifier)]


@pytest.mark.parametrize(
    ("language", "text", "low", "high"),
    [
        ("en", "between 10 and 15 soldiers", 10, 15),
        ("en", "10-15 soldiers", 10, 15),
        ("en", "10 to 15 soldiers", 10, 15),
        ("en", "ten or twelve soldiers", 10, 12),
        ("en", "10 to 15 thousand people", 10_000, 15_000),
        ("ar", "بين 10 و15 جنديا", 10, 15),
        ("ar", "ما بين عشرة وخمسة عشر جنديا", 10, 15),
        ("ar", "خمسة أو ستة جنود", 5, 6),
        ("ar", "10 إلى 15 جنديا", 10, 15),
    ],
)
def test_range(language: str, text: str, low: int, high: int) -> None:
    """A range has its lower end as value, its upper end beside it, and is about as exact as that."""
    (number,) = numbers(text, language)
    assert (number.value, number.upper, number.qualifier) == (low, high, ABOUT)


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "from nine to 11", [9, 11]),
        ("ar", "من 9 إلى 11", [9, 11]),
        ("en", "two dead and three hurt", [2, 3]),
        ("ar", "ثلاثة قتلى وأربعة جرحى", [3, 4]),
        ("ar", "3 قتلى على الأقل و5 جرحى", [3, 5]),
        ("en", "12 people, at least 30 houses", [12, 30]),
    ],
)
def test_numbers_that_stay_apart(language: str, text: str, values: list[int]) -> None:
    """Two numbers beside one another are not added or ranged where words keep them apart."""
    assert [number.value for number in numbers(text, language)] == values


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "F-16s"),
        ("en", "a 24-hour truce"),
        ("en", "22:41"),
        ("en", "three-pronged"),
        ("en", "the 3rd and 45th brigades"),
        ("en", "9/11"),
        ("en", "50% of them"),
        ("en", "$95 a barrel"),
        ("ar", "يوم الاثنين"),
        ("ar", "اللواء الخامس والأربعين"),
        ("ar", "أحد الجنود"),
    ],
)
def test_no_number(language: str, text: str) -> None:
    """Names, times, shares, money and ordinals are no numbers of people."""
    assert numbers(text, language) == []


@given(st.text(max_size=80), st.sampled_from(["en", "ar", "fa", "und"]))
def test_any_text(text: str, language: str) -> None:
    """Any Unicode gives numbers whose tokens exist, in order, without overlap."""
    tokens = read("", text, language).tokens
    last = 0
    for number in find_numbers(tokens, language):
        assert last <= number.first < number.last <= len(tokens)
        assert number.lead <= number.first
        assert number.value >= 0
        last = number.last


def test_numbers_of_a_part() -> None:
    """A part of a document has the numbers that stand in it, by the document's own tokens."""
    document = read("", "Nine men left. At least ten to 12 fell in “½ hour”, five of them on Monday. Six stayed.", "en")
    for sentence in document.sentences:
        whole = find_numbers(document.tokens, "en", sentence.first, sentence.last + 1)
        assert numbers_in(document, "en", sentence.first, sentence.last) == whole != []


ONES = ["_", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"]
ONES += ["fourteen", "fifteen"]
ONES += ["sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def english(value: int) -> str:
    """Return a number in English words, as a style book writes it."""
    if value < 20:
        return ONES[value]
    if value < 100:
        return TENS[value // 10] + (f"-{ONES[value % 10]}" if value % 10 else "")
    for size, name in ((10**6, "million"), (10**3, "thousand"), (100, "hundred")):
        if value >= size:
            rest = value % size
            joint = " and " if size == 100 or rest < 100 else " "
            return f"{english(value // size)} {name}" + (joint + english(rest) if rest else "")
    raise AssertionError(value)


UNITS_AR = ["_", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"]
TENS_AR = ["_", "_", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"]
HUNDREDS_AR = ["_", "مئة", "مئتان", "ثلاثمئة", "أربعمئة", "خمسمئة", "ستمئة", "سبعمئة", "ثمانمئة", "تسعمئة"]


def arabic(value: int) -> str:
    """Return a number in Arabic words."""
    if value <= 10:
        return UNITS_AR[value]
    if value < 20:
        unit = {11: "أحد", 12: "اثنا"}.get(value, UNITS_AR[value - 10])
        return f"{unit} عشر"
    if value < 100:
        ten = TENS_AR[value // 10]
        return f"{UNITS_AR[value % 10]} و{ten}" if value % 10 else ten
    if value < 1000:
        hundred = HUNDREDS_AR[value // 100]
        return f"{hundred} و{arabic(value % 100)}" if value % 100 else hundred
    thousands, rest = divmod(value, 1000)
    if thousands == 1:
        head = "ألف"
    elif thousands == 2:
        head = "ألفان"
    else:
        head = f"{arabic(thousands)} {'آلاف' if thousands <= 10 else 'ألف'}"
    return f"{head} و{arabic(rest)}" if rest else head


@given(st.integers(1, 999_999_999))
def test_english_words_round_trip(value: int) -> None:
    """Every number written out in English is read as that number."""
    assert [number.value for number in numbers(english(value) + " people", "en")] == [value]


@given(st.integers(1, 999_999))
def test_arabic_words_round_trip(value: int) -> None:
    """Every number written out in Arabic is read as that number."""
    assert [number.value for number in numbers(arabic(value) + " شخص", "ar")] == [value]


@given(st.integers(0, 10**9), st.sampled_from(["en", "ar"]))
def test_digits_round_trip(value: int, language: str) -> None:
    """Digits, grouped or not, are read as that number."""
    assert [number.value for number in numbers(f"{value:,} people", language)] == [value]
