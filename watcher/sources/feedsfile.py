"""Adding feeds to `feeds.yaml` as a person would: at the end of the list, every comment kept."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from watcher import yamlfile
from watcher.errors import ConfigError
from watcher.mistakes import told
from watcher.sources.settings import FeedConfig, FeedsFile, load_feeds


def add(file: Path, feeds: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    """Add the feeds that are not yet there and return their ids; ConfigError where the file would no longer be right.

    The file is replaced in one step, and only by one that can be read.
    """
    known = load_feeds(file)
    urls, ids = {feed.url for feed in known.feeds}, {feed.id for feed in known.feeds}
    added: list[str] = []
    lines: list[str] = []
    for feed in feeds:
        if str(feed["url"]) in urls:
            continue
        name = _free(str(feed["id"]), ids)
        urls.add(str(feed["url"]))
        ids.add(name)
        added.append(name)
        lines.append(_written({**feed, "id": name}))
    if lines:
        _replace(file, lines)
    return tuple(added)


def faults(file: Path, feeds: Sequence[Mapping[str, object]]) -> tuple[str | None, ...]:
    """Return what is wrong with each feed that is to be added, under the file's defaults; None where nothing is."""
    defaults = load_feeds(file).defaults
    return tuple(_fault(defaults | dict(feed)) for feed in feeds)


def _fault(feed: Mapping[str, object]) -> str | None:
    if not feed["url"]:
        return "no address (xmlUrl)"
    try:
        FeedConfig.model_validate(feed)
    except ValidationError as error:
        return told(FeedConfig, error, feed)
    return None


def _replace(file: Path, lines: Sequence[str]) -> None:
    text = file.read_text(encoding="utf-8").rstrip() + "\n"
    document = yamlfile.parse(text, file)
    data = document.data or {}
    if not data.get("feeds"):
        if "feeds" in data:
            raise ConfigError("an empty `feeds:`", file=file, line=document.line(("feeds",)), mend="remove the line")
        text += "\nfeeds:\n"
        indent = "  "
    else:
        last = max(document.line((key,)) for key in data)
        if document.line(("feeds",)) != last:
            raise ConfigError("something follows the list of feeds", file=file, line=last, mend="make `feeds:` the last key")
        indent = _indent(text, document.line(("feeds", 0)))
    text += "".join(f"{indent}- {line}\n" for line in lines)
    yamlfile.parse(text, file).validate(FeedsFile)
    beside = file.with_name(f".{file.name}.new")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.chmod(file.stat().st_mode & 0o777)
        beside.replace(file)
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", file=file, mend="check its owner and mode") from None


def _indent(text: str, line: int) -> str:
    """Return the blanks before the first feed's dash."""
    first = text.splitlines()[line - 1]
    if not first.lstrip().startswith("-"):
        raise ConfigError("the list of feeds is written in brackets", mend="write one feed a line, each after a dash")
    return first[: len(first) - len(first.lstrip())]


def _written(feed: Mapping[str, object]) -> str:
    """Return a feed as a flow mapping on one line: JSON is YAML."""
    first = [name for name in ("id", "name", "language", "tier", "tags") if name in feed]
    ordered = {name: feed[name] for name in [*first, *(name for name in feed if name not in first)]}
    return "{" + ", ".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in ordered.items()) + "}"


def _free(name: str, ids: set[str]) -> str:
    """Return an id that is not taken: ``name``, ``name-2``, and so on."""
    candidate, number = name, 2
    while candidate in ids:
        candidate, number = f"{name[:76]}-{number}", number + 1
    return candidate
