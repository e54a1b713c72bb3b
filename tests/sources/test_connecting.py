"""What each feed may say of how it is asked: proxy, client certificate, login, headers, cookies; and what nobody else learns."""

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.certificates import client_pair, server_context
from tests.fakes.feedserver import FeedServer, item, rss
from tests.fakes.proxy import Proxy
from tests.sources.conftest import Reader
from watcher.sources.settings import FeedConfig
from watcher.sources.state import Health, Outcome

Reading = Callable[..., Reader]
GOOD = rss([item("One")])


def secret(folder: Path, text: str) -> dict[str, str]:
    """Return where a secret is kept."""
    file = folder / f"secret{len(list(folder.iterdir()))}"
    file.write_text(f"{text}\n", encoding="utf-8")
    return {"file": str(file)}


async def test_a_feed_is_read_through_its_proxy(server: FeedServer, reading: Reading) -> None:
    """The proxy is asked in absolute form and resolves the name; nothing is looked up or connected to past it."""
    server.feed("/rss", GOOD)
    async with Proxy({"news.example": server.port}) as proxy:
        poll = await reading("/rss", url="http://news.example/rss", proxy=proxy.url).poll()
        assert (poll.outcome, poll.health) == (Outcome.FETCHED, Health.OK)
        assert proxy.asked == ["GET http://news.example/rss"]
    assert server.requests[0].headers["host"] == "news.example"


async def test_https_goes_through_a_tunnel_and_is_verified_at_its_end(
    server: FeedServer, reading: Reading, tmp_path: Path
) -> None:
    """CONNECT names the host; a certificate that is not the feed's own server's is refused behind a proxy as before one."""
    context, _ = server_context(tmp_path)
    async with FeedServer(tls=context) as secure, Proxy({"news.example": secure.port}) as proxy:
        secure.feed("/rss", GOOD)
        poll = await reading("/rss", url="https://news.example/rss", proxy=proxy.url).poll()
        assert proxy.asked == ["CONNECT news.example:443"]
        assert (poll.health, "certificate" in poll.detail) == (Health.UNREACHABLE, True)
        assert not secure.requests


async def test_a_proxys_login_is_a_secret_and_is_sent_to_it_alone(server: FeedServer, reading: Reading, tmp_path: Path) -> None:
    """The proxy gets its user and password, the feed's server does not; a wrong one is told without being shown."""
    server.feed("/rss", GOOD)
    async with Proxy({"news.example": server.port}, login="me:hunter2") as proxy:
        for login, outcome in (("me:hunter2", Outcome.FETCHED), ("me:hunter3", Outcome.FAILED)):
            address = secret(tmp_path, proxy.url.replace("//", f"//{login}@"))
            poll = await reading("/rss", url="http://news.example/rss", proxy=address).poll()
            assert poll.outcome is outcome
            assert "hunter" not in poll.detail
        assert "407" in poll.detail
    assert len(server.requests) == 1
    assert not any("hunter" in value or name.startswith("proxy-") for name, value in server.requests[0].headers.items())


async def test_a_proxy_is_never_a_way_inside(server: FeedServer, reading: Reading) -> None:
    """Inner addresses are refused before the proxy is asked, as the first hop and as any later one; so are other schemes."""
    async with Proxy({"news.example": server.port}) as proxy:
        for number, target in enumerate(
            ("http://169.254.169.254/latest", "http://10.0.0.1/", "http://[::1]/", "file:///etc/passwd")
        ):
            server.redirect(f"/{number}", target)
            poll = await reading("/", url=f"http://news.example/{number}", proxy=proxy.url, allow_private=[]).poll()
            assert (poll.outcome, poll.health) == (Outcome.FAILED, Health.BROKEN)
        assert [asked.partition("//")[2] for asked in proxy.asked] == [f"news.example/{number}" for number in range(4)]


async def test_a_proxy_that_is_away_or_knows_no_such_host_is_told(reading: Reading) -> None:
    """Both are failures of their own, each with a line."""
    async with Proxy({}) as proxy:
        unknown = await reading("/", url="http://news.example/rss", proxy=proxy.url).poll()
        away = await reading("/", url="http://news.example/rss", proxy="http://127.0.0.1:1").poll()
    assert (unknown.health, unknown.detail) == (Health.BROKEN, "HTTP 502")
    assert (away.health, "no connection" in away.detail) == (Health.UNREACHABLE, True)


@pytest.mark.parametrize(
    ("proxy", "told"),
    [("socks5://127.0.0.1:1080", "http"), ("127.0.0.1:8080", "http"), ("http://me:hunter2@proxy.example:3128", "secret")],
)
def test_a_proxy_that_cannot_be_used_is_refused(proxy: str, told: str) -> None:
    """Another kind of proxy, and a password that stands in the configuration, are mistakes found when it is read."""
    with pytest.raises(ValueError, match=told) as caught:
        FeedConfig.model_validate({"url": "https://news.example/", "proxy": proxy})
    assert "hunter2" not in str(caught.value)


async def test_a_client_certificate_is_shown_to_the_server_that_wants_one(
    reading: Reading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its certificate a feed is read, without it the handshake fails and no request is made; HTTP/2 is never offered."""
    context, authority = server_context(tmp_path)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority)
    context.set_alpn_protocols(["h2", "http/1.1"])
    pair = client_pair(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    async with FeedServer(tls=context) as secure:
        secure.feed("/rss", GOOD)
        url = f"https://127.0.0.1:{secure.port}/rss"
        known = await reading("/", url=url, client_certificate={"certificate": str(pair)}).poll()
        assert (known.outcome, known.health) == (Outcome.FETCHED, Health.OK), known.detail
        unknown = await reading("/", url=url, deadline="3s").poll()
        assert (unknown.outcome, unknown.health) == (Outcome.FAILED, Health.UNREACHABLE)
        missing = await reading("/", url=url, client_certificate={"certificate": "/no/such.pem"}).poll()
        assert (missing.health, "client certificate" in missing.detail) == (Health.BROKEN, True)
        assert len(secure.requests) == 1
        assert {alpn for alpn in secure.negotiated if alpn} <= {"http/1.1"}


async def test_each_feed_has_its_own_login_headers_and_cookies(server: FeedServer, reading: Reading, tmp_path: Path) -> None:
    """What one feed sends, another at the same host does not; secrets are read from where they are kept."""
    server.feed("/rss", GOOD)
    await reading(
        "/rss",
        auth={"user": "me", "password": secret(tmp_path, "hunter2")},
        headers={"X-Desk": "night", "X-Key": secret(tmp_path, "hunter3")},
        cookies=secret(tmp_path, "session=hunter4"),
        user_agent="desk/1",
    ).poll()
    await reading("/rss", auth={"token": secret(tmp_path, "hunter5")}).poll()
    await reading("/rss").poll()
    mine, token, plain = (asked.headers for asked in server.requests)
    assert mine["authorization"] == "Basic bWU6aHVudGVyMg=="
    assert (mine["x-desk"], mine["x-key"], mine["cookie"], mine["user-agent"]) == (
        "night",
        "hunter3",
        "session=hunter4",
        "desk/1",
    )
    assert token["authorization"] == "Bearer hunter5"
    assert not {"authorization", "x-desk", "x-key", "cookie"} & set(plain)
    assert plain["user-agent"].startswith("watcher/")
    assert "(+http" in plain["user-agent"]


async def test_a_secret_that_cannot_be_read_is_told_and_nothing_is_asked(server: FeedServer, reading: Reading) -> None:
    """A login that is missing costs the feed its poll, with the file's name, and no request goes out without it."""
    server.feed("/rss", GOOD)
    poll = await reading("/rss", auth={"token": {"file": "/no/such/token"}}).poll()
    assert (poll.health, "/no/such/token" in poll.detail) == (Health.BROKEN, True)
    assert not server.requests
