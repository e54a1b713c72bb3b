"""Buckets: names under which events are found again without looking at all of them.

An event lies in the buckets of its province, its country, its actors and its targets, for the three days around its own. A
report reads every bucket in which its event could lie: those of its actors only where it names no town or is about a threat,
and those of the article it is a later version of. Whoever writes a bucket that another has read since makes that other decide
again, so two processes never make two events of one.
"""

from datetime import date

from watcher.events.account import Account
from watcher.events.model import EventPlace, NewsEvent
from watcher.events.places import GOVERNORATE, country_of, province_of
from watcher.events.policy import Sort, sort_of

BLOCK = 3
"""Days that share a bucket."""
BACK, AHEAD = 5, 1
"""Days before and after a report's own within which its event may have its day."""
CAPTIVITY_BLOCK = 256
CAPTIVITY_BACK = 256


def buckets_of(event: NewsEvent) -> tuple[str, ...]:
    """Return the buckets an event lies in."""
    sort = sort_of(event.kind, event.status)
    block = _block(event.day, sort)
    who = dict.fromkeys((*event.actors, *event.targets))
    return (
        *(f"{area}:{block}" for area in _areas_of(event.place)),
        *(f"who:{one}:{block}" for one in who),
        *(f"of:{report.article}" for report in event.reports),
    )


def added_buckets(before: NewsEvent | None, after: NewsEvent) -> tuple[str, ...]:
    """Return the buckets an event has come to lie in: a report that joins in silence disturbs no other decision."""
    known = set(buckets_of(before)) if before is not None else set()
    return tuple(name for name in buckets_of(after) if name not in known)


def buckets(account: Account) -> tuple[str, ...]:
    """Return the buckets in which an account's event can lie, in which case it is read before one is founded."""
    day = account.day.toordinal()
    blocks = [str(block) for block in range((day - BACK) // BLOCK, (day + AHEAD) // BLOCK + 1)]
    blocks += [f"c{block}" for block in range((day - CAPTIVITY_BACK) // CAPTIVITY_BLOCK, day // CAPTIVITY_BLOCK + 1)]
    areas = {area for place in account.places for area in _areas_read(place)} | {"nowhere"}
    if account.sort is Sort.THREAT:
        areas |= {f"all-of:{country_of(place)}" for place in account.places}
    if not account.places or account.places[0].precision >= GOVERNORATE or account.sort is Sort.THREAT:
        areas |= {f"who:{who}" for who in (*account.actors, *account.targets)}
    names = [f"{area}:{block}" for area in sorted(areas) for block in blocks]
    return (f"of:{account.article}", *names) if account.edited else tuple(names)


def _areas_of(place: EventPlace | None) -> tuple[str, ...]:
    if place is None:
        return ("nowhere",)
    country, province = country_of(place), province_of(place)
    return (f"all-of:{country}", f"in:{province}") if province else (f"all-of:{country}", f"only:{country}")


def _areas_read(place: EventPlace) -> tuple[str, ...]:
    """Return what a report reads: its province and what is known of the country only, or all of the country."""
    country, province = country_of(place), province_of(place)
    return (f"in:{province}", f"only:{country}") if province else (f"all-of:{country}",)


def _block(day: date, sort: Sort) -> str:
    return f"c{day.toordinal() // CAPTIVITY_BLOCK}" if sort is Sort.CAPTIVITY else str(day.toordinal() // BLOCK)
