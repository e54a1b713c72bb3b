"""The policy's memory in Redis, and what becomes of deliveries that it held: told in digests, escalated, or done with."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from watcher import log
from watcher.alerts import memory
from watcher.alerts.delivery import Delivery, Purpose
from watcher.alerts.digest import gather
from watcher.alerts.model import Alert
from watcher.alerts.plan import Plan, Router, delivery_id
from watcher.alerts.policy import Ack, Gist, Note, PolicyState, Silence
from watcher.alerts.quiet import wake
from watcher.alerts.verdicts import REMEMBERED, Decision, Verdict
from watcher.clock import Clock
from watcher.errors import WatcherError
from watcher.model import Model
from watcher.queue.commit import Absorbed, Commit, Write
from watcher.queue.keeper import Keeper
from watcher.queue.outbox import Outbox
from watcher.queue.records import milliseconds
from watcher.store.store import Store

SILENCES = "silences"
"""A hash: id → silence as JSON; permanent, an ended one is removed a week later."""
SILENCE_KEPT = timedelta(days=7)
MINUTE = timedelta(minutes=1)

_log = log.get("policy")


class _Decisions(Model):
    """What was decided on one alert, as it is kept."""

    decisions: tuple[Decision, ...]


class Policy:
    """Plans alerts on what Redis remembers; the plan's notes are written with the alert, in one commit."""

    def __init__(self, store: Store, router: Router, clock: Clock) -> None:
        self._client = store.client
        self._keys = store.keys
        self._store = store
        self._router = router
        self._clock = clock
        self._capped = tuple(name for name, policy in router.receivers.items() if policy.cap is not None)
        self._planned: dict[str, dict[str, int]] = {name: {} for name in self._capped}
        """Receiver → alerts told it one by one within the last minute, and when, ms; also those not committed yet."""

    async def __call__(self, alert: Alert) -> Plan:
        """Return the plan for one alert."""
        names = self._router.reads(alert)
        minutes = [(name, memory.storm(name, minute)) for name in self._capped for minute in _minutes(self._clock.now())]
        silences, *values = await self._client.pipe(
            [
                ("HGETALL", self._keys.state(SILENCES)),
                *(("GET", self._keys.state(name)) for name in names),
                *(("HGETALL", self._keys.state(storm)) for _, storm in minutes),
            ]
        )
        values, told = values[: len(names)], values[len(names) :]
        now = self._clock.now()
        for (receiver, _), alerts in zip(minutes, told, strict=True):
            self._planned[receiver] |= {one: int(at) for one, at in alerts.items()}
        state = PolicyState(
            silences=tuple(Silence.model_validate_json(one) for one in silences.values()),
            notes={name: value for name, value in zip(names, values, strict=True) if value is not None},
            recent={name: self._count(name, alert.id, now) for name in self._capped},
        )
        # No other task runs between the count and this: the cap holds whatever is planned at the same time.
        plan = self._router.plan(alert, now, state)
        for receiver in plan.counted:
            self._planned[receiver][alert.id] = milliseconds(now)
        return plan

    def _count(self, receiver: str, alert: str, now: datetime) -> int:
        """Count the alerts of the last minute; one that is planned anew after a conflict does not count against itself."""
        since = milliseconds(now - MINUTE)
        recent = self._planned[receiver] = {one: at for one, at in self._planned[receiver].items() if at > since}
        return len(recent) - (alert in recent)

    async def decisions(self, alert: str) -> tuple[Decision, ...]:
        """Return what was decided on an alert, for whoever asks why."""
        value = await self._client.call("GET", self._keys.state(memory.decisions(alert)))
        return () if value is None else _Decisions.model_validate_json(value).decisions

    async def silences(self) -> tuple[Silence, ...]:
        """Return all silences, the next to end first; those that ended long ago are forgotten."""
        stored: dict[str, str] = await self._client.call("HGETALL", self._keys.state(SILENCES))
        found = [Silence.model_validate_json(one) for one in stored.values()]
        old = [one.id for one in found if one.ends < self._clock.now() - SILENCE_KEPT]
        if old:
            await self._client.call("HDEL", self._keys.state(SILENCES), *old)
        return tuple(sorted((one for one in found if one.id not in old), key=lambda one: one.ends))

    async def silence(self, silence: Silence) -> None:
        """Add a silence, or replace it."""
        await self._client.call("HSET", self._keys.state(SILENCES), silence.id, silence.model_dump_json())

    async def expire(self, silence: str) -> Silence:
        """End a silence now; WatcherError where there is none of this id."""
        value = await self._client.call("HGET", self._keys.state(SILENCES), silence)
        if value is None:
            raise WatcherError(f"no silence {silence!r}", mend="`watcher silence list` shows them")
        ended = Silence.model_validate_json(value).model_copy(update={"ends": self._clock.now()})
        await self.silence(ended)
        return ended

    async def acknowledged(self, event: str) -> Ack | None:
        """Return who has an event in hand, if anybody."""
        value = await self._client.call("GET", self._keys.state(memory.ack(event)))
        return None if value is None else Ack.model_validate_json(value)

    async def acknowledge(self, event: str, *, by: str, comment: str = "") -> Ack:
        """Take an event in hand: reports that change nothing material join it quietly, and nothing escalates."""
        found = await self._store.events.get(event)
        if found is None:
            raise WatcherError(f"no event {event!r}", mend="`watcher events` lists them")
        ack = Ack(event=event, by=by, at=self._clock.now(), comment=comment, gist=Gist.of(found))
        ttl = int(REMEMBERED)
        await self._client.call("SET", self._keys.state(memory.ack(event)), ack.model_dump_json(), "EX", ttl)
        return ack


def writes(plan: Plan) -> tuple[Write, ...]:
    """Return what a plan wants remembered, for the commit that enqueues it."""
    kept = _Decisions(decisions=plan.decisions).model_dump_json()
    notes = (*plan.notes, Note(name=memory.decisions(plan.alert.id), value=kept, ttl=REMEMBERED))
    written = [Write("SET", note.name, (note.value,), timedelta(seconds=note.ttl)) for note in notes]
    if plan.at is not None:
        at, minute = milliseconds(plan.at), _minutes(plan.at)[0]
        written += [Write("HSET", memory.storm(name, minute), (plan.alert.id, str(at)), 3 * MINUTE) for name in plan.counted]
    return tuple(written)


def _minutes(now: datetime) -> tuple[int, int]:
    """Return this minute and the one before: between them lies whatever was told in the last sixty seconds."""
    minute = int(now.timestamp() // 60)
    return minute, minute - 1


def replaced(plan: Plan) -> tuple[Absorbed, ...]:
    """Return the held deliveries that a plan's alert is told instead of."""
    return tuple(Absorbed(one.delivery, one.receiver, plan.alert.id) for one in plan.replaces)


class Waker:
    """Lets go what policy held, when its time has come. Runs in one process at a time; a crash repeats nothing."""

    def __init__(self, store: Store, outbox: Outbox, router: Router, clock: Clock) -> None:
        self._client = store.client
        self._keys = store.keys
        self._keeper = Keeper(store)
        self._outbox = outbox
        self._router = router
        self._clock = clock

    async def tick(self) -> int:
        """Deal with every held delivery that is due; return how many."""
        now = self._clock.now()
        dealt = 0
        for receiver in self._router.receivers:
            records = await self._keeper.held(receiver, now)
            due = [one.delivery for one in records if one.delivery is not None]
            waiting = [one for one in due if one.purpose in {Purpose.ESCALATION, Purpose.REMINDER}]
            lone = [one for one in due if one.held == Verdict.UNCONFIRMED and not _told_anyway(one)]
            for delivery in lone:
                await self._instead(delivery, f"unconfirmed:{delivery.event}")
            await self._digest(receiver, [one for one in due if one not in waiting and one not in lone], now)
            for delivery in waiting:
                await self._remind(delivery, now)
            dealt += len(due)
        return dealt

    async def _digest(self, receiver: str, due: Sequence[Delivery], now: datetime) -> None:
        """Tell held alerts of one receiver: several in digests, a single one as it is."""
        gathered = gather(due, now, self._router.receivers[receiver].language)
        for told in gathered.digests:
            absorbed = tuple(Absorbed(one, receiver, told.digest.id) for one in told.absorbs)
            await self._outbox.commit(Commit(feed="", deliveries=(told.digest,), absorbed=absorbed))
            _log.info("digest", receiver=receiver, digest=told.digest.id, alerts=len(absorbed))
        if gathered.singles:
            await self._keeper.release(receiver, gathered.singles)

    async def _remind(self, delivery: Delivery, now: datetime) -> None:
        """Escalate or repeat an alert, unless somebody acknowledged or silenced it or a newer alert took its place."""
        names = (memory.ack(delivery.event), memory.newest(delivery.receiver, delivery.event))
        ack, newest = await self._client.pipe([("GET", self._keys.state(name)) for name in names])
        superseded = delivery.purpose is Purpose.REMINDER and newest not in {None, delivery.alert}
        if ack is not None or superseded:
            await self._instead(delivery, f"ack:{delivery.event}" if ack is not None else str(newest))
            return
        asleep, silence = await self._left_in_peace(delivery, now)
        if delivery.purpose is Purpose.REMINDER and delivery.due is not None and (newest is not None or asleep is not None):
            # The same again later, until it is acknowledged or the note of the newest alert is forgotten.
            interval = delivery.due - delivery.enqueued
            await self._again(delivery, asleep or now + interval, interval)
        if silence is not None:
            await self._instead(delivery, f"silence:{silence}")
        elif asleep is not None:
            await self._instead(delivery, "the reminder on waking")
        else:
            _log.warning("nobody acknowledged", alert=delivery.alert, purpose=delivery.purpose.value, receiver=delivery.receiver)
            await self._keeper.release(delivery.receiver, [delivery.id])

    async def _left_in_peace(self, delivery: Delivery, now: datetime) -> tuple[datetime | None, str | None]:
        """Return when the receiver wakes if it sleeps now, and the silence that covers the alert now."""
        alert = Alert.model_validate_json(delivery.body)
        policy = self._router.receivers[delivery.receiver]
        stored: dict[str, str] = await self._client.call("HGETALL", self._keys.state(SILENCES))
        silences = map(Silence.model_validate_json, stored.values())
        silence = next((one.id for one in silences if one.covers(alert, delivery.receiver, delivery.recipient, now)), None)
        return wake(policy.quiet_hours, policy.time_zone, now, alert.severity), silence

    async def _again(self, delivery: Delivery, due: datetime, interval: timedelta) -> None:
        """Repeat a reminder at ``due``; what lies between its two times is the interval, also over a night."""
        name = delivery_id(delivery.id, delivery.receiver, delivery.recipient, Purpose.REMINDER)
        again = delivery.model_copy(update={"id": name, "enqueued": due - interval, "due": due})
        await self._outbox.commit(Commit(feed="", deliveries=(again,)))

    async def _instead(self, delivery: Delivery, into: str) -> None:
        """End a delivery that need not be told, and say what stands for it."""
        await self._outbox.commit(Commit(feed="", absorbed=(Absorbed(delivery.id, delivery.receiver, into),)))


def _told_anyway(delivery: Delivery) -> bool:
    """Whether an alert that found too few sources is told when the time is over."""
    asked = Alert.model_validate_json(delivery.body).corroboration
    return asked is None or asked.told_anyway
