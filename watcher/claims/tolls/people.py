"""People as a sentence counts them: "two Israeli soldiers", "a shepherd", قتيلان, and plural victims without a number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from watcher.text.document import Document, Sentence
from watcher.text.lexicon import Hit
from watcher.text.numbers import Number, Qualifier, find_numbers
from watcher.text.tokens import TokenKind

_REACH = 6
"""Words between a number and the noun that it counts."""
_YEARS = range(1900, 2101)
_STOPS = frozenset(
    "in at on by from when as after before were was are is be been has have had and or to with who whom that which for near during "
    "into over while since so but than if because under against says said including on the a an "
    "في عن على الي بعد قبل خلال ان حين عندما اثر جراء الذين التي الذي او ثم بين ضد قرب داخل امام منذ عند وفق بحسب حسب".split()
)
_SINGULAR = frozenset({"one", "two"})


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


def people(
    document: Document, sentence: Sentence, victims: Sequence[Hit], things: Sequence[Hit], harms: Sequence[Hit]
) -> list[People]:
    """Return everybody whom the sentence counts or names as a class, in order of place."""
    reader = _Reader(document, sentence, victims, things, harms)
    counted = list(reader.counted())
    taken = {at for group in counted for at in range(group.first, group.last + 1)}
    named = [group for group in reader.named() if not taken & set(range(group.first, group.last + 1))]
    return sorted(counted + named, key=lambda group: group.first)


class _Reader:
    """Reads the people of one sentence."""

    def __init__(
        self, document: Document, sentence: Sentence, victims: Sequence[Hit], things: Sequence[Hit], harms: Sequence[Hit]
    ) -> None:
        self.tokens = document.tokens
        self.language = document.language
        self.sentence = sentence
        self.victims = {hit.first: hit for hit in victims}
        self.things = {hit.first: hit for hit in things}
        self.harms = {hit.first: hit for hit in harms}

    def counted(self) -> Iterator[People]:
        """Yield the people with a number."""
        for number in find_numbers(self.tokens, self.language, self.sentence.first, self.sentence.last + 1):
            found = self._counted(number)
            if found is not None:
                yield found

    def _counted(self, number: Number) -> People | None:
        if self._other_unit(number):
            return None
        noun, head, last = self._head(number)
        if head is None or (head is not Head.VICTIM and self._year_or_label(number)):
            return None
        return People(number.lead, last, number.value, number.upper, number.qualifier, head, noun, number)

    def _head(self, number: Number) -> tuple[Hit | None, Head | None, int]:
        """Find what a number counts; no head at all where it counts things."""
        sentence_end = self.sentence.last
        for at in range(number.last, min(number.last + _REACH, sentence_end + 1)):
            token = self.tokens[at]
            victim = self.victims.get(at)
            if victim is not None and victim.form.language == "en" and victim.last + 1 in self.victims:
                continue
            harm = self.harms.get(at)
            if any(hit is not None and hit.clitic.startswith("و") for hit in (victim, harm)):
                return None, self._open(number, at), number.last - 1
            if victim is not None and self._agrees(victim, number):
                return victim, Head.VICTIM, victim.last
            if harm is not None:
                countable = harm.form.role is not None
                return (harm, Head.HARM, harm.last) if countable else (None, self._open(number, at), number.last - 1)
            thing = self.things.get(at)
            if thing is not None and not self._compound(thing):
                return None, None, at
            if token.kind is TokenKind.PUNCT and token.text not in {'"', "-", "'", "("}:
                return None, self._open(number, at), number.last - 1
            if token.text in _STOPS or token.kind is TokenKind.NEWLINE:
                return None, self._open(number, at), number.last - 1
        return None, self._open(number, number.last + 1), number.last - 1

    @staticmethod
    def _open(number: Number, stopped: int) -> Head:
        return Head.BARE if stopped <= number.last else Head.UNKNOWN

    @staticmethod
    def _agrees(victim: Hit, number: Number) -> bool:
        """Say whether a noun can be what the number counts: a singular behind two or more is the first half of a compound."""
        return victim.form.role != "one" or number.value == 1 or victim.form.language != "en"

    def _compound(self, thing: Hit) -> bool:
        """Say whether a thing is the first half of a compound of people ("drone operators")."""
        return thing.form.language == "en" and thing.last + 1 in self.victims

    def _other_unit(self, number: Number) -> bool:
        """Say whether signs beside the number give it another unit: money, shares, ages between commas."""
        before = self.tokens[number.first - 1].text if number.first > self.sentence.first else ""
        after = self.tokens[number.last].text if number.last <= self.sentence.last else ""
        if before in {"$", "#", "no", "no."} or after in {"%", "$"}:
            return True
        return (
            before == ","
            and after == ","
            and number.qualifier is Qualifier.EXACT
            and self.tokens[number.first].kind is TokenKind.NUMBER
        )

    def _year_or_label(self, number: Number) -> bool:
        """Say whether bare digits look like a year."""
        token = self.tokens[number.first]
        return (
            token.kind is TokenKind.NUMBER
            and number.value in _YEARS
            and "," not in token.text
            and number.last - number.first == 1
        )

    def named(self) -> Iterator[People]:
        """Yield people without a number: one, two, or a class of unknown size."""
        for victim in self.victims.values():
            if victim.form.language == "en" and victim.last + 1 in self.victims:
                continue
            role = victim.form.role
            if role in _SINGULAR:
                yield People(victim.first, victim.last, 1 if role == "one" else 2, noun=victim)
            else:
                yield People(victim.first, victim.last, None, noun=victim)
        for harm in self.harms.values():
            if harm.form.role == "two" or (harm.form.role == "one" and harm.form.language == "ar"):
                yield People(harm.first, harm.last, 1 if harm.form.role == "one" else 2, head=Head.HARM, noun=harm)
