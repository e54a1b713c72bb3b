"""What can be replayed: article files with front matter, feed documents, JSON Lines of articles, each ``.gz`` too."""

import dataclasses
import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from watcher.articles import jsonl
from watcher.articles.entry import from_feed
from watcher.articles.files import written
from watcher.articles.frontmatter import SUFFIXES, article_files
from watcher.articles.model import Article, FeedIdentity
from watcher.errors import ConfigError, SourceError
from watcher.sources.parse import parse
from watcher.sources.settings import feed_id, feed_name

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""When an article arrived that names neither its arrival nor its publication: so many seconds after this as its line number."""
FAR = datetime(9000, 1, 1, tzinfo=UTC)
"""Later than any article: a replay has no clock of its own to call a date a future one."""
LINES = {".jsonl", ".ndjson"}
"""What the names of JSON Lines end in; of other files the content tells."""
_GZIP = b"\x1f\x8b"
LARGEST = 2**30


@dataclass(frozen=True, slots=True)
class Arriving:
    """One article and when it arrives, by the replay's own clock."""

    article: Article
    at: datetime


def articles(paths: Sequence[Path]) -> Iterator[Arriving]:
    """Yield all articles in the order of the paths and of each file; ConfigError with file and line for what cannot be read."""
    at = EPOCH
    number = 0
    for path in paths:
        for article in _file(path):
            number += 1
            named = article.first_seen if article.first_seen != EPOCH else EPOCH + timedelta(seconds=number)
            at = max(at, named)
            yield Arriving(article.model_copy(update={"first_seen": at, "replayed": True}), at)


def _file(path: Path) -> Iterator[Article]:
    if path.is_dir():
        for file in article_files(path):
            yield from _file(file)
        return
    if path.suffix in SUFFIXES:
        yield written(path, EPOCH)
        return
    body = _body(path)
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        return
    lines = LINES & {suffix.lower() for suffix in path.suffixes}
    if lines or (start.startswith(b"{") and not _is_json_feed(body, start)):
        yield from jsonl.read(body.splitlines(), path, EPOCH)
    else:
        yield from _feed(path, body)


def _body(path: Path) -> bytes:
    """Return a file's content, unpacked where it begins as gzip does."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP
        with gzip.open(path) if packed else path.open("rb") as content:
            body = content.read(LARGEST + 1)
    except (OSError, EOFError, gzip.BadGzipFile) as error:
        told = getattr(error, "strerror", None) or str(error)
        raise ConfigError(f"cannot be read: {told}", file=path, mend="check the path") from None
    if len(body) > LARGEST:
        raise ConfigError(f"larger than {LARGEST // 2**20} MiB unpacked", file=path, mend="divide it")
    return body


def _is_json_feed(body: bytes, start: bytes) -> bool:
    """Tell a JSON Feed, one object over the whole file, from articles, one object a line."""
    return b"jsonfeed.org/version" in start or (b'"items"' in body and b"jsonfeed.org/version" in body)


def _feed(path: Path, body: bytes) -> Iterator[Article]:
    """Yield a feed document's articles, oldest first: feeds stand newest first."""
    try:
        feed = parse(body, content_type=None, url=path.name)
    except SourceError as error:
        raise ConfigError(
            f"neither articles nor a feed: {error.what}", file=path, mend="give article files, JSON Lines or a feed document"
        ) from None
    url = feed.self_url or feed.link or path.name
    who = FeedIdentity(id=feed_id(url), source=feed.title or feed_name(url), language=feed.language, url=feed.link)
    entries = [dataclasses.replace(entry) for entry in reversed(feed.entries)]
    for article in from_feed(entries, who, FAR).articles:
        yield article.model_copy(update={"first_seen": article.published or EPOCH})
