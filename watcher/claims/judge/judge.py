"""The judge: hears what no list of words holds, by the words of a passage in order, what they name, and what is claimed in it.

A passage is asked about if it names what a question is about, no claim of the article settles it or tells that it came to pass,
and a glance at its features leaves it open: most articles never wake the encoder. Then networks read it word by word. The judge
only adds claims; what the words say it never takes away.
"""

from collections.abc import Iterator, Sequence

from watcher.claims.assemble import span
from watcher.claims.judge.features import Reading, features, reading
from watcher.claims.judge.passages import Passage, passages
from watcher.claims.judge.questions import QUESTIONS, Named, claimed, named
from watcher.claims.judge.vocabulary import Vocabulary
from watcher.claims.judge.weights import Floats, Look, Weights, learned
from watcher.claims.lexis import Lexis
from watcher.claims.model import Claim, Span
from watcher.model import datum
from watcher.text.document import Document
from watcher.text.lexicon import Hits
from watcher.text.meaning import Encoder, one_thread

_REASONS = 3
"""Words told as the reason for a claim."""


@datum
class _Open:
    """A passage that a glance leaves open, with the questions (indexes) that it may answer."""

    passage: Passage
    names: Named
    features: set[str]
    questions: tuple[int, ...]


class Judge:
    """Asks about passages; made once, then only read. The encoder is loaded when the first passage is open."""

    def __init__(self, encoder: Encoder, lexis: Lexis, weights: Weights | None = None) -> None:
        self._encoder = encoder
        self._vocabulary = Vocabulary(encoder)
        self._lexis = lexis
        self._weights = weights or learned()

    def claims(self, document: Document, hits: Hits, told: Sequence[Claim]) -> list[Claim]:
        """Return what a document claims beside what is ``told`` in words of the lexicon, at most once a question, in order."""
        answered = {question.name for question in QUESTIONS if any(map(question.answered_by, told))}
        questions = [
            index
            for index, question in enumerate(QUESTIONS)
            if question.fulfilled not in answered and not any(map(question.settled_by, told))
        ]
        glances = (self._glance(hits, passage, told, questions) for passage in passages(document) if questions)
        asked = [open_ for open_ in glances if open_ is not None]
        if not asked:
            return []
        vectors = self._encoder.encode([open_.passage.read(document) for open_ in asked])
        out: dict[int, Claim] = {}
        for open_, vector in zip(asked, vectors, strict=True):
            read = reading(document, hits, open_.passage)
            words = self._vocabulary.vectors(read.words)
            with one_thread():
                look = self._weights.look(read, words, vector, open_.features)
                for index, claim in self._heard(document, open_, read, look):
                    out.setdefault(index, claim)
        return sorted(out.values(), key=lambda claim: claim.evidence.start)

    def _glance(self, hits: Hits, passage: Passage, told: Sequence[Claim], questions: Sequence[int]) -> _Open | None:
        """Return a passage with those of the questions that are about something it names and that its features leave open."""
        names = named(hits, passage, self._lexis)
        asked = [index for index in questions if names.about(QUESTIONS[index])]
        if not asked:
            return None
        found = features(hits, passage, told)
        glanced = self._weights.at_a_glance(found)
        open_ = tuple(index for index in asked if glanced[index] >= self._weights.worth[index])
        return _Open(passage, names, found, open_) if open_ else None

    def _heard(self, document: Document, open_: _Open, read: Reading, look: Look) -> Iterator[tuple[int, Claim]]:
        judged = look.probabilities
        for index in open_.questions:
            question = QUESTIONS[index]
            about = open_.names.about(question)
            if about is not None and judged[index] >= self._weights.sure[index]:
                reasons = _reasons(document, read, look.spoke_for(index))
                yield index, claimed(question, document, open_.names, about, judged=float(judged[index]), reasons=reasons)


def _reasons(document: Document, read: Reading, spoke_for: Floats) -> list[Span]:
    """Return the words that spoke most for an answer, the strongest first."""
    strongest = sorted(range(len(read.words)), key=lambda word: (-spoke_for[word], word))
    words = [word for word in strongest if spoke_for[word] > 0 and read.words[word][0].isalnum()]
    return [span(document, *document.extent(read.first + word, read.first + word)) for word in words[:_REASONS]]
