"""Mail servers at their worst, verb by verb, and the table of what every code means."""

import ast
import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.certificates import server_context
from tests.fakes.smtpsink import SmtpSink
from tests.notifiers.test_email import READER, sent, to_reader
from watcher.alerts.delivery import Result
from watcher.clock import ManualClock
from watcher.notifiers import smtp
from watcher.notifiers.smtp import Envelope, Stage, classify

NEW = Envelope(sender="alerts@example.org", recipient=READER, age=0.0)
BEFORE_THE_MESSAGE = {Stage.CONNECT, Stage.TLS, Stage.HELLO, Stage.AUTH}
"""What fails there says nothing of the message: it waits until the server is itself again."""
CREDENTIALS = {530, 534, 535, 538}


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("code", range(200, 600))
def test_every_code_has_its_meaning(stage: Stage, code: int) -> None:
    """S1, as a table: a refusal for good is a 5yz to the message itself, but for a full mailbox and refused credentials."""
    outcome = classify(stage, code, "said so", NEW)
    for_good = code >= 500 and code != 552 and code not in CREDENTIALS and stage not in BEFORE_THE_MESSAGE
    assert outcome.result is (Result.REJECTED if for_good else Result.RETRY)
    assert (outcome.status, outcome.disable) == (code, code in CREDENTIALS)
    assert (outcome.after is not None) == (code in CREDENTIALS or stage is Stage.AUTH)
    assert f"{stage}: {code} said so" == outcome.reason


@pytest.fixture
def login(tmp_path: Path) -> dict[str, Any]:
    """Give the settings of a server with TLS and an account."""
    context, ca_file = server_context(tmp_path)
    secret = tmp_path / "password"
    secret.write_text("right")
    server = {"tls": context, "accounts": {"alerts": "right"}}
    client = {"tls": "starttls", "ca_file": ca_file, "username": "alerts", "password": {"file": str(secret)}}
    return {"server": server, "client": client}


@pytest.mark.parametrize("verb", ["STARTTLS", "AUTH"])
@pytest.mark.parametrize("code", [421, 450, 451, 452, 535, 550, 552, 554])
async def test_codes_before_the_message_keep_it(login: dict[str, Any], verb: str, code: int) -> None:
    """S1: whatever STARTTLS and AUTH are answered, the message is kept, and never sent without either."""
    async with SmtpSink(**login["server"]).serve() as sink:
        sink.always = {verb: f"{code} said so"}
        outcome = await sent(sink, clock=ManualClock(), **login["client"])
    assert outcome.result is Result.RETRY
    assert outcome.reason.startswith(f"{verb}: ")
    assert "MAIL" not in sink.verbs


@pytest.mark.parametrize("verb", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize("reply", ["hang", "drip 250-go on", "250-more\r\n" * 100_000 + "250 end", "250 " + "x" * 1_000_000])
async def test_replies_that_never_end_cost_little(verb: str, reply: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """S2, S5: silence, one byte at a time, a line of a megabyte, lines without end, at any verb: tried again, soon, in a line."""
    monkeypatch.setattr(smtp, "STEP", 0.3)
    monkeypatch.setattr(smtp, "FINAL_DOT", 0.3)
    async with SmtpSink(lateness=0.2).serve() as sink, asyncio.timeout(8):
        sink.always = {verb: reply, **({"HELO": reply} if verb == "EHLO" else {})}
        outcome = await sent(sink)
    assert outcome.result is Result.RETRY
    assert len(outcome.reason) < 300


async def test_a_connection_lost_at_the_final_dot_may_have_taken_it() -> None:
    """S6: stored, then dropped: tried again with the very same message, and the reason says why it may come twice."""
    async with SmtpSink().serve() as sink:
        sink.then(".", "STORE drop")
        first = await sent(sink)
        second = await sent(sink, to_reader(attempt=1))
    assert (first.result, second.result) == (Result.RETRY, Result.DELIVERED)
    assert "it may have been taken" in first.reason
    assert [mail.delivery for mail in sink.mails] == [to_reader().id] * 2


async def test_a_late_answer_to_the_final_dot_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """S7: a server that stores for longer than any other step may take is given its time: one message, delivered."""
    monkeypatch.setattr(smtp, "STEP", 0.3)
    async with SmtpSink(lateness=0.8).serve() as sink:
        sink.then(".", "STORE late 250 stored")
        assert (await sent(sink)).result is Result.DELIVERED
        monkeypatch.setattr(smtp, "FINAL_DOT", 0.3)
        sink.then(".", "STORE late 250 stored")
        late = await sent(sink, to_reader(attempt=1))
    assert late.result is Result.RETRY
    assert "the next try bears the same Message-ID" in late.reason
    assert len({mail.raw for mail in sink.mails}) == 1


def test_every_misbehaviour_of_the_list_is_tried() -> None:
    """W1 to W11 and S1 to S11 stand each in the claim of at least one test here."""
    claims = ""
    for file in Path(__file__).parent.glob("test_*.py"):
        tests = ast.walk(ast.parse(file.read_text("utf-8")))
        found = [one for one in tests if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name.startswith("test_")]
        claims += " ".join((ast.get_docstring(one) or "").partition(":")[0] + "\n" for one in found)
    named = set(re.findall(r"\b[WS]\d+\b", claims))
    assert named >= {f"{letter}{number}" for letter in "WS" for number in range(1, 12)}
