"""An analyst's merge and split are the truth from then on."""

import pytest

from tests.events.make import OTHER_TOWN, POLICY, TOWN, account, tell
from watcher.errors import WatcherError
from watcher.events.correct import merge, split
from watcher.events.decide import Action, decide


def test_merged_events_are_one_thread() -> None:
    """Reports and figures come together in order, and the toll is told over again."""
    book, _ = tell(account(killed=2), account("a2", hours=1, source="Voice", place=OTHER_TOWN, killed=5))
    one, other = book
    correction = merge(one, other)
    assert [report.article for report in correction.kept.reports] == ["a1", "a2"]
    assert [(toll.role, toll.best) for toll in correction.kept.toll] == [("killed", 5)]
    assert (correction.kept.version, correction.kept.pinned) == (one.version + 1, True)
    assert (correction.other.merged_into, correction.other.version) == (one.id, other.version + 1)


def test_a_merge_holds_for_later_reports() -> None:
    """A report that would have joined the absorbed event joins the one that absorbed it."""
    book, _ = tell(account(killed=2), account("a2", hours=1, source="Voice", place=OTHER_TOWN, killed=5))
    correction = merge(*book)
    later = account("a3", hours=2, source="Post", place=OTHER_TOWN, killed=6)
    decision = decide(later, [correction.other, correction.kept], later.seen, POLICY)
    assert decision.action is Action.REVISED
    assert decision.event is not None
    assert decision.event.id == correction.kept.id
    found = dict(correction.buckets)
    assert set(found[correction.other.id]) <= set(found[correction.kept.id])


def test_a_split_report_is_an_event_of_its_own() -> None:
    """It takes its figures and its reprints with it; what stays is told over again without them."""
    text = "Nine people were killed when shells fell on a wedding tent beside the river in the old town, a nurse told us."
    book, _ = tell(
        account(killed=2),
        account("a2", hours=1, source="Voice", killed=9, text=text),
        account("a3", hours=2, source="Post", killed=9, text=f"{text} (Agencies)"),
    )
    (event,) = book
    correction = split(event, "a2")
    assert [report.article for report in correction.kept.reports] == ["a1"]
    assert [report.article for report in correction.other.reports] == ["a2", "a3"]
    assert [[toll.best for toll in part.toll] for part in (correction.kept, correction.other)] == [[2], [9]]
    assert correction.other.id != event.id
    assert correction.kept.pinned
    assert correction.other.pinned
    assert correction.other.place == TOWN


def test_what_cannot_be_corrected_is_told() -> None:
    """Merging an event with itself or with a part, splitting what is not there or all there is, are errors in words."""
    book, _ = tell(account(), account("a2", hours=1, place=OTHER_TOWN))
    one, other = book
    part = merge(one, other).other
    for wrong in (one, part):
        with pytest.raises(WatcherError):
            merge(one, wrong)
    for article in ("nobody", "a1"):
        with pytest.raises(WatcherError):
            split(one, article)
