"""A folder of documents as a source: ``folder:/PATH`` in the settings. Every feed file in it is read, whoever puts it there.

A text file (``.txt``, ``.md``) is one entry: its first line the title, the rest the text, its name the guid.
"""

import asyncio
import stat
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from watcher.errors import SourceError
from watcher.sources.fetch import Failure, FetchError
from watcher.sources.model import MOST_ENTRIES, Parse, ParsedFeed, RawEntry
from watcher.sources.parse import LONGEST
from watcher.sources.parse.encoding import to_utf8
from watcher.sources.recorder import Look, Recorder
from watcher.sources.settings import FeedConfig
from watcher.sources.state import FeedState, Outcome, Poll

MOST_FILES = 1000
TEXTS = frozenset({".txt", ".md"})


@dataclass(frozen=True, slots=True)
class _Listing:
    """The files of a folder, newest first, and what tells whether anything changed."""

    files: tuple[Path, ...]
    digest: str
    problems: tuple[str, ...]


class FolderSource:
    """Reads every document of a folder when anything in it changed. Links and special files are left alone."""

    def __init__(self, config: FeedConfig, parse: Parse) -> None:
        self._folder = Path(config.target).absolute()
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
        except FetchError as error:
            return self._recorder.failed(state, error, now)
        except OSError as error:
            return self._recorder.failed(state, FetchError(Failure.UNREACHABLE, f"folder: {error.strerror or error}"), now)
        return self._recorder.document(state, feed, look, now)

    async def _read(self, listing: _Listing) -> ParsedFeed:
        """Return the entries of all files that can be read; FetchError where there are files and none can."""
        entries: list[RawEntry] = []
        problems = list(listing.problems)
        unread = 0
        for file in listing.files:
            try:
                entries += await self._entries(file)
            except (OSError, SourceError) as error:
                unread += 1
                problems.append(f"{file.name}: {error}"[:200])
        if problems and unread == len(listing.files):
            raise FetchError(Failure.BROKEN, f"none of its files can be read; {problems[0]}")
        return ParsedFeed(entries=tuple(entries[:MOST_ENTRIES]), title=self._folder.name, problems=tuple(problems))

    async def _entries(self, file: Path) -> Sequence[RawEntry]:
        body = await asyncio.to_thread(file.read_bytes)
        if file.suffix.lower() in TEXTS and not body.lstrip().startswith((b"<", b"{")):
            return [_article(file.name, body)]
        return (await self._parse(body, None, file.as_uri())).entries

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


def _article(name: str, body: bytes) -> RawEntry:
    """Return the entry of a text file; SourceError where it holds no text, or a head that only `watcher replay` reads."""
    text = to_utf8(body, None).text.decode().strip()
    if not text:
        raise SourceError("an empty document")
    if "\0" in text:
        raise SourceError("not text")
    title, _, rest = text.partition("\n")
    if title.strip() == "---":
        raise SourceError("begins with front matter, which `watcher replay` reads and a folder does not")
    return RawEntry(guid=name, title=title.strip()[: LONGEST["title"]], content=(rest.strip() or title)[: LONGEST["content"]])
