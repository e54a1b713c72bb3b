"""Articles in files: JSON Lines, ``.gz`` too, and article files, with front matter or plain text, alone or in folders."""

import gzip
import io
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from watcher.articles import jsonl
from watcher.articles.frontmatter import FENCE, LARGEST, SUFFIXES, article_files, read_article_file
from watcher.articles.jsonl import Line, article_of
from watcher.articles.model import Article
from watcher.errors import ConfigError

STDIN = Path("-")
_GZIP = b"\x1f\x8b"


def read(path: Path, now: datetime) -> Iterator[Article]:
    """Yield the articles of a file, of every article file in a folder, or of standard input (``-``).

    ``now`` is when an article was first seen that tells neither its arrival nor its publication. Raises ConfigError with
    file and line for what is no article.
    """
    if path == STDIN:
        yield from _lines(sys.stdin.buffer, "standard input", now)
    elif path.is_dir():
        for file in article_files(path):
            yield written(file, now)
    elif path.suffix in SUFFIXES:
        yield written(path, now)
    else:
        try:
            with path.open("rb") as lines:
                yield from _lines(lines, path, now)
        except OSError as error:
            raise ConfigError(
                f"cannot be read: {error.strerror or error}", file=path, mend="check the path and its mode"
            ) from None


def written(file: Path, now: datetime) -> Article:
    """Return the article of a file; without front matter all of it is the article's text, and its name the id."""
    try:
        with file.open(encoding="utf-8-sig", errors="replace") as text:
            plain = text.readline().strip() != FENCE
            text.seek(0)
            if plain:
                return article_of(Line.model_validate({"id": file.stem, "text": text.read(LARGEST).strip()}), now)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=file, mend="check the path and its mode") from None
    return read_article_file(file).article(now)


def _lines(raw: BinaryIO, name: Path | str, now: datetime) -> Iterator[Article]:
    """Read JSON Lines, unpacking what begins as gzip does."""
    buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(raw)  # type: ignore[type-var]  # any raw stream
    lines = gzip.GzipFile(fileobj=buffered) if buffered.peek(2)[:2] == _GZIP else buffered
    try:
        yield from jsonl.read(lines, name, now)
    except (EOFError, gzip.BadGzipFile) as error:
        raise ConfigError(f"damaged gzip: {error}", file=name) from None
