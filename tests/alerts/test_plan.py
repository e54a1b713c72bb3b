"""Who is told, now, later or not, and why: the router and the policy, decided on values alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from tests.fakes.alerts import ERBIL, NOW, an_alert
from watcher.alerts import memory
from watcher.alerts.delivery import Purpose
from watcher.alerts.matchers import Matcher
from watcher.alerts.model import Alert
from watcher.alerts.plan import Plan, Router
from watcher.alerts.policy import Ack, Gist, Inhibition, PolicyState, ReceiverPolicy, Silence
from watcher.alerts.routes import Route
from watcher.alerts.verdicts import Verdict
from watcher.claims.model import Qualifier, Role
from watcher.errors import ConfigError
from watcher.events.model import Reason, Toll
from watcher.rules.model import Severity

RECEIVERS = {name: ReceiverPolicy() for name in ("desk", "night", "ops", "chief")}


def router(route: dict[str, Any], inhibit: tuple[Inhibition, ...] = (), **policies: dict[str, Any]) -> Router:
    """Return a router over one tree; ``policies`` set a receiver's own."""
    receivers = {**RECEIVERS, **{name: ReceiverPolicy.model_validate(policy) for name, policy in policies.items()}}
    return Router(Route.model_validate(route), receivers, inhibit)


class Memory:
    """Plays the store: remembers the notes of one plan for the next."""

    def __init__(self, one: Router) -> None:
        self.router = one
        self.notes: dict[str, tuple[str, datetime]] = {}
        self.silences: tuple[Silence, ...] = ()
        self.recent: dict[str, int] = {}

    def plan(self, alert: Alert, now: datetime = NOW) -> Plan:
        """Plan with what is remembered, and remember what the plan wants."""
        known = {
            name: self.notes[name][0] for name in self.router.reads(alert) if name in self.notes and self.notes[name][1] > now
        }
        plan = self.router.plan(alert, now, PolicyState(silences=self.silences, notes=known, recent=self.recent))
        for note in plan.notes:
            self.notes[note.name] = (note.value, now + timedelta(seconds=note.ttl))
        return plan


def verdicts(plan: Plan) -> dict[str | None, Verdict]:
    """Return each receiver's verdict."""
    return {decision.receiver: decision.verdict for decision in plan.decisions}


def test_the_tree_sends_as_alertmanager_does() -> None:
    """The first matching child takes the alert, ``continue`` asks its siblings, a leaf inherits what it leaves out."""
    tree = {
        "receiver": "ops",
        "routes": [
            {"match": {"rule_set": "casualties"}, "receiver": "night"},
            {"match": {"place": "iraq"}, "continue": True, "receiver": "desk"},
            {"match": {"severity": "warning"}, "routes": [{"match": {"tier": 1}, "receiver": "chief"}]},
            {"receiver": "night"},
        ],
    }
    plan = router(tree).plan(an_alert(), NOW)
    assert plan.alert.receivers == ("desk", "ops")
    assert [decision.route for decision in plan.decisions] == ["root > 2", "root > 3"]
    assert [(one.receiver, one.due) for one in plan.deliveries] == [("desk", None), ("ops", None)]


@pytest.mark.parametrize(
    ("match", "holds"),
    [
        ({}, True),
        ({"rule": "iraq-strikes/*"}, True),
        ({"rule": ["us-interests/threat", "iraq-strikes/strike"]}, True),
        ({"rule": "us-interests/*"}, False),
        ({"rule_set": "iraq-strikes"}, True),
        ({"severity": "critical"}, True),
        ({"label": {"region": "north"}}, True),
        ({"label": {"region": "south"}}, False),
        ({"place": "kurdistan-region"}, True),
        ({"place": "place:iraq"}, True),
        ({"place": "syria"}, False),
        ({"tier": 2}, True),
        ({"tier": 1}, False),
        ({"language": ["ar", "en"]}, True),
        ({"language": "ar"}, False),
        ({"reason": "FIRST_REPORT"}, True),
        ({"kind": "threat"}, False),
        ({"status": ["actual", "claimed"]}, True),
        ({"event": "ev1"}, True),
        ({"demo": True}, False),
        ({"replayed": False}, True),
    ],
)
def test_each_condition(match: dict[str, Any], holds: bool) -> None:  # noqa: FBT001 - the table's column
    """Every key of a matcher holds and fails as it says."""
    alert = an_alert(match={"labels": (("region", "north"),)})
    assert Matcher.model_validate(match).matches(alert) is holds


def test_second_sources_are_told_where_a_route_asks() -> None:
    """SECOND_SOURCE is untold by default, with the reason why, and told where ``reasons`` name it."""
    alert = an_alert(reason=Reason.SECOND_SOURCE)
    silent = router({"receiver": "desk"}).plan(alert, NOW)
    asked = router({"receiver": "desk", "reasons": ["SECOND_SOURCE"]}).plan(alert, NOW)
    assert (verdicts(silent), silent.deliveries) == ({"desk": Verdict.UNTOLD}, ())
    assert verdicts(asked) == {"desk": Verdict.SENT}


def test_a_route_may_tell_nobody_and_says_so() -> None:
    """``receiver: []`` is a decision, not a gap."""
    plan = router({"receiver": "desk", "routes": [{"match": {"kind": "strike"}, "receiver": []}]}).plan(an_alert(), NOW)
    assert (plan.deliveries, plan.alert.receivers) == ((), ())
    assert [(one.verdict, one.why) for one in plan.decisions] == [(Verdict.UNTOLD, "the route names no receiver")]


def test_a_rule_may_name_its_receiver() -> None:
    """Receivers that the rule names are told beside those of the routes, once each."""
    plan = router({"receiver": ["desk", "ops"]}).plan(an_alert(match={"receivers": ("chief", "desk", "gone")}), NOW)
    assert sorted(plan.alert.receivers) == ["chief", "desk", "ops"]
    assert len(plan.deliveries) == 3


def test_ids_are_the_same_everywhere_and_bodies_are_frozen() -> None:
    """Planning anew gives the same ids and bytes, without dots."""
    first, second = (router({"receiver": ["desk", "ops"]}).plan(an_alert(), NOW) for _ in range(2))
    assert first == second
    assert len({one.id for one in first.deliveries}) == 2
    assert all("." not in one.id for one in first.deliveries)


def test_quiet_hours_hold_until_waking_and_critical_passes() -> None:
    """At night a warning waits until seven, a critical alert does not."""
    policy = {"time_zone": "Asia/Baghdad", "quiet_hours": [{"start": "14:00", "end": "22:00"}]}
    one = Memory(router({"receiver": "night"}, night=policy))
    held = one.plan(an_alert(event={"severity": Severity.WARNING}))
    assert verdicts(held) == {"night": Verdict.HELD}
    assert [(d.held, d.due) for d in held.deliveries] == [("HELD", datetime(2026, 5, 3, 19, 0, tzinfo=UTC))]
    assert verdicts(one.plan(an_alert())) == {"night": Verdict.SENT}


def test_a_throttle_holds_the_rest_and_lets_what_is_louder_pass() -> None:
    """Within the throttle of an event the next report waits for its end; another event and a louder report do not."""
    one = Memory(router({"receiver": "desk", "throttle": "30m"}))
    calm = {"severity": Severity.WARNING}
    assert verdicts(one.plan(an_alert(event=calm))) == {"desk": Verdict.SENT}
    later = one.plan(an_alert(event={**calm, "revision": 2}), NOW + timedelta(minutes=10))
    assert verdicts(later) == {"desk": Verdict.THROTTLED}
    assert later.deliveries[0].due == NOW + timedelta(minutes=30)
    assert verdicts(one.plan(an_alert(event={**calm, "id": "ev2"}), NOW + timedelta(minutes=11))) == {"desk": Verdict.SENT}
    assert verdicts(one.plan(an_alert(event={"revision": 3}), NOW + timedelta(minutes=12))) == {"desk": Verdict.SENT}
    assert verdicts(one.plan(an_alert(event={"revision": 4}), NOW + timedelta(minutes=50))) == {"desk": Verdict.SENT}


def test_the_end_of_a_throttle_begins_the_next() -> None:
    """What waited is told when the throttle ends, and what comes after that waits again: never twice within the time."""
    one = Memory(router({"receiver": "desk", "throttle": "30m"}))
    due = []
    for minute in (0, 10, 20, 31, 59, 91):
        plan = one.plan(an_alert(event={"revision": minute + 1}), NOW + timedelta(minutes=minute))
        due.append(int(((plan.deliveries[0].due or NOW + timedelta(minutes=minute)) - NOW).total_seconds() / 60))
    assert due == [0, 30, 30, 60, 60, 91]


def test_groups_wait_for_company() -> None:
    """Alerts of a group are due together after ``group_wait``, the next ones ``group_interval`` after that."""
    one = Memory(router({"receiver": "desk", "group_by": ["rule_set"], "group_wait": "30s", "group_interval": "5m"}))
    due = []
    for number, after in enumerate((0, 20, 40, 100, 1000)):
        plan = one.plan(an_alert(event={"id": f"ev{number}"}), NOW + timedelta(seconds=after))
        due.append((plan.deliveries[0].due or NOW + timedelta(seconds=after)) - NOW)
        assert plan.deliveries[0].group == "rule_set=iraq-strikes"
    assert [round(one.total_seconds()) for one in due] == [30, 30, 330, 330, 1030]


def test_a_storm_is_capped_and_the_rest_waits_for_one_digest() -> None:
    """Beyond the cap alerts wait for the end of the minute, all for the same moment."""
    one = Memory(router({"receiver": "desk"}, desk={"cap": 3}))
    one.recent = {"desk": 3}
    waits = {one.plan(an_alert(event={"id": f"ev{n}"}), NOW + timedelta(seconds=n)).deliveries[0].due for n in range(5)}
    assert waits == {NOW + timedelta(minutes=1)}


def silence(**fields: Any) -> Silence:
    """Return a silence of the event for an hour."""
    base = {"id": "s1", "match": {"event": "ev1"}, "starts": NOW, "ends": NOW + timedelta(hours=1), "comment": "known"}
    return Silence.model_validate({**base, **fields})


@pytest.mark.parametrize(
    ("fields", "after", "verdict"),
    [
        ({}, 0, Verdict.SILENCED),
        ({}, 59, Verdict.SILENCED),
        ({}, 60, Verdict.SENT),
        ({"starts": NOW + timedelta(minutes=5)}, 0, Verdict.SENT),
        ({"receivers": ["ops"]}, 0, Verdict.SENT),
        ({"receivers": ["desk"]}, 0, Verdict.SILENCED),
        ({"match": {"place": "iraq"}}, 0, Verdict.SILENCED),
        ({"match": {"place": "syria"}}, 0, Verdict.SENT),
    ],
)
def test_silences_end(fields: dict[str, Any], after: int, verdict: Verdict) -> None:
    """A silence mutes what it matches, for whom it says, from its start to its end."""
    one = Memory(router({"receiver": "desk"}))
    one.silences = (silence(**fields),)
    plan = one.plan(an_alert(), NOW + timedelta(minutes=after))
    assert verdicts(plan) == {"desk": verdict}
    if verdict is Verdict.SILENCED:
        assert "known" in plan.decisions[0].why
        assert plan.deliveries == ()


STRIKE_MUTES = Inhibition.model_validate(
    {"source": {"rule": "iraq-strikes/strike"}, "target": {"rule": "iraq-strikes/strike-expected"}, "for": "24h"}
)
EXPECTED = {"rule": "iraq-strikes/strike-expected"}


def test_the_strike_mutes_its_expectation() -> None:
    """Once the strike was told, later talk of the expected one, linked to it, is muted; other expectations are not."""
    one = Memory(router({"receiver": "desk"}, (STRIKE_MUTES,)))
    expectation = an_alert(event={"id": "exp"}, match=EXPECTED)
    assert verdicts(one.plan(expectation)) == {"desk": Verdict.SENT}
    assert verdicts(one.plan(an_alert(event={"id": "hit", "linked": ("exp",)}))) == {"desk": Verdict.SENT}
    muted = one.plan(expectation, NOW + timedelta(hours=1))
    assert verdicts(muted) == {"desk": Verdict.INHIBITED}
    assert verdicts(one.plan(an_alert(event={"id": "other"}, match=EXPECTED))) == {"desk": Verdict.SENT}
    assert verdicts(one.plan(expectation, NOW + timedelta(hours=25))) == {"desk": Verdict.SENT}


def test_inhibition_by_place_looks_upwards() -> None:
    """With ``equal: [place]`` a strike in Erbil mutes what is expected in Iraq, and not what is expected in another town."""
    by_place = STRIKE_MUTES.model_copy(update={"equal": ("place",)})
    one = Memory(router({"receiver": "desk"}, (by_place,)))
    one.plan(an_alert(event={"id": "hit"}))
    iraq = ERBIL.model_copy(update={"concept": "place:iraq", "name": "Iraq", "within": ("place:iraq",), "precision": 4})
    basra = ERBIL.model_copy(update={"concept": "place:basra", "name": "Basra", "within": ("place:basra", "place:iraq")})
    assert verdicts(one.plan(an_alert(event={"id": "a", "place": iraq}, match=EXPECTED))) == {"desk": Verdict.INHIBITED}
    assert verdicts(one.plan(an_alert(event={"id": "b", "place": basra}, match=EXPECTED))) == {"desk": Verdict.SENT}


def acknowledged(one: Memory, alert: Alert) -> None:
    """Take the event in hand as it stands."""
    ack = Ack(event=alert.event, by="nadia", at=NOW, gist=Gist.of(alert))
    one.notes[memory.ack(alert.event)] = (ack.model_dump_json(), NOW + timedelta(days=30))


def toll(killed: int) -> tuple[Toll, ...]:
    """Return a toll of killed."""
    return (Toll(role=Role.KILLED, min=killed, best=killed, max=killed, qualifier=Qualifier.EXACT),)


@pytest.mark.parametrize(
    ("event", "reason", "verdict"),
    [
        ({"revision": 2}, Reason.CLAIMED, Verdict.ACKNOWLEDGED),
        ({"revision": 2, "toll": toll(9)}, Reason.TOLL_ROSE, Verdict.SENT),
        ({"revision": 2, "toll": toll(1)}, Reason.TOLL_CORRECTED, Verdict.SENT),
        ({"revision": 2, "severity": Severity.WARNING}, Reason.DENIED, Verdict.SENT),
        ({"revision": 2, "place": None}, Reason.ESCALATED, Verdict.SENT),
        ({"revision": 2}, Reason.RETRACTED, Verdict.SENT),
    ],
)
def test_an_acknowledged_event_speaks_up_only_when_something_material_changed(
    event: dict[str, Any], reason: Reason, verdict: Verdict
) -> None:
    """Later reports join quietly unless severity, place or toll change, or the report is taken back."""
    one = Memory(router({"receiver": "desk"}))
    acknowledged(one, an_alert())
    assert verdicts(one.plan(an_alert(event=event, reason=reason))) == {"desk": verdict}


def test_what_was_told_after_the_acknowledgement_is_acknowledged_too() -> None:
    """A new toll is told once; the same toll again joins quietly."""
    one = Memory(router({"receiver": "desk"}))
    acknowledged(one, an_alert())
    risen = an_alert(event={"revision": 2, "toll": toll(9)}, reason=Reason.TOLL_ROSE)
    assert verdicts(one.plan(risen)) == {"desk": Verdict.SENT}
    assert verdicts(one.plan(an_alert(event={"revision": 3, "toll": toll(9)}, reason=Reason.CLAIMED))) == {
        "desk": Verdict.ACKNOWLEDGED
    }


def test_a_critical_alert_arms_its_escalation_once() -> None:
    """The next receiver's copy waits; a second report of the event arms nothing more, a warning nothing at all."""
    one = Memory(router({"receiver": "desk", "escalate": {"after": "10m", "receiver": ["chief"]}}))
    first = one.plan(an_alert())
    later = [delivery for delivery in first.deliveries if delivery.purpose is Purpose.ESCALATION]
    assert [(d.receiver, d.due, d.held) for d in later] == [("chief", NOW + timedelta(minutes=10), "ESCALATION")]
    assert len(one.plan(an_alert(event={"revision": 2})).deliveries) == 1
    assert len(one.plan(an_alert(event={"id": "calm", "severity": Severity.WARNING})).deliveries) == 1


def test_the_thread_keeps_its_name() -> None:
    """Severity, kind and place of the first report name the thread for ever."""
    one = Memory(router({"receiver": "desk"}))
    one.plan(an_alert(event={"severity": Severity.NOTICE}))
    told = one.plan(an_alert(event={"revision": 2, "place": None}, reason=Reason.ESCALATED)).alert
    assert (told.thread.severity, told.thread.place("en"), told.severity) == (Severity.NOTICE, "Erbil", Severity.CRITICAL)


@pytest.mark.parametrize(
    "route",
    [{"receiver": "nobody"}, {"routes": [{"receiver": "nobody"}]}, {"escalate": {"after": "1m", "receiver": "nobody"}}],
)
def test_unknown_receivers_are_told(route: dict[str, Any]) -> None:
    """A route to a receiver that does not exist is a ConfigError that lists those that do."""
    with pytest.raises(ConfigError, match="known receivers: chief"):
        router(route)


@pytest.mark.parametrize(
    "route",
    [{"group_by": ["colour"]}, {"match": {"severity": "loud"}}, {"throttle": "soon"}, {"recievers": "x"}, {"throttle": -1}],
)
def test_routes_that_mean_nothing_are_refused(route: dict[str, Any]) -> None:
    """Unknown keys, group keys, severities and time spans are errors."""
    with pytest.raises(ValidationError):
        Route.model_validate(route)


def test_what_was_held_after_the_acknowledgement_is_acknowledged_too() -> None:
    """A new toll at night is told on waking; the same toll again joins quietly, and is not held a second time."""
    policy = {"quiet_hours": [{"start": "11:00", "end": "18:00"}]}
    one = Memory(router({"receiver": "night"}, night=policy))
    calm = {"severity": Severity.WARNING, "toll": toll(9)}
    acknowledged(one, an_alert())
    assert verdicts(one.plan(an_alert(event={**calm, "revision": 2}, reason=Reason.TOLL_ROSE))) == {"night": Verdict.HELD}
    assert verdicts(one.plan(an_alert(event={**calm, "revision": 3}, reason=Reason.CLAIMED))) == {"night": Verdict.ACKNOWLEDGED}


class Referring(ReceiverPolicy):
    """A receiver whose messages name the ones before them."""

    @property
    def refers(self) -> bool:
        """Yes."""
        return True


def test_a_message_names_the_one_before_it_where_its_receiver_wants_that() -> None:
    """Of the same event, to the same receiver, told at once: not what was held, nor another event's; others name none."""
    receivers = {"cap": Referring.model_validate({"quiet_hours": [{"start": "19:00", "end": "23:00"}]}), "desk": ReceiverPolicy()}
    one = Memory(Router(Route.model_validate({"receiver": ["cap", "desk"]}), receivers))
    calm = {"severity": Severity.WARNING}
    first = one.plan(an_alert(event={"id": "a"}))
    one.plan(an_alert(event={"id": "b"}))
    held = one.plan(an_alert(event={"id": "a", "revision": 2, **calm}, match=calm), NOW + timedelta(hours=8))
    third = one.plan(an_alert(event={"id": "a", "revision": 3}), NOW + timedelta(hours=20))
    said = {delivery.receiver: delivery.follows for delivery in third.deliveries}
    assert said == {"cap": f"{first.deliveries[0].id} {NOW.isoformat()}", "desk": ""}
    assert [delivery.follows for delivery in first.deliveries] == ["", ""]
    assert held.deliveries[0].held == "HELD"
