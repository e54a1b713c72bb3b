"""Who would have been told in a replay: as the routes say, and, for rules that wait for sources, once they reported.

Nothing else of the policy of the moment counts: no quiet hours, throttles, caps or silences. Waiting goes by the articles' own
time. What waits is remembered with the commit, so that a replay that was killed is taken up where it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from watcher.alerts.corroboration import Awaiting, begun
from watcher.alerts.delivery import Delivery
from watcher.alerts.model import Alert
from watcher.alerts.plan import Plan, Router, delivery_id
from watcher.alerts.policy import Note
from watcher.alerts.verdicts import REMEMBERED
from watcher.clock import Clock
from watcher.model import Model
from watcher.queue.commit import Commit, Write
from watcher.queue.outbox import Outbox
from watcher.store.store import Store

RECEIVER = "replay"
"""Takes every alert of a replay that does not notify."""
_NOTE = "replay-waits:"


class _Waits(Model):
    """What waits for sources of one event."""

    awaiting: Awaiting
    told_anyway: bool
    receivers: tuple[str, ...] = ()
    deliveries: tuple[Delivery, ...] = ()


@dataclass
class ReplayPlanner:
    """Plans one replay's alerts."""

    router: Router
    store: Store
    clock: Clock
    """The system's: deliveries are made now."""
    past: Clock
    """The articles'."""
    notify: bool
    _waits: dict[str, _Waits] = field(default_factory=dict)
    """By event; what is over stays, since an event waits once."""

    async def resume(self) -> None:
        """Take up what waited when the same replay was killed; raises StoreError."""
        names = await self.store.client.names(self.store.keys.state(f"{_NOTE}*"))
        values = await self.store.client.pipe([("GET", name) for name in names])
        for name, value in zip(names, values, strict=True):
            self._waits[name.rpartition(_NOTE)[2]] = _Waits.model_validate_json(value)

    async def __call__(self, alert: Alert) -> Plan:
        """Return the plan of an alert; one that waits has no deliveries yet, and its alert names nobody."""
        now, known = self.past.now(), self._waits.get(alert.event)
        if known is not None and known.awaiting.until > now:
            if known.awaiting.joined_by(alert):
                return self._held(alert, known)
            over = known.model_copy(update={"awaiting": known.awaiting.model_copy(update={"until": now}), "deliveries": ()})
            return self._noted(self._routed(alert, known.receivers), over)
        awaiting = begun(alert, now) if known is None else None
        if awaiting is None or alert.corroboration is None:
            return self._routed(alert)
        return self._held(alert, _Waits(awaiting=awaiting, told_anyway=alert.corroboration.told_anyway))

    async def told_by(self, now: datetime | None = None) -> int:
        """Tell what waited in vain until ``now``, or at the end, where its rule wants it told anyway; return how many."""
        told = 0
        for event, waits in self._waits.items():
            if not waits.deliveries or (now is not None and waits.awaiting.until > now):
                continue
            over = waits.model_copy(update={"deliveries": ()})
            self._waits[event] = over
            going = waits.deliveries if waits.told_anyway else ()
            note = Write("SET", _NOTE + event, (over.model_dump_json(),))
            await Outbox(self.store, self.clock).commit(Commit(feed="", deliveries=going, also=(note,)))
            told += len({delivery.alert for delivery in going})
        return told

    def _held(self, alert: Alert, waits: _Waits) -> Plan:
        plan = self._routed(alert)
        waits = waits.model_copy(
            update={
                "receivers": tuple(dict.fromkeys((*waits.receivers, *plan.alert.receivers))),
                "deliveries": (*waits.deliveries, *plan.deliveries),
            }
        )
        nobody = plan.alert.model_copy(update={"receivers": ()})
        return self._noted(plan.model_copy(update={"alert": nobody, "deliveries": ()}), waits)

    def _noted(self, plan: Plan, waits: _Waits) -> Plan:
        self._waits[plan.alert.event] = waits
        note = Note(name=_NOTE + plan.alert.event, value=waits.model_dump_json(), ttl=REMEMBERED)
        return plan.model_copy(update={"notes": (*plan.notes, note)})

    def _routed(self, alert: Alert, waited: Iterable[str] = ()) -> Plan:
        """Return the plan to the receivers, or to the replay alone if anybody would be told; the alert names them."""
        plan = self.router.plan(alert, self.clock.now(), waited=tuple(waited))
        if self.notify or not plan.alert.receivers:
            return plan
        delivery = Delivery(
            id=delivery_id(alert.id, RECEIVER, None),
            alert=alert.id,
            event=alert.event,
            receiver=RECEIVER,
            severity=alert.severity,
            body=plan.alert.model_dump_json(),
            enqueued=self.clock.now(),
        )
        return plan.model_copy(update={"deliveries": (delivery,)})
