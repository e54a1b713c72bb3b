"""The text of an article in a web page, without what stands around it (trafilatura)."""

from watcher.errors import SourceError
from watcher.sources.parse.encoding import to_utf8

LONGEST = 200_000
"""Characters of a text that are kept."""


def article_text(body: bytes, content_type: str | None, url: str) -> str:
    """Return the article's plain text, paragraphs on lines of their own; SourceError where there is none."""
    # Imported where it is used: it takes a second, and only a worker that reads pages needs it.
    import trafilatura  # noqa: PLC0415

    page = to_utf8(body, content_type).text.decode("utf-8", "replace")
    text = trafilatura.extract(page, url=url, include_comments=False, include_tables=False, favor_precision=True)
    if not text or not text.strip():
        raise SourceError("no article on the page")
    return str(text).strip()[:LONGEST]
