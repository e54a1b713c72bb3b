"""The policy on a real Redis: what it holds is told in digests, escalated or done with, and the ledger balances."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.fakes.alerts import NOW, a_report, an_alert, an_article, an_event
from watcher.alerts.delivery import Delivery, Outcome, Purpose, Result
from watcher.alerts.model import Alert, Digest
from watcher.alerts.plan import Plan, Router
from watcher.alerts.policy import ReceiverPolicy, Silence
from watcher.alerts.routes import Route
from watcher.alerts.verdicts import Verdict
from watcher.clock import ManualClock
from watcher.errors import WatcherError
from watcher.queue.commit import Commit, CommitResult
from watcher.queue.deliveries import DeliveryQueue
from watcher.queue.keeper import Keeper
from watcher.queue.log import DeliveryLog, State
from watcher.queue.outbox import Outbox
from watcher.queue.policy import Policy, Waker, writes
from watcher.rules.model import Severity
from watcher.store.store import Store


class Desk:
    """One namespace with routes, receivers and a clock of its own."""

    def __init__(self, store: Store, route: dict[str, Any], **policies: dict[str, Any]) -> None:
        receivers = {name: ReceiverPolicy.model_validate(policy) for name, policy in policies.items()}
        self.store = store
        self.clock = ManualClock(NOW)
        self.router = Router(Route.model_validate(route), receivers)
        self.outbox = Outbox(store, self.clock)
        self.policy = Policy(store, self.router, self.clock)
        self.waker = Waker(store, self.outbox, self.router, self.clock)
        self.queue = DeliveryQueue(store, self.clock)
        self.log = DeliveryLog(store)

    async def publish(self, alert: Alert) -> Plan:
        """Plan an alert and commit it, as the pipeline does."""
        plan = await self.policy(alert)
        commit = Commit(feed="f", alerts=(plan.alert,), deliveries=plan.deliveries, also=writes(plan))
        assert await self.outbox.commit(commit) is CommitResult.COMMITTED
        return plan

    async def told(self, receiver: str) -> list[Delivery]:
        """Deliver whatever the receiver is to get now, and return it."""
        await Keeper(self.store).promote(self.clock.now())
        out: list[Delivery] = []
        while leased := await self.queue.lease(receiver, 100, block=0):
            for one in leased:
                await self.queue.done(one, Outcome(result=Result.DELIVERED))
                out.append(one.delivery)
        return out

    async def ledger_balances(self) -> None:
        """Check that published = delivered + held + digested + dead."""
        audit = await self.log.audit()
        assert audit.balanced, audit


Desks = Callable[..., Desk]


@pytest.fixture
def desk(store: Store) -> Desks:
    """Return a maker of desks."""
    return lambda route, **policies: Desk(store, route, **policies)


async def test_a_quiet_night_ends_with_one_digest_that_lists_every_alert(desk: Desks) -> None:
    """Nothing is told before waking; then one digest names all, a later alert comes singly, and nothing is lost."""
    night = {"quiet_hours": [{"start": "12:00", "end": "18:00"}], "language": "ar"}
    one = desk({"receiver": "night"}, night=night)
    calm = {"severity": Severity.WARNING}
    alerts = []
    for number in range(7):
        alerts.append(await one.publish(an_alert(event={"id": f"ev{number}", **calm})))
        one.clock.advance(1)
    await one.waker.tick()
    assert await one.told("night") == []
    await one.ledger_balances()
    one.clock.set(datetime(2026, 5, 3, 18, 0, tzinfo=UTC))
    assert await one.waker.tick() == 7
    [digest] = await one.told("night")
    assert digest.purpose is Purpose.DIGEST
    listed = Digest.model_validate_json(digest.body).listed
    assert [item.alert for item in listed] == [plan.alert.id for plan in alerts]
    assert {item.held for item in listed} == {"HELD"}
    assert "ضربة" in listed[0].headline
    await one.ledger_balances()
    assert {record.state for record in await one.log.latest(receiver="night")} == {State.DELIVERED, State.DIGESTED}
    await one.publish(an_alert(event={"id": "ev9", **calm}))
    assert [delivery.purpose for delivery in await one.told("night")] == [Purpose.ALERT]


async def test_a_single_held_alert_is_told_as_it_is(desk: Desks) -> None:
    """A digest of one would say less than the alert."""
    one = desk({"receiver": "desk", "throttle": "10m"}, desk={})
    for revision in (1, 2):
        await one.publish(an_alert(event={"revision": revision}))
    assert len(await one.told("desk")) == 1
    one.clock.advance(601)
    await one.waker.tick()
    [told] = await one.told("desk")
    assert (told.purpose, Alert.model_validate_json(told.body).revision) == (Purpose.ALERT, 2)
    await one.ledger_balances()


async def test_a_restart_in_the_middle_of_a_storm_brings_no_second_cap(desk: Desks) -> None:
    """What was told in the last minute counts, whichever process told it; a minute later the cap is whole again."""
    one = desk({"receiver": "capped"}, capped={"cap": 5})
    verdicts = []
    for number in range(12):
        # Each alert is planned by a process that has just started.
        one.policy = Policy(one.store, one.router, one.clock)
        [decision] = (await one.publish(an_alert(event={"id": f"ev{number}"}))).decisions
        verdicts.append(decision.verdict)
        one.clock.advance(2)
    assert verdicts == [Verdict.SENT] * 5 + [Verdict.STORM] * 7
    one.clock.advance(60)
    [decision] = (await one.publish(an_alert(event={"id": "later"}))).decisions
    assert decision.verdict is Verdict.SENT


async def test_a_storm_is_capped_and_complete(desk: Desks) -> None:
    """Of 500 alerts in a minute a receiver gets its cap and digests that list all others; another without a cap gets all."""
    one = desk({"receiver": ["capped", "machine"]}, capped={"cap": 20}, machine={})
    plans = [await one.publish(an_alert(event={"id": f"ev{number}"})) for number in range(500)]
    one.clock.advance(60)
    await one.waker.tick()
    messages = await one.told("capped")
    singles = [message for message in messages if message.purpose is Purpose.ALERT]
    digests = [Digest.model_validate_json(message.body) for message in messages if message.purpose is Purpose.DIGEST]
    assert len(singles) == 20
    assert [(digest.part, digest.parts) for digest in digests] == [(1, 3), (2, 3), (3, 3)]
    known = {single.alert for single in singles} | {item.alert for digest in digests for item in digest.listed}
    assert known == {plan.alert.id for plan in plans}
    assert len(await one.told("machine")) == 500
    await one.ledger_balances()


async def test_groups_are_told_together(desk: Desks) -> None:
    """Alerts of one place come in one message, those of another rule set in their own."""
    one = desk({"receiver": "desk", "group_by": ["rule_set"], "group_wait": "30s", "group_interval": "5m"}, desk={})
    for number in range(3):
        await one.publish(an_alert(event={"id": f"a{number}"}))
        await one.publish(an_alert(event={"id": f"b{number}"}, match={"rule": "casualties/toll"}))
    one.clock.advance(30)
    await one.waker.tick()
    told = [Digest.model_validate_json(delivery.body) for delivery in await one.told("desk")]
    assert sorted(sorted(item.event for item in digest.listed) for digest in told) == [["a0", "a1", "a2"], ["b0", "b1", "b2"]]
    await one.ledger_balances()


async def acknowledge(one: Desk, alert: Alert) -> None:
    """Store the event as the pipeline does, then take it in hand."""
    event = an_event(a_report(an_article()), id=alert.event)
    await one.outbox.commit(Commit(feed="f", events=(event,)))
    await one.policy.acknowledge(alert.event, by="nadia")


@pytest.mark.parametrize("in_time", [True, False])
async def test_escalation_follows_unless_acknowledged(desk: Desks, *, in_time: bool) -> None:
    """The chief hears of a critical alert after ten minutes, unless somebody acknowledged its event by then."""
    one = desk({"receiver": "desk", "escalate": {"after": "10m", "receiver": "chief"}}, desk={}, chief={})
    await one.publish(an_alert())
    assert len(await one.told("desk")) == 1
    if in_time:
        await acknowledge(one, an_alert())
    one.clock.advance(601)
    await one.waker.tick()
    told = await one.told("chief")
    assert [delivery.purpose for delivery in told] == ([] if in_time else [Purpose.ESCALATION])
    await one.ledger_balances()


async def test_reminders_repeat_until_acknowledged(desk: Desks) -> None:
    """An alert that nobody acknowledges comes again each interval, in its newest revision only, until somebody does."""
    one = desk({"receiver": "desk", "repeat_interval": "1h"}, desk={})
    await one.publish(an_alert())
    await one.publish(an_alert(event={"revision": 2}))
    assert len(await one.told("desk")) == 2
    reminded = []
    for _ in range(3):
        one.clock.advance(3601)
        await one.waker.tick()
        reminded += await one.told("desk")
    assert [Alert.model_validate_json(delivery.body).revision for delivery in reminded] == [2, 2, 2]
    assert len({delivery.id for delivery in reminded}) == 3
    await acknowledge(one, an_alert())
    one.clock.advance(3601)
    await one.waker.tick()
    assert await one.told("desk") == []
    await one.ledger_balances()


async def test_a_reminder_neither_wakes_nor_breaks_a_silence(desk: Desks) -> None:
    """A reminder waits for the morning and keeps its interval; none comes while the event is silenced, afterwards they do."""
    night = {"quiet_hours": [{"start": "12:30", "end": "20:00"}]}
    one = desk({"receiver": "night", "repeat_interval": "1h"}, night=night)
    await one.publish(an_alert(event={"severity": Severity.WARNING}))
    assert len(await one.told("night")) == 1
    told = []
    for hour in range(1, 11):
        one.clock.set(NOW + timedelta(hours=hour, seconds=1))
        if hour == 9:
            ends = one.clock.now() + timedelta(minutes=30)
            match = {"event": "ev1"}
            await one.policy.silence(
                Silence.model_validate({"id": "s1", "match": match, "starts": NOW, "ends": ends, "comment": "known"})
            )
        await one.waker.tick()
        told += [hour] * len(await one.told("night"))
    assert told == [8, 10]
    await one.ledger_balances()


async def test_a_silenced_event_does_not_escalate(desk: Desks) -> None:
    """Whoever silenced the event for all does not want the chief to hear of it either."""
    one = desk({"receiver": "desk", "escalate": {"after": "10m", "receiver": "chief"}}, desk={}, chief={})
    await one.publish(an_alert())
    fields = {"id": "s1", "match": {"event": "ev1"}, "starts": NOW, "ends": NOW + timedelta(hours=1), "comment": "drill"}
    await one.policy.silence(Silence.model_validate(fields))
    one.clock.advance(601)
    await one.waker.tick()
    assert await one.told("chief") == []
    await one.ledger_balances()


async def test_what_waits_for_company_escalates_all_the_same(desk: Desks) -> None:
    """A critical alert in a group escalates ten minutes after the group was told, not never."""
    route = {"receiver": "desk", "group_by": ["place"], "group_wait": "30s", "escalate": {"after": "10m", "receiver": "chief"}}
    one = desk(route, desk={}, chief={})
    await one.publish(an_alert())
    for seconds, expected in ((31, []), (590, []), (10, [Purpose.ESCALATION])):
        one.clock.advance(seconds)
        await one.waker.tick()
        assert [delivery.purpose for delivery in await one.told("chief")] == expected
    await one.ledger_balances()


async def test_silences_are_kept_listed_and_ended(desk: Desks) -> None:
    """A silence holds over processes, mutes with its comment, and ends at once when expired."""
    one = desk({"receiver": "desk"}, desk={})
    ends = NOW + timedelta(hours=1)
    await one.policy.silence(
        Silence.model_validate({"id": "s1", "match": {"place": "iraq"}, "starts": NOW, "ends": ends, "comment": "drill"})
    )
    muted = await one.publish(an_alert())
    assert [decision.verdict for decision in muted.decisions] == [Verdict.SILENCED]
    assert [decision.why for decision in await one.policy.decisions(muted.alert.id)] == [muted.decisions[0].why]
    assert [silence.comment for silence in await one.policy.silences()] == ["drill"]
    await one.policy.expire("s1")
    assert (await one.publish(an_alert(event={"revision": 2}))).alert.receivers == ("desk",)
    with pytest.raises(WatcherError, match="no silence"):
        await one.policy.expire("s2")
    one.clock.advance(timedelta(days=8))
    assert await one.policy.silences() == ()


async def test_a_crash_between_digest_and_next_round_repeats_nothing(desk: Desks) -> None:
    """Waking twice, as after a crash, makes one digest; committing the same plan twice makes one delivery."""
    one = desk({"receiver": "desk", "throttle": "10m"}, desk={})
    plans = [await one.publish(an_alert(event={"revision": revision})) for revision in (1, 2, 3)]
    await one.outbox.commit(Commit(feed="f", alerts=(plans[2].alert,), deliveries=plans[2].deliveries))
    one.clock.advance(601)
    await one.waker.tick()
    await one.waker.tick()
    assert [delivery.purpose for delivery in await one.told("desk")] == [Purpose.ALERT, Purpose.DIGEST]
    await one.ledger_balances()
