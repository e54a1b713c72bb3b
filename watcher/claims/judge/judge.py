"""The judge: hears what no list of words holds, by the words of a passage in order, what they name, and what is claimed in it.

A passage is asked about if it names what a question is about, no claim of the article settles it or tells that it came to pass,
and a glance at its features leaves it open: most articles never wake the encoder. Then networks read it word by word. The judge
only adds claims; what the words say it never takes away.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from watcher.claims.assemble import span
from watcher.claims.judge.features import Reading, features, reading
from watcher.claims.judge.passages import Passage, passages
from watcher.claims.judge.questions import QUESTIONS, Named, claimed, named
from watcher.claims.judge.vocabulary import Vocabulary
from watcher.claims.judge.weights import Look, Weights, learned
from watcher.claims.lexis import Lexis
from watcher.claims.model import Claim, Declined
from watcher.model import datum
from watcher.text.document import Document
from watcher.text.lexicon import Hit, Hits
from watcher.text.meaning import Encoder, Vectors, one_thread

_REASONS = 3
"""Words told as the reason for a claim."""
_DOUBTED = 0.5
"""From which probability on a passage that is not sure is read again."""


@datum
class _Open:
    """A passage that a glance leaves open."""

    passage: Passage
    names: Named
    features: set[str]
    about: Mapping[int, Hit]
    """The questions (indexes) that it may answer, with what it names that they are about."""


@datum
class _Looked:
    """An open passage after the networks read it."""

    open: _Open
    read: Reading
    look: Look

    def probability(self, question: int) -> float:
        """Return how likely it is that the passage answers a question."""
        return float(self.look.probabilities[question])

    def claimed(self, document: Document, index: int) -> Claim:
        """Return the claim that the passage makes."""
        strongest = self.look.spoke_for(index)
        words = sorted(range(len(self.read.words)), key=lambda word: (-strongest[word], word))
        speaking = [word for word in words if strongest[word] > 0 and self.read.words[word][0].isalnum()]
        reasons = [
            span(document, *document.extent(self.read.first + word, self.read.first + word)) for word in speaking[:_REASONS]
        ]
        names, about, judged = self.open.names, self.open.about[index], self.probability(index)
        return claimed(QUESTIONS[index], document, names, about, judged=judged, reasons=reasons)

    def declined(self, document: Document, index: int, asked: float) -> Declined:
        """Return that the passage makes no claim."""
        kind, status, passage = QUESTIONS[index].kind, QUESTIONS[index].status, self.open.passage
        return Declined(kind, status, span(document, passage.start, passage.read_to), self.probability(index), asked)


@datum
class Judgement:
    """What the judge says of an article."""

    claims: Sequence[Claim] = ()
    """At most one a question, in order of place."""
    declined: Sequence[Declined] = ()


class Judge:
    """Asks about passages; made once, then only read. The encoder is loaded when the first passage is open."""

    def __init__(self, encoder: Encoder, lexis: Lexis, weights: Weights | None = None) -> None:
        self._encoder = encoder
        self._vocabulary = Vocabulary(encoder)
        self._lexis = lexis
        self._weights = weights or learned()

    def judge(self, document: Document, hits: Hits, told: Sequence[Claim]) -> Judgement:
        """Return what a document claims beside what is ``told`` in words of the lexicon."""
        answered = {question.name for question in QUESTIONS if any(map(question.answered_by, told))}
        questions = [
            index
            for index, question in enumerate(QUESTIONS)
            if question.fulfilled not in answered and not any(map(question.settled_by, told))
        ]
        glances = (self._glance(hits, passage, told, questions) for passage in passages(document) if questions)
        asked = [open_ for open_ in glances if open_ is not None]
        if not asked:
            return Judgement()
        vectors = self._encoder.encode([open_.passage.read(document) for open_ in asked])
        with one_thread():
            return self._judged(document, hits, told, zip(asked, vectors, strict=True))

    def _judged(self, document: Document, hits: Hits, told: Sequence[Claim], asked: Iterable[tuple[_Open, Vectors]]) -> Judgement:
        """Return what open passages, each with its vector, claim."""
        heard: dict[int, Claim] = {}
        declined: dict[int, Declined] = {}
        for open_, vector in asked:
            first = self._look(document, hits, open_, vector)
            looks = [first, *self._again(document, hits, told, first)]
            for index in open_.about:
                best = max((one for one in looks if index in one.open.about), key=lambda one: one.probability(index))
                if best.probability(index) >= self._weights.sure[index]:
                    heard.setdefault(index, best.claimed(document, index))
                else:
                    declined.setdefault(index, first.declined(document, index, float(self._weights.sure[index])))
        return Judgement(
            sorted(heard.values(), key=lambda claim: claim.evidence.start),
            [one for index, one in declined.items() if index not in heard],
        )

    def _glance(self, hits: Hits, passage: Passage, told: Sequence[Claim], questions: Sequence[int]) -> _Open | None:
        """Return a passage with those of the questions that are about something it names and that its features leave open."""
        names = named(hits, passage, self._lexis)
        about = {index: hit for index in questions if (hit := names.about(QUESTIONS[index]))}
        if not about:
            return None
        found = features(hits, passage, told)
        glanced = self._weights.at_a_glance(found)
        open_ = {index: hit for index, hit in about.items() if glanced[index] >= self._weights.worth[index]}
        return _Open(passage, names, found, open_) if open_ else None

    def _look(self, document: Document, hits: Hits, open_: _Open, vector: Vectors) -> _Looked:
        """Return what the networks say of a passage."""
        read = reading(document, hits, open_.passage)
        words = self._vocabulary.vectors(read.words)
        return _Looked(open_, read, self._weights.look(read, words, vector, open_.features))

    def _again(self, document: Document, hits: Hits, told: Sequence[Claim], first: _Looked) -> Iterator[_Looked]:
        """Yield a doubted passage as it would be without its last sentences: what they say nothing of, they must not hide."""
        doubted = [i for i in first.open.about if _DOUBTED <= first.probability(i) < self._weights.sure[i]]
        if not doubted:
            return
        for shorter in first.open.passage.beginnings(document):
            open_ = self._glance(hits, shorter, told, doubted)
            if open_ is not None:
                (vector,) = self._encoder.encode([shorter.read(document)])
                yield self._look(document, hits, open_, vector)
