"""What the beginning of an article makes of all of it: a look back, or an exercise."""

from collections.abc import Sequence

from watcher.claims.lexis import Lexis, Side
from watcher.claims.model import HAPPENED, Claim, Status
from watcher.claims.staging import Scenes
from watcher.text.lexicon import Hit

_SWAYING = frozenset({Status.HISTORICAL, Status.EXERCISE})


class Mood:
    """What the scenes up to the first that claims something say; heard only as far as somebody asks, since few do."""

    def __init__(self, scenes: Scenes) -> None:
        self._scenes = scenes
        self._order = tuple(scenes)
        self._heard = 0
        """How many of them were heard."""
        self._first: int | None = None
        """The scene that claims first; ``_told`` are its claims of violence."""
        self._told: Sequence[Claim] = ()
        self._status: Status | None = None

    def settle(self, index: int, told: Sequence[Claim]) -> None:
        """Note that a scene claims something: the first to do so is the last that is heard."""
        if self._first is None:
            self._first, self._told = index, told

    def at(self, index: int) -> Status | None:
        """Return the status that the scenes before one give the whole article, if they do."""
        last = index if self._first is None else self._first
        while self._status is None and self._order[self._heard] != last:
            self._status = opening(self._scenes.cues(self._order[self._heard]), self._scenes.lexis)
            self._heard += 1
        if self._status is None and self._first is not None:
            self._status = opening(self._scenes.cues(self._first), self._scenes.lexis, self._told)
        return self._status


def opening(cues: Sequence[Hit], lexis: Lexis, told: Sequence[Claim] = ()) -> Status | None:
    """Return what a scene with such cues makes of a whole article: a look back or an exercise, or nothing.

    ``told`` are its claims: a look back whose own acts are fresh is none, nor an exercise that they only answer.
    """
    statuses = {claim.status for claim in told}
    if statuses & HAPPENED:
        return None
    tables = [lexis.cues[hit.concept.id] for hit in cues]
    said = {table.status for table in tables if table.side is Side.SENTENCE and table.status in _SWAYING}
    if Status.HISTORICAL in said or statuses == {Status.HISTORICAL}:
        return Status.HISTORICAL
    return Status.EXERCISE if Status.EXERCISE in said and (not statuses or Status.EXERCISE in statuses) else None
