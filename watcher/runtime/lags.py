"""How late polls begin: collected while they run, told now and then."""

from typing import NamedTuple


class Lag(NamedTuple):
    """The lag of some polls behind their schedule; seconds."""

    polls: int
    lag_p50: float
    lag_p99: float
    lag_most: float


class Lags:
    """The lags of the polls since they were last told."""

    def __init__(self) -> None:
        self._seconds: list[float] = []

    def note(self, seconds: float) -> None:
        """Note how late a poll began; one before its time was not late."""
        self._seconds.append(max(0.0, seconds))

    def told(self) -> Lag:
        """Return what was noted, and begin anew."""
        ordered, self._seconds = sorted(self._seconds), []
        if not ordered:
            return Lag(0, 0.0, 0.0, 0.0)
        middle, late = (ordered[min(int(share * len(ordered)), len(ordered) - 1)] for share in (0.5, 0.99))
        return Lag(len(ordered), round(middle, 3), round(late, 3), round(ordered[-1], 3))
