"""The answer that something was read in, as it is kept for evidence."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from watcher.model import Model

MOST_HEADERS = 40
LONGEST_HEADER = 500
"""Characters of one header's value that are kept."""
_NOT_KEPT = frozenset({"set-cookie", "set-cookie2", "www-authenticate", "proxy-authenticate"})


class Fetched(Model):
    """The answer that a text was read in, for whoever has to show where it came from; kept as long as the text."""

    url: str
    """Where it came from in the end, without credentials or query."""
    at: datetime
    status: int | None = None
    """``None`` where a hub brought it."""
    digest: str
    """BLAKE2b (16 bytes) of the body."""
    size: int
    """Bytes of the body, unpacked."""
    headers: tuple[tuple[str, str], ...] = ()
    """As the server wrote them, without cookies, at most ``MOST_HEADERS`` of ``LONGEST_HEADER`` characters."""


def kept_headers(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the headers of an answer as they are kept."""
    kept = ((name, value[:LONGEST_HEADER]) for name, value in headers if name.lower() not in _NOT_KEPT)
    return tuple(islice(kept, MOST_HEADERS))
