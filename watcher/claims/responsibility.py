"""Whoever says that an act was theirs: a claim of responsibility, or the statement of a power about its own forces.

A statement tells it in the first or third person of its speaker ("said its fighters had hit", "U.S. forces conducted
strikes"); what is told of somebody else is an accusation, and none of it.
"""

import re

from watcher.claims.assemble import LONGEST_EVIDENCE, mentions, span
from watcher.claims.model import Claim, Kind, Span, Status
from watcher.text.document import Document, Sentence
from watcher.text.fold import fold
from watcher.text.lexicon import Hits

TOP = 4
"""Sentences, the headline included, in which such a statement is news and not a reminder."""


def _spaced(pattern: str) -> str:
    """Keep the blanks of a pattern where others are only for reading."""
    return pattern.replace(" ", r"\ ")


_DEEDS = "struck|hit|attacked|targeted|bombed|bombarded|shelled|raided|fired|launched|carried out|conducted|destroyed|mounted"
_DID = (
    rf"(?:{_DEEDS})"
    r"(?! (?:an? )?(?:\w+ )?(?:investigation|inquiry|search|probe|campaign|appeal|patrol|tests?|exercises?)\b)"
)
_SPOKE = r"(?:said|says|announced|announces|declared|declares|stated|wrote|confirmed|confirms)"
_FORCES = r"(?:force|forces|fighters|men|jets|aircraft|warplanes|air force|army|military|drones|unit|units|resistance)"
_ACT = r"(?:attack|strike|raid|shelling|fire|operation|bombing|ambush)"
_THEIRS = rf"(?:it|they|we|(?:its|their|his|our|the)(?: \w+){{0,2}} {_FORCES})"
_KINDS = r"(?:precision|retaliatory|defensive|self-defen[cs]e|proportionate|a series of|(?:air)?strikes)"
_ENGLISH = re.compile(
    rf"""
    \b(?:claim(?:s|ed|ing)?|took|taken|takes|accept(?:s|ed)|assum(?:es|ed))\ (?:the\ )?responsibility\b
    | \b(?:said|says|saying)\ (?:on\ \w+\ )?(?:that\ )?(?:it|they|he)\ (?:was|were|had\ been)\ (?:behind|responsible\ for)\b
    | \bclaim(?:s|ed)\ (?:the|an?|last|\w+'s|\w+day\S*)\ (?:\w+\ ){{0,4}}{_ACT}\b
    | \bputs?\ its\ name\ (?:on\ \w+\ )?to\b
    | \b{_SPOKE}\b[^.;]{{0,90}}?\b{_spaced(_THEIRS)}\ (?:had|have|has)?\s?["“”']?(?:also\ |just\ )?{_spaced(_DID)}\b
    | \b{_spaced(_FORCES)}(?:\ \w+){{0,3}}\ (?:conducted|carried\ out|launched)\ (?:\w+\ )?{_spaced(_KINDS)}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ARABIC_DID = r"(?:استهدف|قصف|ضرب|نفذ|هاجم|اطلق|شن|دك)(?:ت|نا|وا)\b"
_ARABIC = re.compile(
    r"(?:^|\W)(?:و|ف)?(?:ت|ي)?تبن(?:ي|ت|ا|يها|يه)\w*\W"
    r"|(?:اعلن|يعلن|تعلن|اكد|قال)\w*\W.{0,90}مسووليت\w+"
    r"|(?:اعلن|قال|اكد|يعلن|تعلن)\w*\W.{0,90}?\W(?:انها|اننا|انهم|ان (?:مقاتلي|مجاهدي|قوات|وحدات|سلاح)\w*)\W(?:قد )?(?:\w+ )?"
    + _ARABIC_DID
)
_WORDS = re.compile(rf"responsib|behind|claim|its name|{_DEEDS}|تبن|مسووليت|{_ARABIC_DID}")
"""What a folded sentence has at the least that states responsibility: most have none of it, at a tenth of the price."""
_REFUSED = re.compile(r"\b(?:no|nobody|not|never|none|without|denie[ds]|deny|yet to)\b[^.;]{0,40}$", re.IGNORECASE)
_REFUSED_ARABIC = re.compile(r"(?:^|\W)و?(?:لم|لا|دون|بدون|نفي|نفت|ينفي|تنفي)\W+(?:\w+\W+){0,3}$")


def responsibility(document: Document, hits: Hits) -> list[Claim]:
    """Return the first claim of responsibility at the top of a text, with who makes it."""
    for index, sentence in enumerate(document.sentences[:TOP]):
        if not _WORDS.search(" ".join(document.words[sentence.first : sentence.last + 1])):
            continue
        text = document.whole[sentence.start : sentence.end]
        found = _stated(text)
        if found is None:
            continue
        actors = hits.of("actor")
        speakers = [hit for hit in actors if hit.sentence == index and hit.start < sentence.start + found]
        speakers = speakers or [hit for hit in actors if hit.sentence == 0]
        return [
            Claim(
                kind=Kind.RESPONSIBILITY,
                status=Status.CLAIMED,
                actors=mentions(document, speakers[:1]),
                evidence=_evidence(document, sentence),
                sentence=index,
            )
        ]
    return []


def _stated(text: str) -> int | None:
    """Return the character up to which a sentence has named the speaker, ``None`` where it states no responsibility."""
    if text.isascii() or re.search("[A-Za-z]{3}", text):
        match = _ENGLISH.search(text)
        return None if match is None or _REFUSED.search(text[: match.start()]) else match.end()
    folded = fold(text)
    match = _ARABIC.search(folded.text)
    if match is None or _REFUSED_ARABIC.search(folded.text[: match.start()] + " "):
        return None
    return folded.end(match.end()) if folded.starts else match.end()


def _evidence(document: Document, sentence: Sentence) -> Span:
    return span(document, sentence.start, min(sentence.end, sentence.start + LONGEST_EVIDENCE))
