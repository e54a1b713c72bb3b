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
_STOP_WORDS = {"en": _ENGLISH, "fr": _FRENCH, "ku": _KURMANJI}
_WORD = re.compile(r"[^\W\d_]+")
_ARABIC = re.compile("[\u0620-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff]+")
_HEBREW = re.compile("[\u0590-\u05ff]+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]+")
_SAMPLE = 600


def detect(text: str) -> str:
    """Return ``en``, ``ar``, ``fa``, ``ku``, ``he``, ``fr`` or ``und`` for the first 600 characters of ``text``."""
    sample = text[:_SAMPLE]
    if sample.isascii():
        return _latin(sample) or _any(sample)
    # Mostly ASCII, and with words of a language written so: what is beyond it are quotes and names.
    if 10 * (len(sample) - len(sample.encode("ascii", "ignore"))) < len(sample) and (found := _latin(sample)):
        return found
    arabic, hebrew, latin = (len(script.findall(sample)) for script in (_ARABIC, _HEBREW, _LATIN))
    most = max(arabic, hebrew, latin)
    if not most:
        return "und"
    if most == arabic:
        return _arabic(sample)
    return "he" if most == hebrew else _latin(sample) or _any(sample)


def _latin(sample: str) -> str:
    """Return the language of which the sample has most stop words; empty where it has none of any."""
    spoken = frozenset(sample.lower().split())
    counts = {language: len(spoken & stop) for language, stop in _STOP_WORDS.items()}
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else ""


def _any(sample: str) -> str:
    return "en" if _WORD.search(sample) else "und"


def _arabic(sample: str) -> str:
    if "ە" in sample or "ێ" in sample or "ڵ" in sample:
        return "ku"
    spoken = sample.split()
    persian = sum(map(_PERSIAN.__contains__, spoken)) + sum(sample.count(letter) for letter in "پچژگ")
    return "fa" if persian * 12 > len(spoken) else "ar"
