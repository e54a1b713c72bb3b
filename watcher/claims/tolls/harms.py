"""Words of harm in a sentence: what happened to people, on which side of the word they stand, and whether it is denied."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from watcher.claims.model import Role
from watcher.text.document import Document, Sentence
from watcher.text.lexicon import Hit


class Side(StrEnum):
    """Where the people stand from a word of harm."""

    OBJECT = "object"
    SUBJECT = "subject"
    EITHER = "either"
    NOUN = "noun"
    TOLL = "toll"


class Mood(StrEnum):
    """How far a word of harm is said to be fact."""

    FACT = "fact"
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"


@dataclass(slots=True)
class Harm:
    """One word of harm."""

    hit: Hit
    role: Role | None
    """``None`` where killed and wounded are lumped together, and where captives are freed."""
    side: Side
    mood: Mood
    passive: bool = False
    release: bool = False
    """The end of a captivity."""
    faint: bool = False
    """A word for captives: what else befell them says more."""
    war: bool = False
    """The word alone speaks of war."""

    @property
    def first(self) -> int:
        """Index of its first token."""
        return self.hit.first

    @property
    def last(self) -> int:
        """Index of its last token."""
        return self.hit.last


_NO_ROLE = frozenset({"lump", "released"})
_BE = frozenset("be been being was were is are get got gets getting feared reported confirmed believed".split())
_BETWEEN = frozenset(
    "also all both reportedly later either not n't seriously critically badly slightly since already there now known to have".split()
)
_NEGATIONS = frozenset(
    "no not never without nor neither nobody none denied denies لم لن دون بدون بلا عدم ليس لا ولم ولن نفي نفت".split()
)
_MODALS = frozenset(
    "to will would could may might can should must wo ll threatened threatens vowed vow want wanted wants plot plotting planned planning "
    "ان قد سوف لن لكي كي سي س".split()
)
_FUTURE = ("سي", "ست", "سن")
_INFINITIVES = frozenset("kill wound injure hurt die perish kidnap abduct behead shoot displace flee".split())


def harms(document: Document, sentence: Sentence, hits: Sequence[Hit], none: Sequence[Hit]) -> list[Harm]:
    """Return the words of harm in a sentence; ``hits`` are those of type ``casualty``, ``none`` those that deny any."""
    out: list[Harm] = []
    for hit in hits:
        raw = hit.concept.attributes
        role = raw["role"]
        out.append(
            Harm(
                hit,
                None if role in _NO_ROLE else Role(role),
                Side(raw["side"]),
                _mood(document, sentence, hit, none),
                passive=_passive(document, sentence, hit),
                release=role == "released",
                faint=bool(raw.get("faint")),
                war=bool(raw.get("war")),
            )
        )
    return out


def _mood(document: Document, sentence: Sentence, hit: Hit, none: Sequence[Hit]) -> Mood:
    tokens = document.tokens
    if any(cue.first <= hit.last and hit.first <= cue.last + 4 for cue in none):
        return Mood.NEGATED
    before = [tokens[at].text for at in range(max(sentence.first, hit.first - 3), hit.first)]
    if before and (_NEGATIONS & set(before[-2:])):
        return Mood.NEGATED
    first = tokens[hit.first].text
    if first.startswith(_FUTURE) and hit.form.text[0] not in "سش":
        return Mood.HYPOTHETICAL
    if first in _INFINITIVES and _MODALS & set(before):
        return Mood.HYPOTHETICAL
    if hit.form.language == "ar" and first[:1] in "يت" and before and before[-1] in _MODALS:
        return Mood.HYPOTHETICAL
    if "be" in before and _MODALS & set(before):
        return Mood.HYPOTHETICAL
    return Mood.FACT


def _passive(document: Document, sentence: Sentence, hit: Hit) -> bool:
    """Say whether a form of "be" stands before the word."""
    at = hit.first - 1
    while at >= sentence.first and document.tokens[at].text in _BETWEEN:
        at -= 1
    return at >= sentence.first and document.tokens[at].text in _BE
