"""A mail server that follows a script: any reply at any verb, and the misbehaviours S1-S11 of the hostile inputs."""

import asyncio
import base64
import email
import email.policy
import ssl
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from tests.fakes.collector import Collector


@dataclass(frozen=True)
class Mail:
    """One message as the server stored it."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    options: str = ""

    @property
    def parsed(self) -> EmailMessage:
        """The message as a reader's program takes it apart."""
        message = email.message_from_bytes(self.raw, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        return message

    @property
    def delivery(self) -> str:
        """The delivery id inside the Message-ID."""
        return str(self.parsed["Message-ID"]).removeprefix("<alert.").partition("@")[0]


STORE = "STORE"
"""As a reply to ``.``: keep the message."""


@dataclass
class SmtpSink:
    """Accepts everything unless told otherwise.

    ``replies`` maps a verb (``CONNECT EHLO STARTTLS AUTH MAIL RCPT DATA .``) to replies for its next uses; ``always`` to
    one for all others. The reply ``drop`` closes the connection, ``hang`` says nothing, ``late 250 ok`` answers after
    ``lateness`` seconds, ``drip 250 ok`` takes that long for each character; at ``.`` the prefix ``STORE`` keeps the
    message first: ``STORE drop`` is a reply that got lost.
    """

    collector: Collector = field(default_factory=Collector)
    extensions: tuple[str, ...] = ("8BITMIME", "SMTPUTF8", "SIZE 33554432")
    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    injected: bytes = b""
    """Sent in plain text right behind "220 ready" of STARTTLS (S4)."""
    accounts: dict[str, str] = field(default_factory=dict)
    methods: str = "PLAIN LOGIN"
    lateness: float = 1.0
    replies: dict[str, deque[str]] = field(default_factory=dict)
    always: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    """Recipient to the reply that its RCPT gets."""
    mails: list[Mail] = field(default_factory=list)
    verbs: list[str] = field(default_factory=list)
    port: int = 0
    sessions: int = 0

    def then(self, verb: str, *replies: str) -> None:
        """Give these replies to the next uses of ``verb``."""
        self.replies.setdefault(verb, deque()).extend(replies)

    @asynccontextmanager
    async def serve(self) -> AsyncIterator["SmtpSink"]:
        """Listen on a free port of the loopback."""
        context = self.tls if self.implicit_tls else None
        server = await asyncio.start_server(self._connection, "127.0.0.1", self.port, ssl=context)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            tasks = list(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def __post_init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sessions += 1
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            await _Session(self, reader, writer).run()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
            pass
        finally:
            writer.close()

    def reply(self, verb: str, default: str) -> str:
        """Return the scripted reply to one use of ``verb``."""
        scripted = self.replies.get(verb)
        if scripted:
            return scripted.popleft()
        return self.always.get(verb, default)


class _Session:
    """One connection."""

    def __init__(self, sink: SmtpSink, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._sink = sink
        self._reader = reader
        self._writer = writer
        self._encrypted = sink.implicit_tls
        self._sender = ""
        self._options = ""
        self._recipients: list[str] = []

    async def run(self) -> None:
        """Greet, then answer line by line until the client or the script ends it."""
        going = await self._say(self._sink.reply("CONNECT", "220 sink"))
        while going:
            line = await self._line()
            if not line:
                return
            verb = line.split(" ", 1)[0].partition(":")[0].upper()
            self._sink.verbs.append(verb)
            going = await self._answer(verb, line)

    async def _line(self) -> str:
        return (await self._reader.readline()).decode("utf-8", "surrogateescape").rstrip("\r\n")

    async def _say(self, reply: str) -> bool:
        """Send a reply; return whether the session goes on."""
        if reply == "drop":
            self._writer.transport.abort()
            return False
        if reply == "hang":
            await asyncio.sleep(3600)
        if reply.startswith("late "):
            await asyncio.sleep(self._sink.lateness)
            reply = reply.removeprefix("late ")
        while reply.startswith("drip "):
            for char in reply.removeprefix("drip "):
                self._writer.write(char.encode())
                await asyncio.sleep(self._sink.lateness)
            reply = ""
        self._writer.write(reply.encode() + b"\r\n")
        await self._writer.drain()
        return not reply.startswith("421")

    async def _answer(self, verb: str, line: str) -> bool:
        """Answer one command; return whether the session goes on."""
        handlers = {
            "EHLO": self._hello,
            "HELO": self._hello,
            "STARTTLS": self._start_tls,
            "AUTH": self._auth,
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "DATA": self._data,
            "QUIT": self._quit,
        }
        if verb in handlers:
            return await handlers[verb](line)
        return await self._say(self._sink.reply(verb, "250 ok"))

    async def _hello(self, line: str) -> bool:
        sink = self._sink
        lines = ["sink", *sink.extensions]
        if sink.tls and not self._encrypted:
            lines.append("STARTTLS")
        if sink.accounts and (self._encrypted or not sink.tls):
            lines.append(f"AUTH {self._sink.methods}")
        greeting = "\r\n".join(f"250{'-' if i < len(lines) - 1 else ' '}{text}" for i, text in enumerate(lines))
        return await self._say(sink.reply(line[:4].upper(), greeting))

    async def _mail(self, line: str) -> bool:
        self._sender = _address(line)
        self._options = line.partition(">")[2].strip()
        return await self._say(self._sink.reply("MAIL", "250 ok"))

    async def _rcpt(self, line: str) -> bool:
        address = _address(line)
        reply = self._sink.refused.get(address) or self._sink.reply("RCPT", "250 ok")
        if reply.startswith("2"):
            self._recipients.append(address)
        return await self._say(reply)

    async def _quit(self, _line: str) -> bool:
        await self._say(self._sink.reply("QUIT", "221 bye"))
        return False

    async def _start_tls(self, _line: str) -> bool:
        reply = self._sink.reply("STARTTLS", "220 ready")
        if not reply.startswith("220") or self._sink.tls is None:
            return await self._say(reply)
        self._writer.write(reply.encode() + b"\r\n" + self._sink.injected)
        await self._writer.drain()
        await self._writer.start_tls(self._sink.tls)
        self._encrypted = True
        return True

    async def _auth(self, line: str) -> bool:

        words = line.split(" ")
        if words[1].upper() == "LOGIN":
            answers = [base64.b64decode(word).decode() for word in words[2:]]
            # S9: prompts that are not the usual "Username:" and "Password:".
            for prompt in ("who are you?", "and the word?")[len(answers) :]:
                await self._say("334 " + base64.b64encode(prompt.encode()).decode())
                answers.append(base64.b64decode(await self._line()).decode())
            user, password = answers
        else:
            _, user, password = base64.b64decode(words[2]).decode().split("\0")
        verdict = "235 ok" if self._sink.accounts.get(user) == password else "535 5.7.8 wrong"
        return await self._say(self._sink.reply("AUTH", verdict))

    async def _data(self, _line: str) -> bool:
        reply = self._sink.reply("DATA", "354 go on")
        if not reply.startswith("354"):
            return await self._say(reply)
        await self._say(reply)
        lines = []
        while (line := await self._reader.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line[1:] if line.startswith(b"..") else line)
        final = self._sink.reply(".", "250 stored")
        if final.startswith(("2", STORE)):
            self._store(b"".join(lines))
        self._recipients = []
        return await self._say(final.removeprefix(STORE).strip() or "250 stored")

    def _store(self, raw: bytes) -> None:
        mail = Mail(self._sender, tuple(self._recipients), raw, self._options)
        self._sink.mails.append(mail)
        fields = {"subject": str(mail.parsed["Subject"]), "event": str(mail.parsed["References"])}
        self._sink.collector.add(mail.delivery, fields, raw, to=",".join(mail.recipients))


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]
