"""The one connection module: every word to Redis passes here, and every failure leaves here as ``StoreError``.

Retries are safe because every write is a script that may be repeated after a lost reply, or is idempotent by itself.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, Protocol, TypeVar, cast
from urllib.parse import urlsplit

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.cluster import RedisCluster
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import ExponentialBackoff
from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    BusyLoadingError,
    NoScriptError,
    RedisError,
)
from redis.exceptions import (
    ConnectionError as RedisConnectionError,
)
from redis.exceptions import (
    TimeoutError as RedisTimeoutError,
)

from watcher.errors import StoreError
from watcher.store.batches import Batches
from watcher.store.lanes import Lanes, Word
from watcher.store.scripts import Script
from watcher.store.settings import RedisSettings

T = TypeVar("T")
Command = Literal[
    "GET", "HDEL", "HGET", "HGETALL", "HLEN", "HMGET", "HSET", "INFO",
    "SADD", "SET", "SMEMBERS", "TIME", "TYPE", "UNLINK", "XRANGE", "XREADGROUP", "XREVRANGE", "XTRIM",
    "ZCARD", "ZRANGE", "ZREMRANGEBYSCORE", "ZREVRANGE",
]  # fmt: skip
"""The commands used, and no others; what an access list has to allow is these and those in the scripts."""

_GATHERED = frozenset({"HGET", "HMGET", "HSET"})
BLOCK_CEILING = 2.0
"""Seconds a blocking read may last: well below the deadline, or every quiet second would look like a failure."""
DEADLINE = 15.0
"""Seconds that a reply may take, retries included."""
MINIMUM = (7, 0)
BROKEN = ((8, 2, 0), (8, 2, 1), (8, 2, 2))
"""CVE-2025-62507: remote code execution."""


class RedisClient(Protocol):
    """What the store and the queue need of a Redis."""

    async def call(self, command: Command, *words: Word) -> Any:
        """Send one command and return its reply; raises StoreError."""
        ...

    async def pipe(self, calls: Sequence[tuple[Command | Word, ...]]) -> list[Any]:
        """Send many commands in one round trip, not as a transaction; raises StoreError at the first that failed."""
        ...

    async def run(self, script: Script, keys: Sequence[str], words: Iterable[Word] = ()) -> Any:
        """Run an idempotent script; raises StoreError."""
        ...

    async def names(self, pattern: str) -> list[str]:
        """Return all keys that fit a pattern; raises StoreError."""
        ...

    async def close(self) -> None:
        """Give the connections back."""
        ...


class _Redis(Protocol):
    """The part of redis-py we use, which its own annotations leave untyped."""

    async def execute_command(self, *words: Word) -> Any: ...

    def pipeline(self, *, transaction: bool) -> Any: ...

    def scan_iter(self, *, match: str, count: int) -> AsyncIterator[str]: ...

    async def aclose(self) -> None: ...


class Connection:
    """``RedisClient`` over redis-py."""

    def __init__(self, redis: Redis | RedisCluster, *, where: str, wait_replicas: int = 0, guides: Sequence[Redis] = ()) -> None:
        """``guides`` are the sentinels that the way to the master is asked of; closed with the rest."""
        self._redis = cast("_Redis", redis)
        self._guides = guides
        self._where = where
        self._exchange = self._through_cluster
        self._batches = Batches(self._exchange)
        if isinstance(redis, Redis):
            lanes = Lanes(redis, replicas=wait_replicas)
            self._exchange = lanes.send
            self._batches = Batches(lanes.send_confirmed if wait_replicas else lanes.send)

    async def call(self, command: Command, *words: Word) -> Any:
        """Send one command; a quick one that many tasks ask for at a time goes with the others'."""
        if command in _GATHERED:
            return await self._told(self._batches.send((command, *words)))
        return (await self.pipe([(command, *words)]))[0]

    async def pipe(self, calls: Sequence[tuple[Command | Word, ...]]) -> list[Any]:
        """Send many commands in one round trip."""
        replies = await self._told(self._exchange(calls))
        for reply in replies:
            if isinstance(reply, RedisError):
                raise self._wrapped(reply) from reply
        return replies

    async def run(self, script: Script, keys: Sequence[str], words: Iterable[Word] = ()) -> Any:
        """Run a script by its digest; by its text where the server does not know it (first use, SCRIPT FLUSH, restart)."""
        words = (len(keys), *keys, *words)
        try:
            return await self._told(self._batches.send(("EVALSHA", script.sha, *words)))
        except StoreError as error:
            if not isinstance(error.__cause__, NoScriptError):
                raise
        return await self._told(self._batches.send(("EVAL", script.text, *words)))

    async def names(self, pattern: str) -> list[str]:
        """Walk over all keys, those of every node of a cluster."""

        async def walk() -> list[str]:
            return [name async for name in self._redis.scan_iter(match=pattern, count=1000)]

        return await self._told(walk())

    async def close(self) -> None:
        """Close every connection."""
        await self._redis.aclose()
        for guide in self._guides:
            await guide.aclose()

    async def _through_cluster(self, calls: Sequence[tuple[Word, ...]]) -> list[Any]:
        """Send commands together; replies that are errors stand among the others."""
        if len(calls) == 1:
            # Alone also what a cluster does not pipeline: blocking reads, commands without a key.
            return [await self._redis.execute_command(*calls[0])]
        async with self._redis.pipeline(transaction=False) as pipeline:
            for words in calls:
                pipeline.execute_command(*words)
            replies: list[Any] = await pipeline.execute(raise_on_error=False)
            return replies

    async def _told(self, reply: Awaitable[T]) -> T:
        """Wait for a reply within the deadline; raises StoreError."""
        try:
            async with asyncio.timeout(DEADLINE):
                return await reply
        except TimeoutError as error:
            raise StoreError(f"Redis does not answer within {DEADLINE:.0f} s", resource=self._where) from error
        except (RedisError, OSError) as error:
            raise self._wrapped(error) from error

    def _wrapped(self, error: Exception) -> StoreError:
        """Tell the failure in one line; redis-py's messages hold addresses and commands, never passwords."""
        return StoreError(f"Redis: {error}", resource=self._where)


class _Retry(Retry):
    """Retries what may pass. redis-py counts a wrong password among broken connections and would ask again, level by level."""

    async def call_with_retry(
        self,
        do: Any,
        fail: Any,
        is_retryable: Callable[[Exception], bool] | None = None,
        with_failure_count: bool = False,  # noqa: FBT001, FBT002 - its signature
    ) -> Any:
        def passing(error: Exception) -> bool:
            final = isinstance(error, (AuthenticationError, AuthorizationError))
            return not final and (is_retryable is None or is_retryable(error))

        return await super().call_with_retry(do, fail, passing, with_failure_count)


def _retry() -> Retry:
    transient = (RedisConnectionError, RedisTimeoutError, BusyLoadingError)
    return _Retry(ExponentialBackoff(cap=1.0, base=0.05), 6, supported_errors=transient)


def _options(settings: RedisSettings) -> dict[str, Any]:
    secrets = {"username": settings.username, "password": settings.secret()}
    return {
        # None would hide what the URL says.
        **{name: value for name, value in secrets.items() if value is not None},
        "decode_responses": True,
        "protocol": 2,
        # Ours is one deadline for the whole exchange; redis-py's costs a task for each command.
        "socket_timeout": None,
        "socket_connect_timeout": 5.0,
        "health_check_interval": 15,
        "retry": _retry(),
    }


def _sentinel(settings: RedisSettings, url: str) -> tuple[Redis, Sequence[Redis]]:
    parts = urlsplit(url)
    hosts = [
        (host, int(port or 26379))
        for host, _, port in (node.partition(":") for node in parts.netloc.rpartition("@")[2].split(","))
    ]
    name = parts.path.strip("/") or "mymaster"
    options = _options(settings)
    if parts.scheme.startswith("rediss"):
        options["ssl"] = True
    sentinel = Sentinel(hosts, sentinel_kwargs={"socket_timeout": 2.0}, **options)  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
    return cast("Redis", sentinel.master_for(name)), sentinel.sentinels


def client(settings: RedisSettings, *, socket: str | None = None) -> Connection:
    """Return a client of the configured Redis, or of the private one on ``socket``; nothing is sent yet."""
    url = f"unix://{socket}" if socket else settings.url.get_secret_value() if settings.url else None
    if url is None:
        raise StoreError("no Redis URL and no private Redis")
    where = socket or settings.address or ""
    redis: Redis | RedisCluster
    guides: Sequence[Redis] = ()
    if settings.cluster:
        redis = RedisCluster.from_url(url, **_options(settings))
    elif "+sentinel" in urlsplit(url).scheme:
        redis, guides = _sentinel(settings, url)
    else:
        options = _options(settings)
        # A full pool waits for a connection instead of failing the 201st task.
        pool = BlockingConnectionPool.from_url(url, max_connections=settings.connections, timeout=20, **options)
        redis = Redis.from_pool(pool)
    return Connection(redis, where=where, wait_replicas=settings.wait_replicas, guides=guides)


async def check(client: RedisClient, where: str) -> None:
    """Refuse a Redis that could lose alerts: too old for atomic scripts, known to be broken, or one that evicts keys."""
    info = await client.call("INFO")
    version = tuple(int(part) for part in str(info["redis_version"]).split(".")[:3])
    name = "Valkey" if "valkey_version" in info else "Redis"
    if version < MINIMUM:
        raise StoreError(f"{name} {info['redis_version']} is too old", mend="7.0 or newer is needed", resource=where)
    if version in BROKEN and name == "Redis":
        raise StoreError(f"Redis {info['redis_version']} has CVE-2025-62507", mend="8.2.3 or newer is needed", resource=where)
    policy = info.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        raise StoreError(
            f"maxmemory-policy is {policy}: a full Redis would drop alerts",
            mend="CONFIG SET maxmemory-policy noeviction",
            resource=where,
        )


async def check_types(client: RedisClient, types: Mapping[str, str]) -> None:
    """Refuse a namespace that something else writes to: a key of the wrong type would fail in the middle of our work."""
    found = await client.pipe([("TYPE", name) for name in types])
    for (name, expected), kind in zip(types.items(), found, strict=True):
        if kind not in {expected, "none"}:
            raise StoreError(
                f"{name} is a {kind}, not a {expected}: something else writes there", mend="choose another namespace"
            )
