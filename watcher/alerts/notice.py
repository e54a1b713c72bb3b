"""What watcher says of itself, as deliveries like any other: the daily all-clear, a receiver that fails. Pure."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from watcher.alerts.delivery import Delivery, Purpose
from watcher.alerts.matchers import Texts
from watcher.alerts.model import Notice, Topic
from watcher.alerts.phrases import phrases
from watcher.alerts.plan import delivery_id
from watcher.alerts.policy import ReceiverPolicy
from watcher.alerts.quiet import ClockTime, TimeZone
from watcher.model import Settings
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
    """Return a notice's deliveries to each of ``to``; ``facts`` by label, ``about`` the receiver or feed it speaks of.

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


class Operations(Settings):
    """The ``operations:`` section: who hears of watcher itself."""

    receiver: Texts = ()
    """Receivers that hear when another one fails, and get the all-clear."""
    all_clear: ClockTime | None = None
    """When, each day, watcher says that it is awake: then silence means that there was nothing to tell."""
    time_zone: TimeZone = "UTC"

    def all_clear_due(self, now: datetime) -> bool:
        """Return whether it is the hour of the all-clear: whoever starts later says nothing until the next day."""
        if self.all_clear is None:
            return False
        local = now.astimezone(ZoneInfo(self.time_zone))
        since = (local.hour - self.all_clear.hour) * 60 + local.minute - self.all_clear.minute
        return 0 <= since < 60
