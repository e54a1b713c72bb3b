"""Which language a block of text is in: by script, then by its stop words."""

import re

from watcher.text.words import words

_ENGLISH = words(
    "the of and to in a is that for on with was as by at from it are be has have said after his an will were not but"
)
_FRENCH = words("le la les des du de et en un une est que pour dans par sur au aux avec qui ne pas ce cette il elle sont")
_PERSIAN = words("در به از که است این را با برای آن شد خود می بر تا یک های شده")
_KURDISH = words("لە بە بۆ و کە ئەو لەگەڵ هەر دەکات کرد بوو")
_KURMANJI = words("li ji di de û ku bi ne jî ew ev hat kir dike")
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 1000


def detect(text: str) -> str:
    """Return ``en``, ``ar``, ``fa``, ``ku``, ``he``, ``fr`` or ``und`` for the first 1,000 characters of ``text``."""
    sample = text[:_SAMPLE]
    if sample.isascii():
        return _latin(sample)
    arabic = hebrew = latin = 0
    for word in _WORD.findall(sample):
        first = word[0]
        if "\u0600" <= first <= "\u06ff":
            arabic += 1
        elif "\u0590" <= first <= "\u05ff":
            hebrew += 1
        elif first.isascii() or first < "\u0250":
            latin += 1
    most = max(arabic, hebrew, latin)
    if not most:
        return "und"
    if most == arabic:
        return _arabic(sample)
    return "he" if most == hebrew else _latin(sample)


def _latin(sample: str) -> str:
    spoken = sample.lower().split()
    counts = {
        language: sum(map(stop.__contains__, spoken)) for language, stop in (("en", _ENGLISH), ("fr", _FRENCH), ("ku", _KURMANJI))
    }
    best = max(counts, key=lambda language: counts[language])
    if counts[best]:
        return best
    return "en" if _WORD.search(sample) else "und"


def _arabic(sample: str) -> str:
    if "ە" in sample or "ێ" in sample or "ڵ" in sample:
        return "ku"
    spoken = sample.split()
    persian = sum(map(_PERSIAN.__contains__, spoken)) + sum(sample.count(letter) for letter in "پچژگ")
    return "fa" if persian * 12 > len(spoken) else "ar"
