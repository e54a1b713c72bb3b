"""Conditions on claims."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.rules.world import a_claim, analysis, book, raised, rule, text_of
from watcher.claims.model import Figure, Kind, Role, Span, Status, When
from watcher.rules.model import Severity

ARTICLE = text_of("Two drones hit a depot near Erbil.")


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("{claim: strike}", True),
        ("{claim: [attack, strike]}", True),
        ("{claim: any}", True),
        ("{claim: attack}", False),
        ("{claim: strike, status: actual}", True),
        ("{claim: strike, status: [denied, threatened]}", False),
        ("{claim: strike, place: erbil}", True),
        ("{claim: strike, place: iraq}", True),
        ("{claim: strike, place: 'place:kurdistan-region'}", True),
        ("{claim: strike, place: syria}", False),
        ("{claim: strike, place: {not: syria}}", True),
        ("{claim: strike, place: {is: iraq, not: kurdistan-region}}", False),
        ("{claim: strike, target: iraqi-faction}", True),
        ("{claim: strike, actor: turkey}", False),
        ("{claim: strike, actor: {not: turkey}}", True),
        ("{claim: strike, weapon: drone}", True),
        ("{claim: strike, weapon: missile}", False),
        ("{claim: strike, figures: {killed: '>= 3'}}", True),
        ("{claim: strike, figures: {killed: '> 3'}}", False),
        ("{claim: strike, figures: {killed: '2..4', wounded: any}}", False),
        ("{claim: strike, conditional: false}", True),
        ("{claim: strike, conditional: true}", False),
        ("{claim: strike, judged: false}", True),
        ("{claim: strike, judged: true}", False),
        ("{claim: strike, any: [{place: syria}, {target: iraqi-faction}]}", True),
        ("{claim: strike, none: [{place: iraq}]}", False),
        ("{claim: strike, all: [{place: iraq}, {none: [{status: denied}]}]}", True),
    ],
)
def test_facets(when: str, *, expected: bool) -> None:
    """Every facet asks of the claim what its name says, with places and actors inside larger ones."""
    claim = a_claim(ARTICLE, place=["place:erbil"], target=["actor:kataib-hezbollah"], weapons=("weapon:drone",), killed=3)
    assert bool(raised(rule(when), ARTICLE, claim)) is expected


def test_facets_hold_of_the_same_claim() -> None:
    """An actual strike in Syria and a threatened one in Iraq are no actual strike in Iraq."""
    claims = (
        a_claim(ARTICLE, status=Status.ACTUAL, place=["place:syria"]),
        a_claim(ARTICLE, status=Status.THREATENED, place=["place:iraq"]),
    )
    assert raised(rule("{claim: strike, status: actual, place: iraq}"), ARTICLE, *claims) == []
    apart = "{all: [{claim: strike, status: actual}, {claim: strike, place: iraq}]}"
    assert raised(rule(apart), ARTICLE, *claims) == ["test/it"]


def test_a_match_names_its_claims_and_the_firmest_status() -> None:
    """Of several claims that meet a rule the match names all, and the status of the one said most firmly."""
    claims = (
        a_claim(ARTICLE, kind=Kind.TOLL),
        a_claim(ARTICLE, status=Status.CLAIMED),
        a_claim(ARTICLE, status=Status.INTERCEPTED),
    )
    (match,) = rule("{claim: strike}").match(ARTICLE, analysis(ARTICLE, *claims))
    assert match.claims == (1, 2)
    assert match.status is Status.INTERCEPTED
    assert match.evidence == (claims[1].evidence,)


def test_a_running_total_is_no_figure_of_an_incident() -> None:
    """A cumulative or superseded figure never meets a figures condition."""
    said = Span(start=0, end=3, text="Two")
    totals = tuple(
        Figure(role=Role.KILLED, count=2000, evidence=said, cumulative=cumulative, superseded=not cumulative)
        for cumulative in (True, False)
    )
    claim = replace(a_claim(ARTICLE, kind=Kind.TOLL), figures=totals)
    assert raised(rule("{claim: toll, figures: {killed: '>= 10'}}"), ARTICLE, claim) == []


def test_fresh_compares_the_claims_day_with_the_articles() -> None:
    """A claim of a known day long before the article is not fresh; one of an unknown day is."""
    assert ARTICLE.published is not None
    fresh = rule("{claim: strike, fresh: 72h}")
    today: date = ARTICLE.published.date()
    for days, expected in ((0, ["test/it"]), (3, ["test/it"]), (4, [])):
        claim = a_claim(ARTICLE, when=When(day=today - timedelta(days=days)))
        assert raised(fresh, ARTICLE, claim) == expected
    assert raised(fresh, ARTICLE, a_claim(ARTICLE)) == ["test/it"]


SITES = """
set: test
sites:
  - {name: office, place: erbil, radius: 30}
  - {name: camp, at: [36.5, 44.01], radii: {strike: 40, toll: 5}}
rules:
  - {id: office, when: {claim: any, site: office}}
  - {id: camp, when: {claim: any, site: camp}}
  - {id: anywhere, when: {claim: [strike, attack], site: any}}
"""


def test_sites_reach_as_far_as_their_radius_for_the_kind() -> None:
    """A claim is near a site within its radius, or the radius for claims of its kind; a country is near nothing."""
    sites = book(SITES)
    assert raised(sites, ARTICLE, a_claim(ARTICLE, place=["place:erbil"])) == ["test/office", "test/camp", "test/anywhere"]
    assert raised(sites, ARTICLE, a_claim(ARTICLE, kind=Kind.TOLL, place=["place:erbil"])) == ["test/office"]
    assert raised(sites, ARTICLE, a_claim(ARTICLE, place=["place:basra"])) == []
    assert raised(sites, ARTICLE, a_claim(ARTICLE, place=["place:iraq"])) == []


ESCALATION = """
set: test
rules:
  - id: toll
    severity: notice
    escalate:
      - {severity: critical, when: {claim: toll, figures: {killed: '>= 50'}}}
      - {severity: warning, when: {claim: toll, figures: {killed: '>= 5'}}}
    labels: {desk: iraq}
    receivers: [night-desk]
    throttle: 10m
    min_sources: 2
    or_after: 1h 30m
    when: {claim: toll}
"""


@pytest.mark.parametrize(("killed", "severity"), [(3, "notice"), (5, "warning"), (50, "critical")])
def test_the_first_escalation_that_holds_gives_the_severity(killed: int, severity: str) -> None:
    """A rule is as loud as its first escalation that holds; its other words come with the match."""
    (match,) = book(ESCALATION).match(ARTICLE, analysis(ARTICLE, a_claim(ARTICLE, kind=Kind.TOLL, killed=killed)))
    assert match.severity is Severity(severity)
    assert match.labels == (("desk", "iraq"),)
    assert match.receivers == ("night-desk",)
    assert (match.throttle, match.min_sources, match.min_sources_after) == (600, 2, 5400)
