"""Numbers in words and digits, in every language that ``number_words`` has a table for.

``find_numbers`` reads tokens and returns each number with its tokens, its qualifier and, for a range, both ends; the lower
end is the value (ACLED: the most conservative).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple

from watcher.text.document import Document
from watcher.text.number_parts import LARGEST, Atom, Phrases, Sum, digits_value, folded_words
from watcher.text.number_words import TABLES, NumberWords, Qualifier
from watcher.text.tokens import Token, TokenKind

__all__ = ["Number", "Qualifier", "find_numbers", "numbers_in"]

_JOINED_DIGITS = re.compile(r"(و?[فبلك]?(?:ال)?)(\d{1,9})")
_SIGNS_BEFORE = frozenset({"-", "/", ":", "#", "$", "@", "."})
_LARGER: tuple[tuple[Literal["hundred", "scale"], str], ...] = (("hundred", "hundreds"), ("scale", "scales"))
_LOOK_AFTER = 4
_TEENS = 19
_WIDEST = 10
"""How many times its lower end the upper end of a range may be; what is wider are two numbers."""


class Number(NamedTuple):
    """One number; ``first`` and ``last`` are token indexes, ``last`` behind its final token."""

    value: int
    upper: int | None
    qualifier: Qualifier
    first: int
    """The number's own first token."""
    last: int
    lead: int
    """First token of the qualifier before it, or ``first``."""


class _Value(NamedTuple):
    value: float
    scale: int
    """The last scale in it, or 1."""
    next: int
    qualifier: Qualifier
    joined: bool


def find_numbers(tokens: Sequence[Token], language: str, first: int = 0, last: int | None = None) -> list[Number]:
    """Return the numbers among tokens ``first`` to ``last`` (exclusive), in order; other languages than ours know digits only."""
    return list(_reader(language).numbers(tokens, first, len(tokens) if last is None else last))


def numbers_in(document: Document, language: str, first: int, last: int) -> list[Number]:
    """Return the numbers among a document's tokens ``first`` to ``last``, inclusive, whose other tokens need not be made."""
    if not _reader(language).near(document.words[first : last + 1]):
        return []
    return [
        number._replace(first=number.first + first, last=number.last + first, lead=number.lead + first)
        for number in find_numbers(document.tokens_of(first, last), language)
    ]


@cache
def _reader(language: str) -> "_Reader":
    return _Reader(TABLES.get(language, TABLES["en"]))


class _Reader:
    """Reads the numbers of one language."""

    def __init__(self, words: NumberWords) -> None:
        self.words = words = folded_words(words)
        self.before = Phrases(words.before, -1)
        self.after = Phrases(words.after, 0)
        self.fixed: dict[str, list[tuple[list[str], tuple[int, Qualifier]]]] = {}
        for phrase, value in words.fixed.items():
            parts = phrase.split()
            self.fixed.setdefault(parts[0], []).append((parts, value))
        tables = (words.vague, words.scales, words.teen_only, words.small, words.hundreds)
        self._clitics = {id(table): self._with_clitics(table) for table in tables}
        self._openers = frozenset().union(self.fixed, words.article, *tables, *self._clitics.values())
        """Every word that a number may begin with, unless it has digits."""
        fixed = [parts for phrases in self.fixed.values() for parts, _value in phrases if parts[0] in words.article]
        self._behind_article = (self._openers - words.article).union(words.group, *(parts[1:2] for parts in fixed))

    def _with_clitics(self, table: Mapping[str, int]) -> dict[str, tuple[str, bool]]:
        """Return every word of a table with every clitic before it: the word, and whether a joiner is among the clitics."""
        out: dict[str, tuple[str, bool]] = {}
        for prefix in self.words.prefixes:
            for word in table:
                if not (prefix.endswith("ال") and word in self.words.undefined):
                    out.setdefault(prefix + word, (word, (prefix + word).startswith(self.words.joiner)))
        return out

    def numbers(self, tokens: Sequence[Token], first: int, last: int) -> Iterator[Number]:
        """Yield each number."""
        behind = first
        for at in self.near([token.text for token in tokens[first:last]]):
            found = self._number(tokens, at + first, first, last) if at + first >= behind else None
            if found is not None:
                yield found
                behind = found.last

    def near(self, words: Sequence[str]) -> list[int]:
        """Return where a number may begin, by the words alone: looking closer costs fifty times as much, and most begin none."""
        openers, articles = self._openers, self.words.article
        found = [at for at, word in enumerate(words) if word in openers or (not word.isalpha() and word[0].isalnum())]
        return [at for at in found if words[at] not in articles or self._follows(words, at + 1)]

    def _follows(self, words: Sequence[str], at: int) -> bool:
        """Say whether what stands behind an article may be a number."""
        if at >= len(words):
            return False
        return words[at] in self._behind_article or (not words[at].isalpha() and words[at][0].isalnum())

    def _number(self, tokens: Sequence[Token], at: int, first: int, last: int) -> Number | None:
        value = self._value(tokens, at, last)
        if value is None:
            return None
        stop = value.next
        if self._part_of_word(tokens, at, stop, first, last):
            return None
        lead, qualifier = self._qualified_before(tokens, at, first, joined=value.joined)
        low: float = value.value
        upper: int | None = None
        ranged = self._range(tokens, at, value, first, last)
        if ranged is not None:
            low, upper, stop = ranged
            qualifier = qualifier or Qualifier.ABOUT
        if value.qualifier is not Qualifier.EXACT:
            qualifier = value.qualifier if qualifier is None or value.qualifier is Qualifier.VAGUE else qualifier
        if stop < last and tokens[stop].text == "+" and _glued(tokens, stop):
            qualifier, stop = Qualifier.MORE_THAN, stop + 1
        elif stop + 1 < last and tokens[stop].text == "-" and tokens[stop + 1].text == "plus":
            qualifier, stop = Qualifier.MORE_THAN, stop + 2
        if low != int(low) or low > LARGEST:
            return None
        if qualifier is None:
            qualifier, stop = self._qualified_after(tokens, stop, last)
        return Number(int(low), upper, qualifier, at, stop, lead)

    def _value(self, tokens: Sequence[Token], at: int, last: int) -> _Value | None:
        """Read one value without its qualifiers."""
        for phrase, (fixed, qualifier) in self.fixed.get(tokens[at].text, ()):
            if _matches(tokens, at, last, phrase):
                return _Value(fixed, 1, at + len(phrase), qualifier, joined=False)
        vague = self._vague(tokens, at, last)
        if vague is not None:
            return vague
        start = at
        if tokens[at].text in self.words.article and at + 1 < last:
            at += 1
            group = self.words.group.get(tokens[at].text)
            if group:
                return _Value(group, 1, at + 1, Qualifier.EXACT, joined=False)
        value = self._compound(tokens, at, last, bare=start < at or self.words.units_first)
        if value is None or (start < at and not value.value >= 100):
            return None
        if value.next < last and value.value < 100 and tokens[value.next].text in self.words.group:
            grouped = value.value * self.words.group[tokens[value.next].text]
            return _Value(grouped, 1, value.next + 1, Qualifier.ABOUT, value.joined)
        return value

    def _vague(self, tokens: Sequence[Token], at: int, last: int) -> _Value | None:
        """Read "hundreds", "tens of thousands", عشرات الآلاف."""
        word, joined = self._stripped(tokens[at].text, self.words.vague)
        count = self.words.vague.get(word)
        if count is None:
            return None
        following = at + 1
        if following < last and tokens[following].text == "of":
            following += 1
        if following < last:
            more, _ = self._stripped(tokens[following].text, self.words.vague)
            scale = self.words.vague.get(more, 0)
            if scale > max(count, 100):
                return _Value(count * scale, scale, following + 1, Qualifier.VAGUE, joined)
        return _Value(count, 1, at + 1, Qualifier.VAGUE, joined)

    def _compound(self, tokens: Sequence[Token], at: int, last: int, *, bare: bool) -> _Value | None:
        """Add up the words of one number; ``bare`` hundreds and scales may begin it."""
        atom = self._atom(tokens, at, last, opening=True)
        if atom is None or (not bare and atom.kind in {"hundred", "scale"}):
            return None
        joined = atom.joined
        number = Sum()
        while atom is not None:
            longer = number.plus(atom, units_first=self.words.units_first)
            if longer is None:
                break
            number, at = longer, atom.next
            if atom.kind == "scale" and self.words.half and self._is_half(tokens, at, last):
                number = number._replace(total=number.total + number.scale / 2)
                at += 1
                if at < last and self._stripped(tokens[at].text, self.words.scales)[0] in self.words.scales:
                    at += 1
                break
            atom = self._atom(tokens, at, last, opening=False)
        return _Value(number.value, 1 if number.scale == LARGEST else int(number.scale), at, Qualifier.EXACT, joined)

    def _is_half(self, tokens: Sequence[Token], at: int, last: int) -> bool:
        return at < last and tokens[at].text == self.words.joiner + self.words.half

    def _atom(self, tokens: Sequence[Token], at: int, last: int, *, opening: bool) -> Atom | None:
        """Read one word of a number at ``at``; inside a number a joiner or hyphen may stand before it."""
        joined = False
        if not opening and at + 1 < last and (tokens[at].text in {"-", self.words.joiner}):
            hyphen = tokens[at].text == "-"
            at += 1
            joined = not hyphen
            if hyphen and tokens[at].kind is TokenKind.NUMBER:
                return None
        if at >= last:
            return None
        token = tokens[at]
        if token.kind is TokenKind.NUMBER:
            digits = digits_value(token.text, arabic=self.words.units_first)
            return None if digits is None else Atom("digits", digits, joined, at + 1)
        if token.kind is not TokenKind.WORD:
            return None
        glued = _JOINED_DIGITS.fullmatch(token.text)
        if glued:
            return self._joined_digits(tokens, at, last, glued, joined=joined)
        return self._word_atom(tokens, at, last, joined=joined)

    def _joined_digits(self, tokens: Sequence[Token], at: int, last: int, glued: re.Match[str], *, joined: bool) -> Atom | None:
        """Read digits behind a clitic; the tokeniser parts them at their own marks."""
        text, at = glued[2], at + 1
        while at + 1 < last and tokens[at].text in {",", "."} and _glued(tokens, at) and _glued(tokens, at + 1):
            if tokens[at + 1].kind is not TokenKind.NUMBER:
                break
            text += tokens[at].text + tokens[at + 1].text
            at += 2
        digits = digits_value(text, arabic=self.words.units_first)
        return None if digits is None else Atom("digits", digits, joined or glued[1].startswith("و"), at)

    def _word_atom(self, tokens: Sequence[Token], at: int, last: int, *, joined: bool) -> Atom | None:
        words = self.words
        text = tokens[at].text
        teen = at + 1 < last and tokens[at + 1].text in words.teen
        tens = words.units_first and at + 1 < last and self._tens(tokens[at + 1].text)
        if teen or tens:
            word, prefixed = self._stripped(text, words.teen_only)
            if word in words.teen_only:
                value, length = words.teen_only[word], 2 if teen else 1
                return Atom("small", 10 + value if teen else value, joined or prefixed, at + length)
        word, prefixed = self._stripped(text, words.small)
        if word in words.small:
            value = words.small[word]
            if teen and value < 10:
                return Atom("small", 10 + value, joined or prefixed, at + 2)
            if at and tokens[at - 1].text in words.ordinal:
                return None
            return Atom("small", value, joined or prefixed, at + 1)
        for kind, table in _LARGER:
            known: Mapping[str, int] = getattr(words, table)
            word, prefixed = self._stripped(text, known)
            if word in known:
                return Atom(kind, known[word], joined or prefixed, at + 1)
        return None

    def _tens(self, text: str) -> bool:
        """Say whether a word is tens joined to the unit before it: "إحدى وثلاثين"."""
        word, joined = self._stripped(text, self.words.small)
        return joined and self.words.small.get(word, 0) > _TEENS

    def _stripped(self, text: str, table: Mapping[str, int]) -> tuple[str, bool]:
        """Return ``text`` without clitics if that is in ``table``, and whether a joiner was among them."""
        if text in table:
            return text, False
        return self._clitics[id(table)].get(text, (text, False))

    def _part_of_word(self, tokens: Sequence[Token], at: int, stop: int, first: int, last: int) -> bool:
        """Say whether the number belongs to a name, a date, a time or an adjective: F-16, 22:41, 9/11, 24-hour, 3rd."""
        if at > first and _glued(tokens, at):
            before = tokens[at - 1]
            if before.text in _SIGNS_BEFORE and (before.text != "-" or (at - 1 > first and _glued(tokens, at - 1))):
                return True
        if stop < last and _glued(tokens, stop):
            after = tokens[stop]
            if after.text in {"%", "/", ":"} and after.text != ":":
                return True
            if after.kind is TokenKind.WORD and tokens[stop - 1].kind is TokenKind.NUMBER and after.text != "'s":
                return True
            if after.text == "-" and stop + 1 < last and _glued(tokens, stop + 1):
                return tokens[stop + 1].kind is TokenKind.WORD and tokens[stop + 1].text not in {"plus", "strong"}
        return False

    def _range(self, tokens: Sequence[Token], at: int, low: _Value, first: int, last: int) -> tuple[float, int, int] | None:
        """Read the upper end of a range that begins with ``low``: ``(lower, upper, behind)``."""
        link = low.next
        if link + 1 >= last:
            return None
        previous = tokens[at - 1].text if at > first else ""
        text = tokens[link].text
        bare = {previous, *(previous.removeprefix(prefix) for prefix in self.words.prefixes)}
        between = not bare.isdisjoint(self.words.between)
        if between and text == self.words.joiner:
            high = self._value(tokens, link + 1, last)
        elif between:
            high = self._value(tokens, link, last)
            high = high if high is not None and high.joined else None
        elif text == "-" or (text in self.words.ranges and bare.isdisjoint(self.words.start)):
            high = self._value(tokens, link + 1, last)
        else:
            return None
        if high is None or high.qualifier is not Qualifier.EXACT or high.value != int(high.value):
            return None
        lower = low.value * high.scale if low.value < high.value / high.scale and low.scale == 1 else low.value
        return (lower, int(high.value), high.next) if lower < high.value <= _WIDEST * lower else None

    def _qualified_before(self, tokens: Sequence[Token], at: int, first: int, *, joined: bool) -> tuple[int, Qualifier | None]:
        """Return where the phrase that qualifies the number at ``at`` begins, and what it says."""
        if joined:
            return at, None
        end = at - 1
        for _ in range(2):
            if end < first:
                break
            for phrase, qualifier in self.before.at(self._bare(tokens[end].text)):
                begin = end - len(phrase) + 1
                if begin >= first and self._says(tokens, begin, phrase):
                    return begin, qualifier
            if tokens[end].text not in self.words.filler:
                break
            end -= 1
        return at, None

    def _says(self, tokens: Sequence[Token], begin: int, phrase: Sequence[str]) -> bool:
        """Compare a phrase; its first word may carry clitics."""
        if self._bare(tokens[begin].text, phrase[0]) != phrase[0]:
            return False
        return all(tokens[begin + step].text == word for step, word in enumerate(phrase) if step)

    def _bare(self, text: str, wanted: str | None = None) -> str:
        """Strip one clitic where that gives a known phrase word."""
        for prefix in self.words.prefixes:
            rest = text.removeprefix(prefix)
            if rest != text and (rest == wanted if wanted else bool(self.before.at(rest))):
                return rest
        return text

    def _qualified_after(self, tokens: Sequence[Token], stop: int, last: int) -> tuple[Qualifier, int]:
        """Return what a phrase behind the number says, one before another number belongs to that, and where the number ends.

        A phrase right behind the number is part of it: "ten or more gunmen".
        """
        for at in range(stop, min(stop + _LOOK_AFTER, last)):
            for phrase, qualifier in self.after.at(tokens[at].text):
                if _matches(tokens, at, last, phrase):
                    behind = at + len(phrase)
                    following = self._value(tokens, behind, last) if behind < last else None
                    if following is not None and not following.joined:
                        return Qualifier.EXACT, stop
                    return qualifier, behind if at == stop else stop
            if tokens[at].kind is not TokenKind.WORD:
                break
        return Qualifier.EXACT, stop


def _glued(tokens: Sequence[Token], at: int) -> bool:
    """Say whether the token at ``at`` follows the one before it without a break."""
    return at > 0 and tokens[at - 1].end == tokens[at].start


def _matches(tokens: Sequence[Token], at: int, last: int, phrase: Sequence[str]) -> bool:
    return at + len(phrase) <= last and all(tokens[at + step].text == word for step, word in enumerate(phrase))
