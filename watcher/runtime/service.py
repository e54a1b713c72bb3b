"""One configuration at work on an open store: the couriers and the poller with everything between them."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from watcher.alerts.plan import Router
from watcher.articles.model import FeedIdentity, GuidPolicy, Tier
from watcher.clock import Clock, SystemClock
from watcher.config.making import make_links, make_notifier
from watcher.config.settings import Configuration
from watcher.events import places
from watcher.events.meaning import CachedSimilarity
from watcher.notifiers import Deps, Notifier, ReceiverSettings
from watcher.notifiers.email import EmailReceiver
from watcher.queue.deliveries import DeliveryQueue
from watcher.queue.outbox import Outbox
from watcher.queue.policy import Policy
from watcher.queue.recent import Recent
from watcher.queue.schedule import EMAIL, WEBHOOK
from watcher.runtime import demo
from watcher.runtime.analysis import Understanding
from watcher.runtime.cleanups import Cleanups
from watcher.runtime.courier import Couriers, Round
from watcher.runtime.crossing import Counting, Crossing
from watcher.runtime.evidence import EvidenceDesk
from watcher.runtime.housekeeping import Housekeeping
from watcher.runtime.ingest import Ingest
from watcher.runtime.linking import Linking, MailDesk
from watcher.runtime.operations import SelfReports, Voice
from watcher.runtime.pipeline import Pipeline, Planner
from watcher.runtime.polling import PolledFeed, Poller
from watcher.runtime.pulse import Pulse
from watcher.runtime.pushing import PushedFeed, Pushing
from watcher.runtime.standings import Standings
from watcher.sources.feed import FeedSource
from watcher.sources.fetch import Fetcher
from watcher.sources.lines import LinesSource
from watcher.sources.net import KEEP, Guard, Lookup
from watcher.sources.opening import open_source
from watcher.sources.page import PageReader, Pages
from watcher.sources.parser import Parser
from watcher.sources.settings import FeedConfig
from watcher.store.store import Store
from watcher.text.meaning import Encoder, UniversalEncoder

MANY = 1000
"""Feeds beyond which connections are not kept until the next poll: as many idle ones cost more memory than new ones cost time."""
KEEP_OF_MANY = 10.0


@dataclass(frozen=True)
class Outside:
    """What the world gives: the clock, the terminal, name resolution; tests give their own."""

    clock: Clock = field(default_factory=SystemClock)
    console: Console | None = None
    lookup: Lookup | None = None


class Service:
    """Made from a configuration that has been checked as a whole; started and stopped once."""

    def __init__(self, configuration: Configuration, outside: Outside, *, seeds: Path | None = None) -> None:
        """Raise ConfigError where the parts of the configuration do not fit together. ``seeds`` makes it a demonstration."""
        main = configuration.main
        self.configuration = configuration
        self.understanding = Understanding.load(configuration.folder)
        self.feeds: dict[str, PolledFeed] = {}
        self._outside = outside
        self._router = Router(main.route, main.receivers, main.inhibit)
        self._seeds = demo.seeds(seeds, outside.clock.now()) if seeds is not None else None
        self._links = make_links(configuration.folder, main)
        self._evidence = EvidenceDesk(configuration)
        deps = Deps(
            clock=outside.clock, console=outside.console, links=self._links, evidence=self._evidence, lookup=outside.lookup
        )
        self._notifiers = {name: make_notifier(configuration.folder, main, name, deps) for name in main.receivers}
        self._encoder = UniversalEncoder()
        self._crossing = Crossing(self.understanding.book)
        self._recent = Recent()
        self._cleanups = Cleanups()
        self._poller: Poller | None = None

    async def start(self, store: Store, pulse: Pulse) -> None:
        """Start the couriers, then the poller; raises StoreError."""
        # Loading the encoder takes a second or two: not when the first article waits for it.
        await asyncio.to_thread(self._encoder.encode, [self.status])
        await self._deliver(store, pulse)
        await self._poll(store, pulse)

    async def stop(self) -> list[str]:
        """Stop the poller, then drain the couriers; return what would not stop."""
        return await self._cleanups.run()

    async def poll(self, feed: str) -> None:
        """Poll one feed now, beside its schedule."""
        if self._poller is not None:
            await self._poller.poll_once(feed)

    @property
    def status(self) -> str:
        """One line for people."""
        receivers = len(self.configuration.main.receivers)
        return f"{len(self.feeds)} feeds, {len(self.understanding.book)} rules, {receivers} receivers"

    async def _deliver(self, store: Store, pulse: Pulse) -> None:
        main, clock = self.configuration.main, self._outside.clock
        self._evidence.store = store
        couriers = Couriers(
            {name: round_of(main.receivers[name], notifier) for name, notifier in self._notifiers.items()},
            queue=DeliveryQueue(store, clock, recent=self._recent),
            clock=clock,
            pulse=pulse,
        )
        breakers = {name: each.breaker for name, each in self._notifiers.items() if each.breaker is not None}
        standings = Standings(store, main.receivers, breakers, clock, pulse)
        self._cleanups.push("standings", standings.stop)
        await standings.start()
        self._cleanups.push("couriers", lambda: couriers.stop(main.drain), within=main.drain + 10)
        await couriers.start()
        if main.links is not None and self._links is not None:
            desk = MailDesk(store, Policy(store, self._router, clock), main.receivers, clock)
            linking = Linking(main.links, self._links, desk, clock)
            self._cleanups.push("links", linking.stop)
            await linking.start()
        housekeeping = Housekeeping(store, self._router, clock, pulse)
        self._cleanups.push("housekeeping", housekeeping.stop)
        housekeeping.start()
        counting = Counting(self._crossing, store, clock, pulse)
        self._cleanups.push("counting", counting.stop)
        await counting.start()
        reports = SelfReports(
            store, main.receivers, main.operations, clock, self.configuration.feeds.feeds, flatlines=self._crossing
        )
        voice = Voice(reports, clock, pulse)
        self._cleanups.push("voice", voice.stop)
        voice.start(main.heartbeat, self._outside.lookup)

    async def _poll(self, store: Store, pulse: Pulse) -> None:
        feeds, clock = self.configuration.feeds, self._outside.clock
        keep = KEEP if len(feeds.feeds) <= MANY else KEEP_OF_MANY
        fetcher, parser = Fetcher(feeds.polite, clock=clock, lookup=self._outside.lookup, keep=keep), Parser()
        self._cleanups.push("fetcher", fetcher.close)
        self._cleanups.push("parser", parser.close)
        pages = Pages(PageReader(fetcher, parser, clock=clock), self.understanding.promising)
        self.feeds = {
            feed.id: PolledFeed(identity(feed), open_source(feed, fetcher, parser, feeds.polite, pages), feed)
            for feed in feeds.feeds
            if feed.enabled
        }
        if self._seeds is not None:
            self.feeds[demo.FEED.id] = PolledFeed(demo.FEED, demo.SeedSource(self._seeds), demo.SETTINGS)
        for feed in self.feeds.values():
            if isinstance(feed.source, LinesSource):
                self._cleanups.push("standard input", feed.source.close)
        pushing = self._pushing(store, pulse)
        self._poller = Poller(
            self.feeds,
            states=store.feeds,
            ingest=Ingest(
                pipeline(
                    self.understanding,
                    store,
                    Policy(store, self._router, clock),
                    self.configuration,
                    clock,
                    self._encoder,
                    self._crossing,
                    self._recent,
                ),
                demo=demo.FEED.id if self._seeds is not None else None,
            ),
            clock=clock,
            pulse=pulse,
            at_once=self.configuration.main.polling.at_once,
            notice=pushing.notice if pushing else None,
        )
        self._cleanups.push("poller", self._poller.stop, within=15)
        await self._poller.start()
        if pushing is not None:
            self._cleanups.push("websub", pushing.stop)
            await pushing.start(self._poller.take)

    def _pushing(self, store: Store, pulse: Pulse) -> Pushing | None:
        settings = self.configuration.main.websub
        if settings is None:
            return None
        feeds = {
            feed.id: PushedFeed(source, Guard.of(feed.allow_private))
            for feed in self.configuration.feeds.feeds
            if feed.id in self.feeds and isinstance(source := self.feeds[feed.id].source, FeedSource)
        }
        return Pushing(settings, feeds, store=store, clock=self._outside.clock, pulse=pulse, lookup=self._outside.lookup)


def pipeline(  # noqa: PLR0917 - the stages, in their order
    understanding: Understanding,
    store: Store,
    planner: Planner,
    configuration: Configuration,
    clock: Clock,
    encoder: Encoder,
    crossing: Crossing,
    recent: Recent | None = None,
) -> Pipeline:
    """Join the stages over one store; ``recent`` is shared with the queue of the same process."""
    return Pipeline(
        understanding=understanding,
        crossing=crossing,
        store=store,
        outbox=Outbox(store, clock, recent=recent),
        planner=planner,
        clock=clock,
        policy=configuration.main.events,
        names=understanding.lexicon.name,
        place=places.finder(understanding.lexicon),
        similarity=CachedSimilarity(encoder),
    )


def round_of(settings: ReceiverSettings, notifier: Notifier) -> Round:
    """Return how a receiver's deliveries are attempted: by the schedule of its channel, as many at once as it takes."""
    return Round(notifier, EMAIL if isinstance(settings, EmailReceiver) else WEBHOOK, settings.concurrency)


def identity(feed: FeedConfig) -> FeedIdentity:
    """Return what a feed's articles take over from its settings."""
    return FeedIdentity(
        id=feed.id,
        source=feed.name,
        tier=Tier(feed.tier),
        belligerent=feed.belligerent,
        language=feed.language,
        url=feed.url,
        guid_policy=GuidPolicy(feed.guids),
    )
