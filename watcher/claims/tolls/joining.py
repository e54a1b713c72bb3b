"""People who are told of together: "two soldiers and a rebel", "the general, along with his driver"."""

from collections.abc import Iterator, Sequence

from watcher.claims.lexis import Lexis
from watcher.claims.tolls.harms import Harm
from watcher.claims.tolls.people import Head, People
from watcher.text.document import Document, Sentence
from watcher.text.tokens import TokenKind

_NAME_PARTS = frozenset({"-", "al", "bin", "el"})
_AND_REACH = 2
_KIN_REACH = 5
_SPEECH_REACH = 6
_CALLED = frozenset({"of", "named", "called"})
_BESIDE = (["بالاضافه", "الي"], ["اضافه", "الي"], ["فضلا", "عن"])
_WHENCE = frozenset({"of", "from"})
_LIST_REACH = 10
_COMMAS = ([","], ["،"])
_OTHERS_REACH = 8
_OTHERS = frozenset({"others", "other", "اخرين", "اخرون", "اخر"})
_ALONG = frozenset({"along", "together"})
_ALONG_REACH = 9
_ALONG_WITH = 2
"""Words of "along with"."""
_OWN = frozenset({"his", "her"})
_ABOUT = frozenset({"a", "an", "the", "who", "his", "her"})
"""What begins words about a person behind the name."""


class Joiner:
    """Joins the people of one sentence."""

    def __init__(
        self,
        document: Document,
        sentence: Sentence,
        harms: Sequence[Harm],
        people: Sequence[People],
        lexis: Lexis,
        *,
        arabic: bool,
    ) -> None:
        self.document = document
        self.words = document.words
        self.sentence = sentence
        self.harms = harms
        self.people = people
        self.arabic = arabic
        self.determiners = lexis.frame("toll-determiner")
        self.ands = lexis.frame("toll-and")
        self.said = lexis.frame("toll-said")

    def says(self, group: People) -> bool:
        """Say whether somebody behind a comma tells of the harm, and did not suffer it: "killing two guards, the mayor said"."""
        for at in range(group.last + 1, min(self.sentence.last, group.last + _SPEECH_REACH) + 1):
            if self.words[at] in self.said:
                return True
            if self.document.kind(at) is TokenKind.PUNCT:
                return False
        return False

    def _along(self, at: int, other: People) -> bool:
        """Say whether only "along with" or "together with", and a word such as "his", stands from a token on before people."""
        if at + 1 >= other.first or self.words[at] not in _ALONG or self.words[at + 1] != "with":
            return False
        first = at + _ALONG_WITH
        led = self.words[first] in self.determiners
        return 0 <= other.first - first <= led + (other.number is None)

    def _killed_along(self, harm: Harm, other: People) -> bool:
        """Say whether people came to harm along with others, a few words behind: "was killed in the strike along with"."""
        reach = range(harm.last + 1, min(other.first, harm.last + _ALONG_REACH))
        at = next((at for at in reach if self.words[at] in _ALONG), None)
        return at is not None and "." not in self.words[harm.last : at] and self._along(at, other)

    def _behind_inset(self, at: int, end: int) -> int:
        """Return where "and" stands behind what a comma puts in: "four soldiers, including a colonel, and three rebels"."""
        if self.words[at] == "including":
            return next((step for step in range(at + 1, end) if self.words[step] == ","), at)
        if self.arabic or self.words[at] != "," or self.words[at + 1] not in {"including", "among"}:
            return at
        second = next((step for step in range(at + 1, end) if self.words[step] == ","), None)
        return at if second is None or self.words[second + 1] not in self.ands else second + 1

    def _inserted_to(self, at: int, other: People) -> int:
        """Return where words about a person behind a comma end: at the comma before "and"; behind ``other`` if not before."""
        kin = _OWN.isdisjoint(self.words[at + 1 : other.first - 1]) and self.words[other.first - 1] in _OWN
        if (kin and at + 2 == other.first) or not (self.words[at + 1] in _ABOUT or self.words[at + 1].isdigit()):
            return at
        ends = (step for step in range(at + 1, other.first) if self.words[step] == "," and self.words[step + 1] in self.ands)
        return other.first - 2 if kin and self.words[other.first - 2] == "," else next(ends, other.first) + 1

    def joined(self, harm: Harm, one: People, used: set[int]) -> Iterator[People]:
        """Yield people added to those whom a word of harm befell: "two soldiers and a rebel", "جندي وطفلته"."""
        if one.count is None or one.head is not Head.VICTIM:
            return
        groups = [group for group in self.people if group.head is Head.VICTIM and group.count is not None and not group.subset]
        behind = one
        for group in groups:
            if group.first <= behind.last or id(group) in used:
                continue
            if self.conjoined(behind, group):
                yield group
                behind = group
            elif group.number is not None and self._killed_along(harm, group):
                yield group  # "the general was killed along with four aides"
        ahead = one
        for group in reversed(groups):
            if group.last < ahead.first and id(group) not in used and self.conjoined(group, ahead):
                yield group
                ahead = group

    def conjoined(self, one: People, other: People) -> bool:
        """Say whether only "and" or a comma, and a word such as "his", stands between two groups; kin may stand further off."""
        between = self.words[one.last + 1 : other.first]
        if any(harm.first > one.last and harm.last < other.first for harm in self.harms):
            return False
        clitic = other.noun.clitic if other.noun is not None and other.number is None else ""
        if clitic.startswith("و") or (self.arabic and self.words[other.first].startswith("و")):
            return self._bound(one, other, between)
        if self._some_of_each(one, other, between) or (self.arabic and between[-2:] in _BESIDE and len(between) <= _OTHERS_REACH):
            return True
        at = one.last + 1
        if self.words[at] in _CALLED:
            at += 1  # "a leader of Kataib Hezbollah and two guards"
        start = at
        while at < other.first and (self.document.capital(at) or self.words[at] in _NAME_PARTS):
            at += 1
        named = one.number is None and (one.noun is None or start == one.last + 1 < at)
        at = self._behind_inset(at, other.first)
        if self._along(at + (self.words[at] == ","), other):
            return True
        return at < other.first and self._listed(at, other, named=named)

    def _bound(self, one: People, other: People, between: Sequence[str]) -> bool:
        """Say whether an Arabic "and" in front of people joins them to those before: words about those may stand between."""
        counted = one.number is not None and other.number is not None
        if between in _COMMAS and counted and not any(harm.first == other.last + 1 for harm in self.harms):
            return True  # "3 ضباط، و5 مجندين"
        kin = other.noun is not None and bool(other.noun.concept.attributes.get("kin"))
        whence = between[:1] == ["من"] and not self._any_between(one, other)
        reach = _OTHERS_REACH if whence or self._others(other) else _KIN_REACH if kin else int(counted)
        return len(between) <= reach and not any(word in {",", ".", "،"} for word in between)

    def _some_of_each(self, one: People, other: People, between: Sequence[str]) -> bool:
        """Say whether "and" stands behind words about people: "84 fighters of the group and 47 soldiers"."""
        if between[-1:] != ["and"] or "," in between or len(between) > _OTHERS_REACH or self._any_between(one, other):
            return False
        counted = one.number is not None and other.number is not None
        return self._others(other) or (counted and between[0] in _WHENCE)

    def _goes_on(self, group: People) -> bool:
        """Say whether a list goes on behind people, up to an "and"."""
        return not self.ands.isdisjoint(self.words[group.last + 1 : min(group.last + _LIST_REACH, self.sentence.last)])

    def _any_between(self, one: People, other: People) -> bool:
        return any(one.last < group.first and group.last < other.first for group in self.people)

    def _others(self, group: People) -> bool:
        """Say whether people are told as others than those named before: "three others", و3 آخرين."""
        return group.number is not None and not _OTHERS.isdisjoint(self.words[group.number.last : group.last + 2])

    def _listed(self, at: int, other: People, *, named: bool) -> bool:
        """Say whether an "and" or a comma at a token joins two groups, with hardly a word between."""
        if self.words[at] not in self.ands and self.words[at] != ",":
            return False
        if self.words[at] == "," and named:
            at = self._inserted_to(at, other)  # "Ali Hussein, a rebel leader, and two guards"
            if at >= other.first:
                return False
        rest = range(at + 1, other.first)
        comma = self.words[at] == "," and self.words[at + 1] not in self.ands
        if comma and other.count == 1 and other.number is None and not self._goes_on(other):
            return False  # "one of its colleagues, a watchman, was killed"
        if self.words[at] == "," and ((not rest and other.number is None and other.noun is not None) or self.says(other)):
            return False
        return len(rest) <= _AND_REACH and all(
            self.document.capital(step) or self.words[step] in self.determiners or self.words[step] in self.ands for step in rest
        )
