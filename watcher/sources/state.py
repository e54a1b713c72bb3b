"""What is remembered of a feed between two polls, and what one poll gives back.

State is stored by the caller **after** the entries of the poll were committed: validators saved earlier would make the
server answer 304 for ever to entries that a crash lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from pydantic import ConfigDict, TypeAdapter

from watcher.model import Model, datum
from watcher.sources.fetched import Fetched
from watcher.sources.model import ParsedFeed, RawEntry


class Health(StrEnum):
    """How a feed is."""

    UNKNOWN = "unknown"
    """Not polled yet."""
    OK = "ok"
    SLOW = "slow"
    FLICKERING = "flickering"
    """Fails and recovers by turns."""
    STALE = "stale"
    """Answers, but nothing new for longer than it ever kept silent."""
    BLOCKED = "blocked"
    """Refuses us: 401, 403, 429, 451."""
    GONE = "gone"
    """410: its owner took it away. Asked again once a day all the same."""
    MOVED = "moved"
    """Read at another address (301, 308): the configuration should follow."""
    BROKEN = "broken"
    """Answers with something that is no feed, or with an error."""
    UNREACHABLE = "unreachable"
    """No answer: name, connection, TLS, or time ran out."""

    @property
    def failing(self) -> bool:
        """Return whether nothing can be read from the feed at present."""
        return self in {Health.BLOCKED, Health.GONE, Health.BROKEN, Health.UNREACHABLE}


class Outcome(StrEnum):
    """What became of one poll."""

    FETCHED = "fetched"
    """A document that differs from the last one."""
    UNCHANGED = "unchanged"
    """The same bytes as last time: not parsed."""
    NOT_MODIFIED = "not_modified"
    """304."""
    FAILED = "failed"


class Cadence(Model):
    """How often a feed has something new, learned; seconds."""

    gap: float | None = None
    """Mean time between two new entries, recent ones weighing more."""
    longest: float | None = None
    """Longest silence known, slowly forgotten."""
    entries: int = 0
    """New entries ever seen."""
    latency: float | None = None
    """Mean time from publication to first sight."""


class CoverageGap(Model):
    """A time in which entries may have come and gone unseen."""

    since: datetime
    until: datetime
    lost: int | None = None
    """Estimated from the feed's cadence; ``None`` where that is not known."""

    def __str__(self) -> str:
        lost = "entries" if self.lost is None else f"{self.lost} entr{'y' if self.lost == 1 else 'ies'}"
        day = "" if self.since.date() == self.until.date() else f"{self.until:%Y-%m-%d} "
        return f"{self.since:%Y-%m-%d %H:%M}-{day}{self.until:%H:%M} UTC not covered, {lost} may be lost"


@dataclass(unsafe_hash=True)
class FeedState:
    """One feed as it was left after the last poll. ``FeedState()`` is a feed never polled.

    Never altered, only copied with ``changed``: at every poll of every feed, so it is a plain object, checked when loaded.
    """

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    """Hash of the last body: the same bytes are not parsed again."""
    moved_to: str | None = None
    """Where permanent redirects led; asked first from then on."""
    hub: tuple[str, str] | None = None
    """WebSub hub and topic that the last document named."""
    recent: str = ""
    """Marks of the entries in the last documents, with blanks between (one string, since a state is read at every poll); see
    :mod:`watcher.sources.marks`."""
    ttl: float | None = None
    """Seconds that the document itself asks to be left alone."""

    first_success: datetime | None = None
    last_attempt: datetime | None = None
    last_success: datetime | None = None
    last_new: datetime | None = None
    """When something new was last seen."""
    not_before: datetime | None = None
    """The server asked to be left alone until then (Retry-After, Cache-Control, Expires)."""
    next_due: datetime | None = None

    polls: int = 0
    failures: int = 0
    """Failures since the last success."""
    errors: int = 0
    """Failures ever."""
    history: str = ""
    """Outcomes of the last polls, latest last: ``.`` succeeded, ``x`` failed."""
    health: Health = Health.UNKNOWN
    unhealthy_since: datetime | None = None
    detail: str = ""
    """What the last poll had to tell, in one line."""
    problems: str = ""
    """What was wrong with the last document that was read, in one line."""
    seconds: float | None = None
    """Mean duration of a fetch."""
    cadence: Cadence = Cadence()  # noqa: RUF009 - it is frozen
    gaps: int = 0
    last_gap: CoverageGap | None = None

    def changed(self, changes: Mapping[str, Any]) -> "FeedState":
        """Return a copy with some fields changed."""
        after = object.__new__(FeedState)
        after.__dict__ = {**self.__dict__, **changes}
        return after

    def stored(self) -> str:
        """Return it as the JSON that is stored."""
        return _STORED.dump_json(self).decode()

    @classmethod
    def loaded(cls, stored: str | None) -> "FeedState | None":
        """Return the state that was stored as JSON; None where there is none, or one of another version."""
        try:
            return None if stored is None else _STORED.validate_json(stored)
        except ValueError:
            return None


_STORED = TypeAdapter(FeedState)


@datum
class Poll:
    """What one poll gave. ``state`` is to be stored, once what is ``fresh`` has been committed."""

    outcome: Outcome
    state: FeedState
    health: Health
    detail: str = ""
    """One line for people."""
    feed: ParsedFeed | None = None
    """The document, where one was parsed."""
    fresh: tuple[RawEntry, ...] = ()
    """Entries that are new or changed since the last poll, in document order: to be understood."""
    baseline: tuple[RawEntry, ...] = ()
    """Entries to note as seen without alerting: found on the first fetch, or older than ``max_age``."""
    gap: CoverageGap | None = None
    status: int | None = None
    """HTTP status of the last hop."""
    seconds: float = 0.0
    size: int = 0
    """Bytes of the body, unpacked."""
    fetched: Fetched | None = None
    """The answer that what is fresh was read in, where it came over HTTP."""


class Source(Protocol):
    """Where entries come from. A source's error is a value of its Poll; only CancelledError leaves ``poll``."""

    async def poll(self, state: FeedState, now: datetime) -> Poll:
        """Look once. ``now`` is UTC."""
        ...
