"""Articles that an earlier version failed on, through the pipeline of this one, beside the daemon or without it."""

from collections.abc import Sequence

from watcher.alerts.plan import Router
from watcher.clock import Clock
from watcher.config.settings import Configuration
from watcher.queue.policy import Policy
from watcher.runtime.analysis import Understanding
from watcher.runtime.crossing import Crossing
from watcher.runtime.failed import FailedArticle, FailedArticles
from watcher.runtime.pipeline import Fate, Handled
from watcher.runtime.service import pipeline
from watcher.store.store import Store
from watcher.text.meaning import UniversalEncoder


async def again(configuration: Configuration, store: Store, clock: Clock, failed: Sequence[FailedArticle]) -> list[Handled]:
    """Deal with articles as if they came now; what is understood is kept no longer. Alerts go to the daemon's receivers."""
    main = configuration.main
    understanding = Understanding.load(configuration.folder)
    policy = Policy(store, Router(main.route, main.receivers, main.inhibit), clock)
    crossing = Crossing(understanding.book)
    stages = pipeline(understanding, store, policy, configuration, clock, UniversalEncoder(), crossing)
    kept, out = FailedArticles(store), []
    for one in failed:
        [handled] = await stages.handle(one.article.feed, [one.article])
        if handled.fate is not Fate.NOT_UNDERSTOOD:
            await kept.drop([one.article.id])
        out.append(handled)
    return out
