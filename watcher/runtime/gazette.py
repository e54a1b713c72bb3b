"""What the lexicon knows of a concept, as events and alerts ask for it: names in a language, places with coordinates."""

from watcher.alerts.phrases import Names
from watcher.claims.model import Mention
from watcher.events.account import PlaceFinder, place_by_depth
from watcher.events.model import EventPlace
from watcher.text.lexicon import Lexicon


def names(lexicon: Lexicon) -> Names:
    """Return a lookup of a concept's name in a language: the lexicon's own in English, else its first form there."""
    first: dict[tuple[str, str], str] = {}
    for forms in lexicon.forms:
        for form, _prefixes in forms:
            if form.role is None:
                key = (form.concept, form.language)
                # The least inflected form is the shortest; forms come in no order a reader would know.
                if key not in first or len(form.text) < len(first[key]):
                    first[key] = form.text

    def name(concept: str, language: str) -> str | None:
        known = lexicon.concepts.get(concept)
        if known is None:
            return None
        return known.name if language == "en" else first.get((concept, language))

    return name


def place_finder(lexicon: Lexicon) -> PlaceFinder:
    """Return what turns a mention into an event's place, with the lexicon's precision and coordinates where it has them."""

    def find(mention: Mention) -> EventPlace:
        place = place_by_depth(mention)
        known = lexicon.concepts.get(mention.concept)
        if known is None:
            return place
        own = known.attributes
        return place.model_copy(
            update={
                "precision": int(own.get("precision", place.precision)),
                "latitude": own.get("latitude"),
                "longitude": own.get("longitude"),
            }
        )

    return find
