"""A real redis-server for tests: one a worker, a namespace a test; it can be killed, stopped, filled and restored."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from watcher.store import RedisSettings, Store, connection
from watcher.store.embedded import CONFIG, find_server
from watcher.store.keys import Keys


class RedisProcess:
    """One server on a Unix socket, with the configuration of the private one."""

    def __init__(self, directory: Path, *, memory: str = "512mb", extra: str = "", fsync: str = "always") -> None:
        self.directory = directory
        self.socket = directory / "redis.sock"
        config = CONFIG.format(socket=self.socket, directory=directory, memory=memory)
        config = config.replace("appendfsync always", f"appendfsync {fsync}")
        (directory / "redis.conf").write_text(config + extra, encoding="utf-8")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The server's process."""
        assert self._process is not None
        return self._process.pid

    @property
    def url(self) -> str:
        """Its address."""
        return f"unix://{self.socket}"

    @property
    def settings(self) -> RedisSettings:
        """Settings that lead here."""
        return RedisSettings.model_validate({"url": self.url})

    def start(self) -> None:
        """Start it and wait for its first answer."""
        with (self.directory / "redis.log").open("ab") as out:
            self._process = subprocess.Popen(
                [find_server(), str(self.directory / "redis.conf")], stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        deadline = time.monotonic() + 20
        while not self._answers():
            assert self._process.poll() is None, (self.directory / "redis.log").read_text(encoding="utf-8")[-2000:]
            assert time.monotonic() < deadline
            time.sleep(0.005)

    def _answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(2)
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(64).startswith((b"+PONG", b"-NOAUTH"))
        except OSError:
            return False

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self.signal(signal.SIGKILL)
        assert self._process is not None
        self._process.wait()

    def restart(self) -> None:
        """Kill it and start it on what it wrote."""
        self.kill()
        self.start()

    def stop(self) -> None:
        """End it, if it still runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(20)


@contextmanager
def short_directory() -> Iterator[Path]:
    """Give a directory whose path leaves room for a Unix socket."""
    path = Path(tempfile.mkdtemp(prefix="w-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def redis_process(*, memory: str = "512mb", extra: str = "", fsync: str = "always") -> Iterator[RedisProcess]:
    """Run a server of one's own, to be maltreated."""
    with short_directory() as directory:
        server = RedisProcess(directory, memory=memory, extra=extra, fsync=fsync)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisProcess]:
    """One server for all tests of a worker, without fsync: these tests are about meaning, not about power cuts."""
    with redis_process(fsync="no") as server:
        yield server


@pytest.fixture
async def store(redis_server: RedisProcess) -> AsyncIterator[Store]:
    """Give an empty namespace of the shared server; at its end every key must have an owner in ``keys.py``."""
    client = connection.client(redis_server.settings)
    keys = Keys(f"t{uuid.uuid4().hex[:8]}")
    store = Store(client, keys)
    yield store
    strangers = [name for name in await all_keys(store) if not keys.owned(name)]
    await store.erase()
    await client.close()
    assert not strangers, f"keys without an owner in keys.py: {strangers}"


async def raw(store: Store, *words: str | int) -> Any:
    """Send any command, as a stranger with redis-cli might."""
    return await store.client.call(*words)  # type: ignore[arg-type]  # not among our own commands


async def all_keys(store: Store) -> list[str]:
    """Return every key of a namespace."""
    return await store.client.names(store.keys.pattern)
