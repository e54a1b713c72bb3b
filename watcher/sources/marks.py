"""Marks of entries: what was in the last documents, in a few bytes each.

A mark is the hash of an entry's identity and the hash of its content. Content leaves the guid out, so that a feed whose
guids change with every request still overlaps with itself; identity leaves the text out, so that an edit is not news.
"""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from watcher.sources.model import RawEntry

KEPT = 2000
"""Marks kept at most: all of the last document, then those of earlier ones, since entries vanish and return."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A document beside the marks of those before it."""

    fresh: tuple[RawEntry, ...]
    """Entries whose content is not known, in document order."""
    new: tuple[RawEntry, ...]
    """Those of them whose identity is not known either."""
    overlaps: bool
    """Whether any entry was known."""
    marks: str
    """The marks to remember."""


def compare(entries: Sequence[RawEntry], remembered: str) -> Compared:
    """Tell what is new and what is edited, and whether the two documents overlap."""
    recent = remembered.split()
    known_identities = {mark[:11] for mark in recent}
    known_contents = {mark[11:] for mark in recent}
    marks = [_mark(entry) for entry in entries]
    fresh, new, overlaps = [], [], False
    for entry, mark in zip(entries, marks, strict=True):
        identity, content = mark[:11], mark[11:]
        if content in known_contents:
            overlaps = True
            continue
        fresh.append(entry)
        if identity in known_identities:
            overlaps = True
        else:
            new.append(entry)
    return Compared(tuple(fresh), tuple(new), overlaps, " ".join(_kept(marks, recent)))


def _kept(marks: Iterable[str], recent: Iterable[str]) -> list[str]:
    """Keep all present marks, then as many earlier ones as there is room for twice the document and a hundred more."""
    present = dict.fromkeys(marks)
    room = min(KEPT, 2 * len(present) + 100)
    kept = list(present)
    for mark in recent:
        if len(kept) >= room:
            break
        if mark not in present:
            kept.append(mark)
    return kept


def _mark(entry: RawEntry) -> str:
    identity = entry.guid or entry.link or entry.title or entry.summary or ""
    content = "\x1f".join((entry.link or "", entry.title or "", entry.summary or "", entry.content or ""))
    return _hash(identity) + _hash(content)


def _hash(text: str) -> str:
    """Return 64 bits in 11 characters."""
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return base64.urlsafe_b64encode(digest)[:11].decode()
