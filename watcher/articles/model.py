"""An article: one entry of one feed, understood as far as identity, dates, language and plain text go."""

from datetime import datetime
from enum import IntEnum, StrEnum

from watcher.model import Model, datum
from watcher.sources.fetched import Fetched


class Tier(IntEnum):
    """How far a source is trusted: 1 official or agency, 2 established outlet, 3 local or partisan, 4 social."""

    OFFICIAL = 1
    ESTABLISHED = 2
    LOCAL = 3
    SOCIAL = 4


class GuidPolicy(StrEnum):
    """What tells one article of a feed from another, strongest first; ``auto`` goes down the ladder as the feed deserves."""

    AUTO = "auto"
    GUID = "guid"
    LINK = "link"
    LINK_DATE = "link_date"
    LINK_DATE_TITLE = "link_date_title"
    CONTENT = "content"


@datum
class FeedIdentity:
    """What an article takes over from the feed that brought it."""

    id: str
    source: str
    """Name of the outlet, as a person reads it; feeds of one outlet share it."""
    tier: Tier = Tier.ESTABLISHED
    belligerent: bool = False
    language: str | None = None
    url: str | None = None
    """Where the feed lies: what relative links are relative to."""
    guid_policy: GuidPolicy = GuidPolicy.AUTO


class Article(Model):
    """Plain text of one entry. ``title`` and ``text`` are text, not HTML; times are UTC, unknown is ``None``."""

    id: str
    """Stable across processes and restarts; what alerts call ``article``."""
    keys: tuple[str, ...]
    """Identity keys, strongest first (guid, canonical URL, title and day, content hash), each prefixed with its kind."""
    feed: str
    """Id of the feed that brought it."""
    source: str
    """Name of the outlet, as a person reads it."""
    tier: Tier = Tier.ESTABLISHED
    belligerent: bool = False
    """The outlet speaks for a party to the conflict."""
    language: str | None = None
    title: str = ""
    text: str = ""
    cut: bool = False
    """The text went on: no more than ``entry.LONGEST_TEXT`` characters are kept."""
    url: str | None = None
    guid: str | None = None
    author: str | None = None
    tags: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    first_seen: datetime
    content_hash: str
    fetched: Fetched | None = None
    """The answer that it was read in, where it came over HTTP."""
    demo: bool = False
    replayed: bool = False

    @property
    def whole(self) -> str:
        r"""What all offsets count characters of: ``title + "\n" + text``, or ``text`` where there is no title."""
        return f"{self.title}\n{self.text}" if self.title else self.text
