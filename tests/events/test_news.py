"""What is news of a known event, and the toll behind it."""

from dataclasses import replace

import pytest

from tests.events.make import POLICY, TOWN, account, figure, tell
from watcher.articles.model import Tier
from watcher.claims.model import Kind, Qualifier, Role, Status
from watcher.events.account import Account
from watcher.events.decide import Action, Decision
from watcher.events.model import NewsEvent, Reason
from watcher.events.sources import corroboration

FIRST = account(killed=4)


def then(*later: Account, first: Account = FIRST) -> tuple[NewsEvent, list[Decision]]:
    """Return the one event after ``first`` and ``later``, and the decisions on the later ones."""
    book, decisions = tell(first, *later)
    (event,) = book
    return event, decisions[1:]


def best(event: NewsEvent) -> dict[str, int]:
    """Return the best figure of each role."""
    return {str(toll.role): toll.best for toll in event.toll}


@pytest.mark.parametrize(
    ("first", "later", "reason"),
    [
        (FIRST, account("b", hours=3, killed=4), None),
        (FIRST, account("b", hours=3, source="Voice", killed=4), Reason.SECOND_SOURCE),
        (FIRST, account("b", hours=3, source="Voice", killed=5), Reason.TOLL_ROSE),
        (account(), account("b", hours=3, killed=1), Reason.TOLL_FIRST),
        (FIRST, account("b", hours=3, killed=3, corrects=True), Reason.TOLL_CORRECTED),
        (FIRST, account("b", hours=3, killed=3), Reason.TOLL_CORRECTED),
        (FIRST, account("b", hours=3, source="Voice", killed=3, former=(figure(4, former=True),)), Reason.TOLL_CORRECTED),
        (FIRST, account("b", hours=0.5, source="Voice", killed=3), Reason.TOLL_CORRECTED),
        (FIRST, account("b", hours=9, source="Voice", killed=3), Reason.SECOND_SOURCE),
        (FIRST, account("b", hours=3, claimed_by=("actor:militia",)), Reason.CLAIMED),
        (FIRST, account("b", hours=3, denied_by=("actor:army",)), Reason.DENIED),
        (FIRST, account("b", hours=3, retracts=True), Reason.RETRACTED),
        (account(status=Status.UNCONFIRMED), account("b", hours=3), Reason.ESCALATED),
        (FIRST, account("b", hours=3, figures=(figure(4, whom="us"),)), Reason.NEW_VICTIM_CLASS),
        (FIRST, account("b", hours=3, figures=(figure(4, whom="civilian"),)), None),
        (FIRST, account("b", hours=3, killed=9, tier=Tier.SOCIAL), None),
        (FIRST, account("b", hours=3, killed=9, belligerent=True), None),
        (FIRST, account("b", hours=3, figures=(figure(9, qualifier=Qualifier.UP_TO),)), None),
        (FIRST, account("b", hours=3, figures=(figure(3, qualifier=Qualifier.AT_LEAST),)), None),
    ],
)
def test_reasons(first: Account, later: Account, reason: Reason | None) -> None:
    """Each kind of news has its reason, and all else joins in silence."""
    event, (decision,) = then(later, first=first)
    assert decision.reason is reason
    assert decision.action is (Action.REVISED if reason else Action.JOINED)
    assert event.revision == (2 if reason else 1)
    assert event.reports[-1].reason is reason


def test_wounded_who_die_are_one_rise() -> None:
    """Six killed and fifteen wounded become eight and thirteen: one TOLL_ROSE, no correction."""
    event, (decision,) = then(account("b", hours=20, day=FIRST.day, killed=8, wounded=13), first=account(killed=6, wounded=15))
    assert decision.reasons == (Reason.TOLL_ROSE,)
    assert best(event) == {"killed": 8, "wounded": 13}
    assert [(change.what, change.before, change.after) for change in decision.changes] == [
        ("killed", "6", "8"),
        ("wounded", "15", "13"),
    ]


def test_a_figure_that_was_taken_back_does_not_rise_again() -> None:
    """27, corrected to 25: a slow outlet that still says 27 is no news, one that says 28 is."""
    event, decisions = then(
        account("b", hours=2, killed=27),
        account("c", hours=4, killed=25, corrects=True),
        account("d", hours=5, source="Voice", killed=27),
        account("e", hours=6, source="Voice", killed=28),
        first=account(killed=18),
    )
    assert [decision.reason for decision in decisions] == [
        Reason.TOLL_ROSE,
        Reason.TOLL_CORRECTED,
        Reason.SECOND_SOURCE,
        Reason.TOLL_ROSE,
    ]
    assert best(event) == {"killed": 28}


def test_a_late_report_does_not_turn_the_toll_back() -> None:
    """An outlet that repeats an earlier figure, or was published before the later one, changes nothing."""
    event, decisions = then(account("b", hours=3, killed=9), account("c", hours=4, killed=4), account("d", hours=2.5, killed=7))
    assert [decision.reason for decision in decisions] == [Reason.TOLL_ROSE, None, None]
    assert best(event) == {"killed": 9}


def test_figures_in_conflict_give_the_conservative_one_and_the_range() -> None:
    """Within the hour sources differ: the lower figure is best, the range is kept."""
    event, _ = then(account("b", hours=0.5, source="Voice", killed=3))
    (toll,) = event.toll
    assert (toll.min, toll.best, toll.max) == (3, 3, 4)


def test_an_edited_article_corrects() -> None:
    """The outlet turns 40 into 4 in place: the same event, a correction."""
    event, (decision,) = then(account("a1", hours=2, killed=4, edited=True, place=None, told=False), first=account(killed=40))
    assert decision.reason is Reason.TOLL_CORRECTED
    assert best(event) == {"killed": 4}


def test_running_totals_are_kept_apart() -> None:
    """A total since October never touches the incident's toll."""
    total = replace(figure(2000), cumulative=True)
    event, (decision,) = then(account("b", hours=1, cumulative=(total,)))
    assert decision.reason is None
    assert best(event) == {"killed": 4}
    assert [toll.best for toll in event.cumulative] == [2000]


def test_reprints_are_one_source() -> None:
    """Ten reprints of one agency leave the event unconfirmed; one independent report confirms it."""
    text = "Two drones fell inside the outer fence of the barracks at dawn and a store of tyres caught fire, officers said."
    reprints = [account(f"r{n}", hours=1, source=f"Outlet {n}", text=f"{text} (Agencies)") for n in range(10)]
    event, decisions = then(*reprints, first=account(text=text))
    assert {decision.reason for decision in decisions} == {None}
    assert corroboration(event, POLICY).confirmed is False
    event, decisions = then(*reprints, account("own", hours=2, source="Voice"), first=account(text=text))
    assert decisions[-1].reason is Reason.SECOND_SOURCE
    assert corroboration(event, POLICY).confirmed is True
    assert corroboration(event, POLICY).best_tier is Tier.ESTABLISHED


def test_a_captivity_ends_months_later() -> None:
    """The release joins the capture, however long ago."""
    capture = account(kind=Kind.CAPTURE, rules=("casualties/toll",), figures=(figure(3, Role.CAPTURED),))
    release = account("b", hours=24 * 60, kind=Kind.RELEASE, rules=(), released=True, source="Voice", place=TOWN)
    event, (decision,) = then(release, first=capture)
    assert decision.reason is Reason.RELEASED
    assert len(event.reports) == 2


def test_only_the_first_claim_is_news() -> None:
    """Repeating who claimed it is not."""
    event, decisions = then(
        account("b", hours=1, claimed_by=("actor:militia",)), account("c", hours=2, claimed_by=("actor:militia",))
    )
    assert [decision.reason for decision in decisions] == [Reason.CLAIMED, None]
    assert event.claimed_by == ("actor:militia",)
