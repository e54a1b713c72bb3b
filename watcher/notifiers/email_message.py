"""A delivery as an Internet message (RFC 5322): the same bytes whenever and wherever it is composed.

Text of strangers stands in one header only, the subject, and there it cannot become another header: CPython before
3.10.14, 3.11.8 and 3.12.2 folds an encoded word with a line break in it into two headers, so that ``=?`` is broken up
first, and the headers that come out are read again before anything is sent.
"""

import email.parser
import email.policy
import hashlib
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage, Message
from email.policy import Policy
from email.utils import format_datetime
from functools import cache
from pathlib import Path

from watcher import log
from watcher.alerts.delivery import Delivery
from watcher.alerts.model import Alert, Notice
from watcher.errors import ConfigError, DeliveryError
from watcher.notifiers import render
from watcher.notifiers.links import ONE_CLICK, Action, Links
from watcher.notifiers.message import read
from watcher.notifiers.safe import direction, header

HEADERS = (
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "References",
    "In-Reply-To",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
)
"""Every header of every message, in this order."""
_NOT_ALWAYS = frozenset({"References", "In-Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post"})
"""A digest answers no thread; whoever serves no links cannot be unsubscribed from by one."""
_PART_HEADERS = frozenset({"Content-Type", "Content-Transfer-Encoding"})
_HOSTILE = "=?utf-8?q?Strike=0D=0ABcc:_eve@example.org?="


class _Verbatim(UnstructuredHeader, BaseHeader):
    """A header of ids or links, of ours: the library would encode a word too long for a line, and nobody could use it."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _policy(recipient: str) -> "email.policy.EmailPolicy[EmailMessage]":
    headers = HeaderRegistry()
    for name in ("References", "In-Reply-To", "List-Id", "List-Unsubscribe"):
        headers.map_to_type(name.lower(), _Verbatim)
    return email.policy.SMTP.clone(utf8=not recipient.isascii(), header_factory=headers)


class Composer:
    """Composes the messages of one receiver."""

    def __init__(
        self,
        name: str,
        *,
        sender: str,
        domain: str,
        language: str,
        template: Path | None = None,
        html_template: Path | None = None,
        links: Links | None = None,
    ) -> None:
        self._sender = sender
        self._domain = domain
        self._text = render.Renderer("txt", language, own=template, receiver=name, links=links)
        self._html = (
            None
            if template and not html_template
            else render.Renderer("html", language, own=html_template, receiver=name, links=links)
        )
        self._language = language
        self._links = links

    def compose(self, delivery: Delivery, recipient: str, pack: bytes | None = None) -> bytes:
        """Return the message, with an evidence ``pack`` (ZIP) attached where there is one.

        Raises DeliveryError where the delivery is damaged, or a header would not be ours.
        """
        message = read(delivery)
        mail = EmailMessage(policy=_policy(recipient))
        mail["From"] = self._sender
        mail["To"] = recipient
        mail["Subject"] = header(render.subject(message, self._language))
        mail["Date"] = format_datetime(delivery.enqueued)
        mail["Message-ID"] = f"<alert.{delivery.id}@{self._domain}>"
        if isinstance(message, Alert):
            root = f"<thread.{delivery.event}@{self._domain}>"
            mail["References"] = root
            mail["In-Reply-To"] = root
        mail["List-Id"] = f"<watcher.{self._domain}>"
        if self._links is not None and not isinstance(message, Notice):
            mail["List-Unsubscribe"] = f"<{self._links.link(Action.SILENCE_ALL, delivery.id, delivery.enqueued)}>"
            if self._links.one_click:
                mail["List-Unsubscribe-Post"] = ONE_CLICK
        mail["Auto-Submitted"] = "auto-generated"
        _add_part(mail, self._text.render(message, delivery), "plain")
        if self._html is not None:
            html = self._html.render(message, delivery)
            mail.make_alternative(boundary=_boundary(delivery.id))
            part = EmailMessage(policy=mail.policy)
            _add_part(part, html, "html")
            _attach(mail, part)
        if pack is not None:
            mail.make_mixed(boundary=_boundary(f"{delivery.id} pack"))
            part = EmailMessage(policy=mail.policy)
            part.set_content(pack, maintype="application", subtype="zip", filename=f"evidence-{delivery.alert}.zip")
            _attach(mail, part)
        return _checked(_ordered(mail))


def _add_part(mail: EmailMessage, text: str, subtype: str) -> None:
    """Set a text part that has no line over 76 octets, whatever the text."""
    cte = "base64" if direction(text) == "rtl" or not text.isascii() else "quoted-printable"
    mail.set_content(text, subtype=subtype, charset="utf-8", cte=cte)


def _attach(mail: EmailMessage, part: EmailMessage) -> None:
    del part["MIME-Version"]
    mail.attach(part)


def _boundary(delivery: str) -> str:
    """Return a boundary that a retry repeats; ``=_`` can stand in no quoted-printable or base64 line."""
    return "=_" + hashlib.blake2b(delivery.encode(), digest_size=16).hexdigest()


def _ordered(mail: EmailMessage) -> bytes:
    """Return the message's bytes with the headers in our order."""
    headers = {name: mail[name] for name in HEADERS if mail[name] is not None}
    rest = {name: value for name, value in mail.items() if name not in headers}
    for name in mail.keys():  # noqa: SIM118 - a message is no mapping
        del mail[name]
    for name, value in {**headers, **rest}.items():
        mail[name] = value
    return mail.as_bytes()


def _checked(raw: bytes) -> bytes:
    """Return the message once its headers, read again, are exactly ours; DeliveryError else."""
    parsed = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(raw)
    allowed = set(HEADERS) | _PART_HEADERS
    names = parsed.keys()
    required = set(HEADERS) - _NOT_ALWAYS
    if len(names) != len(set(names)) or not required <= set(names) <= allowed or parsed.defects:
        raise DeliveryError("refused to send: the composed headers are not ours")
    if not all(map(_ours, _parts(parsed))):
        raise DeliveryError("refused to send: the composed parts are not ours")
    return raw


def _parts(mail: Message) -> list[Message]:
    return [part for part in mail.get_payload() if isinstance(part, Message)] if mail.is_multipart() else []


def _ours(part: Message) -> bool:
    """Return whether a part has the headers that we give one, and so have those in it."""
    if part.defects:
        return False
    if part.is_multipart():
        return part.keys() == ["Content-Type"] and all(map(_ours, _parts(part)))
    return set(part.keys()) - {"Content-Disposition"} == _PART_HEADERS


@cache
def self_test() -> None:
    """Try the mailer of this interpreter once: warn where it is unfixed, ConfigError where our defence does not hold."""
    if len(_subject_headers(_HOSTILE)) != 1:
        log.get("email").warning(
            "this Python writes header fields out of encoded words (CVE-2024-6923); feed text is defused here"
        )
    if _subject_headers(header(_HOSTILE)) != ["Subject"]:
        raise ConfigError("mail headers cannot be kept apart on this Python", mend="use Python 3.11.8, 3.12.2 or later")


def _subject_headers(subject: str) -> list[str]:
    """Return the names of the headers that a subject becomes."""
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["Subject"] = subject
    return email.parser.BytesParser(policy=email.policy.compat32).parsebytes(mail.as_bytes()).keys()
