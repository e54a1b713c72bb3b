"""The only way in: one decision becomes durable as a whole, or not at all."""

from collections.abc import Collection, Container, Iterable
from datetime import datetime

from watcher.alerts.delivery import Delivery
from watcher.clock import Clock
from watcher.queue.commit import Commit, CommitResult, Write
from watcher.queue.recent import Recent
from watcher.queue.records import KEY_TYPES, RETENTION_MS, delivery_keys, fields, milliseconds, script
from watcher.store.events import index_entries
from watcher.store.keys import ALERT_RETENTION, EVENT_RETENTION, TEXT_RETENTION, Keys
from watcher.store.lanes import Word
from watcher.store.seen import day, mark
from watcher.store.store import Store

_COMMIT = script("commit", when_full=False)
_LETTERS = {"checked": "-", "hash": "h", "set": "s", "string": "t", "stream": "x", "zset": "z"}
_TYPES = {"H": "hash", "Z": "zset", "S": "set", "I": "string"}
"""By the first letter of a command of ``Write``; SET is a string, DEL takes what it finds."""
_PLACES = {"queued": 1, "retry": 2, "held": 3}
"""Which of a delivery's keys a new one goes to."""
_ALL_KEYS = range(len(KEY_TYPES))


class _Steps:
    """What the commit script is given: distinct keys with their types, and steps that name keys by number.

    Plain words, not JSON: texts that are JSON themselves would be written and read twice.
    """

    def __init__(self) -> None:
        self.keys: dict[str, int] = {}
        self._types: list[str] = []
        self._words: list[Word] = []

    def key(self, name: str, kind: str) -> int:
        """Return the number of a key, counted from 1."""
        number = self.keys.get(name)
        if number is None:
            number = self.keys[name] = len(self.keys) + 1
            self._types.append(_LETTERS[kind])
        return number

    def step(self, name: str, *words: Word) -> None:
        """Add a step; keys are named by their numbers."""
        self._words += (len(words) + 1, name, *words)

    def do(self, key: int, command: str, *words: Word, lives: int = 0) -> None:
        """Add a command on one key, which then lives as many seconds from now on; 0 leaves that as it is."""
        self.step("do", key, lives, command, *words)

    def words(self) -> list[Word]:
        """Return the script's arguments."""
        return ["".join(self._types), *self._words]


class Outbox:
    """Commits decisions. Whether a reply was lost does not matter: a commit may be repeated."""

    def __init__(self, store: Store, clock: Clock, *, recent: Recent | None = None) -> None:
        """``recent`` is told what is sent, for the queue of the same process."""
        self._store = store
        self._clock = clock
        self._recent = recent or Recent()

    async def commit(self, commit: Commit) -> CommitResult:
        """Write everything or nothing; raises StoreError where Redis cannot say, and then the commit may be repeated."""
        now = self._clock.now()
        steps = _Steps()
        keys = self._store.keys
        marks = tuple(map(mark, commit.seen))
        _checks(steps, keys, commit, marks)
        _events(steps, keys, commit, now)
        _alerts(steps, keys, commit)
        _deliveries(steps, keys, commit, now, self._recent)
        if commit.article is not None:
            article = steps.key(keys.article(commit.article.id), "string")
            steps.do(article, "SET", commit.article.model_dump_json(), lives=int(TEXT_RETENTION.total_seconds()))
        for write in commit.also:
            _write(steps, keys, write)
        if commit.feed_state is not None:
            steps.step("state", steps.key(keys.feeds(), "hash"), commit.feed, commit.feed_state)
        if marks or commit.noted:
            seen, polls = steps.key(keys.seen(), "hash"), steps.key(keys.polls(), "hash")
            steps.step("mark", seen, polls, commit.feed, day(now), *map(mark, commit.noted), *marks)
        return CommitResult(await self._store.client.run(_COMMIT, list(steps.keys), steps.words()))

    async def mark_seen(self, feed: str, articles: Iterable[Collection[str]], *, feed_state: str | None = None) -> None:
        """Mark articles that matched nothing, each given by its identity keys; store the feed's state with the last of them."""
        await self._store.seen.mark(feed, articles, self._clock.now(), feed_state=feed_state)


def _checks(steps: _Steps, keys: Keys, commit: Commit, marks: tuple[str, ...]) -> None:
    if marks:
        steps.step("seen", steps.key(keys.seen(), "hash"), *marks)
    versions = {keys.event(event.id): event.version - 1 for event in commit.events}
    versions |= {keys.bucket(bucket): version for bucket, version in commit.expects.items()}
    steps.step("versions", *(word for name, version in versions.items() for word in (steps.key(name, "checked"), version)))


def _events(steps: _Steps, keys: Keys, commit: Commit, now: datetime) -> None:
    at, lives = milliseconds(now), int(EVENT_RETENTION.total_seconds())
    touched: set[int] = set()
    for event in commit.events:
        record = steps.key(keys.event(event.id), "hash")
        steps.do(record, "HSET", "version", event.version, "event", event.model_dump_json(), lives=lives)
        steps.do(steps.key(keys.events(), "zset"), "ZADD", at, event.id)
        for name, value in dict.fromkeys(index_entries(event)):
            steps.do(steps.key(keys.index(name, value), "zset"), "ZADD", at, event.id, lives=lives)
        for bucket in commit.buckets.get(event.id, ()):
            number = steps.key(keys.bucket(bucket), "hash")
            steps.do(number, "HSET", event.id, at)
            touched.add(number)
    for number in sorted(touched):
        steps.do(number, "HINCRBY", "version", 1, lives=lives)


def _alerts(steps: _Steps, keys: Keys, commit: Commit) -> None:
    lives = int(ALERT_RETENTION.total_seconds())
    for alert in commit.alerts:
        record = steps.key(keys.alert(alert.id), "hash")
        steps.step("list", record, steps.key(keys.alerts(), "stream"), alert.id)
        steps.do(record, "HSET", "alert", alert.model_dump_json(), lives=lives)


def _deliveries(steps: _Steps, keys: Keys, commit: Commit, now: datetime, recent: Recent) -> None:
    for delivery in commit.deliveries:
        state = _state(delivery, now)
        numbers = _numbers(steps, keys, delivery.id, delivery.receiver, (0, _PLACES[state], 4, 7))
        receivers = steps.key(keys.receivers(), "set")
        text = delivery.model_dump_json()
        place = (delivery.receiver, delivery.id, state, milliseconds(now), milliseconds(delivery.due or now))
        steps.step("deliver", receivers, *place, recent.note(text), *numbers, *fields(delivery, text))
        if any(alert.id == delivery.alert for alert in commit.alerts):
            record = steps.key(keys.alert(delivery.alert), "hash")
            steps.do(record, "HSET", f"delivery:{delivery.id}", delivery.receiver)
    for absorbed in commit.absorbed:
        numbers = _numbers(steps, keys, absorbed.delivery, absorbed.receiver)
        steps.step("absorb", absorbed.delivery, absorbed.into, milliseconds(now), RETENTION_MS, *numbers)


def _numbers(steps: _Steps, keys: Keys, delivery: str, receiver: str, wanted: Container[int] = _ALL_KEYS) -> list[int]:
    """Return the numbers of a delivery's keys in their order; 0 stands for those that are not wanted."""
    names = delivery_keys(keys, delivery, receiver)
    return [steps.key(names[place], KEY_TYPES[place]) if place in wanted else 0 for place in range(len(names))]


def _state(delivery: Delivery, now: datetime) -> str:
    if delivery.held is not None:
        return "held"
    return "retry" if delivery.due is not None and delivery.due > now else "queued"


def _write(steps: _Steps, keys: Keys, write: Write) -> None:
    kind = "string" if write.command == "SET" else _TYPES.get(write.command[0], "hash")
    number = steps.key(keys.state(write.name), kind)
    lives = max(1, int(write.ttl.total_seconds())) if write.ttl is not None else 0
    steps.do(number, write.command, *write.words, lives=lives)
