"""A folder of documents as a source: ``folder:/PATH`` in the settings. Every feed file in it is read, whoever puts it there."""

import asyncio
import stat
import time
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from watcher.errors import SourceError
from watcher.sources.feed import Parse
from watcher.sources.fetch import Failure, FetchError
from watcher.sources.model import MOST_ENTRIES, ParsedFeed, RawEntry
from watcher.sources.recorder import Look, Recorder
from watcher.sources.settings import FeedConfig
from watcher.sources.state import FeedState, Outcome, Poll

MOST_FILES = 1000


@dataclass(frozen=True, slots=True)
class _Listing:
    """The files of a folder, newest first, and what tells whether anything changed."""

    files: tuple[Path, ...]
    digest: str
    problems: tuple[str, ...]


class FolderSource:
    """Reads every document of a folder when anything in it changed. Links and special files are left alone."""

    def __init__(self, config: FeedConfig, parse: Parse) -> None:
        self._folder = Path(config.target)
        self._longest = config.max_bytes
        self._parse = parse
        self._recorder = Recorder(config)

    async def poll(self, state: FeedState, now: datetime) -> Poll:
        """Look once; nothing but CancelledError is raised."""
        started = time.monotonic()
        try:
            listing = await asyncio.to_thread(self._list)
            look = Look(seconds=time.monotonic() - started, digest=listing.digest)
            if listing.digest == state.digest:
                return self._recorder.nothing(Outcome.UNCHANGED, state, look, now)
            feed = await self._read(listing)
        except OSError as error:
            return self._recorder.failed(state, FetchError(Failure.UNREACHABLE, f"folder: {error.strerror or error}"), now)
        return self._recorder.document(state, feed, look, now)

    async def _read(self, listing: _Listing) -> ParsedFeed:
        entries: list[RawEntry] = []
        problems = list(listing.problems)
        for file in listing.files:
            try:
                body = await asyncio.to_thread(file.read_bytes)
                entries += (await self._parse(body, None, file.absolute().as_uri())).entries
            except (OSError, SourceError) as error:
                problems.append(f"{file.name}: {error}"[:200])
        return ParsedFeed(entries=tuple(entries[:MOST_ENTRIES]), title=self._folder.name, problems=tuple(problems))

    def _list(self) -> _Listing:
        """List regular files of bounded size, newest first."""
        found = []
        problems = []
        for file in self._folder.iterdir():
            status = file.lstat()
            if not stat.S_ISREG(status.st_mode) or file.name.startswith("."):
                continue
            if status.st_size > self._longest:
                problems.append(f"{file.name}: larger than {self._longest} bytes")
            else:
                found.append((status.st_mtime_ns, status.st_size, file))
        found.sort(key=lambda one: (-one[0], one[2].name))
        if len(found) > MOST_FILES:
            problems.append(f"only the newest {MOST_FILES} of {len(found)} files are read")
        found = found[:MOST_FILES]
        digest = blake2b(repr([(time_, size, file.name) for time_, size, file in found]).encode(), digest_size=16).hexdigest()
        return _Listing(tuple(file for _, _, file in found), digest, tuple(problems))
