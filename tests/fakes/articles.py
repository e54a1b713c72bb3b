"""Articles for what reads them: a text, and the day on which it is read."""

from datetime import UTC, datetime

from watcher.articles.model import Article

READ = datetime(2026, 6, 10, 12, tzinfo=UTC)
"""A Wednesday: what "on Monday" is counted from."""


def saying(text: str, title: str = "", published: datetime | None = READ) -> Article:
    """Return an article that says something, in the language that the text shows."""
    return Article(
        id="x",
        keys=("id:x",),
        feed="test",
        source="Test Wire",
        title=title,
        text=text,
        published=published,
        first_seen=READ,
        content_hash="0",
    )
