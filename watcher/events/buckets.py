"""Buckets: names under which events are found again without looking at all of them.

An act lies in the bucket of its place, of the province and of the country around it, and of its actors and targets; a threat,
of which there are few, in those of its country, actors and targets; a mention in those of its rules; each for the three
days around its own. A report reads
every bucket in which its event could lie: the more precise its place, the fewer. Whoever writes a bucket that another has
read since makes that other decide again, so two processes never make two events of one.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from watcher.events.account import Account
from watcher.events.model import EventPlace, NewsEvent
from watcher.events.places import SITES, TOWN, country_of, province_of
from watcher.events.policy import Sort, sort_of
from watcher.events.weigh import AHEAD

BLOCK = 3
"""Days that share a bucket."""
BACK = 5
"""Days before a report's own within which its event may have its day: the window of acts."""
MENTION_BACK = 1
CAPTIVITY_BLOCK = 256
CAPTIVITY_BACK = 256


def buckets_of(event: NewsEvent) -> tuple[str, ...]:
    """Return the buckets an event lies in."""
    sort = sort_of(event.kind, event.status)
    if sort is Sort.MENTION:
        mentions = (f"mention:{rule}:{event.day.toordinal()}" for rule in event.rules)
        return (*mentions, *(f"of:{report.article}" for report in event.reports))
    who = (*event.actors, *event.targets)
    areas = _threat_areas([event.place] if event.place else [], who) if sort is Sort.THREAT else _areas_of(event.place, who)
    block = _block(event.day, sort)
    return (*(f"{area}:{block}" for area in dict.fromkeys(areas)), *(f"of:{report.article}" for report in event.reports))


def added_buckets(before: NewsEvent | None, after: NewsEvent) -> tuple[str, ...]:
    """Return the buckets an event has come to lie in: a report that joins in silence disturbs no other decision."""
    known = set(buckets_of(before)) if before is not None else set()
    return tuple(name for name in buckets_of(after) if name not in known)


def buckets(account: Account) -> tuple[str, ...]:
    """Return the buckets in which an account's event can lie, or one that it is linked with; read before one is founded."""
    day = account.day.toordinal()
    if account.sort is Sort.MENTION:
        # One rule is enough: whatever the report may join, or another process founds of it meanwhile, lies there.
        names = [f"mention:{account.rules[0]}:{near}" for near in range(day - MENTION_BACK, day + AHEAD + 1)]
        return (f"of:{account.article}", *names) if account.edited else tuple(names)
    blocks = [str(block) for block in range((day - BACK) // BLOCK, (day + AHEAD) // BLOCK + 1)]
    who = (*account.actors, *account.targets)
    if account.sort is Sort.THREAT:
        areas = _threat_areas(account.places, who)
    else:
        blocks += [f"c{block}" for block in range((day - CAPTIVITY_BACK) // CAPTIVITY_BLOCK, day // CAPTIVITY_BLOCK + 1)]
        areas = [*_areas_read(account.places, who), *_carried_out(account.places)]
    names = [f"{area}:{block}" for area in sorted(set(areas)) for block in blocks]
    return (f"of:{account.article}", *names) if account.edited else tuple(names)


def _threat_areas(places: Sequence[EventPlace], who: Iterable[str]) -> list[str]:
    countries = [f"threat-in:{country_of(place)}" for place in places]
    carried_out = [f"threat-on:{province_of(place) or country_of(place)}" for place in places]
    return [*countries, *carried_out, *(f"threat-who:{one}" for one in who), "threat-nowhere"]


def _carried_out(places: Iterable[EventPlace]) -> list[str]:
    """Return where the threat lies that an act may carry out: on its province, or on its country at large."""
    return [f"threat-on:{area}" for place in places for area in (province_of(place), country_of(place)) if area]


def _areas_of(place: EventPlace | None, who: Iterable[str]) -> list[str]:
    """Return where an act lies: what is no town in ``broad``, what a town's name may stand for in ``sites``."""
    areas = [f"who:{one}" for one in who]
    if place is None:
        return ["nowhere", *areas]
    country, province = country_of(place), province_of(place)
    areas += [f"at:{place.concept}", f"all-of:{country}"]
    if province is None:
        return [*areas, f"only:{country}"]
    areas.append(f"in:{province}")
    if place.kind in SITES:
        areas.append(f"sites:{province}")
    elif place.precision > TOWN:
        areas.append(f"broad:{province}")
    return areas


def _areas_read(places: Iterable[EventPlace], who: Iterable[str]) -> list[str]:
    """Return where the act of a report may lie; one that names no town is looked for under its actors and targets too."""
    areas = ["nowhere"]
    precise = False
    for place in places:
        country, province = country_of(place), province_of(place)
        if province is None:
            areas.append(f"all-of:{country}")
        elif place.precision > TOWN or place.kind in SITES:
            areas += [f"in:{province}", f"only:{country}"]
        else:
            areas += [f"at:{place.concept}", f"sites:{province}", f"broad:{province}", f"only:{country}"]
        precise = precise or place.precision == TOWN
    return areas if precise else [*areas, *(f"who:{one}" for one in who)]


def _block(day: date, sort: Sort) -> str:
    return f"c{day.toordinal() // CAPTIVITY_BLOCK}" if sort is Sort.CAPTIVITY else str(day.toordinal() // BLOCK)
