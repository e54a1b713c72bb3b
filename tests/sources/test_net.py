"""The connector that cannot be talked into reaching the inside."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from aiohttp import web

from watcher.sources.net import DestinationError, Guard, open_session, private_network, shown

BAD = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1", "172.31.255.255",
    "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1",
    "64:ff9b:1::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "fc00::1", "fe80::1", "fe80::1%eth0", "fec0::1",
    "ff02::1",
]  # fmt: skip
GOOD = ["1.1.1.1", "8.8.8.8", "151.101.0.81", "2606:4700:4700::1111", "2a00:1450:4001::8a"]


@pytest.mark.parametrize("address", BAD)
def test_inner_addresses_are_refused(address: str) -> None:
    """No address of a private, reserved, translated or multicast range may be connected to."""
    assert not Guard().permits(address)


@pytest.mark.parametrize("address", GOOD)
def test_public_addresses_are_permitted(address: str) -> None:
    """Ordinary public addresses pass."""
    assert Guard().permits(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://①②⑦.⓪.⓪.①/", "http://0/",
        "http://[::ffff:127.0.0.1]/", "http://[::1]/", "http://good@127.0.0.1/", "http://127.0.0.1\\@good.example/",
        "http://u:p@news.example/", "http://127.0.0.1\t.example/", "file:///etc/passwd", "gopher://news.example/",
        "ftp://news.example/", "unix:///run/x.sock", "//news.example/feed", "news.example/feed", "http:///x", "",
        "http://news.example:22/", "http://news.example:6379/", "http://news.example:99999/", "http://[fe80::1%25eth0]/",
        "http://169.254.169.254/latest/meta-data", "http://1.0x2/", "javascript:alert(1)", "http://127.0.0.1./", "http://@x.org/",
    ],
)  # fmt: skip
async def test_hostile_urls_are_refused_before_any_packet(url: str) -> None:
    """Every notation of an inner address, every other scheme and every odd port is refused by its text alone (H8, H9, H12)."""
    with pytest.raises(DestinationError):
        Guard().check(url)


@pytest.mark.parametrize(
    "url", ["https://news.example/rss.xml", "http://news.example:8080/", "https://1.1.1.1/x", "https://نيوز.example/"]
)
def test_ordinary_urls_pass(url: str) -> None:
    """What a feed's address looks like in life is accepted."""
    assert Guard().check(url).host


def test_a_named_network_is_opened_with_every_port_but_never_metadata() -> None:
    """``allow_private`` opens exactly the named network and lifts the port list; link-local stays shut."""
    guard = Guard.of(["192.168.1.0/24"])
    assert guard.check("http://192.168.1.7:9000/feed")
    with pytest.raises(DestinationError):
        guard.check("http://192.168.2.7/feed")
    with pytest.raises(DestinationError):
        Guard.of(["100.64.0.0/10"]).check("http://100.100.100.200/")
    for wide in ("0.0.0.0/0", "::/0", "169.254.169.254/32", "fe80::/64", "not a net"):
        with pytest.raises(ValueError, match=r"\S"):
            private_network(wide)


def test_what_is_shown_of_a_url_holds_no_secret() -> None:
    """User, password, query and fragment never reach a log line."""
    assert shown("https://user:hunter2@news.example:444/a?token=hunter2#hunter2") == "https://news.example:444/a"


class _Counter:
    """A loopback server that counts the connections it was given."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.hits = 0


@pytest.fixture
async def listener() -> AsyncIterator[_Counter]:
    """Answer 200 to everything on loopback."""
    app = web.Application()
    runner = web.AppRunner(app)
    counter = _Counter(0)

    async def answer(_request: web.Request) -> web.Response:
        counter.hits += 1
        return web.Response(text="inside")

    app.router.add_route("*", "/{tail:.*}", answer)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    counter.port = runner.addresses[0][1]
    yield counter
    await runner.cleanup()


class _Rebinding:
    """A DNS that answers from a list, one answer a query: the classic rebinding server."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = list(answers)
        self.queries = 0

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.queries += 1
        return self._answers[min(self.queries, len(self._answers)) - 1]


async def test_a_name_with_one_private_address_among_public_ones_is_refused(listener: _Counter) -> None:
    """A public A record beside a private one opens no connection at all (H11)."""
    session = open_session(Guard(), lookup=_Rebinding(["1.1.1.1", "127.0.0.1"]))
    async with session:
        with pytest.raises(DestinationError, match="not a public address"):
            await session.get("http://mixed.example:8080/")
    assert listener.hits == 0


async def test_a_rebinding_name_is_looked_up_once_and_pinned(listener: _Counter) -> None:
    """Between check and connect there is no second look-up that could answer otherwise (H10)."""
    dns = _Rebinding(["127.0.0.1"], ["169.254.169.254"])
    async with open_session(Guard.of(["127.0.0.0/8"]), lookup=dns) as session:
        reply = await session.get(f"http://rebind.example:{listener.port}/")
        assert await reply.text() == "inside"
    assert dns.queries == 1


async def test_the_guard_stands_in_the_connector_not_only_before_it(listener: _Counter) -> None:
    """A caller that forgets to check a URL is still refused, and aiohttp's own redirects would be too."""
    async with open_session(Guard()) as session:
        for url in (f"http://127.0.0.1:{listener.port}/", "http://127.0.0.1:8080/", "http://[::1]:8080/"):
            with pytest.raises(DestinationError):
                await session.get(url)
    assert listener.hits == 0


async def test_the_peer_is_checked_once_connected(listener: _Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if the address list were fooled, the address really connected to decides."""
    async with open_session(Guard.of(["127.0.0.0/8"])) as session:
        connector = session.connector
        assert connector is not None
        connector._guard = _Forgetful()  # type: ignore[attr-defined]  # a guard that lets names pass
        with pytest.raises(DestinationError, match="connected to"):
            await session.get(f"http://127.0.0.1:{listener.port}/")
    await asyncio.sleep(0)
    assert listener.hits == 0


class _Forgetful:
    """Lets every URL pass and no peer."""

    def check(self, url: object) -> object:
        return url

    def permits(self, address: str) -> bool:
        return False
