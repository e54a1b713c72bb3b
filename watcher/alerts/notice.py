"""What watcher says of itself, as deliveries like any other: the daily all-clear, a receiver that fails. Pure."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from watcher.alerts.delivery import Delivery, Purpose
from watcher.alerts.model import Notice, Topic
from watcher.alerts.phrases import phrases
from watcher.alerts.plan import delivery_id
from watcher.alerts.policy import ReceiverPolicy
from watcher.rules.model import Severity


def notices(
    topic: Topic,
    facts: Mapping[str, str],
    receivers: Mapping[str, ReceiverPolicy],
    to: Iterable[str],
    now: datetime,
    *,
    about: str = "",
) -> tuple[Delivery, ...]:
    """Return a notice's deliveries to each of ``to``; ``facts`` by label, ``about`` the receiver it speaks of.

    The id is that of topic, subject and day, so that a day has one notice of a kind, whoever sends it.
    """
    notice_id = "no_" + hashlib.blake2b(f"{topic}\x1f{about}\x1f{now:%Y-%m-%d}".encode(), digest_size=12).hexdigest()
    severity = Severity.INFO if topic is Topic.ALL_CLEAR else Severity.WARNING
    out = []
    for name in to:
        table = phrases(receivers[name].language)
        notice = Notice(
            id=notice_id,
            topic=topic,
            title=table.notices[topic].format(receiver=about),
            lines=tuple(f"{table.labels[label]}: {value}" for label, value in facts.items()),
            at=now,
        )
        out += [
            Delivery(
                id=delivery_id(notice_id, name, who, Purpose.NOTICE),
                alert=notice_id,
                event=notice_id,
                receiver=name,
                recipient=who,
                purpose=Purpose.NOTICE,
                severity=severity.value,
                body=notice.model_dump_json(),
                enqueued=now,
            )
            for who in receivers[name].recipients
        ]
    return tuple(out)
