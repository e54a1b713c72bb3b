"""Log lines: one event, one line, whatever a feed writes."""

import io
import json

import pytest
import structlog

from watcher import log


@pytest.mark.parametrize("evil", ["a\n2026-01-01 CRITICAL forged", "\x1b[2J\x1b[31m", "x\u202eevil", "a\u2028b", "a\x85b"])
def test_feed_text_cannot_forge_a_line_or_drive_the_terminal(evil: str) -> None:
    """Control and bidi characters of a value never reach the log."""
    out = io.StringIO()
    try:
        log.setup(json=True, stream=out)
        log.get("test").info("seen", title=evil)
    finally:
        structlog.reset_defaults()
    (line,) = out.getvalue().splitlines()
    title = json.loads(line)["title"]
    assert not any(ord(c) < 32 or c in "\u202e\u2028\x85" for c in title)
