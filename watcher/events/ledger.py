"""The toll ledger: every figure of every source as it stood, and what stands now.

The best figure is the later one where one supersedes the other, and the most conservative of those that conflict at the same
time (ACLED, fatalities FAQ: "the most conservative estimate"; revised upward or downward when better information comes). A
running total is never an incident's toll and is kept apart.
"""

from collections.abc import Iterable, Sequence

from watcher.articles.model import Tier
from watcher.claims.model import Figure, Qualifier, Role
from watcher.events.account import Account
from watcher.events.model import Movement, Toll, TollEntry
from watcher.events.policy import EventPolicy
from watcher.model import Model

_FLOORS = {Qualifier.AT_LEAST, Qualifier.MORE_THAN, Qualifier.VAGUE}
"""Such a figure does not contradict a higher one."""


class Moved(Model):
    """One role's best figure before and after a report."""

    role: Role
    movement: Movement
    before: Toll | None
    after: Toll


def entries_of(account: Account, moved: Sequence[Moved]) -> tuple[TollEntry, ...]:
    """Return the ledger's entries for all figures of an account."""
    movements = {one.role: one.movement for one in moved}
    return tuple(
        TollEntry(
            role=figure.role,
            count=figure.count,
            upper=figure.upper,
            qualifier=figure.qualifier,
            victim_class=figure.victim_class,
            whom=figure.whom,
            source=figure.source or account.source,
            article=account.article,
            at=account.at,
            cumulative=figure.cumulative,
            origin=account.origin,
            movement=Movement.STOOD if figure.cumulative else movements[figure.role],
        )
        for figure in (*account.figures, *account.cumulative)
    )


def move(toll: Sequence[Toll], ledger: Sequence[TollEntry], account: Account, policy: EventPolicy) -> tuple[Moved, ...]:
    """Return what the account's figures do to an event's toll, a role each."""
    standing = {one.role: one for one in toll}
    moved = []
    for figure in account.figures:
        before = standing.get(figure.role)
        entries = [entry for entry in ledger if entry.role is figure.role and not entry.cumulative]
        movement = _movement(figure, before, entries, account, policy)
        moved.append(Moved(role=figure.role, movement=movement, before=before, after=_after(before, figure, movement)))
    if any(one.role is Role.KILLED and one.movement is Movement.ROSE for one in moved):
        moved = [_followed(one, account) for one in moved]
    return tuple(moved)


def apply(toll: Sequence[Toll], moved: Iterable[Moved]) -> tuple[Toll, ...]:
    """Return the toll after the moves, in the order of the roles."""
    standing = {one.role: one for one in toll} | {one.role: one.after for one in moved}
    return tuple(standing[role] for role in Role if role in standing)


def standing(entries: Iterable[TollEntry]) -> tuple[Toll, ...]:
    """Return the toll that entries leave, told over again in their order: after a merge or a split, or up to a moment."""
    found: dict[Role, Toll] = {}
    for entry in entries:
        if entry.cumulative:
            continue
        before = found.get(entry.role)
        sets = before is None or entry.movement in {Movement.LOWERED, Movement.FOLLOWED}
        rises = entry.movement in {Movement.FIRST, Movement.ROSE} and before is not None and entry.count > before.best
        movement = entry.movement if sets else Movement.ROSE if rises else Movement.STOOD
        found[entry.role] = _after(before, entry, movement)
    return tuple(found[role] for role in Role if role in found)


def totals(before: Sequence[Toll], figures: Iterable[Figure]) -> tuple[Toll, ...]:
    """Return the running totals with newer ones put in."""
    standing = {one.role: one for one in before}
    for figure in figures:
        standing[figure.role] = _toll(figure)
    return tuple(standing[role] for role in Role if role in standing)


def _movement(
    figure: Figure, before: Toll | None, entries: Sequence[TollEntry], account: Account, policy: EventPolicy
) -> Movement:
    if before is None:
        return Movement.FIRST
    if figure.count > before.best:
        return Movement.ROSE if _credible(figure, entries, account) else Movement.STOOD
    if figure.count < before.best and _lowers(figure, before.best, entries, account, policy):
        return Movement.LOWERED
    return Movement.STOOD


def _credible(figure: Figure, entries: Sequence[TollEntry], account: Account) -> bool:
    """Whether a higher figure is believed: not a party's or a post's own, no upper bound, not one that was taken back."""
    if account.tier is Tier.SOCIAL or account.belligerent or figure.qualifier is Qualifier.UP_TO:
        return False
    given = [entry.at for entry in entries if entry.count == figure.count]
    taken_back = [entry.at for entry in entries if entry.movement is Movement.LOWERED and entry.count < figure.count]
    return not (given and taken_back and min(given) <= max(taken_back))


def _lowers(figure: Figure, best: int, entries: Sequence[TollEntry], account: Account, policy: EventPolicy) -> bool:
    """Whether a lower figure takes the best one back: said so, by who gave it, or in conflict at the same time."""
    former = {one.count for one in account.former if one.role is figure.role}
    if account.corrects or account.edited or best in former:
        return True
    floor = figure.qualifier in _FLOORS or account.tier is Tier.SOCIAL or account.belligerent
    given = [entry for entry in entries if entry.count == best]
    if floor or not given or any(entry.count == figure.count for entry in entries):
        return False
    first = min(given, key=lambda entry: entry.at)
    superseding = first.origin == account.origin or account.at - first.at <= policy.same_time
    return superseding and account.at > first.at


def _followed(one: Moved, account: Account) -> Moved:
    """Take over the lower number of wounded that a report of new deaths gives: the dead were among them."""
    figure = next(figure for figure in account.figures if figure.role is one.role)
    if one.role is not Role.WOUNDED or one.before is None or figure.count >= one.before.best:
        return one
    return Moved(
        role=one.role, movement=Movement.FOLLOWED, before=one.before, after=_after(one.before, figure, Movement.FOLLOWED)
    )


def _after(before: Toll | None, figure: Figure | TollEntry, movement: Movement) -> Toll:
    new = _toll(figure)
    if before is None:
        return new
    low, high = min(before.min, new.min), max(before.max, new.max)
    if movement is Movement.FOLLOWED:
        return new
    if movement is Movement.LOWERED:
        return new.model_copy(update={"max": high})
    if movement is Movement.ROSE:
        return new.model_copy(update={"min": before.best})
    return before.model_copy(update={"min": low, "max": high})


def _toll(figure: Figure | TollEntry) -> Toll:
    most = max(figure.count, figure.upper or 0)
    return Toll(role=figure.role, min=figure.count, best=figure.count, max=most, qualifier=figure.qualifier)
