"""Where and when the claims of one article say it happened."""

import re
from collections.abc import Sequence
from datetime import date

from watcher.articles.model import Article
from watcher.claims.model import Claim, Mention
from watcher.events.model import EventPlace
from watcher.events.places import DISTRICT, PlaceFinder, finest, without_seats
from watcher.events.policy import Sort, sort_of

_DATELINE = re.compile(r"\W*[^\W\d_][\w .,'’-]{1,48}(?:\([^)\n]{2,40}\)\s*[-–—:/]|\s[-–—]\s|\s*/\s*\w{2,20}\s*[/:–-])")
"""BAGHDAD (Reuters) - , WASHINGTON - , بغداد/ واع/"""
_BESIDE = re.compile(
    r"(?:\b(?:north|south|east|west)(?:[ -]?(?:east|west))?(?:ern)?(?: outskirts)? of"
    r"|\b(?:kilomet(?:er|re)s?|km|miles) (?:from|of)"
    r"|(?:شمال|جنوب|شرق|غرب)ي?(?: (?:شرق|غرب)ي?)?) (?:the )?$",
    re.IGNORECASE,
)


class Whereabouts:
    """Where an article's claims lie; the town it was written in is none of them."""

    def __init__(self, article: Article, find: PlaceFinder) -> None:
        dateline = _DATELINE.match(article.text)
        start = len(article.whole) - len(article.text)
        self._written = range(start, start + dateline.end()) if dateline else range(0)
        self._whole = article.whole
        self._find = find

    def of(self, claim: Claim, *, beside: bool = False) -> tuple[EventPlace, ...]:
        """Return the finest places of a claim, those that it only lies beside ("south of Baghdad") if asked for."""
        named = [mention for mention in claim.places if mention.span.start not in self._written]
        named = [mention for mention in named if beside or not self._beside(mention)]
        if sort_of(claim.kind, claim.status) is Sort.THREAT:
            named = without_seats(named)
        return finest(self._find(mention) for mention in named)

    def _beside(self, mention: Mention) -> bool:
        start = mention.span.start
        return _BESIDE.search(self._whole, max(0, start - 30), start) is not None


def places_of(own: Sequence[Claim], where: Whereabouts) -> tuple[EventPlace, ...]:
    """Return where the lead says it happened, since headlines are loose about places; without a lead all that is named."""
    named = [where.of(claim) for claim in own]
    if not any(named):
        named = [where.of(claim, beside=True) for claim in own]
    precise = [places for places in named if places and places[0].precision <= DISTRICT]
    in_lead = [places for places, claim in zip(named, own, strict=True) if places in precise and claim.sentence > 0]
    chosen = (in_lead or precise)[:1] or named
    return finest(place for places in (*chosen, *precise[:1]) for place in places)


def days_of(own: Sequence[Claim]) -> tuple[date, ...]:
    """Return the days of the first claim that names any, its own first."""
    for claim in own:
        told = [claim.when.day] if claim.when is not None and claim.when.precision == 1 else []
        if told or claim.days:
            return tuple(dict.fromkeys((*told, *claim.days)))
    return ()
