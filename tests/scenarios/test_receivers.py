"""Couriers, policy and real receivers together: what arrives when, and that nobody waits for somebody else."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from tests.fakes.alerts import an_alert
from tests.fakes.collector import between
from tests.fakes.webhooksink import WebhookSink, accept_late, accept_then_reset, answer, never_answer
from watcher.alerts.model import Alert
from watcher.alerts.plan import Router
from watcher.alerts.routes import Route
from watcher.clock import SystemClock
from watcher.notifiers import build
from watcher.notifiers.webhook import WebhookReceiver
from watcher.queue.commit import Commit
from watcher.queue.deliveries import DeliveryQueue
from watcher.queue.log import DeliveryLog
from watcher.queue.outbox import Outbox
from watcher.queue.policy import Policy, writes
from watcher.queue.schedule import WEBHOOK
from watcher.runtime.courier import Couriers, Round
from watcher.runtime.housekeeping import Housekeeping
from watcher.runtime.pulse import Pulse
from watcher.store.store import Store


class Desk:
    """What publishes alerts to running couriers."""

    def __init__(self, store: Store, router: Router) -> None:
        self.clock = SystemClock()
        self.log = DeliveryLog(store)
        self._policy = Policy(store, router, self.clock)
        self._outbox = Outbox(store, self.clock)

    async def publish(self, alert: Alert) -> None:
        """Plan and commit, as the pipeline does."""
        plan = await self._policy(alert)
        await self._outbox.commit(Commit(feed="f", alerts=(plan.alert,), deliveries=plan.deliveries, also=writes(plan)))


@asynccontextmanager
async def desk(store: Store, sinks: Mapping[str, WebhookSink], **route: Any) -> AsyncIterator[Desk]:
    """Serve the sinks, run couriers for them, and yield what publishes."""
    async with AsyncExitStack() as stack:
        receivers: dict[str, WebhookReceiver] = {}
        for name, sink in sinks.items():
            await stack.enter_async_context(sink.serve())
            fields = {"url": sink.url, "allow_http": True, "allow_private": ["127.0.0.0/8"], "timeout": 2}
            receivers[name] = WebhookReceiver.model_validate(fields)
        clock = SystemClock()
        pulse = Pulse(clock)
        router = Router(Route.model_validate({"receiver": list(receivers), **route}), receivers)
        rounds = {name: Round(one, WEBHOOK, receivers[name].concurrency) for name, one in build(receivers).items()}
        couriers = Couriers(rounds, queue=DeliveryQueue(store, clock), clock=clock, pulse=pulse)
        house = Housekeeping(store, router, clock, pulse)
        await couriers.start()
        house.start()
        try:
            yield Desk(store, router)
        finally:
            await house.stop()
            await couriers.stop(0)


async def test_a_dead_and_a_slow_receiver_delay_nobody(store: Store) -> None:
    """Thirty alerts reach the healthy receiver in time though another hangs and a third takes a second each."""
    healthy, hanging, slow = WebhookSink(), WebhookSink(otherwise=never_answer()), WebhookSink(otherwise=accept_late(1.0))
    async with desk(store, {"healthy": healthy, "hanging": hanging, "slow": slow}) as one:
        for number in range(30):
            await one.publish(an_alert(event={"id": f"ev{number}"}))
            healthy.collector.want(between(0, 10), event=f"ev{number}", reason="FIRST_REPORT")
        await healthy.collector.settle()
        audit = await one.log.audit()
    assert healthy.collector.repeats == 0
    assert audit.balanced
    assert audit.published == 90


async def test_a_group_is_one_message_after_its_wait(store: Store) -> None:
    """Two alerts of one place come together a second later; a third, of another rule set, comes in its own time and whole."""
    sink = WebhookSink()
    async with desk(store, {"room": sink}, group_by=["rule_set"], group_wait="1s", group_interval="5m") as one:
        await one.publish(an_alert(event={"id": "a"}))
        await one.publish(an_alert(event={"id": "b"}))
        await one.publish(an_alert(event={"id": "c"}, match={"rule": "casualties/toll"}))
        sink.collector.want(between(1, 10), why="GROUPED", receiver="room")
        sink.collector.want(between(1, 10), event="c")
        await sink.collector.settle()
    [digest] = [arrival.data for arrival in sink.collector.arrivals if "listed" in arrival.data]
    assert sorted(item["event"] for item in digest["listed"]) == ["a", "b"]


async def test_a_throttled_update_comes_when_the_throttle_ends(store: Store) -> None:
    """The first report at once, the update of the same event two seconds later, another event at once."""
    sink = WebhookSink()
    async with desk(store, {"room": sink}, throttle="2s") as one:
        await one.publish(an_alert(event={"id": "a"}))
        await one.publish(an_alert(event={"id": "a", "revision": 2}))
        await one.publish(an_alert(event={"id": "b"}))
        sink.collector.want(between(0, 6), event="a", revision=1)
        sink.collector.want(between(2, 12), event="a", revision=2)
        sink.collector.want(between(0, 6), event="b")
        await sink.collector.settle()


async def test_a_receiver_that_recovers_gets_its_backlog_once(store: Store) -> None:
    """What was refused with 500 comes again on the schedule, with the same id and bytes, and is accepted once."""
    sink = WebhookSink()
    sink.then(answer(500))
    async with desk(store, {"room": sink}) as one:
        await one.publish(an_alert(event={"id": "a"}))
        sink.collector.want(between(1, 10), event="a")
        await sink.collector.settle()
    assert len({request.body for request in sink.requests}) == 1
    assert len(sink.requests) == 2


async def test_a_dead_receivers_backlog_is_not_worked_through_again_and_again(store: Store) -> None:
    """Of 200 alerts to a receiver that resets every connection a few are tried, the rest waits untouched; all are still there."""
    dead, healthy = WebhookSink(otherwise=accept_then_reset()), WebhookSink()
    async with desk(store, {"healthy": healthy, "dead": dead}) as one:
        for number in range(200):
            await one.publish(an_alert(event={"id": f"ev{number}"}))
            healthy.collector.want(between(0, 20), event=f"ev{number}")
        await healthy.collector.settle()
        records = await one.log.open("dead", 200)
    assert len(records) == 200
    assert sum(len(record.attempts) for record in records) < 100
