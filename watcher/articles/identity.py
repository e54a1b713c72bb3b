"""Whether two entries are one article: several keys, because publishers change and repeat every single one of them.

A guid belongs to its feed, a URL to the world, a title and a text to their outlet (another outlet with the same text is
another report of the same event, not the same article). The order of trust and the way a feed loses it follow FreshRSS
(``Feed::unicityCriteria``); that a repeated guid must never swallow an article follows Miniflux.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from watcher.articles.model import Article, FeedIdentity, GuidPolicy

WORST_SHARE = 0.05
"""Share of a document's entries whose guid may be absent or repeated before the feed's guids are not trusted any more."""
TELLING_TITLE = 5
"""Words from which on a title says which article it is."""
TELLING_TEXT = 80
"""Characters from which on a text does."""

_CONTENT = "content"
_WORDS = "words"
"""The content of an article too short to be known by it: tells an edited one, never the same one."""

_WORD = re.compile(r"\w+")
# Latin-1 signs, Arabic punctuation and vowel marks, general and East Asian punctuation: to look for all that is no letter
# costs twice as much.
_FOREIGN_MARKS = re.compile(
    "[\x80-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\u060c\u061b\u061f\u0640\u064b-\u065f\u066a-\u066d\u2000-\u206f\u3000-\u303f]+"
)
_ASCII_MARKS = bytes(byte for byte in range(128) if not chr(byte).isalnum())
_ASCII_WORDS = bytes(ord(chr(byte).lower()) if chr(byte).isalnum() or byte == 0x5F else 0x20 for byte in range(128)).ljust(256)
"""Letters become small ones, and what is in no word a blank."""
_SMALL = bytes(range(256)).lower()
"""ASCII letters become small ones."""


class Named(NamedTuple):
    """What identity is decided on: the strings of an entry, before it has become an article."""

    guid: str | None = None
    link: str | None = None
    """Canonical."""
    title: str = ""
    text: str = ""
    published: datetime | None = None
    cut: bool = False
    """The text went on."""


class Sameness(StrEnum):
    """What an arriving article is to those that were seen."""

    SAME = "same"
    EDITED = "edited"
    """The same article with other words: to be read again as an update or correction of its event."""
    GUID_COLLISION = "guid_collision"
    """Another article under the guid of the first: to be kept apart by its other keys."""
    OTHER = "other"


def content_hash(title: str, text: str) -> str:
    """Return a digest of letters and digits alone: case, spacing, punctuation and Unicode form do not count."""
    whole = f"{title}\n{text}"
    if not whole.isascii():
        whole = _FOREIGN_MARKS.sub("", unicodedata.normalize("NFKC", whole).casefold())
    return _digest_of(whole.encode("utf-8", "replace").translate(_SMALL, _ASCII_MARKS))


def keys(named: Named, feed: FeedIdentity, now: datetime, policy: GuidPolicy = GuidPolicy.GUID) -> tuple[str, ...]:
    """Return the keys of an entry, strongest first, none that ``policy`` does not trust; never empty."""
    day = (named.published or now).date().isoformat()
    outlet = _outlet(feed.source)
    title = _words(named.title)
    out = []
    if policy in {GuidPolicy.AUTO, GuidPolicy.GUID} and named.guid:
        out.append(f"guid:{feed.id}:{_digest(named.guid.strip())}")
    if named.link and policy in {GuidPolicy.AUTO, GuidPolicy.GUID, GuidPolicy.LINK}:
        out.append(f"url:{_digest(named.link)}")
    elif named.link and policy is GuidPolicy.LINK_DATE:
        out.append(f"url-date:{_digest(f'{named.link} {named.published}')}")
    elif named.link and policy is GuidPolicy.LINK_DATE_TITLE:
        out.append(f"url-date-title:{_digest(f'{named.link} {named.published} {title}')}")
    if policy is not GuidPolicy.CONTENT and title.count(" ") + 1 >= TELLING_TITLE:
        out.append(f"title:{outlet}:{_digest(f'{day} {title}')}")
    kind = _CONTENT if not out or len(named.text) >= TELLING_TEXT else _WORDS
    return (*out, f"{kind}:{outlet}:{content_hash(named.title, named.text)}")


def content_hash_of(keys: Sequence[str]) -> str:
    """Return the content hash that is in an entry's keys: it is the dearest of all there is to be known of an entry."""
    return keys[-1].rpartition(":")[2]


def article_id(strongest: str) -> str:
    """Return the id of an article known by its strongest key: the same in every process and after every restart."""
    return f"a{_digest(strongest)[:16]}"


def judge(article: Article, marked: Collection[str]) -> Sameness:
    """Return what ``article`` is, given those of its keys that are marked as seen.

    One marked key makes it a known article, but a guid alone does not where URL, title and words are all new: publishers
    repeat guids, and to miss an article is worse than to read one twice.
    """
    ours = {_kind(key) for key in article.keys}
    hits = {_kind(key) for key in article.keys if key in marked}
    if not hits - {_WORDS}:
        return Sameness.OTHER
    if hits == {"guid"} and any(kind.startswith("url") for kind in ours):
        return Sameness.GUID_COLLISION
    return Sameness.SAME if hits & {_CONTENT, _WORDS} else Sameness.EDITED


def keys_without_guid(keys: Sequence[str]) -> tuple[str, ...]:
    """Return the keys of an article whose guid is another's, never empty."""
    rest = tuple(key for key in keys if _kind(key) != "guid")
    if all(_kind(key) == _WORDS for key in rest):
        rest = tuple(_CONTENT + key.removeprefix(_WORDS) for key in rest)
    return rest


def without_guid(article: Article) -> Article:
    """Return the article known by its other keys, under the id that follows from them: what a guid collision makes of it."""
    rest = keys_without_guid(article.keys)
    return article.model_copy(update={"keys": rest, "id": article_id(rest[0])})


def fitting_policy(entries: Sequence[Named], asked: GuidPolicy) -> GuidPolicy:
    """Return the strongest policy that one document of the feed bears out; ``asked`` settles it unless it is ``auto``."""
    if asked is not GuidPolicy.AUTO:
        return asked
    for policy, strings in (
        (GuidPolicy.GUID, [entry.guid for entry in entries]),
        (GuidPolicy.LINK, [entry.link for entry in entries]),
        (GuidPolicy.LINK_DATE, [entry.link and f"{entry.link} {entry.published}" for entry in entries]),
        (GuidPolicy.LINK_DATE_TITLE, [entry.link and f"{entry.link} {entry.published} {entry.title}" for entry in entries]),
    ):
        if _bad(strings, entries) <= WORST_SHARE * len(entries):
            return policy
    return GuidPolicy.CONTENT


def colliding(entries: Iterable[Named]) -> frozenset[str]:
    """Return the guids that one document gives to entries with different links or titles."""
    met: dict[str, tuple[str | None, str]] = {}
    out = set()
    for entry in entries:
        if entry.guid and met.setdefault(entry.guid, (entry.link, entry.title)) != (entry.link, entry.title):
            out.add(entry.guid)
    return frozenset(out)


def _bad(strings: Sequence[str | None], entries: Sequence[Named]) -> int:
    """Count entries whose string is absent, or stands for another title as well (an entry met twice whole is no fault)."""
    titles = {(string, entry.title) for string, entry in zip(strings, entries, strict=True)}
    uses = Counter(string for string, _ in titles)
    return sum(not string or uses[string] > 1 for string in strings)


def _words(text: str) -> str:
    """Return the words alone, one blank between."""
    if text.isascii():
        return b" ".join(text.encode().translate(_ASCII_WORDS).split()).decode()
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _digest(text: str) -> str:
    return _digest_of(text.encode("utf-8", "replace"))


def _digest_of(raw: bytes) -> str:
    return hashlib.blake2b(raw, digest_size=12).hexdigest()


@lru_cache(maxsize=1024)
def _outlet(source: str) -> str:
    return _digest(source.casefold())[:8]


def _kind(key: str) -> str:
    return key.partition(":")[0]
