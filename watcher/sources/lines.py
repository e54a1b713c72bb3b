"""Standard input as a source: ``stdin:`` in the settings. One entry a line, as JSON, for a program that feeds us.

A line is an object with any of ``id``, ``url``, ``title``, ``summary``, ``text``, ``published`` (RFC 3339), ``language``,
``author``. What was read but not yet committed is lost with the process: a pipe remembers nothing.
"""

import asyncio
import contextlib
import io
import json
import os
import stat
from collections import deque
from datetime import datetime
from typing import Protocol

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
AT_FIRST = 0.2
"""Seconds that the first poll waits for what stands there already."""


class Stream(Protocol):
    """Where lines come from."""

    async def readline(self) -> bytes:
        """Return the next line, nothing at the end; ValueError for one longer than ``LONGEST_LINE``, OSError where it breaks."""
        ...


class LinesSource:
    """Reads lines as they come and hands them over at each poll."""

    def __init__(self, config: FeedConfig, stream: Stream | None = None) -> None:
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
            await asyncio.wait([self._reading], timeout=AT_FIRST)
        entries = tuple(self._waiting)
        self._waiting.clear()
        self._room.set()
        if entries or self._problems:
            problems = tuple(self._problems)
            self._problems.clear()
            return self._recorder.document(state, ParsedFeed(entries=entries, problems=problems), Look(size=len(entries)), now)
        if self._reading.done():
            return self._recorder.failed(state, _ended(self._reading), now)
        return self._recorder.nothing(Outcome.UNCHANGED, state, Look(), now)

    async def close(self) -> None:
        """Stop reading."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self) -> None:
        if self._stream is not None:
            return await self._lines(self._stream)
        # A copy of the descriptor: closing it leaves standard input to whoever reads it after us, as after a reload.
        with os.fdopen(os.dup(0), "rb") as file:
            if not _waitable(file.fileno()):
                return await self._lines(_File(file))
            stream = asyncio.StreamReader(limit=LONGEST_LINE)
            transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stream), file)
            with contextlib.closing(transport):
                return await self._lines(stream)

    async def _lines(self, stream: Stream) -> None:
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


class _File:
    """A file as lines: it is always ready, so that only a thread keeps its disk from stopping the event loop."""

    def __init__(self, file: io.BufferedReader) -> None:
        self._file = file

    async def readline(self) -> bytes:
        line = await asyncio.to_thread(self._file.readline, LONGEST_LINE + 1)
        if len(line) > LONGEST_LINE:
            raise ValueError("too long")
        return line


def _waitable(descriptor: int) -> bool:
    """Return whether the event loop can wait for a descriptor: a pipe, a socket or a terminal, no file and no /dev/null."""
    mode = os.fstat(descriptor).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(descriptor)


def _ended(reading: "asyncio.Task[None]") -> FetchError:
    """Say why nothing more will come."""
    error = reading.exception()
    if isinstance(error, OSError):
        return FetchError(Failure.UNREACHABLE, f"standard input: {error.strerror or error}")
    if error is not None:
        raise error
    return FetchError(Failure.GONE, "standard input has ended")
