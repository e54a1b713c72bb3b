"""Many alerts to several receivers of which one is dead and one slow: what is lost, how far the others are delayed.

``python -m tests.bench.receivers [alerts] [seconds]``; the receivers are real servers on the loopback, Redis syncs always.
"""

import asyncio
import contextlib
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack

from tests.fakes.alerts import an_alert
from tests.fakes.redis import redis_process
from tests.fakes.wait import wait_until
from tests.fakes.webhooksink import Act, WebhookSink, accept_late, answer
from watcher import log
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
from watcher.store import RedisSettings, connection
from watcher.store.keys import Keys
from watcher.store.store import Store

FAST = ("one", "two", "three")
SLOW_REPLY = 2.0


class Latencies:
    """When each alert was committed, and when it arrived."""

    def __init__(self) -> None:
        self.began: dict[str, float] = {}
        self.arrived: dict[str, list[float]] = {name: [] for name in FAST}

    def watch(self, name: str, sink: WebhookSink) -> None:
        """Note each arrival of a sink as it is accepted."""
        add = sink.collector.add

        def noted(id_: str, data: dict[str, object], raw: bytes = b"", to: str = "") -> None:
            self.arrived[name].append(time.monotonic() - self.began[str(data["event"])])
            add(id_, data, raw, to)

        sink.collector.add = noted  # type: ignore[method-assign]  # the bench listens where the test would look

    def complete(self, alerts: int) -> Callable[[], bool]:
        """Return what tells whether every fast receiver has them all."""
        return lambda: min(map(len, self.arrived.values())) >= alerts

    def line(self, name: str) -> str:
        """Return a receiver's percentiles in milliseconds."""
        cuts = statistics.quantiles(self.arrived[name], n=100)
        return f"p50 {cuts[49] * 1000:7.1f} ms   p99 {cuts[98] * 1000:7.1f} ms   {len(self.arrived[name])} arrived"


async def bench(alerts: int, seconds: float, url: str) -> int:
    """Publish ``alerts`` within ``seconds``; print the latencies and the ledger; return how many are missing."""
    clock, latencies = SystemClock(), Latencies()
    async with AsyncExitStack() as stack:
        receivers: dict[str, WebhookReceiver] = {}
        sinks: dict[str, WebhookSink] = {}
        acts: Sequence[tuple[str, Act]] = (*((name, answer(200)) for name in FAST), ("slow", accept_late(SLOW_REPLY)))
        for name, act in acts:
            sinks[name] = await stack.enter_async_context(WebhookSink(otherwise=act).serve())
            receivers[name] = _receiver(sinks[name].url)
        receivers["dead"] = _receiver("http://127.0.0.1:9/")
        for name in FAST:
            latencies.watch(name, sinks[name])
        store = Store(connection.client(RedisSettings.model_validate({"url": url})), Keys("bench"))
        router = Router(Route.model_validate({"receiver": list(receivers)}), receivers)
        policy, outbox, pulse = Policy(store, router, clock), Outbox(store, clock), Pulse(clock)
        rounds = {name: Round(one, WEBHOOK, receivers[name].concurrency) for name, one in build(receivers).items()}
        couriers = Couriers(rounds, queue=DeliveryQueue(store, clock), clock=clock, pulse=pulse)
        house = Housekeeping(store, router, clock, pulse)
        await couriers.start()
        house.start()
        began = time.monotonic()

        async def publish(number: int) -> None:
            alert = an_alert(event={"id": f"ev{number}"})
            latencies.began[alert.event] = time.monotonic()
            plan = await policy(alert)
            await outbox.commit(Commit(feed="f", alerts=(plan.alert,), deliveries=plan.deliveries, also=writes(plan)))

        # Feeds are read side by side, and so alerts are committed side by side.
        async with asyncio.TaskGroup() as feeds:
            for number in range(alerts):
                await asyncio.sleep(max(0.0, began + number * seconds / alerts - time.monotonic()))
                feeds.create_task(publish(number))
        published = time.monotonic() - began
        with contextlib.suppress(AssertionError):
            await wait_until(latencies.complete(alerts), description="all arrivals", within=30)
        audit = await DeliveryLog(store).audit()
        await house.stop()
        await couriers.stop(5)
        rate = alerts / published
        print(f"{alerts} alerts to 5 receivers in {published:.1f} s ({rate:.0f}/s), one dead, one answering after {SLOW_REPLY} s")
        for name in FAST:
            print(f"  {name:6} {latencies.line(name)}")
        print(f"  slow   {len(sinks['slow'].collector.arrivals)} arrived so far")
        print(f"  ledger {audit}, balanced: {audit.balanced}")
        await store.client.close()
        return sum(alerts - len(latencies.arrived[name]) for name in FAST) + (not audit.balanced)


def _receiver(url: str) -> WebhookReceiver:
    return WebhookReceiver.model_validate({"url": url, "allow_http": True, "allow_private": ["127.0.0.0/8"]})


def main() -> None:
    """Run with a Redis of its own; exit 1 where something is missing."""
    log.setup(level="error")
    alerts, seconds = (int(sys.argv[1]) if len(sys.argv) > 1 else 5000), (float(sys.argv[2]) if len(sys.argv) > 2 else 60.0)
    with redis_process(fsync="always") as server:
        missing = asyncio.run(bench(alerts, seconds, server.url))
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
