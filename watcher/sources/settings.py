"""What a person says of each feed, in `feeds.yaml`: defaults once, then one entry a feed."""

import re
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import re2
from pydantic import AfterValidator, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from watcher import yamlfile
from watcher.errors import together
from watcher.mistakes import told
from watcher.model import Duration, Language, Settings, Spelt
from watcher.secret import Secret
from watcher.sources.net import DestinationError, Guard, PrivateNetwork
from watcher.spelling import hint

KINDS = ("http", "https", "folder", "stdin", "telegram", "gdelt")
"""Schemes of a feed's ``url``: ``folder:/var/spool/news``, ``stdin:``, ``telegram:channel``, ``gdelt:query``."""

_QUIET = re2.Options()
_QUIET.log_errors = False
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
# A caller that sets these breaks the request itself, or the conditions it was polled under.
_OWN_HEADERS = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "if-none-match"})


class GuidPolicy(StrEnum):
    """What names an entry: ``auto`` trusts guids unless entries of one document share them; ``ignore`` goes by the link."""

    AUTO = "auto"
    TRUST = "trust"
    IGNORE = "ignore"


class FullText(StrEnum):
    """Whether an entry's page is read: never, where the feed gives less than a paragraph, or always."""

    NEVER = "never"
    SHORT = "short"
    ALWAYS = "always"


def _first_fetch(value: Any) -> Any:
    """Accept ``baseline``, ``all`` or ``{last: N}``; the number stands for the last one."""
    if isinstance(value, dict) and set(value) == {"last"}:
        value = value["last"]
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise ValueError("last: a number of entries, 1 or more")
        return value
    if value in ("baseline", "all") or (isinstance(value, int) and not isinstance(value, bool) and value >= 1):
        return value
    near = hint(value, ("baseline", "all")) if isinstance(value, str) else ""
    raise ValueError(f"baseline, all or {{last: N}} is needed{near}")


def _pattern(text: str) -> str:
    """Check an RE2 pattern, which cannot be made to run for ever."""
    try:
        re2.compile(text, _QUIET)
    except re2.error as error:
        what = error.args[0].decode() if isinstance(error.args[0], bytes) else error
        raise ValueError(f"not a pattern (RE2 syntax): {what}") from None
    return text


def _one_line(text: str) -> str:
    if any(ord(char) < 32 or ord(char) == 127 for char in text):
        raise ValueError("one line without control characters is needed")
    return text


def _zone(text: str) -> str:
    if text not in {"feed", "ignore"}:
        try:
            ZoneInfo(text)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            near = hint(text, {"feed", "ignore", *available_timezones()})
            raise ValueError(f"{text!r} is neither feed nor ignore nor a time zone such as Asia/Baghdad{near}") from None
    return text


def _proxy(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "http" or not parts.hostname:
        raise ValueError("http://host:port is needed")
    if "@" in parts.netloc:
        raise ValueError("a login is a secret: write {env: NAME} or {file: PATH}, which holds the whole address")
    return text


Pattern = Annotated[str, AfterValidator(_pattern)]
Line = Annotated[str, AfterValidator(_one_line)]


class Auth(Settings):
    """HTTP authentication: ``user`` and ``password`` (Basic, RFC 7617), or ``token`` alone (Bearer, RFC 6750)."""

    user: Line | None = None
    password: Secret | None = None
    token: Secret | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.token is None) == (self.user is None or self.password is None):
            raise ValueError("give user and password, or token")
        return self


class ClientCertificate(Settings):
    """A TLS client certificate, PEM."""

    certificate: Path
    key: Path | None = None
    """Where the certificate's file does not hold it."""


class FeedConfig(Settings):
    """One feed. Every key but ``url`` has a default; ``defaults:`` of the file sets others for all."""

    meant = MappingProxyType({"link": "url", "address": "url", "title": "name", "lang": "language", "every": "interval"})

    url: Line
    id: Annotated[str, Spelt(r"^[a-z0-9][a-z0-9._-]{0,79}$", "small letters, digits, points, - and _, at most 80")] = ""
    """Stable name in state, logs and alerts; made from the URL where none is given."""
    name: Line = ""
    """The outlet, as a person reads it."""
    language: Annotated[Language, Spelt(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$", "a code such as 'en' or 'ar'")] | None = None
    tier: Annotated[int, Field(ge=1, le=4, strict=True)] = 2
    """1 official or agency, 2 established outlet, 3 local or partisan, 4 social."""
    belligerent: bool = False
    """The outlet speaks for a party to the conflict."""
    tags: tuple[Line, ...] = ()
    enabled: bool = True

    interval: Annotated[Duration, Field(ge=1)] | None = None
    """A fixed interval; left out, it is learned between the two below."""
    min_interval: Annotated[Duration, Field(ge=1)] = 60.0
    max_interval: Annotated[Duration, Field(ge=1)] = 900.0
    stale_after: Duration | None = None
    """Nothing new for so long means stale; left out, it is learned from the feed's cadence."""
    alert_after: Duration = 3600.0
    """An operational alert once the feed has been unhealthy for so long."""

    on_first_fetch: Annotated[str | int, Field(validate_default=True)] = "baseline"
    """What becomes of entries that stand in a feed when it is first read: ``baseline`` notes them as seen, ``{last: N}`` lets
    the newest N through, ``all`` lets everything through (subject to ``max_age``)."""
    max_age: Duration = 172800.0
    """An entry published longer ago is noted as seen, not alerted; one without a date is never too old."""
    include: tuple[Pattern, ...] = ()
    """RE2 patterns, case ignored: an entry must match one in title, summary, content, link or tags."""
    exclude: tuple[Pattern, ...] = ()
    """RE2 patterns, case ignored: an entry that matches one is dropped."""
    dates: Annotated[str, AfterValidator(_zone)] = "feed"
    """``feed`` believes its dates, ``ignore`` makes all unknown, a time zone says that the feed writes local times as UTC."""
    guids: GuidPolicy = GuidPolicy.AUTO
    full_text: FullText = FullText.NEVER

    user_agent: Line | None = None
    headers: dict[str, Line | Secret] = Field(default_factory=dict)
    cookies: Secret | None = None
    auth: Auth | None = None
    proxy: Annotated[Line, AfterValidator(_proxy)] | Secret | None = None
    """``http://host:port``; the proxy resolves names, so it must do the filtering of inner addresses."""
    client_certificate: ClientCertificate | None = None
    allow_private: tuple[PrivateNetwork, ...] = ()
    """Private networks (CIDR) that this feed may be fetched from, on any port."""
    deadline: Annotated[Duration, Field(gt=0, le=300)] = 30.0
    """Seconds for one whole fetch: redirects, headers, body."""
    max_bytes: Annotated[int, Field(ge=1024, le=64 * 2**20)] = 15 * 2**20
    """Largest body, unpacked."""

    _first = field_validator("on_first_fetch", mode="before")(_first_fetch)

    @field_validator("headers")
    @classmethod
    def _proper_headers(cls, headers: dict[str, Any]) -> dict[str, Any]:
        for name in headers:
            if not _HEADER.match(name):
                raise ValueError(f"{name!r} is no header name")
            if name.lower() in _OWN_HEADERS:
                raise ValueError(f"{name} is not yours to set")
        return headers

    @model_validator(mode="before")
    @classmethod
    def _named(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        url = data.get("url")
        return {"id": feed_id(url), "name": feed_name(url)} | data if isinstance(url, str) else {"id": "feed"} | data

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        kind = self.kind
        if kind not in KINDS:
            raise ValueError(f"url: scheme {kind!r} is none of {', '.join(KINDS)}{hint(kind, KINDS)}")
        if kind in {"http", "https"}:
            try:
                Guard.of(self.allow_private).check(self.url)
            except DestinationError as error:
                raise ValueError(f"url: {error.what}" + (f"; {error.mend}" if error.mend else "")) from None
        elif not self.target.strip() and kind != "stdin":
            raise ValueError(f"url: nothing follows {kind}:")
        if self.min_interval > self.max_interval:
            raise ValueError("min_interval is longer than max_interval")
        return self

    @property
    def kind(self) -> str:
        """Return the scheme of ``url``, which says what kind of source this is."""
        return self.url.partition(":")[0].lower()

    @property
    def target(self) -> str:
        """Return what follows the scheme: the folder, the channel, the query."""
        return self.url.partition(":")[2]


class Politeness(Settings):
    """How one host is treated, whatever the number of its feeds. The machine itself and named private hosts are not paced."""

    per_host: Annotated[int, Field(ge=1, le=100)] = 4
    """Requests to one host at a time."""
    pace: Duration = 0.25
    """Least time between two request starts at one host."""
    user_agent: Line | None = None
    """Instead of ``watcher/VERSION (+URL)``."""
    retry_after_ceiling: Duration = 6 * 3600.0
    """A server may send us away for so long at most."""


def _default_error(what: str) -> PydanticCustomError:
    """Return an error that stands where ``defaults`` does."""
    return PydanticCustomError("default", "{what}", {"what": what, "key": "defaults"})


class FeedsFile(Settings):
    """The file `feeds.yaml`."""

    polite: Politeness = Politeness()
    defaults: dict[str, Any] = Field(default_factory=dict)
    """Any key of a feed but ``url``, ``id`` and ``name``."""
    feeds: tuple[FeedConfig, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _spread_defaults(cls, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(defaults := data.get("defaults") or {}, dict):
            return data
        if misplaced := {"url", "id", "name"} & set(defaults):
            raise _default_error(f"{min(misplaced)} belongs to one feed")
        try:
            FeedConfig.model_validate({"url": "https://feed.example/", **defaults})
        except ValidationError as error:
            raise _default_error(told(FeedConfig, error, defaults)) from None
        feeds = data.get("feeds")
        if isinstance(feeds, list | tuple):
            data = data | {"feeds": [defaults | feed if isinstance(feed, dict) else feed for feed in feeds]}
        return data


def load_feeds(file: Path) -> FeedsFile:
    """Read `feeds.yaml`; ConfigError with the line of each mistake."""
    document = yamlfile.load(file)
    feeds = document.validate(FeedsFile)
    seen: dict[str, int] = {}
    twice = []
    for number, feed in enumerate(feeds.feeds):
        for value in {feed.id, "stdin:" if feed.kind == "stdin" else feed.url}:
            first = seen.setdefault(value, number)
            if first != number:
                what = f"feed {value!r} stands twice, first on line {document.line(('feeds', first))}"
                twice.append(document.error(what, at=("feeds", number), mend="keep one of them"))
    if twice:
        raise together(twice)
    return feeds


def feed_id(url: str) -> str:
    """Return a readable, stable id of a feed's address: ``feeds.bbci.co.uk-arabic-rss.xml``."""
    parts = urlsplit(url)
    text = f"{parts.hostname or parts.scheme}-{parts.path}-{parts.query}" if parts.path or parts.query else parts.hostname or url
    return re.sub(r"[^a-z0-9.]+", "-", text.lower().removeprefix("www.")).strip("-._")[:80].rstrip("-._") or "feed"


def feed_name(url: str) -> str:
    """Return what an outlet is called as long as nobody says better: its host, or the target of another scheme."""
    parts = urlsplit(url)
    return (parts.hostname or parts.path or parts.scheme).removeprefix("www.")
