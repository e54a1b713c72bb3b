"""The mail notifier against a server that follows a script."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from tests.fakes.alerts import NOW, a_delivery, an_alert, an_arabic_alert
from tests.fakes.certificates import server_context
from tests.fakes.smtpsink import SmtpSink
from watcher.alerts.delivery import Delivery, Outcome, Result
from watcher.alerts.digest import gather
from watcher.clock import ManualClock, SystemClock
from watcher.errors import ConfigError
from watcher.notifiers import smtp
from watcher.notifiers.email import EmailNotifier, EmailReceiver
from watcher.notifiers.links import Links

READER = "reader@example.org"
WEEK = timedelta(days=7)


def settings(sink: SmtpSink, **fields: Any) -> EmailReceiver:
    """Return the settings of a server on the loopback, without TLS unless told."""
    base = {"host": "127.0.0.1", "port": sink.port, "tls": "none", "from": "watcher <alerts@example.org>", "to": READER}
    return EmailReceiver.model_validate({**base, **fields})


def to_reader(**fields: Any) -> Delivery:
    """Return a delivery to the reader."""
    return a_delivery(**{"recipient": READER, **fields})


async def sent(sink: SmtpSink, delivery: Delivery | None = None, clock: Any = None, **fields: Any) -> Outcome:
    """Notify once."""
    return await EmailNotifier("desk", settings(sink, **fields), clock or SystemClock()).notify(delivery or to_reader())


async def test_a_reader_gets_the_arabic_report_in_english_with_the_original_beside_it() -> None:
    """Headline in the reader's language, evidence and title in their own, right to left, text part first."""
    async with SmtpSink().serve() as sink:
        outcome = await sent(sink, to_reader(alert=an_arabic_alert()))
    assert outcome.result is Result.DELIVERED
    mail = sink.mails[0]
    assert mail.recipients == (READER,)
    assert mail.sender == "alerts@example.org"
    text, html = (part.get_content() for part in mail.parsed.iter_parts())
    assert text.startswith("Drone strike in Erbil, Iraq: at least 4 killed")
    assert "مسيّرة تستهدف مستودعاً قرب أربيل" in text
    assert '<html lang="en" dir="ltr">' in html
    assert '<blockquote dir="rtl"><mark>قال مسؤولون' in html
    assert [part.get_content_type() for part in mail.parsed.iter_parts()] == ["text/plain", "text/html"]


async def test_every_attempt_sends_the_same_bytes() -> None:
    """A lost reply to the final dot repeats the very same message, bytes and Message-ID."""
    async with SmtpSink().serve() as sink:
        sink.then(".", "STORE drop")
        first = await sent(sink)
        second = await sent(sink, to_reader(attempt=1), clock=ManualClock())
    assert (first.result, second.result) == (Result.RETRY, Result.DELIVERED)
    assert "same Message-ID" in first.reason
    assert sink.mails[0].raw == sink.mails[1].raw
    assert sink.collector.repeats == 1


async def test_starttls_verifies_the_server(tmp_path: Path) -> None:
    """STARTTLS with a trusted authority logs in and delivers; without that trust it is tried again, in no clear text."""
    context, ca_file = server_context(tmp_path)
    secret = tmp_path / "password"
    secret.write_text("open sesame\n")
    login: dict[str, Any] = {"tls": "starttls", "username": "alerts", "password": {"file": str(secret)}}
    async with SmtpSink(tls=context, accounts={"alerts": "open sesame"}).serve() as sink:
        assert (await sent(sink, ca_file=ca_file, **login)).result is Result.DELIVERED
        distrusted = await sent(sink, **login)
    assert distrusted.result is Result.RETRY
    assert "STARTTLS" in distrusted.reason
    assert sink.verbs.index("STARTTLS") < sink.verbs.index("AUTH") < sink.verbs.index("MAIL")
    assert len(sink.mails) == 1


async def test_odd_prompts_of_auth_login_are_answered(tmp_path: Path) -> None:
    """S9: a server that only speaks AUTH LOGIN and prompts in its own words gets user and password."""
    context, ca_file = server_context(tmp_path)
    secret = tmp_path / "password"
    secret.write_text("right")
    login: dict[str, Any] = {"tls": "starttls", "ca_file": ca_file, "username": "alerts", "password": {"file": str(secret)}}
    async with SmtpSink(tls=context, accounts={"alerts": "right"}, methods="LOGIN").serve() as sink:
        assert (await sent(sink, **login)).result is Result.DELIVERED


async def test_implicit_tls_delivers(tmp_path: Path) -> None:
    """``tls: tls`` speaks TLS from the first byte."""
    context, ca_file = server_context(tmp_path)
    async with SmtpSink(tls=context, implicit_tls=True).serve() as sink:
        assert (await sent(sink, tls="tls", ca_file=ca_file)).result is Result.DELIVERED


async def test_no_starttls_offered_means_no_mail() -> None:
    """S3: where STARTTLS is not offered, or stripped on the way, nothing is sent in clear text."""
    async with SmtpSink().serve() as sink:
        outcome = await sent(sink, tls="starttls")
    assert outcome.result is Result.RETRY
    assert "MAIL" not in sink.verbs


async def test_plain_text_behind_the_handshake_is_thrown_away(tmp_path: Path) -> None:
    """S4: replies injected before TLS are not taken for the server's."""
    context, ca_file = server_context(tmp_path)
    injected = b"250-injected\r\n250 AUTH LOGIN\r\n"
    async with SmtpSink(tls=context, injected=injected).serve() as sink:
        outcome = await sent(sink, tls="starttls", ca_file=ca_file)
    assert outcome.result in {Result.DELIVERED, Result.RETRY}
    assert "AUTH" not in sink.verbs


async def test_one_bad_address_repeats_nothing_to_the_others() -> None:
    """S8: of three recipients the refused one is rejected, the others have their message once."""
    people = ["a@example.org", "b@example.org", "c@example.org"]
    async with SmtpSink(refused={"b@example.org": "550 5.1.1 no such user"}).serve() as sink:
        notifier = EmailNotifier("desk", settings(sink, to=people), SystemClock())
        results = [(await notifier.notify(a_delivery(recipient=who))).result for who in people]
    assert results == [Result.DELIVERED, Result.REJECTED, Result.DELIVERED]
    assert [mail.recipients for mail in sink.mails] == [("a@example.org",), ("c@example.org",)]
    assert len({mail.delivery for mail in sink.mails}) == 2


async def test_recipients_come_from_the_configuration_only() -> None:
    """A delivery to an address that stands no longer in the configuration is rejected without asking the server."""
    async with SmtpSink().serve() as sink:
        outcome = await sent(sink, a_delivery(recipient="eve@example.org"))
    assert outcome.result is Result.REJECTED
    assert sink.sessions == 0


async def test_refused_credentials_are_not_hammered(tmp_path: Path) -> None:
    """535: a refused password pauses the receiver and keeps the backlog."""
    context, ca_file = server_context(tmp_path)
    secret = tmp_path / "password"
    secret.write_text("wrong")
    login: dict[str, Any] = {"tls": "starttls", "ca_file": ca_file, "username": "alerts", "password": {"file": str(secret)}}
    async with SmtpSink(tls=context, accounts={"alerts": "right"}).serve() as sink:
        notifier = EmailNotifier("desk", settings(sink, **login), ManualClock())
        first = await notifier.notify(to_reader())
        second = await notifier.notify(to_reader())
    assert (first.result, first.disable, first.status) == (Result.RETRY, True, 535)
    assert (second.result, second.tried) == (Result.RETRY, False)
    assert sink.sessions == 1
    assert sink.verbs.count("AUTH") == 1
    assert "wrong" not in first.reason.replace("5.7.8 wrong", "")


async def test_one_full_mailbox_does_not_close_the_server_to_others() -> None:
    """Hours of refusals for one recipient leave the way of the others open; hours without a reply do not."""
    people = ["full@example.org", "fine@example.org"]
    async with SmtpSink(refused={"full@example.org": "452 4.2.2 full"}).serve() as sink:
        clock = ManualClock(to_reader().enqueued)
        notifier = EmailNotifier("desk", settings(sink, to=people), clock)
        for _ in range(20):
            assert (await notifier.notify(a_delivery(recipient="full@example.org"))).tried
            clock.advance(60)
        sink.always["CONNECT"] = "drop"
        for _ in range(20):
            assert (await notifier.notify(a_delivery(recipient="fine@example.org"))).tried
            clock.advance(60)
        assert [(await notifier.notify(a_delivery(recipient="fine@example.org"))).tried for _ in range(2)] == [True, False]


async def test_a_non_ascii_recipient_needs_smtputf8() -> None:
    """S10: without SMTPUTF8 the message is rejected, with it it arrives."""
    person = "مراسل@example.org"
    async with SmtpSink(extensions=()).serve() as old, SmtpSink().serve() as new:
        refused = await sent(old, a_delivery(recipient=person), to=[person])
        taken = await sent(new, a_delivery(recipient=person), to=[person])
    assert (refused.result, taken.result) == (Result.REJECTED, Result.DELIVERED)
    assert "SMTPUTF8" in new.mails[0].options


async def test_dots_and_bare_line_ends_smuggle_nothing() -> None:
    r"""S11: bodies with \n.\n, \r.\r and a MAIL command stay one message, dots and words intact."""
    title = "x\r\n.\r\nMAIL FROM:<eve@example.org>\r\nRCPT TO:<eve@example.org>\n.\n\r.\r."
    async with SmtpSink().serve() as sink:
        assert (await sent(sink, to_reader(alert=an_alert(title=title, whole="")))).result is Result.DELIVERED
    assert len(sink.mails) == 1
    assert sink.verbs.count("MAIL") == 1
    raw = sink.mails[0].raw
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "greeting", ["hang", "drop", "554 no service", "220 " + "x" * 1_000_000, "220-more\r\n" * 50_000 + "220 end", "nonsense"]
)
async def test_servers_that_never_get_to_the_point_cost_little(greeting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """S2, S5: a silent, endless or senseless banner ends as a retry within the time allowed."""
    monkeypatch.setattr(smtp, "STEP", 0.3)
    async with SmtpSink().serve() as sink, asyncio.timeout(3):
        sink.then("CONNECT", greeting)
        outcome = await sent(sink)
    assert outcome.result is Result.RETRY
    assert len(outcome.reason) < 300
    assert sink.mails == []


VERBS = ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", ".")
CODES = (421, 450, 451, 452, 500, 502, 503, 535, 550, 551, 552, 553, 554)


def _expected(verb: str, code: int) -> Result:
    """Tell what a code at a verb means, as the table of the reference has it."""
    if verb in {"CONNECT", "EHLO"} or code < 500 or code in {535, 552}:
        return Result.RETRY
    return Result.REJECTED


@pytest.mark.parametrize("verb", VERBS)
async def test_every_code_at_every_verb(verb: str) -> None:
    """S1: 4yz and failures before MAIL come again, 5yz about the message do not, a full mailbox waits for a day."""
    async with SmtpSink().serve() as sink:
        for code in CODES:
            sink.always = {verb: f"{code} said so", **({"HELO": f"{code} said so"} if verb == "EHLO" else {})}
            outcome = await sent(sink, clock=ManualClock(to_reader().enqueued))
            assert outcome.result is _expected(verb, code), (verb, code, outcome)
            assert outcome.status == code
    assert sink.mails == []


@pytest.mark.parametrize(
    ("reply", "result"),
    [
        ("550 4.7.1 greylisted, come back", Result.RETRY),
        ("450 5.1.1 gone for good", Result.REJECTED),
        ("554 5.2.2 mailbox full", Result.RETRY),
        ("550 5.7.1 spam", Result.REJECTED),
        ("452 4.2.2 over quota", Result.RETRY),
        ("250 5.1.1 odd", Result.DELIVERED),
    ],
)
async def test_enhanced_codes_count_more(reply: str, result: Result) -> None:
    """RFC 3463: the class of the enhanced code decides, whatever the three digits say."""
    async with SmtpSink().serve() as sink:
        sink.always = {"RCPT": reply}
        assert (await sent(sink, clock=ManualClock(to_reader().enqueued))).result is result


async def test_a_mailbox_that_stays_full_is_given_up_after_a_day() -> None:
    """552 is transient for 24 hours from the enqueue, then rejected."""
    delivery = to_reader()
    async with SmtpSink().serve() as sink:
        sink.always = {".": "552 5.2.2 full"}
        for hours, result in ((23, Result.RETRY), (25, Result.REJECTED)):
            clock = ManualClock(delivery.enqueued + timedelta(hours=hours))
            assert (await sent(sink, delivery, clock)).result is result


@pytest.mark.parametrize(
    "fields",
    [
        {"host": "mail.example.org", "tls": "none"},
        {"username": "a", "password": {"env": "X"}},
        {"username": "a", "tls": "tls"},
        {"to": []},
        {"to": ["not an address"]},
        {"to": ["a@b.org\r\nBcc: c@d.org"]},
        {"to": ["=?utf-8?q?x=0D=0ABcc:_c?=@d.org"]},
        {"from": "nobody"},
        {"from": "x\r\nBcc: y@z.org <a@b.org>"},
        {"tls": "opportunistic"},
        {"password": "literal", "username": "a", "tls": "tls"},
    ],
)
def test_settings_that_would_leak_or_inject_are_refused(fields: dict[str, Any]) -> None:
    """No clear text to other machines, no address that is none, no secret in the file."""
    with pytest.raises(ValidationError):
        settings(SmtpSink(), **fields)


def test_a_missing_certificate_file_is_told(tmp_path: Path) -> None:
    """A CA file that is no certificate is a ConfigError that names it."""
    file = tmp_path / "ca.pem"
    file.write_text("nothing")
    with pytest.raises(ConfigError, match=r"ca\.pem"):
        EmailNotifier("desk", settings(SmtpSink(port=25), tls="tls", ca_file=file), SystemClock())


def with_links(sink: SmtpSink, url: str = "https://news.example.org/links", **fields: Any) -> EmailNotifier:
    """Return a notifier whose mails carry links."""
    return EmailNotifier("desk", settings(sink, **fields), SystemClock(), links=Links(url, [SecretStr("s" * 40)], WEEK))


async def test_links_stand_in_header_and_both_parts_whole() -> None:
    """However long, no link is encoded or broken: one click in the header (RFC 8058), three to act in text and HTML."""
    url = f"https://{'long-' * 10}name.example.org/{'deep/' * 10}links"
    async with SmtpSink().serve() as sink:
        notifier = with_links(sink, url, domain=f"{'long.' * 20}example.org")
        assert (await notifier.notify(to_reader())).result is Result.DELIVERED
        assert (await notifier.notify(to_reader(attempt=1))).result is Result.DELIVERED
    mail = sink.mails[0]
    assert f"\r\nList-Unsubscribe: <{url}/all/{to_reader().id}/".encode() in mail.raw
    assert mail.parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.parsed["References"] == f"<thread.ev1@{'long.' * 20}example.org>"
    for part in mail.parsed.iter_parts():
        content = part.get_content()
        assert [f"{url}/{action}/" in content for action in ("ack", "event", "rule", "all")] == [True, True, True, False]
        assert "watcher ack" not in content
    assert sink.mails[1].raw == mail.raw


async def test_without_links_a_mail_names_the_commands() -> None:
    """Where nobody serves links there is no List-Unsubscribe, and the commands stand in both parts."""
    async with SmtpSink().serve() as sink:
        await sent(sink)
    (mail,) = sink.mails
    assert mail.parsed["List-Unsubscribe"] is None
    assert all("watcher ack ev1" in part.get_content() for part in mail.parsed.iter_parts())


async def test_one_click_is_offered_over_https_only() -> None:
    """A link server on the loopback, by http, gets the header but not RFC 8058's promise."""
    async with SmtpSink().serve() as sink:
        await with_links(sink, "http://127.0.0.1:8422/links").notify(to_reader())
    assert sink.mails[0].parsed["List-Unsubscribe"].startswith("<http://127.0.0.1:8422/links/all/")
    assert sink.mails[0].parsed["List-Unsubscribe-Post"] is None


async def test_a_digest_links_to_each_of_its_alerts() -> None:
    """What is held back can be acknowledged one by one: each link names the alert's own delivery."""
    held = [to_reader(alert=an_alert(event={"id": f"ev{number}"}), held="HELD") for number in range(3)]
    (told,) = gather(held, NOW, "en").digests
    async with SmtpSink().serve() as sink:
        await with_links(sink).notify(told.digest)
    (mail,) = sink.mails
    for part in mail.parsed.iter_parts():
        assert all(f"/ack/{one.id}/" in part.get_content() for one in held)
    assert f"/all/{told.digest.id}/" in mail.parsed["List-Unsubscribe"]
