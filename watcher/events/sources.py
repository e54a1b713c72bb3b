"""How well an event is borne out: independent sources, their tiers, and whether it counts as confirmed."""

from watcher.articles.model import Tier
from watcher.events.model import NewsEvent
from watcher.events.policy import EventPolicy
from watcher.model import Model


class Corroboration(Model):
    """Independent sources of an event; ten reprints of one agency are one."""

    origins: tuple[str, ...]
    """In order of arrival."""
    best_tier: Tier
    confirmed: bool
    """Enough independent sources that are neither a party to the conflict nor social media."""


def corroboration(event: NewsEvent, policy: EventPolicy) -> Corroboration:
    """Return how well ``event`` is borne out."""
    credible = {report.origin for report in event.reports if report.tier is not Tier.SOCIAL and not report.belligerent}
    return Corroboration(
        origins=tuple(dict.fromkeys(report.origin for report in event.reports)),
        best_tier=min(report.tier for report in event.reports),
        confirmed=len(credible) >= policy.confirmed_at,
    )
