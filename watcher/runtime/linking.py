"""The links in mails at work in the daemon: serves their pages, and does what a reader asks for, once."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from watcher.alerts.matchers import Matcher
from watcher.alerts.policy import ReceiverPolicy, Silence
from watcher.clock import Clock
from watcher.notifiers.link_pages import LinkPages, Subject
from watcher.notifiers.links import Action, Link, Links, LinksSettings
from watcher.queue.log import DeliveryLog
from watcher.queue.policy import Policy
from watcher.rules.model import Severity
from watcher.sources.serving import Server
from watcher.store.store import Store

COMMENT = "asked for by a link in a mail"


class Linking:
    """One process's server; any number of processes may serve the same links."""

    def __init__(self, settings: LinksSettings, links: Links, desk: "MailDesk", clock: Clock) -> None:
        self._settings = settings
        self._server = Server(LinkPages(links, desk, clock).application())

    async def start(self) -> None:
        """Listen; ConfigError where nothing can listen there."""
        await self._server.listen(self._settings, "links")

    async def stop(self) -> None:
        """Listen no more."""
        await self._server.close()


class MailDesk:
    """Knows what deliveries told whom, and has the policy remember what their readers want."""

    def __init__(self, store: Store, policy: Policy, receivers: Mapping[str, ReceiverPolicy], clock: Clock) -> None:
        self._store = store
        self._policy = policy
        self._receivers = receivers
        self._clock = clock
        self._log = DeliveryLog(store)

    async def find(self, link: Link) -> Subject | None:
        """Return what a link is about; ``None`` where it is no longer known, or its receiver is gone."""
        record = await self._log.get(link.delivery)
        receiver = self._receivers.get(record.receiver) if record is not None else None
        if record is None or receiver is None:
            return None
        alert = await self._store.alerts.get(record.alert)
        if alert is None and link.action is not Action.SILENCE_ALL:
            return None
        subject = Subject(
            receiver=record.receiver,
            recipient=record.recipient or record.receiver,
            language=receiver.language,
            headline=alert.worded(receiver.language).headline if alert is not None else "",
            severity=Severity(record.severity),
            event=record.event,
            rules=alert.rules if alert is not None else (),
        )
        if link.action is Action.ACKNOWLEDGE:
            ack = await self._policy.acknowledged(record.event)
            if ack is None and await self._store.events.get(record.event) is None:
                return None
            return replace(subject, acknowledged=(ack.by, ack.at)) if ack is not None else subject
        known = next((one for one in await self._policy.silences() if one.id == _silence_id(link)), None)
        return replace(subject, silenced=(known.id, known.ends)) if known is not None else subject

    async def act(self, link: Link, subject: Subject, hours: int) -> Subject:
        """Acknowledge the event, or silence what the link says for the one address it was sent to."""
        now = self._clock.now()
        if link.action is Action.ACKNOWLEDGE:
            ack = await self._policy.acknowledge(subject.event, by=subject.recipient, comment=COMMENT)
            return replace(subject, acknowledged=(ack.by, ack.at))
        silence = Silence(
            id=_silence_id(link),
            match=_matcher(link.action, subject),
            receivers=(subject.receiver,),
            recipients=(subject.recipient,) if subject.recipient != subject.receiver else (),
            starts=now,
            ends=now + timedelta(hours=hours),
            comment=COMMENT,
            by=subject.recipient,
        )
        await self._policy.silence(silence)
        return replace(subject, silenced=(silence.id, silence.ends))


def _matcher(action: Action, subject: Subject) -> Matcher:
    match action:
        case Action.SILENCE_EVENT:
            return Matcher(event=(subject.event,))
        case Action.SILENCE_RULES:
            return Matcher(rule=subject.rules)
        case _:
            return Matcher()


def _silence_id(link: Link) -> str:
    """Name the silence that a link makes, so that the same link again finds it made."""
    named = f"{link.action}\n{link.delivery}\n{link.expires.isoformat()}".encode()
    return "s_" + hashlib.blake2b(named, digest_size=6).hexdigest()
