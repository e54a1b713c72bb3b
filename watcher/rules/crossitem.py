"""Rules over several articles: frequency, spike, new term and flatline, on event time, as ElastAlert knows them.

A state machine without clock and without I/O: articles are observed with their own time, in nearly any order, and the state can
be taken as plain JSON and given back after a restart.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from watcher.articles.model import Article
from watcher.claims.model import Analysis
from watcher.model import Model
from watcher.rules.book import RuleBook
from watcher.rules.model import Match
from watcher.rules.rulefile import By, Flatline, Frequency, NewTerm, Spike

MOST_TIMES = 100_000
MOST_GROUPS = 10_000
"""The state of one rule is bounded: of more groups the one longest silent is forgotten."""
_EVERYTHING = ""


class Silence(Model):
    """A flatline: a rule was met less than it should be."""

    rule: str
    count: int
    below: int
    since: datetime


class _Counter(Protocol):
    """What one cross-item rule remembers."""

    def observe(self, group: str, at: float) -> str | None:
        """Count one article of a group, at seconds since 1970; return what is remarkable now, in words."""
        ...

    def state(self) -> dict[str, Any]:
        """Return what is remembered, as plain JSON."""
        ...

    def restore(self, state: Mapping[str, Any]) -> None:
        """Remember what ``state`` returned before."""
        ...


@dataclass(slots=True)
class _Times:
    """Times of articles by group, ascending."""

    groups: dict[str, list[float]] = field(default_factory=dict)

    def add(self, group: str, at: float, keep: float) -> list[float]:
        """Add one time and forget those more than ``keep`` seconds before the group's latest."""
        times = self.groups.setdefault(group, [])
        insort(times, at)
        del times[: max(bisect_right(times, times[-1] - keep), len(times) - MOST_TIMES)]
        if len(self.groups) > MOST_GROUPS:
            del self.groups[min(self.groups, key=lambda name: self.groups[name][-1] if self.groups[name] else 0.0)]
        return times


@dataclass(slots=True)
class _FrequencyCounter:
    rule: Frequency
    seen: _Times = field(default_factory=_Times)

    def observe(self, group: str, at: float) -> str | None:
        times = self.seen.add(group, at, self.rule.within)
        if len(times) < self.rule.count:
            return None
        count = len(times)
        # As in ElastAlert: once told, the count begins anew.
        times.clear()
        return f"{count} articles within {_span(self.rule.within)}"

    def state(self) -> dict[str, Any]:
        return {"seen": self.seen.groups}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.seen = _Times({group: list(times) for group, times in state["seen"].items()})


@dataclass(slots=True)
class _SpikeCounter:
    rule: Spike
    seen: _Times = field(default_factory=_Times)
    started: float | None = None
    told: dict[str, float] = field(default_factory=dict)

    def observe(self, group: str, at: float) -> str | None:
        rule = self.rule
        times = self.seen.add(group, at, rule.window * (rule.over + 1))
        self.started = at if self.started is None else min(self.started, at)
        now = times[-1]
        if now - self.started < rule.window * (rule.over + 1) or now - self.told.get(group, -rule.window) < rule.window:
            return None
        before = bisect_left(times, now - rule.window)
        present, mean = len(times) - before, before / rule.over
        if present < rule.at_least or present < rule.times * mean:
            return None
        self.told[group] = now
        return f"{present} articles within {_span(rule.window)}, {mean:.1f} on average before"

    def state(self) -> dict[str, Any]:
        return {"seen": self.seen.groups, "started": self.started, "told": self.told}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.seen = _Times({group: list(times) for group, times in state["seen"].items()})
        self.started, self.told = state["started"], dict(state["told"])


@dataclass(slots=True)
class _NewTermCounter:
    rule: NewTerm
    last: dict[str, float] = field(default_factory=dict)
    started: float | None = None

    def observe(self, group: str, at: float) -> str | None:
        self.started = at if self.started is None else min(self.started, at)
        before = self.last.get(group)
        self.last[group] = at if before is None else max(before, at)
        if len(self.last) > MOST_GROUPS:
            del self.last[min(self.last, key=self.last.__getitem__)]
        known = before is not None and at - before <= self.rule.within
        if known or at - self.started < self.rule.learn:
            return None
        return f"first {self.rule.of} of the name within {_span(self.rule.within)}"

    def state(self) -> dict[str, Any]:
        return {"last": self.last, "started": self.started}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.last, self.started = dict(state["last"]), state["started"]


@dataclass(slots=True)
class _FlatlineCounter:
    rule: Flatline
    seen: _Times = field(default_factory=_Times)
    started: float | None = None
    told: bool = False

    def observe(self, group: str, at: float) -> str | None:
        times = self.seen.add(group, at, self.rule.within)
        self.started = at if self.started is None else min(self.started, at)
        if len(times) >= self.rule.below:
            self.told = False
        return None

    def silent(self, at: float) -> int | None:
        """Return how many articles there were, if too few and not told yet."""
        self.started = at if self.started is None else self.started
        times = self.seen.groups.get(_EVERYTHING, [])
        count = len(times) - bisect_right(times, at - self.rule.within)
        if self.told or count >= self.rule.below or at - self.started < self.rule.within:
            return None
        self.told = True
        return count

    def state(self) -> dict[str, Any]:
        return {"seen": self.seen.groups, "started": self.started, "told": self.told}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.seen = _Times({group: list(times) for group, times in state["seen"].items()})
        self.started, self.told = state["started"], state["told"]


class CrossItems:
    """The counters of all cross-item rules of a book."""

    def __init__(self, book: RuleBook) -> None:
        self._counters: dict[str, tuple[_Counter, By | None]] = {}
        for rule in book.rules:
            match rule.rule.crossing:
                case Frequency() as frequency:
                    self._counters[rule.id] = (_FrequencyCounter(frequency), frequency.by)
                case Spike() as spike:
                    self._counters[rule.id] = (_SpikeCounter(spike), spike.by)
                case NewTerm() as new_term:
                    self._counters[rule.id] = (_NewTermCounter(new_term), new_term.of)
                case Flatline() as flatline:
                    self._counters[rule.id] = (_FlatlineCounter(flatline), None)

    def observe(self, counted: Sequence[Match], article: Article, analysis: Analysis, at: datetime) -> tuple[Match, ...]:
        """Count the matches of one article at its own time; return those that are raised by it, told why in a label."""
        raised = []
        for match in counted:
            counter, by = self._counters[match.rule]
            why = {}
            for group in sorted(set(_groups(by, match, article, analysis))):
                told = counter.observe(group, at.timestamp())
                if told:
                    why[group] = told
            if why:
                text = "; ".join(f"{group}: {told}" if group else told for group, told in why.items())
                raised.append(replace(match, crossing=text, labels=(*match.labels, ("crossing", text))))
        return tuple(raised)

    def silences(self, at: datetime) -> tuple[Silence, ...]:
        """Return the flatlines that begin to be seen at a time; each is told once until articles return."""
        out = []
        for rule, (counter, _by) in self._counters.items():
            if isinstance(counter, _FlatlineCounter):
                count = counter.silent(at.timestamp())
                if count is not None:
                    since = datetime.fromtimestamp(at.timestamp() - counter.rule.within, UTC)
                    out.append(Silence(rule=rule, count=count, below=counter.rule.below, since=since))
        return tuple(out)

    def state(self) -> dict[str, Any]:
        """Return everything remembered, as plain JSON."""
        return {rule: counter.state() for rule, (counter, _by) in self._counters.items()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Remember what ``state`` returned; rules that are gone, or ask something else now, begin anew."""
        for rule, kept in state.items():
            known = self._counters.get(rule)
            if known and kept.keys() == known[0].state().keys():
                known[0].restore(kept)


def _groups(by: By | None, match: Match, article: Article, analysis: Analysis) -> Iterator[str]:
    """Yield what an article counts for: the names of the matched claims' places or actors, its source, its language."""
    match by:
        case None:
            yield _EVERYTHING
        case "source":
            yield article.source
        case "language":
            yield analysis.language
        case "place":
            yield from (analysis.claims[index].places[0].name for index in match.claims if analysis.claims[index].places)
        case "actor":
            yield from (mention.name for index in match.claims for mention in analysis.claims[index].actors)


def _span(seconds: float) -> str:
    """Tell a time span as people write it."""
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:g}{unit}"
    return f"{seconds:g}s"
