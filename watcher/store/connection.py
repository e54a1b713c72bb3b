"""The one connection module: every word to Redis passes here, and every failure leaves here as ``StoreError``.

Retries are safe because every write is a script that may be repeated after a lost reply, or is idempotent by itself.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, Protocol, cast
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
    ResponseError,
)
from redis.exceptions import (
    ConnectionError as RedisConnectionError,
)
from redis.exceptions import (
    TimeoutError as RedisTimeoutError,
)

from watcher.errors import StoreError
from watcher.store.scripts import Script
from watcher.store.settings import RedisSettings

Word = str | int | float | bytes
Command = Literal[
    "GET", "HDEL", "HGET", "HGETALL", "HLEN", "HMGET", "HSET", "INFO",
    "SADD", "SCAN", "SET", "SMEMBERS", "TIME", "UNLINK", "XRANGE", "XREADGROUP", "XREVRANGE", "XTRIM",
    "ZCARD", "ZRANGE", "ZREMRANGEBYSCORE", "ZREVRANGE",
]  # fmt: skip
"""The commands used, and no others; what an access list has to allow is these and those in the scripts."""

BLOCK_CEILING = 2.0
"""Seconds a blocking read may last: below the socket timeout, or every quiet second would look like a failure."""
SOCKET_TIMEOUT = 10.0
LANES = 2
"""Batches of scripts under way at once: one is written down while the next is being sent."""
BATCH = 64
"""Scripts in one batch."""
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

    async def close(self) -> None:
        """Give the connections back."""
        ...


class _Redis(Protocol):
    """The part of redis-py we use, which its own annotations leave untyped."""

    async def execute_command(self, *words: Word) -> Any: ...

    def pipeline(self, *, transaction: bool) -> Any: ...

    async def aclose(self) -> None: ...


class Connection:
    """``RedisClient`` over redis-py."""

    def __init__(self, redis: Redis | RedisCluster, *, where: str, wait_replicas: int = 0) -> None:
        self._redis = cast("_Redis", redis)
        self._where = where
        self._wait_replicas = wait_replicas
        self._waiting: deque[tuple[Script, tuple[Word, ...], asyncio.Future[Any]]] = deque()
        self._lanes = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def call(self, command: Command, *words: Word) -> Any:
        """Send one command."""
        try:
            return await self._redis.execute_command(command, *words)
        except (RedisError, OSError) as error:
            raise self._wrapped(error) from error

    async def pipe(self, calls: Sequence[tuple[Command | Word, ...]]) -> list[Any]:
        """Send many commands in one round trip."""
        try:
            async with self._redis.pipeline(transaction=False) as pipeline:
                for words in calls:
                    pipeline.execute_command(*words)
                replies: list[Any] = await pipeline.execute()
                return replies
        except (RedisError, OSError) as error:
            raise self._wrapped(error) from error

    async def run(self, script: Script, keys: Sequence[str], words: Iterable[Word] = ()) -> Any:
        """Run a script, together with those that other tasks ask for meanwhile: one round trip, one fsync."""
        reply: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((script, (len(keys), *keys, *words), reply))
        if self._lanes < LANES:
            self._lanes += 1
            lane = asyncio.create_task(self._flush())
            self._tasks.add(lane)
            lane.add_done_callback(self._tasks.discard)
        return await reply

    async def _flush(self) -> None:
        """Send what waits, batch after batch, until nothing waits."""
        try:
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
                replies = await self._run_batch([(script, words) for script, words, _ in batch])
                for (_, _, future), reply in zip(batch, replies, strict=True):
                    if future.done():
                        continue
                    if isinstance(reply, Exception):
                        future.set_exception(reply)
                    else:
                        future.set_result(reply)
        finally:
            self._lanes -= 1

    async def _run_batch(self, batch: Sequence[tuple[Script, tuple[Word, ...]]]) -> list[Any]:
        """Run scripts by digest; those that the server does not know (first use, SCRIPT FLUSH, restart) by their text."""
        try:
            replies = await self._send([("EVALSHA", script.sha, *words) for script, words in batch])
            unknown = [number for number, reply in enumerate(replies) if isinstance(reply, NoScriptError)]
            if unknown:
                again = await self._send([("EVAL", batch[number][0].text, *batch[number][1]) for number in unknown])
                for number, reply in zip(unknown, again, strict=True):
                    replies[number] = reply
        except (RedisError, OSError) as error:
            return [self._wrapped(error) for _ in batch]
        return [self._wrapped(reply) if isinstance(reply, RedisError) else reply for reply in replies]

    async def _send(self, calls: Sequence[tuple[Word, ...]]) -> list[Any]:
        if len(calls) == 1:
            try:
                return [await self._redis.execute_command(*calls[0])]
            except ResponseError as error:
                return [error]
        async with self._redis.pipeline(transaction=False) as pipeline:
            for words in calls:
                pipeline.execute_command(*words)
            replies: list[Any] = await pipeline.execute(raise_on_error=False)
            return replies

    async def close(self) -> None:
        """Close every connection."""
        await self._redis.aclose()

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
    return {
        "username": settings.username,
        "password": settings.secret(),
        "decode_responses": True,
        "protocol": 2,
        "socket_timeout": SOCKET_TIMEOUT,
        "socket_connect_timeout": 5.0,
        "health_check_interval": 15,
        "retry": _retry(),
    }


def _sentinel(settings: RedisSettings, url: str) -> Redis:
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
    return cast("Redis", sentinel.master_for(name))


def client(settings: RedisSettings, *, socket: str | None = None) -> Connection:
    """Return a client of the configured Redis, or of the private one on ``socket``; nothing is sent yet."""
    url = f"unix://{socket}" if socket else settings.url.get_secret_value() if settings.url else None
    if url is None:
        raise StoreError("no Redis URL and no private Redis")
    where = socket or settings.address or ""
    redis: Redis | RedisCluster
    if settings.cluster:
        options = _options(settings)
        redis = RedisCluster.from_url(url, **{key: value for key, value in options.items() if value is not None})
    elif "+sentinel" in urlsplit(url).scheme:
        redis = _sentinel(settings, url)
    else:
        options = {key: value for key, value in _options(settings).items() if value is not None}
        # A full pool waits for a connection instead of failing the 201st task.
        pool = BlockingConnectionPool.from_url(url, max_connections=settings.connections, timeout=20, **options)
        redis = Redis.from_pool(pool)
    return Connection(redis, where=where, wait_replicas=settings.wait_replicas)


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
