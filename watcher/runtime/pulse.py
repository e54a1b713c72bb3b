"""Which loops still turn: what the systemd watchdog and readiness go by."""

from watcher.clock import Clock


class Pulse:
    """Each loop beats under its name; one that has not beaten for its bound is stale."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._beats: dict[str, tuple[float, float]] = {}

    def expect(self, name: str, *, within: float) -> None:
        """Expect ``name`` to beat at least every ``within`` seconds from now on."""
        self._beats[name] = (self._clock.monotonic(), within)

    def beat(self, name: str) -> None:
        """Note that ``name`` has turned once more."""
        if name in self._beats:
            self._beats[name] = (self._clock.monotonic(), self._beats[name][1])

    def forget(self, name: str) -> None:
        """Expect nothing of ``name`` any more."""
        self._beats.pop(name, None)

    def stale(self) -> tuple[str, ...]:
        """Return the names that are overdue."""
        now = self._clock.monotonic()
        return tuple(sorted(name for name, (at, within) in self._beats.items() if now - at > within))
