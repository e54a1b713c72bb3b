"""How fresh the words of a clause are: inside the news cycle, before it, or ahead.

The cycle is the 72 hours before ``published``. Without ``published`` nothing is old by comparison with today, but words that are
old by themselves are ("ten years ago", "in 2003").
"""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import zip_longest

from watcher.claims.lexis import Lexis
from watcher.text.document import Document
from watcher.text.lexicon import Hit
from watcher.text.numbers import numbers_in
from watcher.text.tokens import TokenKind

_SOON = timedelta(days=45)
CYCLE = timedelta(days=3)
_FIRST_YEAR, _LAST_YEAR = 1800, 2099
_SINCE = 3
"""Words before a time in which "since" stands."""
_UTMOST = 8
"""Words before "since" in which "the first" or "the worst" stands."""
_STOPS = frozenset({",", ".", ";"})
_TWIN = 3
"""Tokens of a month's second name and its bracket, before the year."""
_MONTH = 3
"""Precision of a time that names no day."""
_OF = 2
"""Words from a month to its year: "of" stands between."""
_AUGUST = "اب"
"""Folded it is "father" as well as August, which stands beside a day or a year."""


class Freshness(StrEnum):
    """Where a time lies as seen from the article."""

    FRESH = "fresh"
    OLD = "old"
    FUTURE = "future"
    SINCE = "since"
    """From an old time until now: neither old nor one day."""


@dataclass(frozen=True, slots=True)
class Dated:
    """One expression of time: tokens ``first`` to ``last`` (inclusive), its day and its precision as ACLED codes it."""

    freshness: Freshness
    first: int
    last: int
    day: date | None = None
    precision: int = 1


class Calendar:
    """Reads the expressions of time in one article."""

    def __init__(self, lexis: Lexis, document: Document, published: datetime | None) -> None:
        self._lexis = lexis
        self._document = document
        self._published = published.date() if published else None
        self._known: dict[tuple[int, str], Dated | None] = {}
        """What was read, by its first token and concept: scenes and tolls ask for the same."""

    def dated(self, hits: Sequence[Hit], first: int, last: int, events: Collection[int] = ()) -> list[Dated]:
        """Return the expressions among tokens ``first`` to ``last`` (inclusive); ``hits`` are those of type ``time``.

        ``events`` are tokens that name an act: a year right before one is its year ("over the 2020 attack").
        """
        if not hits and not self._years:
            return []
        out: list[Dated] = []
        taken = -1
        for hit in hits:
            if hit.first < first or hit.last > last or hit.first <= taken:
                continue
            found = self._known_or_read(hit)
            if found is not None:
                out.append(found)
                taken = found.last
        out += self._lone_years(first, last, out, events)
        return self._counted_from(_of_their_years(sorted(out, key=lambda found: found.first))) if len(out) > 1 else out

    def _counted_from(self, found: list[Dated]) -> list[Dated]:
        """Take "a day after" as old where all other times of a sentence are: "Last month it quit, a day after a raid"."""
        counted = [time for time in found if self._word(time.last) in self._lexis.frame("counted-from")]
        others = {time.freshness for time in found if time not in counted}
        if not counted or Freshness.OLD not in others or Freshness.FRESH in others:
            return found
        return [replace(time, freshness=Freshness.OLD) if time in counted else time for time in found]

    def _known_or_read(self, hit: Hit) -> Dated | None:
        key = hit.first, hit.concept.id
        if key not in self._known:
            found = self._read(hit)
            self._known[key] = None if found is not None and self._of_the_utmost(found) else found
        return self._known[key]

    def _of_the_utmost(self, found: Dated) -> bool:
        """Say whether an Arabic time only tells since when there was none like it: "أعنف هجوم منذ شهر"."""
        if found.freshness not in {Freshness.OLD, Freshness.SINCE}:
            return False
        if self._document.language != "ar":
            return self._numbered(found)
        since = self._lexis.frame("since")
        at = next((at for at in range(found.first, found.first - _SINCE, -1) if self._word(at) in since), None)
        return at is not None and not self._lexis.frame("utmost").isdisjoint(self._document.words[max(0, at - _UTMOST) : at])

    def _numbered(self, found: Dated) -> bool:
        """Say whether an English time only tells since when acts are numbered: "the 62nd since 2019", "the worst raid since"."""
        at = next((at for at in range(found.first, found.first - _SINCE, -1) if self._word(at) == "since"), None)
        if at is None:
            return False
        named = self._lexis.frame("numbered-act")
        behind = next((step for step in range(at - 1, at - _SINCE - 1, -1) if self._word(step) not in named), at)
        return self._word(behind) in self._lexis.frame("utmost")

    def _read(self, hit: Hit) -> Dated | None:
        table = self._lexis.times[hit.concept.id]
        found: Dated | None
        match table.kind:
            case "fresh":
                found = Dated(Freshness.FRESH, hit.first, hit.last, self._told(hit, self._days_ago(table.days)))
            case "old":
                found = self._since(Dated(Freshness.OLD, hit.first, hit.last, None, 3))
            case "since":
                found = Dated(Freshness.SINCE, hit.first, hit.last, None, 3)
            case "future":
                found = Dated(Freshness.FUTURE, hit.first, hit.last, None, 2)
            case "weekday":
                found = Dated(Freshness.FRESH, hit.first, hit.last, self._told(hit, self._weekday(table.number)))
            case "month":
                found = self._month(hit, table.number)
            case "unit":
                found = self._ago(hit, table.days or 0)
            case _:
                found = None
        return found

    def _told(self, hit: Hit, day: date | None) -> date | None:
        """Return ``day``, or ``None`` where it is when something was told ("said on Wednesday", "أعلنت الوزارة، الجمعة، أن")."""
        before = [word for word in (self._word(hit.first - 2), self._word(hit.first - 1)) if word not in {"on", "late", "early"}]
        behind = [word for word in (self._word(hit.last + 1), self._word(hit.last + 2)) if word not in {",", "،"}]
        spoken = bool(before) and before[-1] in self._lexis.frame("speech")
        return None if spoken or (bool(behind) and behind[0] in self._lexis.frame("that")) else day

    def _days_ago(self, days: int | None) -> date | None:
        return None if self._published is None or days is None else self._published - timedelta(days=days)

    def _weekday(self, number: int) -> date | None:
        if self._published is None:
            return None
        return self._published - timedelta(days=(self._published.isoweekday() - number) % 7)

    def _word(self, at: int) -> str:
        words = self._document.words
        return words[at] if 0 <= at < len(words) else ""

    def _number(self, at: int) -> int | None:
        word = self._word(at)
        return int(word) if word.isdigit() and self._document.kind(at) is TokenKind.NUMBER else None

    def _since(self, dated: Dated) -> Dated:
        """Turn an old time behind "since" into an ongoing one."""
        before = {self._word(dated.first - 1), self._word(dated.first - 2), self._word(dated.first)}
        if before & self._lexis.frame("since"):
            return Dated(Freshness.SINCE, dated.first, dated.last, dated.day, dated.precision)
        return dated

    def _ago(self, hit: Hit, days: int) -> Dated | None:
        """Read "four days ago", "two years later", "قبل ثلاثة أيام"."""
        after = self._word(hit.last + 1)
        lead = [self._word(hit.first - step) for step in (1, 2, 3)]
        english = after in self._lexis.frame("ago-after")
        counted = after in self._lexis.frame("since-what")
        arabic = next((step for step, word in enumerate(lead, 1) if word in self._lexis.frame("ago-before")), 0)
        if arabic and hit.clitic.endswith("ال"):
            return None  # "قبل نهاية الشهر"
        if not english and (not arabic or (lead[arabic - 1] in self._lexis.frame("after-so-long") and not counted)):
            return None
        if arabic and self._word(hit.last + 2) in self._lexis.frame("quiet"):
            return None  # "بعد عامين من الهدوء"
        numbers = numbers_in(self._document, self._document.language, max(0, hit.first - 3), hit.first)
        count = numbers[-1].value if numbers else 1
        age = count * days
        first = hit.first - (arabic or 1)
        freshness = Freshness.OLD if timedelta(days=age) > CYCLE else Freshness.FRESH
        try:
            day = self._published - timedelta(days=age) if self._published else None
        except OverflowError:
            day = None
        found = Dated(freshness, max(first, 0), hit.last + int(english), day, 1 if days == 1 else 3)
        return self._since(found) if freshness is Freshness.OLD else found

    def _month(self, hit: Hit, month: int) -> Dated | None:
        """Read "7 September", "Sept. 7, 2019", "January 2020", "in January", "17 تشرين الأول 2023"."""
        first, last = hit.first, hit.last
        day = year = None
        before = self._number(first - 1)
        if before is not None and 1 <= before <= 31:
            day, first = before, first - 1
        at = last + 1
        while self._word(at) in {".", ",", "/", "-", "("} or (
            self._word(at) and self._word(at) in self._lexis.frame("date-joiner")
        ):
            at += 1
        after = self._number(at)
        if after is not None and 1 <= after <= 31 and day is None:
            day, last = after, at
            at += 1
            while self._word(at) in {",", "/", "-"}:
                at += 1
            after = self._number(at)
        if after is None and self._word(last + 1) in {"/", "("}:
            at = self._behind_twin(at)
            after = self._number(at)
        if after is not None and _FIRST_YEAR <= after <= _LAST_YEAR:
            year, last = after, at
        if year is None and day is None and self._word(hit.first) == _AUGUST:
            return None
        if year is None and self._word(first - 1) in self._lexis.frame("dated-name"):
            return None  # "حركة 23 مارس"
        ahead = {self._word(first - 1), self._word(first - 2)} & self._lexis.frame("date-ahead")
        if ahead and year is None:
            return Dated(Freshness.FUTURE, first, last, None, 3)
        age = self._age(year, month, day)
        if self._published is None and year is None and day is None and self._begun(first):
            age = Freshness.SINCE
        return self._since(Dated(age, first, last, self._date(year, month, day), 1 if day else 3))

    def _begun(self, month: int) -> bool:
        """Say whether a month at token ``month`` ends a clause of "since": "since it declared war on them last October"."""
        before = self._document.words[max(0, month - _UTMOST) : month]
        return "since" in before and not _STOPS.intersection(before)

    def _behind_twin(self, at: int) -> int:
        """Return the token behind a month's second name at ``at``: "تشرين الثاني / نوفمبر 1998", "أيلول (سبتمبر) 2001"."""
        number = next((behind for behind in range(at + 1, at + _TWIN + 1) if self._number(behind) is not None), at)
        return (
            number if number > at and all(self._document.kind(name) is TokenKind.WORD for name in range(at, number - 1)) else at
        )

    def _date(self, year: int | None, month: int, day: int | None) -> date | None:
        if year is None:
            if self._published is None:
                return None
            year = self._published.year
            if (month, day or 1) > (self._published.month, self._published.day) and not (day and self._soon(month, day)):
                year -= 1
        try:
            return date(year, month, day or 1)
        except ValueError:
            return None

    def _soon(self, month: int, day: int) -> bool:
        """Say whether a day that names no year is one of the next weeks: nobody dates what is a year old so."""
        try:
            ahead = date(self._published.year, month, day) - self._published if self._published else _SOON
        except ValueError:
            return False
        return ahead < _SOON

    def _age(self, year: int | None, month: int, day: int | None) -> Freshness:
        if self._published is None:
            return Freshness.OLD if day is None else Freshness.FRESH  # what is new is told by its day
        begun = self._date(year, month, day)
        if begun is None:
            return Freshness.FRESH
        end = begun if day else begun + timedelta(days=27)
        if begun > self._published:
            return Freshness.FUTURE
        return Freshness.OLD if self._published - end > CYCLE else Freshness.FRESH

    def years_since(self, year: int) -> int:
        """Return how many years before the article a year is, and 0 where nothing tells when that was published."""
        return self._published.year - year if self._published and year >= _FIRST_YEAR else 0

    @cached_property
    def _years(self) -> Sequence[tuple[int, int]]:
        """Numbers of the article that may be years, each with its token, in order."""
        numbers = ((at, self._number(at)) for at in self._document.digits)
        return [(at, year) for at, year in numbers if year is not None and _FIRST_YEAR <= year <= _LAST_YEAR]

    def _lone_years(self, first: int, last: int, known: Sequence[Dated], events: Collection[int]) -> list[Dated]:
        """Read years that stand alone: "in 2003", "since 2021", "عام 2003"."""
        out = []
        leads = self._lexis.frame("year-lead")
        years = self._years
        for at, year in years[bisect_left(years, (first, 0)) : bisect_left(years, (last + 1, 0))]:
            if any(k.first <= at <= k.last for k in known):
                continue
            if not ({self._word(at - 1), self._word(at - 2)} & leads or at + 1 in events):
                continue
            if self._published is None or year < self._published.year:
                arabic = self._document.language == "ar"
                found = self._since(Dated(Freshness.OLD, at - int(arabic and self._word(at - 1) in leads), at, None, 3))
                if arabic or not self._numbered(found):
                    out.append(found)
        return out


def _of_their_years(found: Sequence[Dated]) -> list[Dated]:
    """Leave out months whose year comes next and tells their age: "in August of last year", "في أغسطس من العام الماضي"."""
    return [
        time
        for time, after in zip_longest(found, found[1:])
        if after is None or after.freshness is not Freshness.OLD or time.precision < _MONTH or after.first - time.last > _OF
    ]
