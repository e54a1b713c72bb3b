"""The names of concepts in the readers' languages."""

from watcher.alerts.phrases import Names
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
