"""Alerts by id, and in the order in which they were committed."""

from dataclasses import dataclass
from datetime import datetime

from watcher.alerts.model import Alert
from watcher.store.connection import RedisClient
from watcher.store.keys import ALERT_RETENTION, Keys


@dataclass(frozen=True, slots=True)
class AlertPage:
    """Some alerts, oldest first, and the cursor to ask for those after them."""

    alerts: tuple[Alert, ...]
    cursor: str


class Alerts:
    """Written by the commit, read by id or from a cursor on."""

    def __init__(self, client: RedisClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def get(self, alert: str) -> Alert | None:
        """Return an alert, unless its retention is over."""
        value = await self._client.call("HGET", self._keys.alert(alert), "alert")
        return None if value is None else Alert.model_validate_json(value)

    async def deliveries(self, alert: str) -> dict[str, str]:
        """Return the deliveries that an alert was planned as: id → receiver."""
        fields: dict[str, str] = await self._client.call("HGETALL", self._keys.alert(alert))
        return {field.removeprefix("delivery:"): value for field, value in fields.items() if field.startswith("delivery:")}

    async def since(self, cursor: str = "", limit: int = 100) -> AlertPage:
        """Return the alerts committed after ``cursor`` (empty: from the first that is kept), oldest first."""
        start = f"({cursor}" if cursor else "-"
        entries = await self._client.call("XRANGE", self._keys.alerts(), start, "+", "COUNT", limit)
        return await self._page(entries, entries[-1][0] if entries else cursor)

    async def latest(self, limit: int = 20) -> AlertPage:
        """Return the newest alerts, oldest of them first."""
        entries = await self._client.call("XREVRANGE", self._keys.alerts(), "+", "-", "COUNT", limit)
        return await self._page(entries[::-1], entries[0][0] if entries else "")

    async def _page(self, entries: list[tuple[str, dict[str, str]]], cursor: str) -> AlertPage:
        values = await self._client.pipe([("HGET", self._keys.alert(fields["id"]), "alert") for _, fields in entries])
        return AlertPage(tuple(Alert.model_validate_json(value) for value in values if value is not None), cursor)

    async def prune(self, now: datetime) -> int:
        """Forget the cursors of alerts whose retention is over; return how many."""
        oldest = int((now - ALERT_RETENTION).timestamp() * 1000)
        return int(await self._client.call("XTRIM", self._keys.alerts(), "MINID", oldest))
