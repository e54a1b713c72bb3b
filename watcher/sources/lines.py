"""Standard input as a source: ``stdin:`` in the settings. One entry a line, as JSON, for a program that feeds us.

A line is an object with any of ``id``, ``url``, ``title``, ``summary``, ``text``, ``published`` (RFC 3339), ``language``,
``author``. What was read but not yet committed is lost with the process: a pipe remembers nothing.
"""

import asyncio
import json
import sys
from collections import deque
from datetime import datetime

from watcher.sources.fetch import Failure, FetchError
from watcher.sources.model import ParsedFeed, RawEntry
from watcher.sources.parse import dates
from watcher.sources.parse.texts import whole
from watcher.sources.recorder import Look, Recorder
from watcher.sources.settings import FeedConfig
from watcher.sources.state import FeedState, Outcome, Poll

LONGEST_LINE = 2**20
MOST_WAITING = 2000
"""Entries that wait for the next poll; the writer is made to wait beyond that."""


class LinesSource:
    """Reads lines as they come and hands them over at each poll."""

    def __init__(self, config: FeedConfig, stream: asyncio.StreamReader | None = None) -> None:
        self._recorder = Recorder(config, stream=True)
        self._stream = stream
        self._reading: asyncio.Task[None] | None = None
        self._waiting: deque[RawEntry] = deque()
        self._problems: deque[str] = deque(maxlen=20)
        self._room = asyncio.Event()

    async def poll(self, state: FeedState, now: datetime) -> Poll:
        """Hand over what has come since the last poll; nothing but CancelledError is raised."""
        if self._reading is None:
            self._reading = asyncio.create_task(self._read())
            await asyncio.sleep(0)
        entries = tuple(self._waiting)
        self._waiting.clear()
        self._room.set()
        if entries or self._problems:
            problems = tuple(self._problems)
            self._problems.clear()
            return self._recorder.document(state, ParsedFeed(entries=entries, problems=problems), Look(size=len(entries)), now)
        if self._reading.done():
            return self._recorder.failed(state, FetchError(Failure.GONE, "standard input has ended"), now)
        return self._recorder.nothing(Outcome.UNCHANGED, state, Look(), now)

    async def close(self) -> None:
        """Stop reading."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self) -> None:
        stream = self._stream or await _standard_input()
        while True:
            try:
                line = await stream.readline()
            except ValueError:
                self._problems.append(f"a line longer than {LONGEST_LINE} bytes, left out")
                continue
            if not line:
                return
            if line.strip():
                self._take(line)
            while len(self._waiting) >= MOST_WAITING:
                self._room.clear()
                await self._room.wait()

    def _take(self, line: bytes) -> None:
        try:
            data = json.loads(line)
        except (ValueError, RecursionError):
            self._problems.append("a line that is no JSON, left out")
            return
        if not isinstance(data, dict):
            self._problems.append("a line that is no JSON object, left out")
            return

        def text(*names: str) -> str | None:
            return next((whole(value) for name in names if isinstance(value := data.get(name), str) and value.strip()), None)

        author = text("author")
        self._waiting.append(
            RawEntry(
                guid=text("id", "guid"),
                link=text("url", "link"),
                title=text("title"),
                summary=text("summary", "text", "content"),
                content=text("text", "content"),
                published=dates.written(text("published")),
                authors=(author,) if author else (),
                language=text("language"),
            )
        )


async def _standard_input() -> asyncio.StreamReader:
    stream = asyncio.StreamReader(limit=LONGEST_LINE)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stream), sys.stdin)
    return stream
