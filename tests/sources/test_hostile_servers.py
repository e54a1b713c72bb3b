"""Servers that misbehave: each poll ends in time, in bounded memory, in a value that says what was wrong (H1-H21)."""

import asyncio
import gzip
import ssl
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.fakes.feedserver import FeedServer, item, rss
from tests.fakes.memory import peak
from tests.sources.conftest import NOW, Reader
from watcher.sources.state import Health, Outcome

Reading = Callable[..., Reader]
GOOD = rss([item("One")])
MIB = 2**20


@pytest.mark.parametrize("word", ["slow_headers", "drip", "silence", "endless_headers"])
async def test_the_whole_fetch_has_a_deadline(server: FeedServer, reading: Reading, word: str) -> None:
    """Headers or a body that never end, or never begin, cost the deadline and no more (H1, H2, H4)."""
    getattr(server, word)("/rss")
    started = time.monotonic()
    poll = await reading("/rss", deadline="400ms").poll()
    assert time.monotonic() - started < 2
    assert (poll.outcome, poll.health) == (Outcome.FAILED, Health.UNREACHABLE)
    assert poll.detail


async def test_slow_feeds_delay_no_good_ones(server: FeedServer, reading: Reading) -> None:
    """Fifty feeds that never answer do not hold up fifty that do."""
    server.slow_headers("/slow")
    server.feed("/good", GOOD)
    slow = [asyncio.create_task(reading("/slow", deadline="3s", id=f"s{n}").poll()) for n in range(50)]
    await asyncio.sleep(0)
    started = time.monotonic()
    good = await asyncio.gather(*(reading("/good", id=f"g{n}").poll() for n in range(50)))
    assert time.monotonic() - started < 2
    assert all(poll.health is Health.OK for poll in good)
    for task in slow:
        task.cancel()
    await asyncio.gather(*slow, return_exceptions=True)


@pytest.mark.parametrize("word", ["endless", "bomb", "nested bomb", "deflate bomb", "large"])
async def test_a_body_is_bounded_as_it_is_unpacked(server: FeedServer, reading: Reading, word: str) -> None:
    """Endless bodies and bombs stop at the limit; this process grows by less than twice it (H3, F14, F15)."""
    limit = 4 * MIB
    if word == "endless":
        server.endless("/rss")
    elif word == "large":
        server.feed("/rss", b" " * (limit + 1))
    else:
        packed = gzip.compress(b" " * 100 * MIB, 1)
        coding = {"bomb": "gzip", "nested bomb": "gzip, gzip", "deflate bomb": "deflate"}[word]
        server.feed("/rss", packed, headers={"Content-Encoding": coding})
    reader = reading("/rss", max_bytes=limit)
    with peak() as taken:
        poll = await reader.poll()
    assert (poll.outcome, poll.health) == (Outcome.FAILED, Health.BROKEN)
    assert taken.growth < 2 * limit


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, br", "x-nonsense"])
async def test_codings_that_were_not_asked_for_are_refused(server: FeedServer, reading: Reading, coding: str) -> None:
    """A brotli or zstd body cannot be unpacked with a bound here, so it is refused unread (F15, F16)."""
    server.feed("/rss", b"\x00" * 1000, headers={"Content-Encoding": coding})
    poll = await reading("/rss").poll()
    assert (poll.health, "not asked for" in poll.detail) == (Health.BROKEN, True)
    assert server.requests[-1].headers["accept-encoding"] == "gzip, deflate"


async def test_gzip_and_deflate_are_unpacked(server: FeedServer, reading: Reading) -> None:
    """The two codings that are asked for are read, zlib-wrapped deflate and raw deflate alike."""
    import zlib  # noqa: PLC0415 - only here

    raw = zlib.compressobj(wbits=-15)
    server.feed("/gzip", GOOD, gzip=True)
    server.feed("/deflate", zlib.compress(GOOD.encode()), headers={"Content-Encoding": "deflate"})
    server.feed("/raw", raw.compress(GOOD.encode()) + raw.flush(), headers={"Content-Encoding": "deflate"})
    for path in ("/gzip", "/deflate", "/raw"):
        assert [entry.title for entry in (await reading(path).poll()).baseline] == ["One"]


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * MIB + b"\r\n\r\n", "HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 10_000 + b"\r\n", "HTTP"),
        (b"<rss></rss>", "HTTP"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "HTTP"),
        (b"HTTP/1.1 abc OK\r\n\r\n", "HTTP"),
        (b"", ""),
    ],
)
async def test_what_is_no_http_is_told_as_such(server: FeedServer, reading: Reading, answer: bytes, detail: str) -> None:
    """Huge headers, HTTP/0.9 and garbage end in a value, not an exception (H4, H18)."""
    server.raw("/rss", answer)
    poll = await reading("/rss", deadline="2s").poll()
    assert (poll.outcome, poll.health) == (Outcome.FAILED, Health.UNREACHABLE)
    assert detail in poll.detail


async def test_lengths_that_lie_and_resets_keep_what_arrived(server: FeedServer, reading: Reading) -> None:
    """A body that breaks off gives the entries before the break, and is fetched whole next time (H5, H19)."""
    body = rss([item(f"Entry {n}") for n in range(50)]).encode()
    head = b'HTTP/1.1 200 OK\r\nETag: "x"\r\nContent-Length: %d\r\n\r\n'
    server.raw("/short", head % (len(body) + 500) + body[: len(body) // 2])
    server.reset("/reset", head % len(body) + body[: len(body) // 2])
    server.raw("/long", head % 300 + body)
    for path in ("/short", "/reset", "/long"):
        reader = reading(path, on_first_fetch="all")
        poll = await reader.poll()
        assert poll.fresh or path == "/long"
        assert reader.state.etag is None or path == "/long"


async def test_what_breaks_off_before_its_first_entry_is_no_success(server: FeedServer, reading: Reading) -> None:
    """An answer cut before any entry is a fault that is told, not an empty feed that is well (H5, F37)."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n"
    server.raw("/text", head + b'\r\n<rss version="2.0"><channel><title>A')
    server.raw("/packed", head + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b")
    for path in ("/text", "/packed"):
        poll = await reading(path).poll()
        assert (poll.outcome, poll.health) == (Outcome.FAILED, Health.BROKEN)
        assert poll.detail.startswith("cut short: ")


async def test_redirects_are_few_and_never_lead_inside(server: FeedServer, reading: Reading) -> None:
    """Loops and chains end after five hops; other schemes and inner addresses are refused before any packet (H6-H9)."""
    server.redirect_loop("/loop")
    server.redirect_chain("/chain", 20, server.url("/rss"))
    server.feed("/rss", GOOD)
    for path in ("/loop", "/chain"):
        assert "redirects" in (await reading(path).poll()).detail
    assert server.hits("/chain") == 1
    targets = ["file:///etc/passwd", "gopher://x/", "http://169.254.169.254/", "http://10.0.0.1/", "http://[::1]/", "unix:/x",
               "http://2130706433/", "http://0x7f000001/", "http://user@127.0.0.1/", "//169.254.169.254/", "http://[::ffff:a9fe:a9fe]/",
               "http://①⑥⑨.254.169.254/", "http://0/", "", "http://"]  # fmt: skip
    for n, target in enumerate(targets):
        server.redirect(f"/to{n}", target)
        poll = await reading(f"/to{n}").poll()
        assert (poll.outcome, poll.health) == (Outcome.FAILED, Health.BROKEN), target


async def test_five_hops_are_followed_and_credentials_stay_home(server: FeedServer, reading: Reading) -> None:
    """A short chain arrives; a hop to another origin carries neither login nor cookies nor the feed's own headers."""
    async with FeedServer() as other:
        other.feed("/rss", GOOD)
        server.redirect_chain("/chain", 5, other.url("/rss"))
        reader = reading("/chain", headers={"X-Key": "hunter2"}, user_agent="desk/1")
        poll = await reader.poll()
        assert poll.outcome is Outcome.FETCHED
        assert server.requests[0].headers["x-key"] == "hunter2"
        assert "x-key" not in other.requests[0].headers
        assert other.requests[0].headers["user-agent"] == "desk/1"


async def test_a_permanent_move_is_remembered_and_forgotten_when_it_dies(server: FeedServer, reading: Reading) -> None:
    """301 is asked at its new place from then on and told; when that place dies, the configured address is asked again."""
    server.redirect("/old", "/new", 301)
    server.feed("/new", GOOD)
    reader = reading("/old")
    assert (await reader.poll()).health is Health.MOVED
    await reader.poll()
    assert server.hits("/old") == 1
    server.status("/new", 404)
    await reader.poll()
    server.feed("/old", rss([item("Two")]))
    poll = await reader.poll()
    assert (poll.outcome, poll.health, reader.state.moved_to) == (Outcome.FETCHED, Health.OK, None)


async def test_304_hides_nothing(server: FeedServer, reading: Reading) -> None:
    """Validators are only sent for what was read: after an error none are lost, and an unasked 304 is an error (H13, H15)."""
    server.status("/rss", 304)
    assert (await reading("/rss").poll()).health is Health.BROKEN
    reader = reading("/rss")
    server.feed("/rss", GOOD)
    await reader.poll()
    server.status("/rss", 500)
    await reader.poll()
    server.feed("/rss", GOOD)
    assert (await reader.poll()).outcome is Outcome.NOT_MODIFIED
    assert "if-none-match" in server.requests[-1].headers


@pytest.mark.parametrize("etag", ['"' + "a" * 10_000 + '"', '"a\x0bX: y"', '"\xe9"'])
async def test_validators_that_cannot_be_sent_back_are_dropped(server: FeedServer, reading: Reading, etag: str) -> None:
    """Huge or unprintable ETags never enter a request of ours (H14)."""
    server.feed("/rss", GOOD, headers={"ETag": etag}, etag=False)
    reader = reading("/rss")
    await reader.poll()
    await reader.poll()
    assert reader.state.etag is None
    assert all("if-none-match" not in asked.headers for asked in server.requests)


async def test_cookies_are_neither_kept_nor_sent(server: FeedServer, reading: Reading) -> None:
    """A flood of cookies leaves no trace (H16)."""
    server.feed("/rss", GOOD, headers={f"Set-Cookie{' ' * 0}": "a=b"}, etag=False)
    reader = reading("/rss")
    await reader.poll()
    await reader.poll()
    assert all("cookie" not in asked.headers for asked in server.requests)


@pytest.mark.parametrize(
    ("status", "health"),
    [(401, Health.BLOCKED), (403, Health.BLOCKED), (429, Health.BLOCKED), (451, Health.BLOCKED), (410, Health.GONE),
     (404, Health.BROKEN), (500, Health.BROKEN), (503, Health.BROKEN), (204, Health.BROKEN), (206, Health.BROKEN)],
)  # fmt: skip
async def test_each_status_is_a_health(server: FeedServer, reading: Reading, status: int, health: Health) -> None:
    """A refusal, a goodbye and an error are different states, each with one line that says so."""
    server.status("/rss", status)
    poll = await reading("/rss").poll()
    assert (poll.health, poll.status) == (health, status)
    assert f"HTTP {status}" in poll.detail


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [("120", 120, 900 * 2), ("1e9", 0, 1000), ("-1", 0, 1000), ("99999999999999", 6 * 3600, 6 * 3600 + 120), ("1e400", 0, 1000),
     ("Fri, 20 Nov 2026 13:00:00 GMT", 0, 6 * 3600 + 120), ("Fri, 20 Nov 1999 13:00:00 GMT", 0, 1000),
     ("Fri, 31 Dec 9999 23:59:59 GMT", 6 * 3600, 6 * 3600 + 120), ("", 0, 1000)],
)  # fmt: skip
async def test_retry_after_is_honoured_up_to_a_ceiling(
    server: FeedServer, reading: Reading, value: str, least: float, most: float
) -> None:
    """Seconds and dates are waited for, absurd ones up to six hours, nonsense not at all (H20, H21)."""
    server.retry_after("/rss", value, 503)
    poll = await reading("/rss").poll(0)
    assert poll.state.next_due is not None
    assert least <= (poll.state.next_due - NOW).total_seconds() <= most


@pytest.fixture
def context(tmp_path: Path) -> ssl.SSLContext:
    """Return a server's TLS context with a self-signed certificate that expired years ago."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2021, 1, 1, tzinfo=UTC))
    file = tmp_path / "server.pem"
    plain = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(key.private_bytes(*plain) + builder.sign(key, SHA256()).public_bytes(Encoding.PEM))
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(file)
    return made


async def test_tls_is_verified_and_never_talked_down(server: FeedServer, reading: Reading, context: ssl.SSLContext) -> None:
    """A certificate nobody vouches for, and a handshake that stalls, end as unreachable; nothing is asked (H17)."""
    async with FeedServer(tls=context) as unvouched:
        for port, told in ((unvouched.port, "certificate"), (server.port, "within")):
            poll = await reading("/x", url=f"https://127.0.0.1:{port}/rss", deadline="700ms").poll()
            assert (poll.health, told in poll.detail) == (Health.UNREACHABLE, True), poll.detail
        assert not unvouched.requests


async def test_nothing_listens(reading: Reading) -> None:
    """A refused connection and a name that does not exist are unreachable, with a line each."""
    for url in ("http://127.0.0.1:1/rss", "http://no-such-host.invalid/rss"):
        poll = await reading("/x", url=url).poll()
        assert (poll.outcome, poll.health) == (Outcome.FAILED, Health.UNREACHABLE)
        assert poll.detail
