"""What one article brings to an event: its account of one thing that happened or is to happen.

An article has one account, of its main event: the one its headline and lead tell. What it recalls further down (yesterday's
attack, another town) is kept as background, to link events by, never to found or change one: reports of one event recall
others far more often than they tell two.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import reduce
from typing import Any

from watcher.articles.model import Article, Tier
from watcher.articles.sketch import sketch
from watcher.claims.model import Analysis, Claim, Figure, Kind, Mention, Status
from watcher.events.certainty import further
from watcher.events.model import EventPlace, Report
from watcher.events.origin import origin_of
from watcher.events.places import PlaceFinder, place_by_depth
from watcher.events.policy import Sort, sort_of
from watcher.events.weapons import families
from watcher.events.whereabouts import Whereabouts, days_of, places_of
from watcher.model import Model
from watcher.rules.model import Match, Severity

LEAD = 2
"""Sentences after the main claim's within which others may belong to the same account."""
TOP = 3
"""Last sentence in which a claim of responsibility or a denial is the news and not a reminder."""
GIST = 100
"""Characters of text that follow the title in a gist."""
_FOLLOWING = {Kind.RESPONSIBILITY, Kind.ATTRIBUTION, Kind.DENIAL, Kind.CORRECTION, Kind.RELEASE}
"""Kinds that concern an event even where no rule is raised."""


class Recalled(Model):
    """Another event that the article mentions."""

    sort: Sort
    places: tuple[EventPlace, ...]
    day: date | None


class Account(Model):
    """One article's account of one event."""

    article: str
    source: str
    feed: str
    tier: Tier
    belligerent: bool = False
    language: str | None = None
    title: str
    url: str | None = None
    published: datetime | None = None
    seen: datetime
    sort: Sort
    kind: Kind
    status: Status
    rules: tuple[str, ...]
    """Empty where no rule was raised: such an account may follow an event, never found one."""
    severity: Severity
    places: tuple[EventPlace, ...] = ()
    """Of its claims, most precise first; none of them contains another."""
    day: date
    days: tuple[date, ...] = ()
    """Every day that the telling sentences name, ``day`` among them where ``told``."""
    told: bool = False
    """The text says the day; else it is the day of publication, as it always is for a threat."""
    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    weapons: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    """Of the event itself, as they stand now; at most one for each role and class of victims."""
    former: tuple[Figure, ...] = ()
    """Figures the text calls superseded."""
    cumulative: tuple[Figure, ...] = ()
    claimed_by: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()
    released: bool = False
    pattern: bool = False
    """A rule over several articles was raised by this one."""
    corrects: bool = False
    retracts: bool = False
    origin: str
    gist: str
    sketch: str
    edited: bool = False
    """The article was seen before, with other words."""
    recalls: tuple[Recalled, ...] = ()

    @property
    def at(self) -> datetime:
        """When the report was made: its publication where known, else its arrival; an edited one at its arrival."""
        return self.seen if self.edited or self.published is None else self.published

    def rewrites(self, report: Report) -> bool:
        """Whether this is a later version of the article behind ``report``."""
        if not self.edited:
            return False
        same_page = self.url is not None and self.url == report.url
        return self.article == report.article or same_page or (self.feed, self.title) == (report.feed, report.title)


def account_of(
    article: Article, analysis: Analysis, matches: Sequence[Match], *, place: PlaceFinder | None = None, edited: bool = False
) -> Account | None:
    """Return the article's account of its main event, ``None`` where it has nothing to do with any event.

    Rules that ask for words are raised without a claim: then the account is a mention of the words.

    ``place`` gives coordinates and precision of a place; without it the depth of its ``within`` tells the precision.
    """
    matched = {index for match in matches for index in match.claims}
    claims = [
        claim
        for index, claim in enumerate(analysis.claims)
        if index in matched or claim.kind in _FOLLOWING or (claim.status in {Status.DENIED, Status.CLAIMED} and not matches)
    ]
    claims.sort(key=lambda claim: claim.sentence)
    if not claims:
        return _mention(article, analysis, matches, edited=edited) if matches else None
    where = Whereabouts(article, place or place_by_depth)
    main = _main(claims, matched={id(analysis.claims[index]) for index in matched})
    own = _belonging(main, analysis.claims)
    sort = sort_of(main.kind, main.status)
    days = () if sort is Sort.THREAT else days_of(own)
    others = [claim for claim in analysis.claims if claim not in own]
    figures = _figures(analysis.figures, others)
    return Account(
        **_head(article, analysis, matches),
        edited=edited,
        sort=sort,
        kind=_kind(own),
        status=reduce(further, (claim.status for claim in own if claim.kind not in _FOLLOWING), main.status),
        places=places_of(own, where),
        day=days[0] if days else (article.published or article.first_seen).astimezone(UTC).date(),
        days=days,
        told=bool(days),
        actors=_concepts(mention for claim in own if claim.kind not in _FOLLOWING for mention in claim.actors),
        targets=_concepts(mention for claim in own for mention in claim.targets),
        weapons=next((claim.weapons for claim in own if claim.weapons), ()),
        figures=tuple(figure for figure in figures if not figure.cumulative and not figure.superseded),
        former=tuple(figure for figure in figures if figure.superseded),
        cumulative=tuple(figure for figure in figures if figure.cumulative and not figure.superseded),
        claimed_by=_speakers(own, {Kind.RESPONSIBILITY, Kind.ATTRIBUTION}, Status.CLAIMED),
        denied_by=_speakers(own, {Kind.DENIAL}, Status.DENIED),
        released=any(claim.kind is Kind.RELEASE and claim.status is Status.ACTUAL for claim in own),
        corrects=any(claim.kind is Kind.CORRECTION and claim.status is not Status.DENIED for claim in analysis.claims),
        retracts=any(claim.kind is Kind.CORRECTION and claim.status is Status.DENIED for claim in analysis.claims),
        recalls=_recalled(others, where),
    )


def _mention(article: Article, analysis: Analysis, matches: Sequence[Match], *, edited: bool) -> Account:
    """Return the account of an article that says a rule's words and claims nothing: of its words and its day alone."""
    return Account(
        **_head(article, analysis, matches),
        edited=edited,
        sort=Sort.MENTION,
        kind=Kind.MENTION,
        status=matches[0].status,
        day=(article.published or article.first_seen).astimezone(UTC).date(),
    )


def _head(article: Article, analysis: Analysis, matches: Sequence[Match]) -> dict[str, Any]:
    """Return the fields of an account that no claim is needed for."""
    return {
        "article": article.id,
        "source": article.source,
        "feed": article.feed,
        "tier": article.tier,
        "belligerent": article.belligerent,
        "language": article.language,
        "title": article.title or article.text[:120],
        "url": article.url,
        "published": article.published,
        "seen": article.first_seen,
        "rules": tuple(sorted({match.rule for match in matches})),
        "severity": max((match.severity for match in matches), key=lambda severity: severity.rank, default=Severity.INFO),
        "pattern": any(match.crossing for match in matches),
        "origin": origin_of(article, analysis),
        "gist": gist_of(article),
        "sketch": sketch(article.text),
    }


def gist_of(article: Article) -> str:
    """Return the title and the first words: what the meaning of a report is taken from."""
    return f"{article.title}. {article.text[:GIST]}" if article.title else article.text[: 2 * GIST]


def _main(claims: Sequence[Claim], matched: set[int]) -> Claim:
    """Return the first claim that raised a rule and tells an event of its own, else the first that raised one, else the first."""
    raising = [claim for claim in claims if id(claim) in matched]
    telling = [claim for claim in raising if claim.kind not in _FOLLOWING]
    return (telling or raising or claims)[0]


def _belonging(main: Claim, claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims that tell the same event as ``main``: near it, of its sort, and nothing in them against it."""
    own = [main]
    sort = sort_of(main.kind, main.status)
    for claim in sorted(claims, key=lambda claim: claim.sentence):
        if claim is main or abs(claim.sentence - main.sentence) > LEAD:
            continue
        same_sort = claim.kind in _FOLLOWING or sort_of(claim.kind, claim.status) is sort
        if same_sort and claim.status is not Status.HISTORICAL and not any(_apart(one, claim) for one in own):
            own.append(claim)
    return own


def _apart(one: Claim, other: Claim) -> bool:
    """Whether two claims of one article are about different events: other days, other weapons, places that exclude each other."""
    if one.when and other.when and one.when.precision == other.when.precision == 1 and one.when.day != other.when.day:
        return True
    ours, theirs = families(one.weapons), families(other.weapons)
    if ours and theirs and not set(ours) & set(theirs):
        return True
    if not one.places or not other.places:
        return False
    return not any(a.concept in b.within or b.concept in a.within for a in one.places for b in other.places)


def _figures(figures: Sequence[Figure], others: Sequence[Claim]) -> list[Figure]:
    """Return the first figure of each sort that no claim of another event holds."""
    foreign = {figure.evidence for claim in others for figure in claim.figures}
    first: dict[tuple[object, ...], Figure] = {}
    for figure in figures:
        if figure.evidence not in foreign:
            first.setdefault((figure.role, figure.cumulative, figure.superseded), figure)
    return list(first.values())


def _kind(own: Sequence[Claim]) -> Kind:
    """Return the kind of an event: the act that did it where one is told, not the toll or the talk that follows."""
    kinds = [claim.kind for claim in own]
    return next((kind for kind in (Kind.STRIKE, Kind.ATTACK, Kind.THREAT, Kind.CAPTURE, Kind.RELEASE) if kind in kinds), kinds[0])


def _concepts(mentions: Iterable[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.concept for mention in mentions))


def _speakers(own: Sequence[Claim], kinds: set[Kind], status: Status) -> tuple[str, ...]:
    """Return who claims or denies at the top of the text, as concepts where known, else in the text's words."""
    out: list[str] = []
    for claim in own:
        if claim.sentence <= TOP and (claim.kind in kinds or claim.status is status):
            out += [mention.concept for mention in claim.actors] or [claim.attributed_to or "unknown"]
    return tuple(dict.fromkeys(out))


def _recalled(others: Sequence[Claim], where: Whereabouts) -> tuple[Recalled, ...]:
    return tuple(
        Recalled(
            sort=sort_of(claim.kind, claim.status),
            places=places_of([claim], where),
            day=claim.when.day if claim.when and claim.when.precision == 1 else None,
        )
        for claim in others
        if claim.places and claim.kind in {Kind.STRIKE, Kind.ATTACK, Kind.THREAT, Kind.CAPTURE}
    )
