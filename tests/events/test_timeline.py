"""An event's story as a person would tell it."""

from tests.events.make import account, figure, tell
from watcher.events.model import Reason
from watcher.events.timeline import timeline, told, toll_curve


def test_the_story_has_a_step_for_each_news_and_counts_the_rest() -> None:
    """First report, what followed in silence, the higher toll, the correction."""
    book, _ = tell(
        account(killed=4),
        account("b", hours=1, source="Voice", killed=4),
        account("c", hours=2, source="Post", killed=4, language="ar"),
        account("d", hours=3, source="Voice", killed=9),
        account("e", hours=4, source="Voice", killed=8, former=(figure(9, former=True),)),
    )
    (event,) = book
    steps = timeline(event)
    assert [step.reason for step in steps] == [Reason.FIRST_REPORT, Reason.TOLL_ROSE, Reason.TOLL_CORRECTED]
    assert (steps[0].joined, steps[0].languages, steps[0].outlets) == (2, ("ar", "en"), ("Voice", "Post"))
    assert [told(step.toll) for step in steps] == ["4 killed", "9 killed", "8 killed (8–9)"]
    assert [told(toll) for _, toll in toll_curve(event)] == ["4 killed", "9 killed", "8 killed (8–9)"]
