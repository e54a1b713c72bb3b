"""All state of one namespace, and how to open it: our own private Redis, or somebody's."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from watcher.errors import StateError
from watcher.store import connection
from watcher.store.alerts import Alerts
from watcher.store.articles import Articles
from watcher.store.connection import RedisClient
from watcher.store.embedded import EmbeddedServer
from watcher.store.events import Events
from watcher.store.feeds import FeedStates
from watcher.store.keys import Keys
from watcher.store.leases import Leases
from watcher.store.lock import PATIENCE, Role, StateLock
from watcher.store.seen import SeenMarks
from watcher.store.settings import RedisSettings
from watcher.store.state import StateRecords


class Store:
    """One namespace of one Redis."""

    def __init__(
        self, client: RedisClient, keys: Keys, *, server: EmbeddedServer | None = None, owner: str | None = None
    ) -> None:
        """``owner`` is the state directory's, for the process that has its lock: it inherits what a killed one had leased."""
        self.client = client
        self.keys = keys
        self.owner = owner or f"{os.getpid()}-{secrets.token_hex(4)}"
        """Names consumers and owners of leases: no two processes that run at a time have the same."""
        self._heir = owner is not None
        self._server = server
        self._used: set[str] = set()
        self.seen = SeenMarks(client, keys)
        self.feeds = FeedStates(client, keys, self.owner)
        self.articles = Articles(client, keys)
        self.events = Events(client, keys)
        self.alerts = Alerts(client, keys)
        self.state = StateRecords(client, keys)
        self.leases = Leases(client, keys, self.owner)

    def inherits(self, receiver: str) -> bool:
        """Tell, once a receiver, that what our owner has leased of it was leased by a process that is dead."""
        first = self._heir and receiver not in self._used
        self._used.add(receiver)
        return first

    @property
    def ready(self) -> bool:
        """Whether the private server answers; a Redis of somebody else's is asked by ``beat``."""
        return self._server is None or self._server.ready.is_set()

    @property
    def server_pid(self) -> int | None:
        """The private server's process."""
        return self._server.pid if self._server is not None else None

    async def beat(self) -> None:
        """Make one write round trip; raises StoreError. What the watchdog is fed with."""
        await self.client.call("SET", self.keys.heartbeat(), self.owner)

    def namespace(self, name: str) -> "Store":
        """Return a store beside this one, which neither sees nor touches it."""
        return Store(
            self.client, Keys(f"{self.keys.namespace}.{name}"), server=self._server, owner=self.owner if self._heir else None
        )

    async def erase(self) -> int:
        """Remove every key of this namespace; return how many."""
        names = await self.client.names(self.keys.pattern)
        for start in range(0, len(names), 1000):
            await self.client.call("UNLINK", *names[start : start + 1000])
        return len(names)


@asynccontextmanager
async def open_store(settings: RedisSettings, state_dir: Path, *, role: Role = "daemon") -> AsyncIterator[Store]:
    """Open the store for a daemon, which owns ``state_dir``, or for a passing command.

    Without a URL a daemon starts the private server; a command talks to the running daemon's, or starts it for the moment.
    Raises StateError (the directory is another daemon's, or damaged), StoreError, ConfigError.
    """
    async with AsyncExitStack() as stack:
        server = owner = None
        if settings.url is None or role == "daemon":
            server, owner = await _own(stack, settings, state_dir, role)
        socket = (
            str(server.socket if server else EmbeddedServer.noted_socket(state_dir / "redis")) if settings.url is None else None
        )
        client = connection.client(settings, socket=socket)
        stack.push_async_callback(client.close)
        keys = Keys(settings.namespace)
        await connection.check(client, socket or settings.address or "")
        await connection.check_types(client, keys.fixed)
        yield Store(client, keys, server=server, owner=owner)


async def _own(
    stack: AsyncExitStack, settings: RedisSettings, state_dir: Path, role: Role
) -> tuple[EmbeddedServer | None, str | None]:
    """Take the state directory and start its server; for a command beside a running daemon, wait for the daemon's instead."""
    try:
        state_dir.mkdir(  # noqa: ASYNC240 - once, before anything runs
            mode=0o700, parents=True, exist_ok=True
        )
    except OSError as error:
        raise StateError(
            f"cannot be made: {error.strerror}", mend="choose another state directory", resource=str(state_dir)
        ) from error
    lock = StateLock(state_dir)
    if role == "client" and lock.daemon_runs():
        await _daemon_answers(state_dir)
        return None, None
    await lock.take(role, asyncio.sleep)
    stack.callback(lock.release)
    owner = lock.name()
    if settings.url is not None:
        return None, owner
    server = EmbeddedServer(state_dir / "redis", settings, lock_fd=lock.fd)
    await server.start()
    stack.push_async_callback(server.stop)
    return server, owner


async def _daemon_answers(state_dir: Path) -> None:
    """Wait until the daemon that is starting has its server up."""
    for _ in range(int(PATIENCE / 0.05)):
        socket = EmbeddedServer.noted_socket(state_dir / "redis")
        if socket is not None and socket.exists():
            return
        await asyncio.sleep(0.05)
    raise StateError("a daemon has this state directory, but its Redis does not answer", resource=str(state_dir))
