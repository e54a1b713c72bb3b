"""Why a word is a concept: which concepts a text hits, by which form, and from which line of which file."""

from collections.abc import Iterable
from dataclasses import dataclass

from watcher import spelling
from watcher.text.document import read
from watcher.text.lexicon.clitics import ANY
from watcher.text.lexicon.lexicon import Lexicon
from watcher.text.lexicon.model import Concept, Form
from watcher.text.stream import form_keys


@dataclass(frozen=True, slots=True)
class Reason:
    """One concept that a term names, or would name elsewhere."""

    concept: Concept
    form: Form
    start: int
    end: int
    """Where in the term."""
    counts: bool
    """False where the capitals or the words beside it tell another sense."""
    clitic: str = ""


def why(lexicon: Lexicon, term: str) -> tuple[Reason, ...]:
    """Return what ``term`` (a word, a sentence) hits, and what it would with other capitals or neighbours, in order."""
    document = read("", term)
    hits = lexicon.scan(document)
    reasons = [Reason(hit.concept, hit.form, hit.start, hit.end, counts=True, clitic=hit.clitic) for hit in hits.all]
    told = set()
    for form, concept, start, end in hits.candidates():
        covered = any(hit.start < end and start < hit.end for hit in hits.of(concept.type))
        if not covered and (concept.id, start, end) not in told:
            told.add((concept.id, start, end))
            reasons.append(Reason(concept, form, start, end, counts=False))
    return tuple(sorted(reasons, key=lambda reason: (reason.start, -reason.end, not reason.counts, reason.concept.id)))


def near(lexicon: Lexicon, term: str, most: int = 5) -> tuple[tuple[Form, Concept], ...]:
    """Return the forms spelt most like a term that names nothing, each concept once, likest first."""
    known: dict[str, list[tuple[Form, Concept]]] = {}
    for key, form, concept in lexicon.forms():
        known.setdefault(key, []).append((form, concept))
    found: dict[str, tuple[Form, Concept]] = {}
    for key in form_keys(term):
        bare = key.removeprefix(max((clitic for clitic in ANY if key.startswith(clitic)), key=len))
        for name in (*spelling.near(key, known), *(spelling.near(bare, known) if bare != key else ())):
            for form, concept in known[name]:
                found.setdefault(concept.id, (form, concept))
    return tuple(found.values())[:most]


def conditions(form: Form) -> Iterable[str]:
    """Yield in words what a form asks of its surroundings."""
    if form.case == "exact":
        yield f"written exactly {form.text!r}"
    elif form.case == "capital" and any(letter.isupper() for letter in form.text):
        yield "with its capitals"
    for told, words in (
        ("not before", form.not_before),
        ("not after", form.not_after),
        ("not near", form.not_near),
        ("only before", form.only_before),
        ("only after", form.only_after),
    ):
        if words:
            yield f"{told} {', '.join(words)}"
