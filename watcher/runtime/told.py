"""Why somebody was told of an alert, or was not: the policy's decisions and what became of each delivery."""

from collections.abc import Mapping
from dataclasses import dataclass

from watcher.alerts.model import Alert
from watcher.alerts.plan import Router
from watcher.alerts.verdicts import Decision
from watcher.clock import Clock, SystemClock
from watcher.config.settings import Configuration
from watcher.errors import WatcherError
from watcher.queue.log import DeliveryLog, DeliveryRecord
from watcher.queue.policy import Policy
from watcher.store.store import Store


@dataclass(frozen=True, slots=True)
class Told:
    """One alert, who was to hear of it, and who did."""

    alert: Alert
    decisions: tuple[Decision, ...]
    deliveries: tuple[DeliveryRecord, ...]
    digests: Mapping[str, DeliveryRecord]
    """By id, the messages that told some of them instead."""


def policy_of(configuration: Configuration, store: Store, clock: Clock | None = None) -> Policy:
    """Return the policy that the daemon runs on this configuration and store."""
    return Policy(store, router_of(configuration), clock or SystemClock())


def router_of(configuration: Configuration) -> Router:
    """Return the routes with the receivers' policies; ConfigError where they do not fit together."""
    main = configuration.main
    return Router(main.route, main.receivers, main.inhibit)


async def told(configuration: Configuration, store: Store, alert: str) -> Told:
    """Return what is known of an alert; WatcherError where it is unknown or its retention is over."""
    found = await store.alerts.get(alert)
    if found is None:
        raise WatcherError(f"no alert {alert!r}", mend="`watcher alerts --json` lists them")
    decisions = await policy_of(configuration, store).decisions(alert)
    deliveries = await DeliveryLog(store).many(list(await store.alerts.deliveries(alert)))
    instead = [one.digest for one in deliveries if one.digest is not None]
    digests = {one.id: one for one in await DeliveryLog(store).many(instead)} if instead else {}
    return Told(found, decisions, deliveries, digests)
