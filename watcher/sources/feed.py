"""A feed on the web as a Source: fetch, parse, compare with what is known, and say what became of it."""

from dataclasses import replace
from datetime import datetime

from watcher.errors import ConfigError, SourceError
from watcher.sources.asking import agent_and_proxy, own_headers
from watcher.sources.fetch import Failure, Fetcher, FetchError, Reply, Request
from watcher.sources.fetched import Fetched, kept_headers
from watcher.sources.index import Parts
from watcher.sources.model import Parse, ParsedFeed
from watcher.sources.net import Guard, shown
from watcher.sources.page import Pages
from watcher.sources.recorder import Look, Recorder, digest_of
from watcher.sources.settings import FeedConfig, FullText, Politeness
from watcher.sources.state import FeedState, Outcome, Poll
from watcher.sources.websub import discovered


class FeedSource:
    """One feed, polled over HTTP. ``address`` is where it is, unless its settings' ``url`` says so already."""

    def __init__(
        self,
        config: FeedConfig,
        fetcher: Fetcher,
        parse: Parse,
        polite: Politeness | None = None,
        *,
        address: str | None = None,
        pages: Pages | None = None,
    ) -> None:
        self._pages = pages
        self._config = config
        self._fetcher = fetcher
        self._parse = parse
        self._parts = Parts(fetcher, parse)
        self._recorder = Recorder(config, polite)
        self._guard = Guard.of(config.allow_private)
        self._address = address or config.url

    async def poll(self, state: FeedState, now: datetime) -> Poll:
        """Look once; nothing but CancelledError is raised."""
        try:
            request = self._request(state)
            reply = await self._fetcher.get(request)
            look = Look.at(reply)
            if state.moved_to and reply.url == state.moved_to:
                look = replace(look, moved_to=state.moved_to)
            if reply.body is None or look.digest == state.digest:
                same = Outcome.NOT_MODIFIED if reply.body is None else Outcome.UNCHANGED
                return self._recorder.nothing(same, state, look, now)
            feed = await self._understood(reply.body, reply)
            if feed.parts:
                # What an index names may change while its own bytes stay the same: it is asked for whole every time.
                look = replace(look, digest=None, etag=None, last_modified=None)
                rest = max(1.0, request.deadline - reply.seconds)
                feed = await self._parts.read(feed, replace(request, deadline=rest))
        except FetchError as error:
            # Where a permanent redirect led may have died: the configured address is asked again.
            back = state.changed({"moved_to": None}) if error.kind is not Failure.BLOCKED else state
            return self._recorder.failed(back, error, now)
        except (SourceError, ConfigError) as error:
            return self._recorder.failed(state, FetchError(Failure.BROKEN, str(error)), now)
        look = replace(look, hub=discovered(reply.links, feed.hub, feed.self_url, reply.url))
        poll = await self._whole(self._recorder.document(state, feed, look, now))
        fetched = None
        if poll.fresh and not feed.parts:
            fetched = Fetched(
                url=shown(reply.url),
                at=now,
                status=reply.status,
                digest=look.digest or "",
                size=look.size,
                headers=kept_headers(reply.headers.items()),
            )
        return replace(poll, fetched=fetched)

    async def pushed(self, state: FeedState, body: bytes, content_type: str | None, now: datetime) -> Poll:
        """Take a document that a WebSub hub brought; the next poll is made as if nothing had come."""
        try:
            feed = await self._parse(body, content_type, self._address)
        except SourceError as error:
            return Poll(Outcome.FAILED, state, state.health, f"pushed: {error.what}", size=len(body))
        brought = kept_headers([("Content-Type", content_type)] if content_type else ())
        fetched = Fetched(url=shown(self._address), at=now, digest=digest_of(body), size=len(body), headers=brought)
        return replace(await self._whole(self._recorder.pushed(state, feed, len(body), now)), fetched=fetched)

    async def _understood(self, body: bytes, reply: Reply) -> ParsedFeed:
        """Parse an answer's body; SourceError where it is no feed, or was cut short before its first entry."""
        try:
            feed = await self._parse(body, reply.content_type, reply.url)
        except SourceError as error:
            raise error if reply.whole else SourceError(f"cut short: {error.what}") from None
        if not (reply.whole or feed.entries or feed.parts):
            raise SourceError("cut short: it has no entries")
        return feed

    async def _whole(self, poll: Poll) -> Poll:
        """Add the text of their pages to fresh entries that want it."""
        if self._pages is None or self._config.full_text is FullText.NEVER or poll.feed is None or not poll.fresh:
            return poll
        fresh = await self._pages.added(poll.fresh, self._config)
        changed = {id(old): new for old, new in zip(poll.fresh, fresh, strict=True)}
        entries = tuple(changed.get(id(entry), entry) for entry in poll.feed.entries)
        return replace(poll, fresh=fresh, feed=replace(poll.feed, entries=entries))

    def _request(self, state: FeedState) -> Request:
        """Say what to ask; ConfigError where a secret cannot be read."""
        config = self._config
        _, proxy = agent_and_proxy(config)
        return Request(
            url=state.moved_to or self._address,
            guard=self._guard,
            headers=own_headers(config),
            etag=state.etag,
            last_modified=state.last_modified,
            deadline=config.deadline,
            max_bytes=config.max_bytes,
            proxy=proxy,
            certificate=config.client_certificate,
        )
