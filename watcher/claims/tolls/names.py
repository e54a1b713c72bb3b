"""Single persons by name, or by "a" and a noun of no list: whom a word of harm befell where no number says so."""

from collections.abc import Iterator, Mapping, Sequence

from watcher.claims.tolls.harms import Harm, Mood, Side
from watcher.claims.tolls.people import People
from watcher.text.document import Document, Sentence, SentenceKind, Token
from watcher.text.lexicon import Hit
from watcher.text.tokens import TokenKind

_PARTS = frozenset({"-", "al", "bin", "ibn", "el", "de", "van"})
"""What may stand inside a name without a capital."""
_JOINING = frozenset({"and", ","})
_OWNED = frozenset({"his", "her", "their"})
_SINGULAR = frozenset({"was", "is", "been"})
_WAS = frozenset({"was", "were"})
_PRONOUNS: Mapping[str, int | None] = {"he": 1, "she": 1, "both": 2, "they": None}
"""How many people a word is that points back at them."""
_ANIMAL = "thing:animal"
_OWN = frozenset({"himself", "herself"})
_INSERTED = frozenset({"who", "whose", "a", "an", "the", "aged", "known", "one"})
"""What begins words about somebody between commas: "Ali Hussein, who led a school, was killed"."""
_INSERTED_REACH = 16
_ARTICLES = frozenset({"a", "an"})
_NOUN_REACH = 6
_MARKS = frozenset({";", ":", "after", "before", "when", "while", "who"})
_ANIMAL_REACH = 4
_SHORTEST = 2
"""Capital words that make a name; one alone may be anything."""
_TITLE_CASE = 0.6


def names(
    document: Document, sentence: Sentence, others: Sequence[Hit], harms: Sequence[Harm], groups: Sequence[People]
) -> Iterator[People]:
    """Yield the person named right behind a word of harm, or right before "was killed"; ``others`` are names of no person.

    Writing without capitals shows no names, nor does a headline that writes all words with capitals.
    """
    words = document.words
    if sentence.kind is SentenceKind.HEADLINE and _title_case(document.tokens_of(sentence.first, sentence.last)):
        return
    taken: set[int] = set().union(
        *(range(hit.first, hit.last + 1) for hit in others), *(range(group.first, group.last + 1) for group in groups)
    )
    for harm in harms:
        if harm.mood is not Mood.FACT:
            continue
        first, last = _named(document, sentence, harm, others, taken)
        if harm.passive and words[harm.first - 1] == "were":
            yield from _several(document, sentence, harm, taken, groups)
        if harm.passive and words[harm.first - 1] in _WAS and words[harm.first - 2] in _PRONOUNS:
            yield People(harm.first - 2, harm.first - 2, _PRONOUNS[words[harm.first - 2]])
        elif sum(map(document.capital, range(first, last))) >= _SHORTEST:
            yield People(first, last - 1, 1)
        elif not harm.passive and _somebody(words, sentence, harm, harms, groups) and not _animal(harm, others):
            yield People(harm.last + 1, harm.last + 1 + (words[harm.last + 1] in _ARTICLES), 1)


def _named(document: Document, sentence: Sentence, harm: Harm, others: Sequence[Hit], taken: set[int]) -> tuple[int, int]:
    """Return where the name of whom a word befell begins and ends (exclusive), before or behind it; nowhere if none can."""
    words = document.words
    first = last = harm.last + 1
    if harm.passive and words[harm.first - 1] in _SINGULAR:
        first = last = _named_by(words, sentence, harm.first - 1)
        person = next((hit for hit in others if hit.concept.type == "actor" and hit.last == first - 1), None)
        while first > sentence.first and (_free(document, first - 1, taken) or (person and first > person.first)):
            first -= 1
    elif not harm.passive and harm.side in {Side.EITHER, Side.OBJECT}:
        while last <= sentence.last and _free(document, last, taken):
            last += 1
    elif harm.side is Side.SUBJECT and not harm.passive:
        first = last = _named_by(words, sentence, harm.first)
        while first > sentence.first and _free(document, first - 1, taken):
            first -= 1
    return first, last


def _several(document: Document, sentence: Sentence, harm: Harm, taken: set[int], groups: Sequence[People]) -> Iterator[People]:
    """Yield the persons named one behind the other before "were killed": "Ali Nur, 34, and his brother Sami were killed"."""
    words, end = document.words, harm.first - 1
    found: list[People] = []
    while end > sentence.first:
        last = first = _named_by(words, sentence, end)
        while first > sentence.first and _free(document, first - 1, taken):
            first -= 1
        known = next((group for group in groups if group.last == first - 1 and group.count == 1), None)
        if known is not None:
            first = known.first - (words[known.first - 1] in _OWNED)
        elif sum(map(document.capital, range(first, last))) >= _SHORTEST:
            found.append(People(first, last - 1, 1))
            for group in groups:
                group.subset = group.subset or last <= group.first < end  # "Sami Adel, a reporter, ..."
        else:
            break
        if words[first - 1] not in _JOINING:
            break
        end = first - 1
        if words[end] == "and" and words[end - 1] == "," and _named_by(words, sentence, end) == end:
            end -= 1
    counted = any(group.number is not None and group.last < end for group in groups)
    if not counted and words[end - 1] != "the":
        yield from found  # not "four journalists representing the Associated Press and Al Jazeera"


def _animal(harm: Harm, others: Sequence[Hit]) -> bool:
    return any(hit.concept.id == _ANIMAL and 2 <= hit.first - harm.last <= _ANIMAL_REACH for hit in others)


def _named_by(words: Sequence[str], sentence: Sentence, verb: int) -> int:
    """Return where the name before a verb ends: right before it, or before words about its bearer between commas."""
    if verb <= sentence.first or words[verb - 1] != ",":
        return verb
    opening = range(verb - 2, max(sentence.first, verb - _INSERTED_REACH), -1)
    commas = (at for at in opening if words[at] == ",")
    return next((at for at in commas if words[at + 1] in _INSERTED or words[at + 1].isdigit()), verb)


def _free(document: Document, at: int, taken: set[int]) -> bool:
    """Say whether a token may be part of a person's name."""
    return at not in taken and (document.capital(at) or document.words[at] in _PARTS)


def _somebody(words: Sequence[str], sentence: Sentence, harm: Harm, harms: Sequence[Harm], groups: Sequence[People]) -> bool:
    """Say whether "himself", or "a" and an unknown noun, follows a word that takes people: "killed a beekeeper"."""
    takes = harm.role is not None and harm.side in {Side.EITHER, Side.OBJECT} and harm.last + 2 <= sentence.last
    if not takes or words[harm.last + 1] not in (_ARTICLES | _OWN):
        return False
    if words[harm.last + 1] in _OWN:
        return True
    reach = min((other.first - harm.last for other in harms if other.first > harm.last), default=_NOUN_REACH)
    marks = (at - harm.last for at in range(harm.last + 1, min(sentence.last, harm.last + _NOUN_REACH)) if words[at] in _MARKS)
    reach = min(reach, next(marks, reach))
    return not any(0 < group.first - harm.last <= min(reach, _NOUN_REACH) for group in groups)


def _title_case(tokens: Sequence[Token]) -> bool:
    """Say whether a headline writes most of its words with capitals."""
    words = [token for token in tokens if token.kind is TokenKind.WORD]
    return sum(token.capital for token in words) > _TITLE_CASE * len(words)
