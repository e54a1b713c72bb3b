"""Claims about the connection: it refuses a Redis that could lose alerts, keeps secrets, and survives interruptions."""

import asyncio
import contextlib
import signal
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.fakes.redis import redis_process, short_directory
from tests.fakes.wait import wait_until
from tests.queue.vocabulary import ACCEPTED, REFUSED, Desk, a_letter
from watcher.errors import ConfigError, StoreError
from watcher.queue import Commit, CommitResult
from watcher.store import RedisSettings, Store, connection, open_store
from watcher.store.embedded import find_server
from watcher.store.keys import Keys


class Told:
    """A client of a server that tells what it is told to tell."""

    def __init__(self, info: Mapping[str, Any]) -> None:
        self._info = info

    async def call(self, *_words: object) -> Any:
        """Answer INFO."""
        return self._info


@pytest.mark.parametrize(
    ("info", "said"),
    [
        ({"redis_version": "6.2.14"}, "too old"),
        ({"redis_version": "8.2.2"}, "CVE-2025-62507"),
        ({"redis_version": "7.4.0", "maxmemory_policy": "allkeys-lru"}, "maxmemory-policy is allkeys-lru"),
    ],
    ids=["old", "broken", "evicting"],
)
async def test_a_redis_that_could_lose_alerts_is_refused(info: Mapping[str, Any], said: str) -> None:
    """Too old for atomic scripts, a known hole, or keys that may be evicted: refused with what to do."""
    with pytest.raises(StoreError, match=said) as refused:
        await connection.check(Told(info), "redis://x")  # type: ignore[arg-type]  # only INFO is asked
    assert refused.value.mend


@pytest.mark.parametrize("info", [{"redis_version": "7.0.0"}, {"redis_version": "7.2.4", "valkey_version": "8.2.1"}])
async def test_a_good_one_is_not(info: Mapping[str, Any]) -> None:
    """Redis from 7.0 on, and Valkey by the version that it pretends to be."""
    await connection.check(Told(info), "redis://x")  # type: ignore[arg-type]  # only INFO is asked


async def test_a_small_pool_serves_everybody() -> None:
    """Many more tasks than connections are all answered, and a walk over the keys still finds a connection after them."""
    with redis_process(fsync="no") as server:
        client = connection.client(server.settings.model_copy(update={"connections": 4}))
        async with asyncio.timeout(10):
            await asyncio.gather(*(client.call("SET", f"k{number}", number) for number in range(40)))
            assert len(await client.names("k*")) == 40
        await client.close()


async def test_an_evicting_redis_is_refused_for_real(tmp_path: Path) -> None:
    """The policy is read from the server itself when the store is opened."""
    with redis_process(extra="maxmemory-policy allkeys-lru\n") as server, pytest.raises(StoreError, match="allkeys-lru"):
        await open_store(server.settings, tmp_path).__aenter__()


async def test_an_unreachable_redis_is_one_line(tmp_path: Path) -> None:
    """Nobody there: one line with the address and without the password."""
    settings = RedisSettings.model_validate({"url": f"unix://:canary-secret@{tmp_path}/nobody.sock"})
    with pytest.raises(StoreError) as refused:
        await open_store(settings, tmp_path / "state").__aenter__()
    assert "nobody.sock" in str(refused.value)
    assert "canary-secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "settings",
    [
        {"url": "http://example.org"},
        {"url": "redis://x", "password": "a", "password_env": "B"},
        {"url": "unix:///x", "cluster": True},
        {"cluster": True},
        {"namespace": "a}b"},
        {"memory": "lots"},
        {"ulr": "redis://x"},
    ],
    ids=str,
)
def test_wrong_settings_are_refused(settings: dict[str, object]) -> None:
    """Unknown schemes, two passwords, a cluster without an address, braces in the namespace."""
    with pytest.raises(ValidationError):
        RedisSettings.model_validate(settings)


def test_secrets_do_not_show() -> None:
    """Neither repr nor the address for messages holds a password."""
    settings = RedisSettings.model_validate({"url": "redis://me:canary@host:1/0?password=canary2", "password": "canary3"})
    assert "canary" not in repr(settings)
    assert settings.address == "redis://host:1/0"
    with pytest.raises(ValidationError) as refused:
        RedisSettings.model_validate({"url": "canary://x", "password": "canary"})
    assert "canary" not in str(refused.value)


def test_a_password_comes_from_where_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a file without its newline, or from the environment; what is missing is a configuration error."""
    (tmp_path / "secret").write_text("hush\n", encoding="utf-8")
    monkeypatch.setenv("SECRET", "hush2")
    assert RedisSettings(password_file=tmp_path / "secret").secret() == "hush"
    assert RedisSettings(password_env="SECRET").secret() == "hush2"
    assert RedisSettings().secret() is None
    for missing in (RedisSettings(password_file=tmp_path / "none"), RedisSettings(password_env="NONE")):
        with pytest.raises(ConfigError):
            missing.secret()


async def test_a_password_opens_the_door(tmp_path: Path) -> None:
    """A server with a password lets in who has it, and only them."""
    with redis_process(extra="requirepass hush\n") as server:
        async with open_store(RedisSettings.model_validate({"url": server.url, "password": "hush"}), tmp_path) as store:
            await store.beat()
        with pytest.raises(StoreError, match="Authentication"):
            await open_store(server.settings, tmp_path).__aenter__()


async def test_it_survives_a_restart_of_redis() -> None:
    """Commits that run into a killed Redis wait for the new one; each is there, once."""
    with redis_process() as server:
        client = connection.client(server.settings)
        desk = Desk(Store(client, Keys("r")))
        commits = [Commit(feed="f", seen=(f"guid:{n}",), deliveries=(a_letter(str(n)),)) for n in range(200)]
        running = asyncio.gather(*map(desk.outbox.commit, commits), return_exceptions=True)
        await wait_until(lambda: _published(desk), description="some are in")
        server.restart()
        results = await running
        failed = [commit for commit, result in zip(commits, results, strict=True) if isinstance(result, StoreError)]
        again = await asyncio.gather(*map(desk.outbox.commit, failed))
        assert set(again) <= {CommitResult.COMMITTED, CommitResult.SEEN}
        assert (await desk.log.audit()).published == 200
        await client.close()


async def _published(desk: Desk) -> bool:
    return (await desk.log.audit()).published > 0


async def test_a_suspended_redis_is_waited_for() -> None:
    """SIGSTOP for a while: the commit comes through once, when Redis goes on."""
    with redis_process() as server:
        client = connection.client(server.settings)
        desk = Desk(Store(client, Keys("s")))
        server.signal(signal.SIGSTOP)
        commit = asyncio.create_task(desk.outbox.commit(Commit(feed="f", seen=("guid:1",), deliveries=(a_letter(),))))
        await asyncio.sleep(0.3)
        assert not commit.done()
        server.signal(signal.SIGCONT)
        assert await commit is CommitResult.COMMITTED
        assert (await desk.log.audit()).published == 1
        await client.close()


async def test_one_failed_script_does_not_spoil_its_neighbours(store: Store) -> None:
    """Scripts that are sent together fail each for itself."""
    desk = Desk(store)
    await store.client.call("HSET", store.keys.stream("bad"), "a", "b")
    letters = [a_letter(str(n), "bad" if n % 5 == 0 else "good") for n in range(40)]
    results = await asyncio.gather(
        *(desk.outbox.commit(Commit(feed="f", deliveries=(one,))) for one in letters), return_exceptions=True
    )
    assert [isinstance(result, StoreError) for result in results] == [n % 5 == 0 for n in range(40)]


async def test_a_cancelled_commit_does_not_spoil_its_neighbours(store: Store) -> None:
    """A task that is cancelled while its script waits or runs leaves the others' alone."""
    desk = Desk(store)
    tasks = [asyncio.create_task(desk.outbox.commit(Commit(feed="f", deliveries=(a_letter(str(n)),)))) for n in range(60)]
    await asyncio.sleep(0)
    for task in tasks[::3]:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(result is CommitResult.COMMITTED for n, result in enumerate(results) if n % 3)


async def test_a_commit_waits_for_replicas() -> None:
    """With ``wait_replicas`` a commit counts once a replica has it; without a replica it fails, and can be repeated."""
    commit = Commit(feed="f", seen=("guid:1",), deliveries=(a_letter(),))
    with redis_process() as server:
        client = connection.client(server.settings.model_copy(update={"wait_replicas": 1}))
        desk = Desk(Store(client, Keys("w")))
        with pytest.raises(StoreError, match="0 of 1 replicas"):
            await desk.outbox.commit(commit)
        await client.close()


async def test_a_cluster_is_spoken_to() -> None:
    """All keys of a commit, and of everything after it, lie in one slot: a Redis Cluster accepts every script."""
    port, bus = free_ports(2)
    with redis_process(extra=f"port {port}\nbind 127.0.0.1\ncluster-enabled yes\ncluster-port {bus}\n") as server:
        single = connection.client(server.settings)
        await single.call("CLUSTER", "ADDSLOTSRANGE", 0, 16383)  # type: ignore[arg-type]  # makes the cluster
        await wait_until(lambda: _clustered(single), description="the cluster is up")
        client = connection.client(RedisSettings.model_validate({"url": f"redis://127.0.0.1:{port}", "cluster": True}))
        await connection.check(client, "cluster")
        desk = Desk(Store(client, Keys("c")))
        await asyncio.gather(*(desk.publish(a_letter(str(n))) for n in range(20)))
        worker = desk.worker()
        leased = await worker.lease("desk", 20, block=0)
        for one in leased[:10]:
            await worker.done(one, ACCEPTED)
        for one in leased[10:]:
            await worker.retry(one, desk.clock.now(), REFUSED)
        assert await desk.keeper.promote(desk.clock.now()) == 10
        assert await desk.keeper.reconcile() == 0
        assert len(await desk.log.open("desk")) == 10
        assert (await desk.log.audit()).balanced
        assert await desk.store.erase() > 0
        await client.close()
        await single.close()


async def _clustered(client: connection.Connection) -> bool:
    return "cluster_state:ok" in str(await client.call("CLUSTER", "INFO"))  # type: ignore[arg-type]  # to look behind


async def test_a_strangers_key_is_found_at_the_start(tmp_path: Path) -> None:
    """A namespace in which a key has another type is refused when the store is opened, and the key is named."""
    with redis_process() as server:
        async with open_store(server.settings, tmp_path) as store:
            await store.client.call("SET", store.keys.seen(), "somebody's")
        with pytest.raises(StoreError, match=r"\{watcher\}:seen is a string, not a hash.*another namespace"):
            await open_store(server.settings, tmp_path).__aenter__()


async def test_an_owner_keeps_its_name(tmp_path: Path) -> None:
    """A daemon is called the same after a restart, and so inherits its leases; a command beside it has a name of its own."""
    with redis_process() as server:
        async with open_store(server.settings, tmp_path) as store:
            first = store.owner
            async with open_store(server.settings, tmp_path, role="client") as beside:
                assert beside.owner != first
        async with open_store(server.settings, tmp_path) as store:
            assert store.owner == store.namespace("replay").owner == first
        async with open_store(server.settings, tmp_path / "another") as store:
            assert store.owner != first


async def test_a_sentinel_leads_to_the_master(tmp_path: Path) -> None:
    """``redis+sentinel://host,host/name``: the master is asked for, also where the first sentinel is down."""
    ports = free_ports(3)
    with redis_process(extra=f"port {ports[0]}\nbind 127.0.0.1\n"), short_directory() as directory:
        config = directory / "sentinel.conf"
        config.write_text(f"port {ports[1]}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 {ports[0]} 1\n", encoding="utf-8")
        words = (str(find_server()), str(config), "--sentinel")
        sentinel = await asyncio.create_subprocess_exec(*words, stdout=subprocess.DEVNULL)
        try:
            url = f"redis+sentinel://127.0.0.1:{ports[2]},127.0.0.1:{ports[1]}/main"
            await wait_until(lambda: answers(ports[1]), description="the sentinel is up")
            async with open_store(RedisSettings.model_validate({"url": url}), tmp_path) as store:
                desk = Desk(store)
                await asyncio.gather(*(desk.publish(a_letter(str(n))) for n in range(5)))
                assert len(await desk.worker().lease("desk", 10, block=0.1)) == 5
        finally:
            sentinel.terminate()
            await sentinel.wait()


def free_ports(count: int) -> list[int]:
    """Return ports that nobody has at the moment."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def answers(port: int) -> bool:
    """Tell whether somebody listens on a port."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
