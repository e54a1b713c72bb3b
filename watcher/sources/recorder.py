"""From what a look at a source brought to a Poll: the same for feeds, folders, channels and queries."""

from datetime import datetime
from hashlib import blake2b

from watcher.model import datum
from watcher.sources import progress
from watcher.sources.fetch import FetchError, Reply
from watcher.sources.marks import KEPT, compare
from watcher.sources.model import ParsedFeed
from watcher.sources.policy import EntryPolicy
from watcher.sources.settings import FeedConfig, Politeness
from watcher.sources.state import FeedState, Health, Outcome, Poll


@datum
class Look:
    """One look that was answered: what it cost, and what to send next time."""

    seconds: float = 0.0
    size: int = 0
    status: int | None = None
    whole: bool = True
    """False where the document was cut short: it is not remembered as read."""
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    fresh_for: float | None = None
    moved_to: str | None = None
    hub: tuple[str, str] | None = None
    """WebSub hub and topic that the document names."""

    @classmethod
    def at(cls, reply: Reply) -> "Look":
        """Return the look of an HTTP answer."""
        body = reply.body
        return cls(
            seconds=reply.seconds,
            size=len(body or b""),
            status=reply.status,
            whole=reply.whole,
            etag=reply.etag,
            last_modified=reply.last_modified,
            digest=None if body is None else digest_of(body),
            fresh_for=reply.max_age,
            moved_to=reply.moved_to,
        )


def digest_of(body: bytes) -> str:
    """Return the hash by which unchanged bytes are known."""
    return blake2b(body, digest_size=16).hexdigest()


class Recorder:
    """Makes the Poll, and the state to store, of one feed."""

    def __init__(self, config: FeedConfig, polite: Politeness | None = None, *, stream: bool = False) -> None:
        self._config = config
        self._ceiling = (polite or Politeness()).retry_after_ceiling
        self._policy = EntryPolicy(config)
        self._stream = stream
        """Whether each look brings only what is new: then nothing is baseline, and no overlap is expected."""

    def nothing(self, outcome: Outcome, state: FeedState, look: Look, now: datetime) -> Poll:
        """Return the poll of a source that has nothing new; an unparsed answer renews the validators."""
        changes = progress.succeeded(self._config, state, now, fresh_for=look.fresh_for, seconds=look.seconds)
        changes["moved_to"] = look.moved_to
        if outcome is Outcome.UNCHANGED:
            changes |= {"etag": look.etag, "last_modified": look.last_modified}
        detail = "not modified" if outcome is Outcome.NOT_MODIFIED else "the same bytes"
        after = progress.settled(self._config, state.changed(changes), now, detail=detail)
        return Poll(outcome, after, after.health, detail, status=look.status, seconds=look.seconds, size=look.size)

    def failed(self, state: FeedState, error: FetchError, now: datetime) -> Poll:
        """Return the poll of a source that could not be read."""
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

    def document(self, state: FeedState, feed: ParsedFeed, look: Look, now: datetime) -> Poll:
        """Return the poll of a document, with what is fresh in it."""
        feed = self._policy.applied(feed, now)
        compared = compare(feed.entries, state.recent)
        read = {"digest": look.digest, "etag": look.etag, "last_modified": look.last_modified}
        changes = progress.succeeded(self._config, state, now, fresh_for=look.fresh_for, seconds=look.seconds)
        changes |= {"moved_to": look.moved_to, "hub": look.hub} | (read if look.whole else dict.fromkeys(read))
        after = state.changed(changes)
        after, gap = progress.read(after, feed, compared, now, last_success=None if self._stream else state.last_success)
        first = state.first_success is None and not self._stream
        fresh, baseline = self._policy.sorted_out(compared.fresh, now, first=first)
        told = [f"{len(feed.entries)} entries, {len(compared.new)} new"]
        told += [] if look.whole else ["cut short"]
        told += [str(gap)] if gap else []
        detail = "; ".join(told)
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
            status=look.status,
            seconds=look.seconds,
            size=look.size,
        )

    def pushed(self, state: FeedState, feed: ParsedFeed, size: int, now: datetime) -> Poll:
        """Return the poll of a document that was brought: usually only what is new, so it shows no gap and is no attempt."""
        feed = self._policy.applied(feed, now)
        compared = compare(feed.entries, state.recent)
        fresh, baseline = self._policy.sorted_out(compared.fresh, now, first=False)
        after, _ = progress.read(state, feed, compared, now, last_success=None)
        # A push is no document: what stood in the last one is still there to overlap with.
        kept = dict.fromkeys((*compared.marks.split(), *state.recent.split()))
        after = after.changed({"recent": " ".join(list(kept)[:KEPT]), "ttl": state.ttl})
        detail = f"pushed: {len(feed.entries)} entries, {len(compared.new)} new"
        return Poll(Outcome.FETCHED, after, after.health, detail, feed=feed, fresh=fresh, baseline=baseline, size=size)
