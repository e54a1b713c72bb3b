"""Words of harm in a sentence: what happened to people, on which side of the word they stand, and whether it is denied."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from watcher.claims.lexis import Lexis
from watcher.claims.model import Role
from watcher.text.document import Document, Sentence
from watcher.text.lexicon import Hit
from watcher.text.tokens import TokenKind

_NO_ROLE = frozenset({"lump", "released"})
_DENIAL_REACH = 4
"""Words behind "no reports of" and the like in which a word of harm is denied."""
_DENIAL = "cue:denial"
_DENIED_REACH = 9
_AFTER = frozenset({"after", "following"})
"""What stands before harm that is fact: "denied reports of a strike after a blast killed a guard"."""
_FAR_DENIAL_REACH = 10
_NOBODY_REACH = 6
_MODAL_REACH = 3
_VOW_REACH = 9
"""Words between an Arabic vow and what is vowed, whoever vows it among them: "هددت سرايا الأشتر بقتل"."""
_RISK_REACH = 5
"""Words between "risk" and what is risked: "high risk of violence and kidnapping"."""
_WHETHER_REACH = 9
_MAY_REACH = 5
_FEAR_REACH = 2
_AWAITED_REACH = 3
_NAMED = frozenset({"casualty", "casualties", "deaths", "fatalities"})
"""Names of harm, singular only where it is no act, that may only be feared in English."""
_TOLD_OF = frozenset({"that", "the", ","})
_RISES = "to"
"""What stands behind harm that is fact and grows: "expects casualties to rise"."""
_MAY = "قد"
_LED_REACH = 16
"""Words between a verb and what makes harm of it, its victims among them."""
_NEGATED_REACH = 2
_JOINED_REACH = 4
_COFFINS = 5
"""Words behind "coffins of" in which "will" stands."""
_TOLL_REACH = 12
"""Words behind a toll in which its verb stands."""
_FUTURE = ("سي", "ست", "سن")
"""The Arabic future stands in the word itself."""
_PRESENT = ("ي", "ت")
_TO = "علي"
_PURPOSE = ("ب", "ل")
"""Clitics that bind what is threatened or meant to its verb."""


class Side(StrEnum):
    """Where the people stand from a word of harm."""

    OBJECT = "object"
    SUBJECT = "subject"
    EITHER = "either"
    NOUN = "noun"
    TOLL = "toll"


_TOLD = frozenset({Side.NOUN, Side.TOLL})
"""Names of harm, which "that" before them does not make less of a fact."""


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
    people: bool = False
    """The word tells of harm only beside counted people: "سقط 12 فلسطينيا", but not "سقط صاروخان"."""
    led: bool = False
    """A verb before it makes it a word of harm."""
    first: int = field(init=False)
    """Index of its first token; ``last`` is inclusive."""
    last: int = field(init=False)

    def __post_init__(self) -> None:
        self.first, self.last = self.hit.first, self.hit.last


def harms(document: Document, sentence: Sentence, hits: Sequence[Hit], none: Sequence[Hit], lexis: Lexis) -> list[Harm]:
    """Return the words of harm in a sentence; ``hits`` are those of type ``casualty``, ``none`` those that deny any."""
    reader = _Reader(document, sentence, none, lexis)
    leaders = {hit.first: reader.leader(hit) for hit in hits if "led" in hit.concept.attributes}
    spoken_for = {at for first, leader in leaders.items() if leader is not None for at in (first, leader)}
    return [
        reader.harm(hit)
        for hit in hits
        if (leaders.get(hit.first) is not None if "led" in hit.concept.attributes else hit.first not in spoken_for)
    ]


class _Reader:
    """Reads the words of harm of one sentence."""

    def __init__(self, document: Document, sentence: Sentence, none: Sequence[Hit], lexis: Lexis) -> None:
        self._document = document
        self._words = document.words
        self._sentence = sentence
        self._none = none
        self._lexis = lexis

    def leader(self, hit: Hit) -> int | None:
        """Return the verb before a word that makes harm of it, which is none alone: "cost five men their lives"."""
        verbs = self._lexis.frame(hit.concept.attributes["led"])
        nearest = range(hit.first - 1, max(self._sentence.first, hit.first - _LED_REACH) - 1, -1)
        return next((at for at in nearest if self._words[at] in verbs), None)

    def harm(self, hit: Hit) -> Harm:
        """Return what one word says."""
        raw = hit.concept.attributes
        role = raw["role"]
        return Harm(
            hit,
            None if role in _NO_ROLE else Role(role),
            Side(raw["side"]),
            self._mood(hit),
            passive=self._passive(hit),
            release=role == "released",
            faint=bool(raw.get("faint")),
            war=bool(raw.get("war")),
            people=bool(raw.get("people")),
            led="led" in raw,
        )

    def _mood(self, hit: Hit) -> Mood:
        for cue in self._none:
            if cue.concept.id == _DENIAL:
                if self._denied(cue, hit):
                    return Mood.NEGATED
                continue
            reach = _FAR_DENIAL_REACH if cue.form.role == "far" else _DENIAL_REACH
            if cue.first <= hit.last and hit.first <= cue.last + reach:
                return Mood.NEGATED
        before = self._words_before(hit, _MODAL_REACH)
        if not self._lexis.frame("toll-negation").isdisjoint(self._beside(hit)):
            return Mood.NEGATED
        if self._passive(hit) and self._nobody(hit):
            return Mood.NEGATED
        return Mood.HYPOTHETICAL if self._ahead(hit, before) or _general(hit) else Mood.FACT

    def _words_before(self, hit: Hit, reach: int) -> list[str]:
        return self._words[max(self._sentence.first, hit.first - reach) : hit.first]

    def _beside(self, hit: Hit) -> list[str]:
        """Return the words right before a harm, what only reports it left out: "without causing any", "no damage or"."""
        end = hit.first
        while end > self._sentence.first and self._words[end - 1] in self._lexis.frame("toll-skip"):
            end -= 1
        joined = end > self._sentence.first and self._words[end - 1] in self._lexis.frame("toll-or")
        first = max(self._sentence.first, end - (_JOINED_REACH if joined else _NEGATED_REACH))
        return self._words[first:end]

    def _nobody(self, hit: Hit) -> bool:
        """Say whether "no" stands before those whom the word befell: "no US personnel were killed"."""
        for at in range(hit.first - 1, max(self._sentence.first, hit.first - _NOBODY_REACH) - 1, -1):
            if self._words[at] == "not" and self._words[at + 1] in {"one", "a"}:
                return "but" not in self._words[at : hit.first]  # "not one soldier was hurt"
            if self._words[at] in self._lexis.frame("toll-nobody"):
                return self._words[at + 1] not in self._lexis.frame("toll-fewer")
            if self._words[at] in self._lexis.frame("toll-and") or self._document.kind(at) is TokenKind.PUNCT:
                return False
        return False

    def _denied(self, denial: Hit, hit: Hit) -> bool:
        """Say whether reports of the harm are denied, not who did it: "denied reports that soldiers were killed"."""
        between = self._words[denial.last + 1 : hit.first]
        if not between or len(between) >= (_DENIED_REACH if "," in between else 2 * _DENIED_REACH):
            return False
        return not self._lexis.frame("toll-report").isdisjoint(between) and _AFTER.isdisjoint(between)

    def _ahead(self, hit: Hit, before: Sequence[str]) -> bool:
        """Say whether the harm is threatened, feared, asked for or intended, not done."""
        word = self._words[hit.first]
        future = word.startswith(_FUTURE) and not hit.form.text.startswith(("س", "ش"))
        if future or self._missed(hit, word) or self._foretold(hit) or self._unsure(hit):
            return True
        gerund = word.endswith("ing") or (bool(before) and before[-1].endswith("ing"))
        risked = gerund and not self._lexis.frame("toll-risk").isdisjoint(self._words_before(hit, _RISK_REACH))
        able = risked or not self._lexis.frame("toll-able").isdisjoint(before)
        vowed = hit.clitic.endswith("ب") and not self._lexis.frame("toll-vow").isdisjoint(self._words_before(hit, _VOW_REACH))
        if able or vowed or (before and before[-1] == _TO and self._incited(hit)):
            return True
        if self._lexis.frame("toll-modal").isdisjoint(before):
            return False
        return self._modal_arabic(hit, before) if hit.form.language == "ar" else self._modal(hit, before)

    def _modal_arabic(self, hit: Hit, before: Sequence[str]) -> bool:
        """Say whether an Arabic modal before a harm governs it."""
        that = before[-1] == "ان" and hit.concept.attributes["side"] in _TOLD  # "قالت إن شهيدين وصلا", "إن عدد القتلى بلغ"
        meant = (hit.clitic or before[-1]).startswith(_PURPOSE) or (
            before[-1] in self._lexis.frame("toll-modal") and before[-1] != _MAY and not that
        )
        return meant or self._words[hit.first].startswith(_PRESENT)

    def _modal(self, hit: Hit, before: Sequence[str]) -> bool:
        """Say whether an English modal before a harm governs it."""
        if "have" in before:
            return not self._lexis.frame("toll-unreal").isdisjoint(before)  # "would have killed"
        modals = self._lexis.frame("toll-modal")
        modal = next(at for at in range(hit.first - 1, -1, -1) if self._words[at] in modals)
        counts = self._words[modal] == "to" and self._counts(modal)
        thought = "be" in before and self._words[modal - 1] in self._lexis.frame("toll-thought")  # "believed to be buried under"
        if counts or thought:
            return False
        return self._words[hit.first] in self._lexis.frame("toll-base") or not {"be", "being"}.isdisjoint(before)

    def _counts(self, at: int) -> bool:
        """Say whether "to" is part of a number: "10 to 15 rebels hurt", "up to 25 hurt"."""
        before, behind = self._words[at - 1], self._words[at + 1]
        return before == "up" or (before.isdigit() and behind.isdigit())

    def _unsure(self, hit: Hit) -> bool:
        """Say whether the harm is asked for or feared, or a modal stands before what may bring it: "قد يسفر عن مقتل"."""
        before = self._words_before(hit, _WHETHER_REACH)
        whether = self._lexis.frame("toll-whether")
        if hit.form.language != "ar":
            asked = self._passive(hit) and not whether.isdisjoint(before) and "," not in before
            if asked or self._awaited(hit):
                return True
            return self._words[hit.first] == "to" and self._brings(before, "toll-modal", self._lexis.frame("toll-force"))
        asked = before[-1:] == [_MAY] and not whether.isdisjoint(before)
        feared = not self._lexis.frame("toll-fear").isdisjoint(before[-_FEAR_REACH:])
        return asked or feared or self._brings(before[-_MAY_REACH:], "toll-may", None)

    def _awaited(self, hit: Hit) -> bool:
        """Say whether somebody only readies for an English name of harm or fears it: "prepare for possible casualties"."""
        if self._menaced(hit):
            return True
        if self._words[hit.last] not in _NAMED or self._words[hit.last + 1 : hit.last + 2] == [_RISES]:
            return False
        before = self._words_before(hit, _AWAITED_REACH)
        fears = self._lexis.frame("toll-fear")
        at = next((at for at in range(len(before) - 1, -1, -1) if before[at] in fears), None)
        return at is not None and _TOLD_OF.isdisjoint(before[at + 1 :])

    def _menaced(self, hit: Hit) -> bool:
        """Say whether somebody is only threatened with the harm: "threatened the army with hundreds of dead"."""
        before = self._words_before(hit, _LED_REACH)
        at = next((at for at, word in enumerate(before) if word.startswith("threaten")), None)
        return at is not None and "with" in before[at + 1 :] and _TOLD_OF.isdisjoint(before[before.index("with", at) :])

    def _brings(self, before: Sequence[str], modals: str, verbs: frozenset[str] | None) -> bool:
        """Say whether one of the verbs, or an Arabic verb of the present, stands right behind a modal."""
        return any(
            word in self._lexis.frame(modals) and (verb in verbs if verbs is not None else verb.startswith(_PRESENT))
            for word, verb in pairwise(before)
        )

    def _foretold(self, hit: Hit) -> bool:
        """Say whether a toll is one to come: "the human toll of the war will be enormous", "coffins of the enemy will fill"."""
        coffins = hit.form.text.endswith(" of") and hit.form.language == "en"
        if coffins and not self._lexis.frame("toll-foretold").isdisjoint(self._words[hit.last + 1 : hit.last + _COFFINS]):
            return True
        if hit.concept.attributes["side"] != Side.TOLL:
            return False
        behind = self._words[hit.last + 1 : hit.last + _TOLL_REACH]
        return any(word in self._lexis.frame("toll-foretold") and after == "be" for word, after in pairwise(behind))

    def _missed(self, hit: Hit, word: str) -> bool:
        """Say whether the harm nearly came, or would have come: "كادت تودي بحياة", "لولا الغبار لأصابت"."""
        before = self._words[self._sentence.first : hit.first]
        nearly = not self._lexis.frame("nearly").isdisjoint(before)
        unreal = word.startswith("ل") and hit.clitic == "ل" and hit.concept.attributes["side"] == Side.EITHER
        return nearly or (unreal and not self._lexis.frame("unreal").isdisjoint(before))

    def _incited(self, hit: Hit) -> bool:
        """Say whether somebody calls for the harm: "حرض الخطيب على قتل"."""
        incite = self._lexis.frame("toll-incite")
        return any(self._words[at] in incite for at in range(self._sentence.first, hit.first))

    def _passive(self, hit: Hit) -> bool:
        """Say whether a form of "be" stands before the word."""
        at = hit.first - 1
        while at >= self._sentence.first and self._words[at] in self._lexis.frame("toll-adverb"):
            at -= 1
        return at >= self._sentence.first and self._words[at] in self._lexis.frame("toll-be")


def _general(hit: Hit) -> bool:
    """Say whether an Arabic noun names a kind of harm ("الاختطاف"), and not one that befell somebody ("اختطاف سائق")."""
    raw = hit.concept.attributes
    return hit.clitic.endswith("ال") and raw["side"] in {Side.OBJECT, Side.EITHER} and raw["role"] != "lump"
