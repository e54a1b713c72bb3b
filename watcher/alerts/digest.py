"""What was held back, told together: one digest lists every alert of a group, a single one is told as it is. Pure."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from watcher.alerts.delivery import Delivery, Purpose
from watcher.alerts.model import Alert, Digest, Listed
from watcher.alerts.plan import delivery_id
from watcher.model import Model
from watcher.rules.model import Severity

LONGEST = 200
"""Alerts in one digest; more come in several, numbered."""


class Told(Model):
    """A digest's delivery, and the held deliveries that it tells."""

    digest: Delivery
    absorbs: tuple[str, ...]


class Gathered(Model):
    """What becomes of held deliveries that are due."""

    digests: tuple[Told, ...]
    singles: tuple[str, ...]
    """Ids of those that go out as they are."""


def gather(held: Sequence[Delivery], now: datetime, language: str) -> Gathered:
    """Group one receiver's due deliveries by recipient and group."""
    digests: list[Told] = []
    singles: list[str] = []

    def key(one: Delivery) -> tuple[str, str]:
        return (one.recipient or "", one.group)

    for _, found in groupby(sorted(held, key=key), key=key):
        together = sorted(found, key=lambda one: (one.enqueued, one.id))
        if len(together) == 1:
            singles.append(together[0].id)
            continue
        chunks = [together[start : start + LONGEST] for start in range(0, len(together), LONGEST)]
        digests += [_digest(chunk, now, language, part, len(chunks)) for part, chunk in enumerate(chunks, 1)]
    return Gathered(digests=tuple(digests), singles=tuple(singles))


def _digest(held: Sequence[Delivery], now: datetime, language: str, part: int, parts: int) -> Told:
    first = held[0]
    digest_id = "dg_" + hashlib.blake2b("\x1f".join(one.id for one in held).encode(), digest_size=12).hexdigest()
    digest = Digest(
        id=digest_id,
        receiver=first.receiver,
        why=Counter(one.held or "" for one in held).most_common(1)[0][0],
        since=first.enqueued,
        until=now,
        part=part,
        parts=parts,
        listed=tuple(_listed(one, language) for one in held),
    )
    delivery = Delivery(
        id=delivery_id(digest_id, first.receiver, first.recipient, Purpose.DIGEST),
        alert=digest_id,
        event=digest_id,
        receiver=first.receiver,
        recipient=first.recipient,
        purpose=Purpose.DIGEST,
        severity=_loudest(held),
        body=digest.model_dump_json(),
        enqueued=now,
    )
    return Told(digest=delivery, absorbs=tuple(one.id for one in held))


def _listed(one: Delivery, language: str) -> Listed:
    alert = Alert.model_validate_json(one.body)
    return Listed(
        alert=alert.id,
        event=alert.event,
        revision=alert.revision,
        reason=alert.reason,
        severity=alert.severity,
        headline=alert.worded(language).headline,
        title=alert.title,
        source=alert.source,
        url=alert.url,
        seen=alert.seen,
        held=one.held or "",
    )


def _loudest(held: Iterable[Delivery]) -> str:
    return max((Severity(one.severity) for one in held), key=lambda severity: severity.rank).value
