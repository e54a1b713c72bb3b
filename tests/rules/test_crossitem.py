"""Rules over several articles, on event time."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.world import a_claim, analysis, book, text_of
from watcher.rules.crossitem import CrossItems

START = datetime(2026, 3, 1, tzinfo=UTC)


class Desk:
    """Articles that arrive one after another at given minutes."""

    def __init__(self, asked: str) -> None:
        self.book = book(f"set: test\nrules:\n  - id: it\n    when: {{claim: strike}}\n    {asked}\n")
        self.items = CrossItems(self.book)

    def article(self, minute: float, *places: str, source: str = "Example News") -> list[str]:
        """Let an article arrive; return why the rule is raised, if it is."""
        article = text_of("A drone hit it.", source=source)
        claims = [a_claim(article, place=[place]) for place in places or ("place:erbil",)]
        understood = analysis(article, *claims)
        findings = self.book.findings(article, understood)
        assert findings.raised == ()
        raised = self.items.observe(findings.counted, article, understood, START + timedelta(minutes=minute))
        return [value for match in raised for name, value in match.labels if name == "crossing"]

    def silence(self, minute: float) -> list[int]:
        """Look at the clock; return the counts of flatlines."""
        return [silence.count for silence in self.items.silences(START + timedelta(minutes=minute))]

    def restart(self) -> None:
        """Let a new process go on with the state, through JSON."""
        kept = json.loads(json.dumps(self.items.state()))
        self.items = CrossItems(self.book)
        self.items.restore(kept)


def test_frequency_is_raised_by_enough_articles_within_the_time() -> None:
    """The third article within the hour raises the rule, and the count begins anew; it survives a restart."""
    desk = Desk("frequency: {count: 3, within: 1h}")
    assert desk.article(0) == []
    assert desk.article(70) == []
    assert desk.article(80) == []
    desk.restart()
    assert desk.article(90) == ["3 articles within 1h"]
    assert desk.article(91) == []


def test_frequency_counts_groups_apart() -> None:
    """By place, three articles on three towns are nothing; three on one are."""
    desk = Desk("frequency: {count: 3, within: 1h, by: place}")
    assert [desk.article(n, place) for n, place in enumerate(("place:erbil", "place:basra", "place:syria"))] == [[], [], []]
    assert desk.article(4, "place:basra") == []
    assert desk.article(5, "place:basra", "place:erbil") == ["Basra: 3 articles within 1h"]


def test_a_late_article_counts_at_its_own_time() -> None:
    """Articles out of order count where they belong on event time."""
    desk = Desk("frequency: {count: 3, within: 1h}")
    assert desk.article(50) == []
    assert desk.article(100) == []
    assert desk.article(60) == ["3 articles within 1h"]


def test_spike_compares_with_the_windows_before() -> None:
    """Ten times the usual is a spike, once a window; what was never seen before long enough is none."""
    desk = Desk("spike: {times: 3, window: 1h, over: 4, at_least: 3}")
    assert [desk.article(minute) for minute in (1, 2, 3, 60, 120, 180, 240)] == [[]] * 7
    assert desk.article(301) == []
    desk.restart()
    assert desk.article(302) == []
    assert desk.article(303) == ["3 articles within 1h, 1.0 on average before"]
    assert desk.article(304) == []


def test_new_term_is_raised_by_a_place_not_named_for_long() -> None:
    """While learning nothing is new; later a new town is, and one silent for too long is again."""
    desk = Desk("new_term: {of: place, within: 7d, learn: 1d}")
    day = 24 * 60
    assert desk.article(0, "place:erbil") == []
    assert desk.article(day + 1, "place:erbil") == []
    assert desk.article(day + 2, "place:basra") == ["Basra: first place of the name within 7d"]
    desk.restart()
    assert desk.article(day + 3, "place:basra") == []
    assert desk.article(9 * day, "place:basra") == ["Basra: first place of the name within 7d"]


def test_flatline_is_told_once_until_articles_return() -> None:
    """Too few articles within the time are told once; after enough came, a new silence is told again."""
    desk = Desk("flatline: {below: 1, within: 1h}")
    assert desk.silence(0) == []
    assert desk.silence(59) == []
    assert desk.silence(60) == [0]
    assert desk.silence(61) == []
    assert desk.article(70) == []
    desk.restart()
    assert desk.silence(100) == []
    assert desk.silence(131) == [0]


@pytest.mark.parametrize("asked", ["frequency: {count: 4, within: 5m}", "spike: {times: 2, window: 5m, over: 3}"])
@given(minutes=st.lists(st.integers(0, 60), max_size=30), cut=st.integers(0, 30))
def test_a_restart_changes_nothing(asked: str, minutes: list[int], cut: int) -> None:
    """Whenever the state is taken and given back, the same articles raise the same."""
    straight, restarted = Desk(asked), Desk(asked)
    for number, minute in enumerate(minutes):
        if number == cut:
            restarted.restart()
        assert straight.article(minute) == restarted.article(minute)
