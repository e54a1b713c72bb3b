"""Connections kept at hand: taking one from the pool and redis-py's packing in Python cost more than the exchange itself."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, cast

import hiredis
from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError, ResponseError

Word = str | int | float | bytes
Call = tuple[Word, ...]
Exchange = Callable[[Sequence[Call]], Awaitable[list[Any]]]
"""Calls for replies, in one round trip; errors of single calls stand among the replies."""

KEPT = 3
"""Idle connections that are not given back: fewer than the smallest pool has."""
REPLICA_PATIENCE = 1000
"""Milliseconds that replicas get to confirm."""


class Lanes:
    """The connections of one server's pool, each used by one exchange at a time."""

    def __init__(self, redis: Redis, *, replicas: int = 0) -> None:
        self._pool = redis.connection_pool
        self._shapes = cast("Mapping[Word, Callable[[Any], Any]]", redis.response_callbacks)
        self._replicas = replicas
        self._idle: list[AbstractConnection] = []

    async def send(self, calls: Sequence[Call]) -> list[Any]:
        """Exchange calls for replies, again over a new connection where the old one broke."""
        connection = self._idle.pop() if self._idle else await self._pool.get_connection()  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
        try:
            replies = await connection.retry.call_with_retry(
                lambda: self._exchange(connection, calls), lambda _error: connection.disconnect(nowait=True)
            )
        except BaseException:
            await connection.disconnect(nowait=True)
            await self._pool.release(connection)
            raise
        if len(self._idle) < KEPT:
            self._idle.append(connection)
        else:
            await self._pool.release(connection)
        return replies

    async def send_confirmed(self, calls: Sequence[Call]) -> list[Any]:
        """Send, and fail the whole batch unless enough replicas have it too; being idempotent, it may be sent again."""
        *replies, reached = await self.send([*calls, ("WAIT", self._replicas, REPLICA_PATIENCE)])
        if reached < self._replicas:
            raise RedisError(f"not confirmed: {reached} of {self._replicas} replicas have it")
        return replies

    async def _exchange(self, connection: AbstractConnection, calls: Sequence[Call]) -> list[Any]:
        packed = [hiredis.pack_command(cast("tuple[Any]", call)) for call in calls]
        await connection.send_packed_command(packed, check_health=False)
        replies: list[Any] = []
        for call in calls:
            try:
                reply = await connection.read_response()
            except ResponseError as error:
                reply = error
            else:
                shape = self._shapes.get(call[0])
                if shape is not None:
                    reply = shape(reply)
            replies.append(reply)
        return replies
