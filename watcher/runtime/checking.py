"""`watcher check`: everything configured is read, fitted together and looked up; every mistake is told."""

import asyncio
import ssl
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from watcher import yamlfile
from watcher.alerts.matchers import Matcher
from watcher.alerts.plan import Router
from watcher.config.making import make_links, make_notifier
from watcher.config.settings import FEEDS, FILE, WatcherSettings, load_main, no_receiver
from watcher.errors import ConfigError, Noted, SourceError, WatcherError, together
from watcher.rules.reading import rule_files
from watcher.rules.rulefile import RuleFile
from watcher.rules.vocabulary import Vocabulary
from watcher.runtime.analysis import Understanding
from watcher.sources import telegram
from watcher.sources.asking import agent_and_proxy, own_headers
from watcher.sources.settings import FeedConfig, FeedsFile, load_feeds
from watcher.spelling import nearest
from watcher.store import connection
from watcher.store.embedded import find_server
from watcher.store.keys import Keys
from watcher.store.settings import RedisSettings

T = TypeVar("T")


class Checked:
    """What a configuration folder holds, as far as it could be read, and its mistakes."""

    def __init__(self, folder: Path) -> None:
        self.errors: list[WatcherError] = []
        self.main: WatcherSettings | None = self._try(lambda: load_main(folder / FILE))
        self.feeds: FeedsFile | None = self._try(lambda: load_feeds(folder / FEEDS))
        self.understanding: Understanding | None = self._try(lambda: Understanding.load(folder))
        if self.feeds is not None:
            feeds = self.feeds
            self._try(lambda: can_be_asked(folder / FEEDS, feeds))
        if self.main is not None and not self.main.receivers:
            self.errors.append(
                ConfigError("no receiver: nobody would be told", file=folder / FILE, mend="write `receivers: ...`")
            )
        if self.main is not None:
            main = self.main
            self._try(lambda: Router(main.route, main.receivers, main.inhibit))
            if self.understanding is not None:
                understanding = self.understanding
                self._try(lambda: known_names(folder / FILE, main, understanding))
                self._try(lambda: known_receivers(folder / "rules", main))
            self._try(lambda: make_links(folder, main))
            for name in main.receivers:
                self._try(partial(make_notifier, folder, main, name))

    async def reach(self) -> None:
        """Look whether the Redis that is configured answers and can be used, or whether there is one to start."""
        if self.main is not None:
            try:
                await redis_answers(self.main.redis)
            except WatcherError as error:
                self.errors.append(error)

    def _try(self, make: Callable[[], T]) -> T | None:
        try:
            return make()
        except ConfigError as error:
            self.errors += error.each()
        except WatcherError as error:
            self.errors.append(error)
        return None


async def redis_answers(settings: RedisSettings) -> None:
    """Raise WatcherError unless the configured Redis answers and can be used; without an URL, unless one could be started."""
    if settings.url is None:
        await asyncio.to_thread(find_server)
        return
    client = connection.client(settings)
    try:
        await connection.check(client, settings.address or "")
        await connection.check_types(client, Keys(settings.namespace).fixed)
    finally:
        await client.close()


def can_be_asked(file: Path, feeds: FeedsFile) -> None:
    """Refuse a feed that no poll could read, whatever its server does: its folder, secret or certificate is not there."""
    noted = Noted()
    for number, feed in enumerate(feeds.feeds):
        if feed.enabled:
            with noted.noted(), yamlfile.placed(file, ("feeds", number), f"feed {feed.id}"):
                _asked(feed)
    noted.tell()


def _asked(feed: FeedConfig) -> None:
    """Raise ConfigError where what a feed's settings name cannot be read."""
    if feed.kind == "folder" and not Path(feed.target).is_dir():
        raise ConfigError(f"no such folder: {feed.target}", mend="make it, or check the path")
    if feed.kind == "telegram":
        try:
            telegram.address(feed.target)
        except SourceError as error:
            raise ConfigError(error.what, mend="give the name that follows t.me/") from None
    agent_and_proxy(feed)
    own_headers(feed)
    if feed.client_certificate is not None:
        pair = feed.client_certificate
        try:
            ssl.create_default_context().load_cert_chain(pair.certificate, pair.key)
        except (OSError, ssl.SSLError) as error:
            raise ConfigError(f"client certificate: {error.strerror or error}", mend="give PEM files of both") from None


def known_names(file: Path, main: WatcherSettings, understanding: Understanding) -> None:
    """Refuse a match on a rule, rule set or place that does not exist: it would never hold, and its alerts go elsewhere."""
    matchers = [route.match for route in main.route.below()]
    matchers += [matcher for inhibition in main.inhibit for matcher in (inhibition.source, inhibition.target)]
    unknown = list(unknown_names(matchers, understanding))
    if unknown:
        document = yamlfile.load(file)
        raise together(
            document.error(
                f"a match names the {one.what} {one.name!r}, which does not exist", at=document.where(one.name), mend=one.mend
            )
            for one in dict.fromkeys(unknown)
        )


def known_receivers(rules: Path, main: WatcherSettings) -> None:
    """Refuse a rule that tells receivers which do not exist, on their line; its files are right otherwise."""
    wrong: list[ConfigError] = []
    for file in rule_files([rules]):
        document = yamlfile.load(file)
        for number, rule in enumerate(document.validate(RuleFile).rules):
            unknown = (name for name in rule.receivers if name not in main.receivers)
            wrong += [no_receiver(document, name, main.receivers, ("rules", number, "receivers")) for name in unknown]
    if wrong:
        raise together(wrong)


class Unknown(NamedTuple):
    """A name that a match asks for and nothing has."""

    what: str
    name: str
    meant: str | None

    @property
    def mend(self) -> str:
        """Which name was meant, or where to find it."""
        return (
            f"did you mean {self.meant!r}?"
            if self.meant
            else "`watcher explain` shows the names of an article's rules and places"
        )


def unknown_names(matchers: Iterable[Matcher], understanding: Understanding) -> Iterator[Unknown]:
    """Yield the rules, rule sets and places that matchers ask for and that do not exist."""
    rules = {rule.id for rule in understanding.book.rules}
    sets = {rule.partition("/")[0] for rule in rules}
    places = {concept.removeprefix("place:") for concept in understanding.lexicon.concepts if concept.startswith("place:")}
    for matcher in matchers:
        yield from (Unknown("rule set", name, nearest(name, sets)) for name in matcher.rule_set if name not in sets)
        for name in matcher.rule:
            if not any(fnmatchcase(rule, name) for rule in rules):
                yield Unknown("rule", name, nearest(name, rules))
        for place in matcher.place:
            name = place.removeprefix("place:")
            if name not in places:
                yield Unknown("place", name, Vocabulary(understanding.lexicon).nearest("place", name))
