"""The worker process: parses one document after another under limits, so that no document can stop or swell the daemon.

Run as ``python -m watcher.sources.parse.worker``. Standard input brings, for each document, two lengths (32 bits, big
endian), a JSON head ``{"kind", "content_type", "url"}`` and the body; standard output answers with one length and JSON:
``{"feed": ...}`` for a feed, ``{"text": "..."}`` for a web page, or ``{"error": "..."}``.
It ends with its standard input, and so with the process that started it.
"""

import json
import resource
import struct
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any, BinaryIO

from watcher.errors import SourceError
from watcher.sources.model import ParsedFeed, RawEntry
from watcher.sources.parse import parse
from watcher.sources.parse.page import article_text

MEMORY = 1024 * 2**20
"""Address space of the worker, bytes: what a document of 15 MiB needs in feedparser, and no more."""
CPU_STEP = 12
"""Seconds of CPU allowed for one document; the parent's deadline comes first."""


def main() -> None:
    """Answer until standard input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while lengths := source.read(8):
        head_length, body_length = struct.unpack(">II", lengths)
        head = json.loads(source.read(head_length))
        _allow_cpu()
        answer(head, source.read(body_length), sink)


def answer(head: dict[str, Any], body: bytes, sink: BinaryIO) -> None:
    """Parse one document and write the answer."""
    try:
        reply: dict[str, Any] = (
            {"text": article_text(body, head["content_type"], head["url"])}
            if head["kind"] == "page"
            else {"feed": asdict(parse(body, content_type=head["content_type"], url=head["url"]))}
        )
    except SourceError as error:
        reply = {"error": error.what}
    except (MemoryError, RecursionError) as error:
        reply = {"error": f"too large or too deep to parse ({type(error).__name__})"}
    except Exception as error:  # noqa: BLE001 - feedparser's own faults on hostile input become this feed's error
        reply = {"error": f"not parsable: {type(error).__name__}"}
    raw = json.dumps(reply, default=_date).encode()
    sink.write(struct.pack(">I", len(raw)) + raw)
    sink.flush()


def question(kind: str, body: bytes, content_type: str | None, url: str) -> bytes:
    """Return what the parent writes for one document (``feed`` or ``page``), the body left out."""
    head = json.dumps({"kind": kind, "content_type": content_type, "url": url}).encode()
    return struct.pack(">II", len(head), len(body)) + head


def answered(raw: bytes) -> dict[str, Any]:
    """Return an answer; SourceError for the error in it."""
    reply: dict[str, Any] = json.loads(raw)
    if "error" in reply:
        raise SourceError(str(reply["error"]))
    return reply


def feed_of(reply: dict[str, Any]) -> ParsedFeed:
    """Return the document of an answer."""
    feed = reply["feed"]
    return ParsedFeed(
        **{
            **feed,
            "entries": tuple(_entry(entry) for entry in feed["entries"]),
            "parts": tuple(feed["parts"]),
            "problems": tuple(feed["problems"]),
        }
    )


def _entry(data: dict[str, Any]) -> RawEntry:
    for name in ("published", "updated"):
        data[name] = datetime.fromisoformat(data[name]) if data[name] else None
    return RawEntry(**{**data, "authors": tuple(data["authors"]), "tags": tuple(data["tags"])})


def _allow_cpu() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + CPU_STEP
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _date(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


if __name__ == "__main__":
    main()
