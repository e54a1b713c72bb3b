"""A feed on the web as a Source: fetch, parse, compare with what is known, and say what became of it."""

import base64
from collections.abc import Awaitable, Callable
from datetime import datetime
from hashlib import blake2b

from watcher.errors import ConfigError, SourceError
from watcher.sources import progress
from watcher.sources.fetch import Failure, Fetcher, FetchError, Reply, Request
from watcher.sources.marks import compare
from watcher.sources.model import ParsedFeed
from watcher.sources.net import Guard
from watcher.sources.policy import EntryPolicy
from watcher.sources.settings import Auth, FeedConfig, Politeness
from watcher.sources.state import FeedState, Health, Outcome, Poll

Parse = Callable[[bytes, str | None, str], Awaitable[ParsedFeed]]
"""``(body, content type, url)`` to a document; SourceError where it is none."""


class FeedSource:
    """One feed, polled over HTTP."""

    def __init__(self, config: FeedConfig, fetcher: Fetcher, parse: Parse, polite: Politeness | None = None) -> None:
        self._config = config
        self._fetcher = fetcher
        self._parse = parse
        self._ceiling = (polite or Politeness()).retry_after_ceiling
        self._policy = EntryPolicy(config)
        self._guard = Guard.of(config.allow_private)

    async def poll(self, state: FeedState, now: datetime) -> Poll:
        """Look once; nothing but CancelledError is raised."""
        try:
            reply = await self._fetcher.get(self._request(state))
            if reply.body is None:
                return self._nothing(Outcome.NOT_MODIFIED, self._answered(state, reply, now), reply, now, "304 not modified")
            digest = blake2b(reply.body, digest_size=16).hexdigest()
            if digest == state.digest:
                return self._nothing(Outcome.UNCHANGED, self._validated(state, reply, now), reply, now, "the same bytes")
            feed = await self._parse(reply.body, reply.content_type, reply.url)
        except FetchError as error:
            # Where a permanent redirect led may have died: the configured address is asked again.
            back = state.model_copy(update={"moved_to": None}) if state.moved_to and error.kind is not Failure.BLOCKED else state
            return self._failure(back, now, error)
        except (SourceError, ConfigError) as error:
            return self._failure(state, now, FetchError(Failure.BROKEN, error.what))
        return self._document(state, reply, digest, feed, now)

    def _document(self, state: FeedState, reply: Reply, digest: str, feed: ParsedFeed, now: datetime) -> Poll:
        """Tell what is fresh in a document."""
        feed = self._policy.applied(feed, now)
        compared = compare(feed.entries, state.recent)
        first = state.first_success is None
        after = self._validated(state, reply, now)
        # A document cut short is not remembered as read: the next poll must fetch the rest.
        kept = {"digest": digest} if reply.whole else {"digest": None, "etag": None, "last_modified": None}
        after = after.model_copy(update=kept)
        after, gap = progress.read(after, feed, compared, now, last_success=state.last_success)
        fresh, baseline = self._policy.sorted_out(compared.fresh, now, first=first)
        detail = f"{len(feed.entries)} entries, {len(compared.new)} new"
        if not reply.whole:
            detail += ", cut short"
        if gap is not None:
            detail += f"; {gap}"
        after = progress.settled(self._config, after, now, detail=detail)
        return Poll(
            outcome=Outcome.FETCHED,
            state=after,
            health=after.health,
            detail=detail,
            feed=feed,
            fresh=fresh,
            baseline=baseline,
            gap=gap,
            status=reply.status,
            seconds=reply.seconds,
            size=len(reply.body or b""),
        )

    def _answered(self, state: FeedState, reply: Reply, now: datetime) -> FeedState:
        after = progress.succeeded(self._config, state, now, fresh_for=reply.max_age, seconds=reply.seconds)
        moved = reply.moved_to or (state.moved_to if reply.url == state.moved_to else None)
        return after.model_copy(update={"moved_to": moved})

    def _validated(self, state: FeedState, reply: Reply, now: datetime) -> FeedState:
        after = self._answered(state, reply, now)
        return after.model_copy(update={"etag": reply.etag, "last_modified": reply.last_modified})

    def _nothing(self, outcome: Outcome, after: FeedState, reply: Reply, now: datetime, detail: str) -> Poll:
        after = progress.settled(self._config, after, now, detail=detail)
        return Poll(outcome, after, after.health, detail, status=reply.status, seconds=reply.seconds)

    def _failure(self, state: FeedState, now: datetime, error: FetchError) -> Poll:
        after = progress.failed(
            self._config,
            state,
            now,
            kind=Health(error.kind.value),
            detail=error.what,
            retry_after=error.retry_after,
            ceiling=self._ceiling,
        )
        return Poll(Outcome.FAILED, after, after.health, error.what, status=error.status)

    def _request(self, state: FeedState) -> Request:
        """Say what to ask; ConfigError where a secret cannot be read."""
        config = self._config
        proxy = config.proxy if isinstance(config.proxy, str | None) else config.proxy.reveal().get_secret_value()
        return Request(
            url=state.moved_to or config.url,
            guard=self._guard,
            headers=own_headers(config),
            etag=state.etag,
            last_modified=state.last_modified,
            deadline=config.deadline,
            max_bytes=config.max_bytes,
            proxy=proxy,
            certificate=config.client_certificate,
        )


def own_headers(config: FeedConfig) -> dict[str, str]:
    """Return the headers a feed's settings ask for, secrets revealed; ConfigError where one cannot be read."""
    headers = {
        name: value if isinstance(value, str) else value.reveal().get_secret_value() for name, value in config.headers.items()
    }
    if config.user_agent:
        headers["User-Agent"] = config.user_agent
    if config.cookies:
        headers["Cookie"] = config.cookies.reveal().get_secret_value()
    if auth := config.auth:
        headers["Authorization"] = _authorization(auth)
    return headers


def _authorization(auth: Auth) -> str:
    if auth.token:
        return f"Bearer {auth.token.reveal().get_secret_value()}"
    secret = auth.password.reveal().get_secret_value() if auth.password else ""
    return "Basic " + base64.b64encode(f"{auth.user}:{secret}".encode()).decode()
