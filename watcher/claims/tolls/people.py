"""People as a sentence counts them: "two Israeli soldiers", "a shepherd", قتيلان, and plural victims without a number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise, zip_longest
from typing import NamedTuple

from watcher.claims.lexis import Lexis
from watcher.text.document import Document, Sentence
from watcher.text.lexicon import Hit
from watcher.text.numbers import Number, Qualifier, numbers_in
from watcher.text.tokens import TokenKind

_REACH = 6
"""Words between a number and the noun that it counts."""
_TWO = 2
_MILITANT = "victim:militant"
_OWNED_REACH = 3
"""Tokens from an owner to what is theirs: "a farmer's old dog"."""
_YEARS = range(1900, 2101)
_INNER_MARKS = frozenset({'"', "-", "'", "("})
_COUNTED = frozenset({"one", "two", "many", "counted"})
"""Roles of words of harm that a number can count."""
_LISTING = frozenset({"and", ","})
_PARTING = ("و", "ف", "ب", "ل", "ك")
"""Clitics that part a word from a number before it."""
_SINGULAR = frozenset({"one", "two"})
_AS_MANY = (("as", "many"), ("equal", "number", "of"), ("same", "number", "of"), ("similar", "number", "of"))
"""Words that give people the number of those named before them."""
_PAIR = (("both",), ("both", "the"), ("both", "of", "the"))
_ARTICLES = frozenset({"a", "an", "another"})
_SUFFER = frozenset({"were", "was", "killed", "wounded", "injured", "dead", "died", "had", "have"})
_UNKNOWN_REACH = 3
"""Words of an unknown noun that is joined to people: "31 soldiers and three army helpers were killed"."""
_PLURALS = 10
"""Up to here Arabic counts plurals."""
_PARENTS = frozenset({"mother", "father", "parent", "grandmother", "grandfather", "mum", "mom", "dad"})
_HALF = 2
"""Words that describe the first of two groups which share a noun: "one British and two American soldiers"."""

_FATHA = "\u064e"
_DUAL = _FATHA + "ين"
_UNMARKED = str.maketrans("", "", "\u0651\u0652")


class Head(StrEnum):
    """What a number is known to count."""

    VICTIM = "victim"
    HARM = "harm"
    """The word of harm itself: 35 قتيلا, two deaths."""
    UNKNOWN = "unknown"
    BARE = "bare"


@dataclass(slots=True)
class People:
    """Victims as named once: tokens ``first`` to ``last``, inclusive."""

    first: int
    last: int
    count: int | None
    upper: int | None = None
    qualifier: Qualifier = Qualifier.EXACT
    head: Head = Head.VICTIM
    noun: Hit | None = None
    number: Number | None = None
    subset: bool = False
    former: bool = False
    whole: bool = False
    """Others are told to be a part of them."""

    @property
    def militants(self) -> bool:
        """Whether they are fighters, who may flee but are not driven from home."""
        return self.noun is not None and self.noun.concept.id == _MILITANT


class Nouns(NamedTuple):
    """What the nouns of a sentence name: people, things that are counted too, and harm."""

    victims: Sequence[Hit]
    things: Sequence[Hit]
    harms: Sequence[Hit]


def script(document: Document, sentence: Sentence) -> str:
    """Return ``ar`` or ``en`` by a sentence's letters: a title may be in another language than its article."""
    if document.whole[sentence.start : sentence.end].isascii():
        return "en"
    places = range(sentence.first, sentence.last + 1)
    words = [document.words[at] for at in places if document.kind(at) is TokenKind.WORD]
    arabic = [word for word in words if "\u0600" <= word[0] <= "\u06ff"]
    return "ar" if len(arabic) * 2 > len(words) else "en"


def people(document: Document, sentence: Sentence, language: str, nouns: Nouns, lexis: Lexis) -> list[People]:
    """Return everybody whom the sentence counts or names as a class, in order of place.

    ``language`` is that of its ``script``.
    """
    reader = _Reader(document, sentence, language, nouns, lexis)
    counted = list(reader.counted())
    taken = {at for group in counted for at in range(group.first, group.last + 1)}
    named = [group for group in reader.named() if taken.isdisjoint(range(group.first, group.last + 1))]
    found = sorted(counted + named, key=lambda group: group.first)
    if language == "en":
        found = sorted([*found, *reader.as_many(found)], key=lambda group: group.first)
        reader.share_nouns(found)
        reader.join_unknown(found)
    return [group for before, group in zip([None, *found], found, strict=False) if not reader.counted_too(before, group)]


class _Reader:
    """Reads the people of one sentence."""

    def __init__(self, document: Document, sentence: Sentence, language: str, nouns: Nouns, lexis: Lexis) -> None:
        self.document = document
        self.words = document.words
        self.language = language
        self.sentence = sentence
        self.stops = lexis.frame("toll-stop")
        self.labels = lexis.frame("toll-label")
        self.bands = lexis.frame("toll-band")
        self.of = lexis.frame("toll-of")
        self.ages = lexis.frame("toll-aged")
        self.victims = {hit.first: hit for hit in nouns.victims}
        self.things = {hit.first: hit for hit in nouns.things}
        self.harms = {hit.first: hit for hit in nouns.harms}

    def counted(self) -> Iterator[People]:
        """Yield the people with a number."""
        numbers = numbers_in(self.document, self.language, self.sentence.first, self.sentence.last)
        inside = {at for hit in self.victims.values() for at in range(hit.first + 1, hit.last + 1)}
        before = self.sentence.first - 1
        for number, following in zip_longest(numbers, numbers[1:]):
            if number.first in inside:
                continue  # "عائلة واحدة", "جنديين اثنين"
            found = self._behind_noun(number, before) or self._counted(
                number, following.lead if following else self.sentence.last + 1
            )
            if found is not None:
                yield found
                before = found.last

    def _behind_noun(self, number: Number, before: int) -> People | None:
        """Return the people whom an Arabic number behind their noun counts: "لبنانيين اثنين", "أطفالها الثلاثة"."""
        if self.language != "ar" or number.lead != number.first or number.first <= self.sentence.first:
            return None
        noun = next((hit for hit in self.victims.values() if hit.last == number.first - 1 and hit.first > before), None)
        fits = number.value <= _TWO or self.words[number.first].startswith("ال")
        if noun is None or not fits or (noun.form.role == "one" and number.value > 1):
            return None
        return People(noun.first, number.last - 1, number.value, head=Head.VICTIM, noun=noun, number=number)

    def _counted(self, number: Number, end: int) -> People | None:
        if self._other_unit(number):
            return None
        noun, head, last = self._head(number, end)
        if head is None or (head is not Head.VICTIM and self._year_or_label(number)):
            return None
        first = number.lead
        if head is not Head.VICTIM and self._band(number):
            head, first = Head.VICTIM, number.lead - 2
        return People(first, last, number.value, number.upper, number.qualifier, head, noun, number)

    def _band(self, number: Number) -> bool:
        """Say whether a number tells how many a family or a crew are: "a family of 14 was killed"."""
        at = number.lead - 1
        return at > self.sentence.first and self.words[at] in self.of and self.words[at - 1] in self.bands

    def _age(self, number: Number) -> bool:
        """Say whether a number is an age, the second of several too: "aged 17 and 23"."""
        at = number.lead - 1
        while at > self.sentence.first and (self.words[at].isdigit() or self.words[at] in _LISTING):
            at -= 1
        return self.words[at] in self.ages

    def _head(self, number: Number, end: int) -> tuple[Hit | None, Head | None, int]:
        """Find what a number counts before token ``end``; no head at all where it counts things."""
        at, left = number.last, _REACH
        while at < end and left:
            at = self._behind_short_name(at)
            if at >= end or self._ends(at):
                break
            left -= not self._named_word(at)
            victim, harm, thing = self.victims.get(at), self.harms.get(at), self.things.get(at)
            suffered = victim is not None and self._befell(number)
            if harm is not None and at > number.last and self._some_of(at, harm):
                return None, Head.VICTIM, harm.last
            if harm is not None and harm.form.role in _COUNTED and not suffered:
                return harm, Head.HARM, harm.last
            if victim is not None and not self._first_half(victim) and self._agrees(victim, number):
                return victim, Head.VICTIM, victim.last
            if harm is not None and victim is None and not self._describes(harm):
                break
            if thing is not None and not self._first_half(thing):
                return None, None, at
            at += 1
        return None, Head.BARE if at <= number.last else Head.UNKNOWN, number.last - 1

    def _behind_short_name(self, at: int) -> int:
        """Return where it goes on behind a short name in brackets: "eight Islamic State (ISIS) members"."""
        return at + 3 if self.words[at] == "(" and self.words[at + 2 : at + 3] == [")"] and self.document.capital(at + 1) else at

    def _named_word(self, at: int) -> bool:
        """Say whether a token is of a name, however long: "four International Security Assistance Force soldiers"."""
        return self.language == "en" and (self.document.capital(at) or self.words[at] == "-")

    def _describes(self, harm: Hit) -> bool:
        """Say whether an English participle describes the people behind it: "200 displaced people were killed"."""
        participle = harm.form.language == "en" and harm.concept.attributes["side"] == "either"
        return participle and harm.last + 1 in self.victims

    def _some_of(self, at: int, harm: Hit) -> bool:
        """Say whether a number counts some of those whom an earlier harm befell: "توفي اثنان من الجرحى"."""
        return self.language == "ar" and harm.clitic.endswith("ال") and self.words[at - 1] == "من"

    def _befell(self, number: Number) -> bool:
        """Say whether a verb of harm right before a number takes those whom it counts: "قتل خمسة نازحين"."""
        before = self.harms.get(number.lead - 1)
        return before is not None and before.form.role not in _COUNTED and before.concept.attributes["side"] != "toll"

    def _ends(self, at: int) -> bool:
        """Say whether the words between a number and its noun end at a token."""
        kind, word = self.document.kind(at), self.words[at]
        if kind is TokenKind.PUNCT:
            return word not in _INNER_MARKS
        if kind is TokenKind.NEWLINE or word in self.stops:
            return True
        hits = (self.victims.get(at), self.harms.get(at), self.things.get(at))
        return any(hit is not None and hit.clitic.startswith(_PARTING) for hit in hits)

    def _first_half(self, hit: Hit) -> bool:
        """Say whether an English noun is the first half of a compound of people ("drone operators", "civilian contractor")."""
        second = self.victims.get(hit.last + 1) or (self._dotted(hit.last + 1) and self.victims.get(hit.last + 2))
        if not second or hit.form.language != "en":
            return False
        return hit.form.role != "many" or second.form.role != "one"

    def _dotted(self, at: int) -> bool:
        """Say whether a full stop inside the sentence only shortens the word before it: "Gen. Salami"."""
        return at < self.sentence.last and self.words[at] == "."

    def _title(self, hit: Hit) -> int:
        """Return where a rank of several words begins: "Brig. Gen."."""
        ranks = {other.last: first for first, other in self.victims.items()}
        return ranks.get(hit.first - 2, hit.first) if self._dotted(hit.first - 1) else hit.first

    def _owner(self, hit: Hit) -> bool:
        """Say whether somebody is named only as the owner of a thing or an animal: "a farmer's dog was killed"."""
        behind = hit.last + 1
        owned = range(behind + 1, behind + _OWNED_REACH)
        return behind < self.sentence.last and self.words[behind] == "'s" and any(at in self.things for at in owned)

    @staticmethod
    def _agrees(victim: Hit, number: Number) -> bool:
        """Say whether a noun can be what the number counts: a singular behind two or more is the first half of a compound."""
        return victim.form.role != "one" or number.value == 1 or victim.form.language != "en"

    def _other_unit(self, number: Number) -> bool:
        """Say whether signs beside the number give it another unit: money, shares, ages between commas."""
        before = self.words[number.first - 1] if number.first > self.sentence.first else ""
        after = self.words[number.last] if number.last <= self.sentence.last else ""
        if before in self.labels or after in {"%", "$"} or self._age(number):
            return True
        if before == "of" and self.words[number.first - 2] in _PARENTS:
            return True  # "a mother of two was killed"
        return (
            before == ","
            and after == ","
            and number.qualifier is Qualifier.EXACT
            and self.document.kind(number.first) is TokenKind.NUMBER
        )

    def _year_or_label(self, number: Number) -> bool:
        """Say whether bare digits look like a year."""
        return (
            self.document.kind(number.first) is TokenKind.NUMBER
            and number.value in _YEARS
            and "," not in self.words[number.first]
            and number.last - number.first == 1
        )

    def _pair(self, victim: Hit) -> bool:
        """Say whether "both" counts people: "both the men", but not "both soldiers and civilians"."""
        before, behind = self.words[max(0, victim.first - 3) : victim.first], self.words[victim.last + 1 : victim.last + 2]
        return "both" in before and behind != ["and"] and any(tuple(before[-len(pair) :]) == pair for pair in _PAIR)

    def as_many(self, groups: Sequence[People]) -> Iterator[People]:
        """Give people the number of those before them ("and an equal number of policemen"), and yield "as many wounded"."""
        before: People | None = None
        for group in groups:
            if group.count is None and before is not None and self._alike(group.first):
                group.count, group.qualifier = before.count, before.qualifier
                group.first -= self._alike(group.first)
            if group.number is not None:
                before = group
        for at in self.harms:
            if self._alike(at):
                earlier = [group for group in groups if group.number is not None and group.last < at - 1]
                yield from (People(at - 1, at - 1, group.count, head=Head.BARE, number=group.number) for group in earlier[-1:])

    def _alike(self, at: int) -> int:
        """Return how many words right before a token give it the number of those before."""
        return next((len(words) for words in _AS_MANY if tuple(self.words[at - len(words) : at]) == words), 0)

    def counted_too(self, before: People | None, group: People) -> bool:
        """Say whether an Arabic number above ten counts a second singular noun too: ٣١ عنصرا وقياديا."""
        if before is None or before.number is None or before.noun is None or group.noun is None or group.number is not None:
            return False
        singular = before.noun.form.text.endswith("ا") and group.noun.form.text.endswith("ا")
        return singular and (before.count or 0) > _PLURALS and before.last + 1 == group.first and group.noun.clitic == "و"

    def join_unknown(self, groups: Sequence[People]) -> None:
        """Take an unknown noun joined to people for people: "31 soldiers and three army auxiliaries were killed"."""
        for group, other in pairwise(groups):
            known = group.head is Head.VICTIM and group.number is not None and group.noun is not None
            if not known or other.head is not Head.UNKNOWN or other.number is None:
                continue
            behind = range(other.number.last, min(other.number.last + _UNKNOWN_REACH, self.sentence.last) + 1)
            end = next((at for at in behind if self.words[at] in _SUFFER), None)
            if end is not None and self.words[group.last + 1 : other.number.lead] == ["and"]:
                other.last, other.head = end - 1, Head.VICTIM

    def share_nouns(self, groups: Sequence[People]) -> None:
        """Let the noun behind the second of two numbers hold for the first: "one British and two American soldiers"."""
        for group, other in pairwise(groups):
            if group.head is not Head.UNKNOWN or group.number is None or other.noun is None or other.number is None:
                continue
            between = self.words[group.last + 1 : other.number.lead]
            if other.head is Head.VICTIM and between[-1:] == ["and"] and 1 < len(between) <= _HALF + 1:
                group.last, group.head = other.number.lead - 2, Head.VICTIM

    def _dual(self, victim: Hit) -> bool:
        """Say whether vowel marks tell an Arabic dual from the plural that is written alike: جنديَّين, متعاقدَين."""
        written = self.document.whole[victim.start : victim.end]
        return _FATHA in written and written.translate(_UNMARKED).endswith(_DUAL)

    def named(self) -> Iterator[People]:
        """Yield people without a number: one, two, or a class of unknown size."""
        for victim in self.victims.values():
            if self._first_half(victim) or self._owner(victim):
                continue
            role = victim.form.role
            if role in _SINGULAR or (role == "demonym" and self.words[victim.first - 1] in _ARTICLES):
                first, last = self._title(victim), victim.last + self._dotted(victim.last + 1)
                yield People(first, last, 2 if role == "two" else 1, noun=victim)
            else:
                yield People(victim.first, victim.last, 2 if self._dual(victim) or self._pair(victim) else None, noun=victim)
        for harm in self.harms.values():
            if harm.form.role == "two" or (harm.form.role == "one" and harm.form.language == "ar"):
                yield People(harm.first, harm.last, 1 if harm.form.role == "one" else 2, head=Head.HARM, noun=harm)
