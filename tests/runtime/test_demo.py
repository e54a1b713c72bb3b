"""The seeds as a feed of today."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from watcher.runtime.demo import seeds

SEED = """---
id: x
title: Raid on {day}
published: 2026-03-03T10:00:00Z
---
Jets bombed the depot on {day}. وقال مصدر إن القصف وقع {arabic}.
"""


@pytest.mark.parametrize(("now", "day", "arabic"), [(5, "Thursday", "الخميس"), (1, "Sunday", "الأحد")])
def test_a_seed_is_published_just_now_and_names_todays_weekday(tmp_path: Path, now: int, day: str, arabic: str) -> None:
    """An article of a Tuesday that says Tuesday says today's weekday when it is re-dated to today."""
    (tmp_path / "x.md").write_text(SEED.format(day="Tuesday", arabic="الثلاثاء"), encoding="utf-8")
    at = datetime(2026, 11, now, 12, tzinfo=UTC)
    (article,) = seeds(tmp_path, at)
    assert article.published is not None
    assert 0 <= (at - article.published).total_seconds() < 60
    assert article.title == f"Raid on {day}"
    assert day in article.text
    assert arabic in article.text
    assert "Tuesday" not in article.text
