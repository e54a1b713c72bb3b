"""Articles in files: JSON Lines, ``.gz`` too, and article files, with front matter or plain text, alone or in folders."""

import codecs
import gzip
import io
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from watcher.articles import jsonl
from watcher.articles.frontmatter import FENCE, LARGEST, SUFFIXES, article_files, parse_article, read_article_file
from watcher.articles.jsonl import Line, article_of
from watcher.articles.model import Article
from watcher.errors import ConfigError

STDIN = Path("-")
_FILES = SUFFIXES | {".jsonl", ".json", ".gz"}
_GZIP = b"\x1f\x8b"
TAKEN = "give an article file, a URL, an alert's id, - for standard input, or a text of several words in quotes"
"""What ``given`` takes, and a person may give instead."""


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


def given(source: str, now: datetime) -> Iterator[Article]:
    """Yield the articles of a path as ``read`` does, or a text: on standard input (``-``), or ``source`` itself.

    Raises ConfigError for what is neither.
    """
    if source == str(STDIN):
        raw = _buffered(sys.stdin.buffer)
        if _is_lines(raw):
            yield from _lines(raw, "standard input", now)
        else:
            text = raw.read(LARGEST).decode("utf-8-sig", "replace")
            front = text.startswith(f"{FENCE}\n")
            yield parse_article(text, STDIN).article(now) if front else _plain(text, "standard input", now)
    elif not source.strip():
        raise ConfigError("the text is empty", mend=TAKEN)
    elif _exists(source):
        yield from read(Path(source), now)
    elif len(source.split()) > 1 and not source.startswith(("/", "./", "../", "~")) and Path(source).suffix not in _FILES:
        yield _plain(source, "text", now)
    else:
        raise ConfigError("no such file", file=source, mend=TAKEN)


def written(file: Path, now: datetime) -> Article:
    """Return the article of a file; without front matter it is the text alone, with its name for the id."""
    try:
        with file.open(encoding="utf-8-sig", errors="replace") as text:
            plain = text.readline().strip() != FENCE
            text.seek(0)
            if plain:
                return _plain(text.read(LARGEST), file.stem, now)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=file, mend="check the path and its mode") from None
    return read_article_file(file).article(now)


def _plain(text: str, name: str, now: datetime) -> Article:
    """Return the article of a text: a first line that a blank one follows is its title."""
    text = text.replace("\r\n", "\n").strip()
    title, _, rest = text.partition("\n\n")
    told = {"title": title, "text": rest.strip()} if rest and "\n" not in title else {"text": text}
    return article_of(Line.model_validate({"id": name, **told}), now)


def _exists(source: str) -> bool:
    try:
        return Path(source).exists()
    except (OSError, ValueError):
        return False  # longer than any name of a file


def _is_lines(raw: io.BufferedReader) -> bool:
    """Return whether a stream is JSON Lines, packed or not, and no text."""
    head = raw.peek(1)
    return head[:2] == _GZIP or head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in {b"{", b""}


def _buffered(raw: BinaryIO) -> io.BufferedReader:
    return raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(raw)  # type: ignore[arg-type]  # any raw stream


def _lines(raw: BinaryIO, name: Path | str, now: datetime) -> Iterator[Article]:
    """Read JSON Lines, unpacking what begins as gzip does."""
    buffered = _buffered(raw)
    lines = gzip.GzipFile(fileobj=buffered) if buffered.peek(2)[:2] == _GZIP else buffered
    try:
        yield from jsonl.read(lines, name, now)
    except (EOFError, gzip.BadGzipFile) as error:
        raise ConfigError(f"damaged gzip: {error}", file=name) from None
