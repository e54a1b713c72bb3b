"""Made-up alerts to try routes with."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from watcher.alerts.model import Alert
from watcher.claims.model import Mention, Span
from watcher.errors import WatcherError
from watcher.events import places
from watcher.events.model import EventPlace
from watcher.mistakes import told
from watcher.text.lexicon import Lexicon


def tried(alert: Alert, fields: Mapping[str, Any], *, place: EventPlace | None = None) -> Alert:
    """Return ``alert`` with these fields instead of its own; WatcherError where one has no such value."""
    given = {name: value for name, value in fields.items() if value is not None}
    if place is not None:
        given["place"] = place
    try:
        return Alert.model_validate({**dict(alert), "demo": False, **given})
    except ValidationError as error:
        raise WatcherError(told(Alert, error, fields)) from None


def place_named(place: str, lexicon: Lexicon) -> EventPlace:
    """Return a place of the lexicon by its id, with or without ``place:``; WatcherError where there is none."""
    concept = place if place.startswith("place:") else f"place:{place}"
    known = lexicon.concepts.get(concept)
    if known is None:
        raise WatcherError(f"the lexicon knows no {concept}", mend="places are named by their ids, such as erbil")
    span = Span(start=0, end=0, text="")
    mention = Mention(concept=concept, name=lexicon.name(concept, "en") or place, within=known.within, span=span)
    return places.finder(lexicon)(mention)
