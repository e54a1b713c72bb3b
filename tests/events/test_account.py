"""What one article brings to an event, from the real analysis of texts written for this."""

import json
from datetime import date

import pytest

from tests.events.make import MONDAY
from tests.events.running import understanding
from watcher.articles import jsonl
from watcher.events.account import Account, account_of
from watcher.events.origin import credited, named
from watcher.events.places import finder
from watcher.events.policy import Sort


def told(title: str, text: str) -> Account:
    """Return the account of an article of Monday, 2 March 2026."""
    line = {"id": "x", "title": title, "text": text, "published": MONDAY.isoformat(), "source": "River Post"}
    (article,) = jsonl.read([json.dumps(line)], "test", MONDAY)
    reading = understanding().read(article)
    account = account_of(article, reading.analysis, reading.matches, place=finder(understanding().lexicon))
    assert account is not None
    return account


def places(account: Account) -> list[str]:
    """Return the names of an account's places."""
    return [place.name for place in account.places]


def test_the_town_of_the_dateline_is_not_where_it_happened() -> None:
    """Agencies write from elsewhere."""
    account = told(
        "Drone hits depot", "BEIRUT (LWA) - A drone struck a fuel depot in Tikrit on Sunday, killing three people, police said."
    )
    assert places(account) == ["Tikrit"]


def test_a_town_that_it_lies_beside_is_not_where_it_happened() -> None:
    """South of Baghdad is not Baghdad."""
    account = told(
        "Air strike on camp", "Warplanes bombed a camp at Mahmudiya, south of Baghdad, on Sunday and killed two fighters."
    )
    assert "Baghdad" not in places(account)


def test_the_day_of_the_act_is_not_that_of_the_statement() -> None:
    """Said on Monday, struck on Sunday."""
    account = told(
        "Three dead in Kirkuk", "Three people were killed when a drone hit a bakery in Kirkuk on Sunday, doctors said on Monday."
    )
    assert (account.day, account.told) == (date(2026, 3, 1), True)


def test_without_a_day_the_report_is_of_its_own() -> None:
    """The day of publication stands in, and says so."""
    account = told("Drone hits bakery in Kirkuk", "A drone hit a bakery in Kirkuk and killed three people, doctors said.")
    assert (account.day, account.told) == (MONDAY.date(), False)


def test_another_incident_stays_in_the_background() -> None:
    """What is recalled further down is linked, not counted."""
    account = told(
        "Drone kills six in Kirkuk",
        "A drone killed six people at a bakery in Kirkuk on Monday, medics said. Roads were closed. Schools shut early. "
        "On Sunday rockets killed nine people at a market in Tikrit.",
    )
    assert [figure.count for figure in account.figures] == [6]
    assert places(account) == ["Kirkuk"]


def test_a_threat_is_no_act() -> None:
    """A seat of government stands for its country where it is threatened."""
    account = told(
        "Israel threatens to bomb Iraq",
        "Israel's defence minister said on Sunday that his country would bomb missile depots in Iraq.",
    )
    assert account.sort is Sort.THREAT
    assert not account.told


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("BAGHDAD (Reuters) - Two drones were sent against a base.", "source:reuters"),
        ("Two drones were sent against a base. (AFP)", "source:afp"),
        ("Two drones were sent against a base. - with reporting by Levant Wire Agency", "source:lwa"),
        ("BEIRUT (LWA) - Two drones were sent against a base.", "source:lwa"),
        ("بغداد/ واع/ سقطت طائرتان مسيرتان قرب قاعدة", "source:واع"),
        ("سقطت طائرتان مسيرتان قرب قاعدة (رويترز)", "source:رويترز"),
    ],
)
def test_the_agency_is_found_where_it_is_named(text: str, origin: str) -> None:
    """In by-lines, datelines and credits; its full name and its initials are one source."""
    assert credited(text) == origin


def test_an_outlet_is_its_own_origin() -> None:
    """And an agency that writes for itself is the agency."""
    assert credited("Two drones were sent against a base.") is None
    assert named("Levant Wire Agency") == "source:lwa"
    assert named("River Post") == "source:river post"
