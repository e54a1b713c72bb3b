"""Which people belong to which word of harm: each pair has a cost, the cheapest pairs are taken first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from watcher.claims.lexis import Lexis
from watcher.claims.model import Role
from watcher.claims.tolls.harms import Harm, Mood, Side
from watcher.claims.tolls.joining import Joiner
from watcher.claims.tolls.people import Head, People
from watcher.text.document import Document, Sentence
from watcher.text.tokens import TokenKind

_OBJECT_REACH = 5
_ARABIC_REACH = 9
_SUBJECT_REACH = 16
_TOLL_REACH = 26
_BREAKS = frozenset({";", ".", ":", "!", "?"})
_QUOTES = frozenset({'"', "'"})
_MISSING_REACH = 2
"""Further off "missing" describes the noun behind it: "a missing journalist"."""
_FAINT_REACH = 2
_DESCRIBED = 6.0
"""Cost from which on a word only describes people, whom others may be joined to before."""
_SUFFER_REACH = 4
"""Words between people and what they suffer: "four soldiers had sustained light injuries"."""
_LEAVING_REACH = 3
_PART_OF = frozenset({"of", "out"})
_INSETS = frozenset({"including", "among", "mostly", "most", "many", "some"})
_SHARES = (["of", "the"], ["of", "those"], ["of", "these"])
_AND_CLITICS = ("و", "ف")


@dataclass(slots=True)
class Link:
    """People whom a word of harm befell."""

    harm: Harm
    people: People
    more: list[People] = field(default_factory=list)
    """Others joined to them by "and"."""


def link(
    document: Document,
    sentence: Sentence,
    harms: Sequence[Harm],
    people: Sequence[People],
    *,
    language: str,
    reaches: frozenset[int],
    lexis: Lexis,
) -> list[Link]:
    """Pair words of harm with people; ``reaches`` are the tokens behind which a total is given."""
    if not people:
        return []
    return _Linker(document, sentence, harms, people, language=language, reaches=reaches, lexis=lexis).links()


class _Linker:
    """Links one sentence."""

    def __init__(
        self,
        document: Document,
        sentence: Sentence,
        harms: Sequence[Harm],
        people: Sequence[People],
        *,
        language: str,
        reaches: frozenset[int],
        lexis: Lexis,
    ) -> None:
        self.document = document
        self.words = document.words
        self.arabic = language == "ar"
        self.sentence = sentence
        self.harms = [harm for harm in harms if harm.mood is Mood.FACT]
        self.all_harms = harms
        self.people = people
        self.reaches = reaches
        self.barriers = lexis.frame("toll-barrier")
        self.determiners = lexis.frame("toll-determiner")
        self.ands = lexis.frame("toll-and")
        self.stops = lexis.frame("toll-stop")
        self.joiner = Joiner(document, sentence, harms, people, lexis, arabic=self.arabic)
        self.withs = lexis.frame("toll-with")

    def links(self) -> list[Link]:
        """Take the cheapest pairs first; nobody and no word of harm is taken twice."""
        pairs = sorted(
            ((cost, index, harm, group) for index, harm in enumerate(self.harms) for cost, group in self._costs(harm)),
            key=lambda pair: (pair[0], pair[1]),
        )
        out: list[Link] = []
        used: set[int] = set()
        spent: set[tuple[int, Role | None]] = set()
        for described in (False, True):
            begun = len(out)
            for cost, _index, harm, group in pairs:
                if id(group) in used or (harm.first, harm.role) in spent or (cost >= _DESCRIBED) is not described:
                    continue
                used.add(id(group))
                spent.add((harm.first, harm.role))  # one word may stand in the lexicon twice
                out.append(Link(harm, group))
            for found in out[begun:]:
                for other in self.joiner.joined(found.harm, found.people, used):
                    used.add(id(other))
                    found.more.append(other)
        return self._merged(sorted(out, key=lambda found: found.people.first))

    def _merged(self, links: Sequence[Link]) -> list[Link]:
        """Add up whom two words of one harm name, joined by "and": "buried a nurse and two patients killed in a raid"."""
        out: list[Link] = []
        for found in links:
            one = out[-1] if out else None
            if (
                one is not None
                and one.harm.role is found.harm.role
                and one.harm.last < one.people.first
                and found.people.last < found.harm.first
                and one.people.count is not None
                and found.people.count is not None
                and {one.people.head, found.people.head} == {Head.VICTIM}
                and self.joiner.conjoined((one.more or [one.people])[-1], found.people)
            ):
                one.more += [found.people, *found.more]
            else:
                out.append(found)
        return out

    def _costs(self, harm: Harm) -> Iterator[tuple[float, People]]:
        for group in self.people:
            if group.former or group.subset:
                continue
            if harm.people and not self._names(harm, group):
                continue
            if harm.role is Role.DISPLACED and not _driven(harm, group):
                continue
            cost = self._cost(harm, group)
            if cost is not None:
                yield cost, group

    def _names(self, harm: Harm, group: People) -> bool:
        """Say whether a word that tells of harm only beside people is beside them: "ارتقى ستة", "seized a soldier"."""
        if group.head is not Head.VICTIM or group.number is not None:
            return group.head is Head.VICTIM
        known = group.noun is not None and group.noun.clitic.endswith("ال")
        return bool(group.count) and not known and self._next(harm, group)

    def _next(self, harm: Harm, group: People) -> bool:
        """Say whether people stand right behind a word, or behind what begins them."""
        at = harm.last + 1
        return group.first == at or (group.first == at + 1 and self.words[at] in self.determiners)

    def _cost(self, harm: Harm, group: People) -> float | None:
        inside = group.first <= harm.first <= group.last
        if group.head is Head.HARM and not harm.faint:
            return 0.0 if group.noun is harm.hit else None
        if inside or harm.faint:
            return self._described(harm, group, inside=inside)
        if harm.people and any(other.role is None and not other.release and other is not harm for other in self.harms):
            return None  # "سقط ستة بين قتيل وجريح"
        return self._before(harm, group) if group.last < harm.first else self._behind(harm, group)

    @staticmethod
    def _described(harm: Harm, group: People, *, inside: bool) -> float | None:
        """Cost of people whom a word describes, since what else befell them says more: "200 displaced people were killed"."""
        if not inside and not 0 < harm.first - group.last <= _FAINT_REACH:
            return None
        return _DESCRIBED if group.number is not None else _DESCRIBED + 0.5

    def _before(self, harm: Harm, group: People) -> float | None:
        """Cost of people before the word."""
        gap = harm.first - group.last - 1
        numbering = (gap == 1 and self.words[harm.first - 1] in self.determiners) or (
            self.words[group.last + 1 : group.last + 3] == ["the", "number"]
        )
        if harm.side is Side.TOLL and numbering and self._reached(group):
            return 1.2  # "bringing to 14 the number killed", "raising to 22 the number of soldiers killed"
        if harm.side in {Side.OBJECT, Side.TOLL} or harm.hit.clitic.startswith(_AND_CLITICS):
            return None
        if harm.side is Side.NOUN:
            near = gap <= 3 and group.head in {Head.UNKNOWN, Head.BARE} and self._plain(group.last + 1, harm.first)
            suffer = gap <= _SUFFER_REACH and not self.withs.isdisjoint(self.words[group.last + 1 : group.last + 3])
            if near or suffer:
                return 0.6
            return self._subject(harm, group, gap) if self.words[harm.first - 1] in self.withs and not self.arabic else None
        if harm.side is Side.EITHER and not self.arabic and (self._active(harm) or self._also(harm, group)):
            return None
        return self._subject(harm, group, gap) if gap else self._adjacent(harm, group)

    def _reached(self, group: People) -> bool:
        """Say whether a number is what a total reached: it stands behind "to" or "at"."""
        before = group.first - (2 if self.words[group.first - 1] == "(" else 1)  # "rose to (31) people"
        return group.number is not None and not self.reaches.isdisjoint((before, group.first))

    def _inserted(self, group: People) -> bool:
        """Say whether a bare number stands behind a comma: "the dead, seven in all"."""
        return group.head is Head.BARE and group.number is not None and self.words[group.first - 1] == ","

    def _adjacent(self, harm: Harm, group: People) -> float:
        """Cost of people right before the word; "four kidnapped soldiers" may suffer what another word says."""
        if group.head is Head.BARE and any(other.first == harm.last + 1 for other in self.people):
            return 0.9
        if group.number is not None:
            return 0.4
        return 3.0 if group.count is None else 1.0

    def _subject(self, harm: Harm, group: People, gap: int) -> float | None:
        if (
            gap - self._inset(group.last + 1, harm.first) > _SUBJECT_REACH
            or self._broken(group.last + 1, harm.first)
            or self._share(harm, group)
        ):
            return None
        crossed = self._harms_between(group.last, harm.first)
        if crossed:
            return 0.3 if self._reduced(harm, group, crossed) else None
        if group.head in {Head.BARE, Head.UNKNOWN} and gap > (4 if harm.passive else 3):
            return None
        describes = self.words[harm.first - 1] in self.determiners
        if harm.role is Role.MISSING and not harm.passive and (describes or (gap > _MISSING_REACH and not self._ends_at(harm))):
            return None
        if group.count is None and group.number is None:
            return 3.0 + 0.2 * gap
        singular = group.number is None
        return (1.5 if singular else 1.0) + (0.3 if self.arabic else 0.15) * gap

    def _inset(self, first: int, end: int) -> int:
        """Return how many words two commas put in behind people: "30 people, including a family of nine, were killed"."""
        if self.words[first] != "," or self.words[first + 1] not in _INSETS:
            return 0
        return next((at - first for at in range(end - 1, first, -1) if self.words[at] == ","), 0)

    def _share(self, harm: Harm, group: People) -> bool:
        """Say whether people are only some of those whom a word names: "two of the dead", "three of those killed"."""
        between = self.words[group.last + 1 : harm.first]
        return group.number is not None and not self.arabic and between in _SHARES

    def _ends_at(self, harm: Harm) -> bool:
        """Say whether no noun can follow that a word of harm describes: "left nine members of a family missing"."""
        at = harm.last + 1
        return at > self.sentence.last or self.words[at] in self.stops or self.document.kind(at) is TokenKind.PUNCT

    def _reduced(self, harm: Harm, group: People, crossed: Sequence[Harm]) -> bool:
        """Say whether those died whom an earlier harm names: "two people wounded when ... died", "two of the wounded died"."""
        first = crossed[0]
        return (
            harm.role is Role.KILLED
            and harm.side is Side.SUBJECT
            and len(crossed) == 1
            and first.role is Role.WOUNDED
            and not first.passive
            and group.number is not None
            and not group.whole
            and not any(group.last < other.first < harm.first and other.number and not other.whole for other in self.people)
            and (first.first - group.last == 1 or self.words[group.last + 1] in _PART_OF)
        )

    def _behind(self, harm: Harm, group: People) -> float | None:
        """Cost of people behind the word."""
        gap = group.first - harm.last - 1
        if harm.side is Side.TOLL or (harm.side is Side.NOUN and harm.hit.form.role == "many"):
            return self._total(harm, group, gap)
        if gap <= _OBJECT_REACH and self.words[harm.first - 1] == "the" and (self._reached(group) or self._inserted(group)):
            return 1.3  # "the dead, put at nine", "the dead, seven in all,"
        if harm.side is Side.OBJECT or (harm.side is Side.EITHER and (self.arabic or self._active(harm))):
            return self._object(harm, group, gap)
        return None

    def _object(self, harm: Harm, group: People, gap: int) -> float | None:
        if self._broken(harm.last + 1, group.first) or self._harms_between(harm.last, group.first):
            return None
        if not self.barriers.isdisjoint(self.words[harm.last + 1 : group.first]):
            return None
        parted = harm.hit.form.role == "direct" and self._parted(harm, group)
        if parted or self._tells(harm, group) or (harm.people and not self._next(harm, group)):
            return None
        near = gap <= 2 if group.head in {Head.BARE, Head.UNKNOWN} else gap <= _ARABIC_REACH
        if not (near if self.arabic else gap <= _OBJECT_REACH):
            return None
        if group.count is None and group.number is None:
            return 3.0 + 0.2 * gap
        base = 0.1 if harm.release else 0.8 if group.number is not None else 1.1
        return base + 0.2 * gap

    def _tells(self, harm: Harm, group: People) -> bool:
        """Say whether somebody behind an English comma only tells of the harm: "wounded soldiers, a doctor said"."""
        apart = not self.arabic and group.number is None and "," in self.words[harm.last + 1 : group.first]
        return apart and self.joiner.says(group)

    def _parted(self, harm: Harm, group: People) -> bool:
        """Say whether a mark or an "and" parts people from a verb that may have hit a thing: "أصاب السياج، والجنود أغلقوا"."""
        marked = any(self.document.kind(at) is TokenKind.PUNCT for at in range(harm.last + 1, group.first))
        return marked or (group.noun is not None and group.number is None and group.noun.clitic.startswith(_AND_CLITICS))

    def _total(self, harm: Harm, group: People, gap: int) -> float | None:
        """Cost of the number that a total is said to have reached."""
        if group.number is None or gap > _TOLL_REACH or self._broken(harm.last + 1, group.first):
            return None
        if any(other.role is not harm.role for other in self._harms_between(harm.last, group.first)):
            return None
        if self._reached(group):
            return 1.2 + 0.02 * gap
        if (harm.side is Side.TOLL or self.arabic) and harm.first - 1 in self.reaches:
            return 1.3 + 0.02 * gap  # "تجاوز عدد القتلى ... 45 ألفا"
        if self.arabic and not gap and harm.hit.clitic.endswith("ال"):
            return 1.6  # "والجرحى ستة"
        return 1.6 + 0.2 * gap if gap <= 4 and harm.side is Side.TOLL else None

    def _active(self, harm: Harm) -> bool:
        """Say whether the people of an English participle stand behind it: "killed two", not "were killed", "two killed in"."""
        if harm.passive:
            return False
        at = harm.last + 1
        if at > self.sentence.last:
            return False
        if any(group.last == harm.first - 1 and group.head is Head.BARE for group in self.people):
            return False
        if self.words[at] in self.determiners:
            return True
        following = next((group for group in self.people if group.first > harm.last), None)
        if following is None or following.first - harm.last - 1 > _OBJECT_REACH:
            return False
        return not any(
            self.words[step] in self.barriers or (self.document.kind(step) is TokenKind.PUNCT and not self._inside(step))
            for step in range(at, following.first)
        )

    def _inside(self, at: int) -> bool:
        """Say whether a mark is a quotation mark or a hyphen inside a word ("al-Qaeda"), and parts nothing."""
        if self.words[at] != "-":
            return self.words[at] in _QUOTES
        start, end = self.document.extent(at - 1, at + 1)
        return not any(sign.isspace() for sign in self.document.whole[start:end])

    def _also(self, harm: Harm, group: People) -> bool:
        """Say whether the people before "and wounded" are those whom another verb took: "killed a guard and wounded several"."""
        if harm.passive or self.words[harm.first - 1] not in self.ands or group.last != harm.first - 2:
            return False
        return any(other is not harm and 0 < group.first - other.last <= _OBJECT_REACH for other in self.harms)

    def _plain(self, first: int, last: int) -> bool:
        """Say whether only words that describe stand between a number and the noun behind."""
        return all(self.words[at] not in self.stops for at in range(first, last))

    def _broken(self, first: int, last: int) -> bool:
        return any(self.words[at] in _BREAKS for at in range(first, last))

    def _harms_between(self, first: int, last: int) -> list[Harm]:
        return [harm for harm in self.all_harms if first < harm.first and harm.last < last]


def _driven(harm: Harm, group: People) -> bool:
    """Say whether people are driven from home; any leave-taking tells it of civilians right before it, not of soldiers."""
    if group.militants or not harm.hit.concept.attributes.get("whence"):
        return not group.militants
    armed = group.noun is not None and bool(group.noun.concept.attributes.get("armed"))
    return not armed and 0 < harm.first - group.last <= _LEAVING_REACH
