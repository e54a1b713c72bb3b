"""What one sentence tells of people who came to harm."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from watcher.claims.history import Dated
from watcher.claims.lexis import Lexis
from watcher.claims.model import Role
from watcher.claims.tolls.harms import Harm, Mood, Side, harms
from watcher.claims.tolls.linking import Link, link
from watcher.claims.tolls.names import names
from watcher.claims.tolls.people import Head, Nouns, People, people, script
from watcher.text.document import Document, Sentence
from watcher.text.lexicon import Hit, Named
from watcher.text.tokens import TokenKind

_NEAR_BEFORE, _NEAR_BEHIND = 12, 6
"""Words within which people stand whom a word of harm befell, though no number says how many."""
_NOT_ALONE = frozenset({"weak", "one", "counted"})
"""Roles of words of harm that say something only beside the people they befell."""
_LONGEST = 400
"""Words of a sentence that are read; what is longer is a table or a list, not a sentence."""
_FORMER_REACH = 5
_TALLY_REACH = 8
_COMPANY = 6
"""Words between a number and the size of the company that it is a part of: "six members of the same family of 14"."""
_PLACE_REACH = 4
_TAKEN = 4
"""Words between "captured" and the thing that was."""
_SAID_SO = 12
"""Words from those who came to harm to what is said of some of them."""
_WERE = frozenset({"were", "was", "are"})
_FORCES = "security-forces"
_SUFFERED = frozenset({"killed", "wounded", "injured", "dead", "died", "missing"})
_SINGLE = frozenset({"a", "an", "one", "another"})
_DASHES = frozenset({"–", "—"})
_DASHED = 14
"""Words between a dash and people that it puts in."""
_THOSE = frozenset({"these", "those", "the"})
_AMONG_REACH = 6
"""Words from people to "were among the dead"."""
_OWN_HARM = 3
"""Words between people and the word of harm that is theirs: "and 98 people were wounded"."""
Cues = Mapping[str, Sequence[Hit]]


@dataclass(slots=True)
class Telling:
    """One sentence, read."""

    index: int
    sentence: Sentence
    harms: list[Harm]
    links: list[Link]
    groups: list[People]
    named: Named
    """What the lexicon found in the sentence."""
    cues: Cues
    released: Harm | None
    """The word that ends a captivity."""
    parted: Callable[[int, int], bool]
    """Says whether a word at which an object ends stands between two tokens."""
    dated: list[Dated] | None = None
    """Every time that the sentence names, once somebody asked."""

    @property
    def facts(self) -> list[Harm]:
        """Words of harm that are said to be fact, the end of a captivity apart."""
        return [harm for harm in self.harms if harm.mood is Mood.FACT and not harm.release]

    @property
    def unnumbered(self) -> bool:
        """Whether people came to harm of whom no number is told."""
        counted = {id(found.harm) for found in self.links if found.people.count is not None and found.harm.role is not None}
        threatened = any(harm.mood is not Mood.FACT for harm in self.harms)
        for harm in self.facts:
            captive = harm.role is Role.CAPTURED and self.released is not None
            if id(harm) not in counted and not captive and not (harm.faint and threatened) and self._befell(harm):
                return True
        return False

    def _befell(self, harm: Harm) -> bool:
        """Say whether a word of harm speaks of people although it gives no number."""
        if harm.hit.form.role == "direct" or (harm.hit.form.role == "counted" and harm.side is Side.OBJECT):
            return any(found.harm is harm and found.people.head is Head.VICTIM for found in self.links)
        linked = any(found.harm is harm for found in self.links)
        weak = harm.people and not (linked and harm.role is None)
        if (
            weak
            or (not linked and self._of_an_animal(harm))
            or harm.hit.form.role in _NOT_ALONE
            or (harm.role is Role.CAPTURED and self._of_a_thing(harm))
        ):
            return False
        if harm.hit.form.role == "whom":
            return True  # "followed the commander and killed him"
        if harm.side in {Side.NOUN, Side.TOLL} or harm.role is None or linked:
            return True
        if harm.role is Role.CAPTURED and harm.first < harm.last and harm.hit.form.language == "en":
            return True  # "a Briton held hostage": only people are
        near = [group for group in self.groups if -_NEAR_BEFORE <= group.first - harm.last <= _NEAR_BEHIND]
        if harm.role is Role.DISPLACED and harm.side is Side.SUBJECT:
            near = [group for group in near if group.first < harm.first]
        return bool(near) and not (harm.role is Role.DISPLACED and near[0].militants)

    def _of_an_animal(self, harm: Harm) -> bool:
        """Say whether an animal stands behind a word of harm: "killing the family's cat"."""
        things = self.named.get("thing", ())
        return any(hit.concept.id == "thing:animal" and 0 < hit.first - harm.last <= _TAKEN for hit in things)

    def _of_a_thing(self, harm: Harm) -> bool:
        """Say whether things or ground stand behind a word of capture, and nobody: "captured 45 government lorries"."""
        times = self.named.get("time", ())
        things = (hit for kind in ("thing", "ground") for hit in self.named.get(kind, ()) if 0 < hit.first - harm.last <= _TAKEN)
        thing = next((hit for hit in things if not any(time.first <= hit.last <= time.last for time in times)), None)
        if thing is not None and self.parted(harm.last, thing.first):
            return False
        people = [group for group in self.groups if group.head is Head.VICTIM and group.noun is not None]
        return thing is not None and not any(
            harm.last < group.first <= thing.last + (2 if group.number is None else _NEAR_BEHIND) for group in people
        )


def tell(document: Document, index: int, named: Named, lexis: Lexis) -> Telling:
    """Read one sentence; ``named`` is what the lexicon found in it."""
    sentence, seen = document.sentences[index], named
    if sentence.last - sentence.first > _LONGEST:
        sentence = replace(sentence, last=sentence.first + _LONGEST)
        seen = {kind: [hit for hit in hits if hit.last <= sentence.last] for kind, hits in named.items()}
    cues: dict[str, list[Hit]] = {}
    for hit in seen.get("casualty-cue", ()):
        cues.setdefault(hit.concept.id.partition(":")[2], []).append(hit)
    words = [
        hit for hit in seen.get("casualty", ()) if not hit.concept.attributes.get("whence") or _from_a_place(document, hit, seen)
    ]
    denials = [hit for hit in named.get("cue", ()) if hit.concept.id == "cue:denial"]
    told = harms(document, sentence, words, [*cues.get("none", ()), *denials], lexis)
    told = _to_be_freed(_known_better(told, cues.get("listed", ())))
    nouns = Nouns(_victims(document, seen, told, lexis), seen.get("thing", ()), words)
    language = script(document, sentence)
    groups = people(document, sentence, language, nouns, lexis)
    single = list(names(document, sentence, [*_other_names(seen), *seen.get("thing", ())], told, groups))
    if single:
        groups = sorted([*groups, *single], key=lambda group: group.first)
    _mark_tallies(told, groups, cues.get("tally", ()))
    _mark_subsets(document, groups, told, cues.get("subset", ()), lexis)
    _mark_former(document, groups, cues.get("former", ()), lexis)
    reaches = frozenset(hit.last for hit in cues.get("reaches", ()))
    links = link(document, sentence, told, groups, language=language, reaches=reaches, lexis=lexis)
    released = _released(links, told)
    if released is not None:
        links = [found for found in links if found.harm.role is not Role.CAPTURED]

    def parted(first: int, last: int) -> bool:
        return not lexis.frame("toll-barrier").isdisjoint(document.words[first + 1 : last])

    return Telling(index, sentence, told, links, groups, named, cues, released, parted)


def _from_a_place(document: Document, hit: Hit, named: Named) -> bool:
    """Say whether a place, or a name, follows a word of leaving: "have left the town of Djibo", not "have left the party"."""
    named_next = hit.last + 1 < len(document.words) and document.capital(hit.last + 1)
    return named_next or any(0 < place.first - hit.last <= _PLACE_REACH for place in named.get("place", ()))


def _known_better(told: list[Harm], listed: Sequence[Hit]) -> list[Harm]:
    """Leave out what people were only listed as where their true harm follows: "men listed as killed were treated for burns"."""
    supposed = {id(harm) for harm in told for cue in listed if harm.first == cue.last + 1}
    kept = [harm for harm in told if id(harm) not in supposed]
    return kept if any(harm.mood is Mood.FACT for harm in kept) else told


def _victims(document: Document, named: Named, told: Sequence[Harm], lexis: Lexis) -> Sequence[Hit]:
    """Return the nouns for people, peoples among them ("12 Palestinians"); of two at one place the victim stands last.

    What stands inside a place's name is nobody ("قاعدة الإمام علي"), nor is what belongs to a word of harm ("taken hostage").
    """
    victims = named.get("victim", ())
    if victims:
        taken = {at for hit in named.get("place", ()) for at in range(hit.first + 1, hit.last + 1)}
        taken |= {at for harm in told for at in range(harm.first + (not harm.led), harm.last + 1)}
        victims = [hit for hit in victims if hit.first not in taken]
    peoples = [hit for kind in ("place", "actor") for hit in named.get(kind, ()) if _people(document, hit, lexis)]
    return sorted([*peoples, *victims], key=lambda hit: hit.first) if peoples else victims


def _people(document: Document, hit: Hit, lexis: Lexis) -> bool:
    """Say whether a name means the people of a country: "Syrians", and "Sudanese" where no noun follows."""
    if hit.form.role != "demonym":
        return hit.form.role == "people"
    if not (document.words[hit.last].endswith("ese") or document.words[hit.first - 1] in _SINGLE):
        return False
    behind = hit.last + 1
    ends = behind >= len(document.words) or document.kind(behind) is not TokenKind.WORD
    return ends or document.words[behind] in lexis.frame("toll-stop") or document.words[behind] in _SUFFERED


def _other_names(named: Named) -> list[Hit]:
    """Return the names in a sentence that are no person's."""
    return [hit for kind in ("place", "actor", "interest", "time") for hit in named.get(kind, ())]


def _mark_tallies(told: Sequence[Harm], groups: Sequence[People], tallies: Sequence[Hit]) -> None:
    """Let "the number of villagers killed" give its number behind it, as "death toll" does."""
    for harm in told:
        tally = next((cue for cue in tallies if 0 < harm.first - cue.last <= _TALLY_REACH), None)
        if tally is None or harm.side not in {Side.EITHER, Side.SUBJECT}:
            continue
        if not any(group.number is not None and tally.last < group.first < harm.first for group in groups):
            harm.side = Side.TOLL


def _mark_subsets(document: Document, groups: Sequence[People], told: Sequence[Harm], cues: Sequence[Hit], lexis: Lexis) -> None:
    """Mark the people who are part of others, or whom others are part of: they are never the answer."""
    words = document.words
    for group in _inset(document, groups, told):
        group.subset = True
    for before, group in zip([None, *groups], groups, strict=False):
        if group.head is Head.HARM:
            group.subset = _of_those(words, group)
            continue
        first = group.first if group.number is None else max(group.first, group.number.lead)
        if before is not None and before.number is not None and _belongs(words[before.last + 1 : first], lexis):
            harm = _befallen(words, group, told)
            if harm is not None:
                group.whole = True
                before.subset = not any(_died(other, harm) for other in told)
                continue
            group.subset = True
            if before.head is not Head.HARM:
                before.last, before.head = group.last, Head.VICTIM
        if before is not None and before.number is not None and words[before.last + 1 : first] == ["from"]:
            group.subset = before.head is Head.VICTIM and group.noun is not None  # "24,000 people from 4,870 households"
        group.subset = group.subset or any(_part(document, cue, group, groups, told) for cue in cues)


def _befallen(words: Sequence[str], group: People, told: Sequence[Harm]) -> Harm | None:
    """Return the harm right behind people that befell all of them, if more is told of a part: "two of the nine killed were"."""
    harm = next((harm for harm in told if harm.first == group.last + 1 and harm.side is Side.EITHER), None)
    if harm is None or (harm.role is not Role.KILLED and any(_died(other, harm) for other in told)):
        return harm
    behind = words[harm.last + 1 : harm.last + _SAID_SO]
    return harm if not _WERE.isdisjoint(behind) and not any(other.first > harm.last for other in told) else None


def _died(other: Harm, harm: Harm) -> bool:
    return other.role is Role.KILLED and other.first > harm.last


def _inset(document: Document, groups: Sequence[People], told: Sequence[Harm]) -> list[People]:
    """Return the people between two dashes with no harm of their own: "two reporters – a man and a woman – were killed"."""
    out: list[People] = []
    for group in groups:
        before = range(group.first - 1, max(group.first - _DASHED, 0), -1)
        behind = range(group.last + 1, min(group.last + _DASHED, len(document.words)))
        opening = next((at for at in before if _dash(document, at)), None)
        closing = next((at for at in behind if _dash(document, at)), None)
        if opening is None or closing is None or any(opening < harm.first < closing for harm in told):
            continue
        if any(other.last < opening and other.count is not None for other in groups):
            out.append(group)
    return out


def _dash(document: Document, at: int) -> bool:
    """Say whether a token is a dash, and no hyphen inside a word."""
    if document.words[at] != "-":
        return False
    start, end = document.extent(at, at)
    return document.whole[start:end] in _DASHES or document.whole[start - 1 : start].isspace()


def _of_those(words: Sequence[str], group: People) -> bool:
    """Say whether a number counts some of the dead told before: "263 of these deaths were civilian"."""
    if group.number is None or group.noun is None:
        return False
    between = words[group.number.last : group.noun.first]
    return len(between) > 1 and between[0] == "of" and between[1] in _THOSE


def _belongs(between: Sequence[str], lexis: Lexis) -> bool:
    """Say whether only "of", "of the" or "of a family of" stands between a number and those whom it is a part of."""
    between = between[between[:1] == ["out"] :]
    if not between or between[0] not in lexis.frame("toll-of"):
        return False
    if len(between) > 1 and between[-1] == "of" and between[-2] in lexis.frame("toll-company"):
        return len(between) <= _COMPANY
    if len(between) > 2:
        return False
    return all(word in lexis.frame("toll-determiner") for word in between[1:])


def _part(document: Document, cue: Hit, group: People, groups: Sequence[People], told: Sequence[Harm]) -> bool:
    """Say whether a word such as "including" makes people a part of others."""
    if cue.form.role == "after" and group.first < cue.first <= group.last + 1:
        return not any(harm.last == group.first - 1 for harm in told)  # "قتل سبعة منهم"
    among = document.words[cue.first] == "among" and document.words[cue.first - 1] in _WERE
    number_of = document.words[cue.first] == "includes" and not any(harm.last < cue.first for harm in told)
    if (
        group.first <= cue.first <= group.last
        or (among and 0 < cue.first - group.last <= _AMONG_REACH)
        or (number_of and cue.last < group.first)
    ):  # "seven people, two of them women, died", "three boys were among the dead", "the number includes 587 killed and 12 hurt"
        return True
    if group.number is not None and cue.last + 1 == group.first and any(harm.first == group.last + 1 for harm in told):
        return document.words[cue.last] != "the"  # "children were among the 17 people killed"
    spent = cue.form.role == "after" and any(other.first < cue.first <= other.last + 1 for other in groups)
    if spent or cue.last >= group.first or any(cue.last < harm.first and harm.last < group.first for harm in told):
        return False
    between = document.words[cue.last + 1 : group.first]
    if any(word in {";", "."} for word in between):
        return False
    first = not any(cue.last < other.first < group.first for other in groups)
    whole = next((other for other in reversed(groups) if other.last < cue.first), None)
    own = document.kind(min(group.last + 1, len(document.words) - 1)) is not TokenKind.PUNCT and any(
        0 < harm.first - group.last <= _OWN_HARM for harm in told
    )
    if whole is not None and not any(harm.last < cue.first for harm in told):
        own = _foes(whole, group)  # "nine people, including a boy and two women, were killed"
    return first or not own


def _foes(one: People, other: People) -> bool:
    """Say whether of two groups only one are militants, so that neither holds the other: "six rebels ... and two policemen"."""
    if one.noun is None or other.noun is None or one.militants == other.militants:
        return False
    return one.militants or one.noun.concept.attributes.get("class") == _FORCES


def _mark_former(document: Document, groups: Sequence[People], cues: Sequence[Hit], lexis: Lexis) -> None:
    """Mark the numbers that another replaces: "up from 4", "from nine to 11", "seven, not nine"."""
    for group in groups:
        if group.number is None:
            continue
        cue = next((cue for cue in cues if cue.last == group.first - 1), None)
        if cue is None or (cue.form.role == "soft" and not any(other.number and other.first > group.last for other in groups)):
            continue
        if document.words[cue.last] in lexis.frame("toll-from") and cue.first == cue.last:
            group.former = _continues(document, group, groups, lexis.frame("toll-to"))
        else:
            group.former = True
            _hand_over(group, groups)


def _continues(document: Document, group: People, groups: Sequence[People], ends: frozenset[str]) -> bool:
    """Say whether "from" this number goes "to" another, or the other way round."""
    return any(
        other.number is not None
        and document.words[other.first - 1] in ends
        and (0 < other.first - group.last < _FORMER_REACH or 0 < group.first - other.last < _FORMER_REACH)
        for other in groups
    )


def _hand_over(former: People, groups: Sequence[People]) -> None:
    """Let the number before "not nine" or "rather than 27" count the people named behind it."""
    new = next((group for group in reversed(groups) if group.last < former.first and group.number is not None), None)
    if new is not None and former.first - new.last <= _FORMER_REACH and new.head is not Head.HARM:
        new.last = former.last
        new.head = Head.VICTIM


def _to_be_freed(told: list[Harm]) -> list[Harm]:
    """Leave out captives of whom only their freedom to come is told: "a hostage would be handed over on Sunday"."""
    ahead = any(harm.release and harm.mood is Mood.HYPOTHETICAL for harm in told)
    return [harm for harm in told if harm.role is not Role.CAPTURED or not harm.faint] if ahead else told


def _released(links: Sequence[Link], told: Sequence[Harm]) -> Harm | None:
    """Return the word that says people were freed, if the sentence tells that they were captives."""
    if not any(harm.role is Role.CAPTURED for harm in told):
        return None
    return next((found.harm for found in links if found.harm.release), None)
