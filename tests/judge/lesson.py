"""Labelled texts as the judge sees them."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tests.fakes.articles import saying
from tests.judge.labelled import LETTERS, Labelled
from watcher.claims.analyzer import Analyzer
from watcher.claims.judge.features import Reading, features, reading
from watcher.claims.judge.network import Seen
from watcher.claims.judge.passages import passages
from watcher.claims.judge.questions import QUESTIONS, named
from watcher.claims.lexis import Lexis
from watcher.config.shipped import shipped_dir
from watcher.text import document
from watcher.text.lexicon import Lexicon
from watcher.text.meaning import DIMENSIONS, UniversalEncoder

_RAREST = 4
"""Texts that a feature or concept must stand in."""
ANSWERS = len(LETTERS)
"""Columns of ``labels``: the questions in their order, then a toll, which the network learns beside them."""

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]


class Lesson(NamedTuple):
    """Texts as the judge sees them, in rows; columns of ``open``, ``engine`` and ``settled`` are questions."""

    hands: NDArray[Any]
    features: list[str]
    concepts: list[str]
    readings: list[Reading]
    word_vectors: dict[str, NDArray[np.float16]]
    found: Floats
    """Texts x features."""
    vectors: Floats
    labels: Bools
    """Texts x answers."""
    open: Bools
    """Whether the passage names what the question is about."""
    engine: Bools
    """Whether a claim answers it without the judge."""
    settled: Bools
    """Whether a claim leaves nothing to ask, or tells that it came to pass."""

    @property
    def silent(self) -> Bools:
        """Whether the judge may be asked."""
        return self.open & ~self.settled

    def seen(self, rows: NDArray[np.int64], length: int) -> Seen:
        """Return some texts as the network takes them, in ``length`` words each."""
        words = np.zeros((len(rows), length, DIMENSIONS), np.float32)
        named_ = np.zeros((len(rows), length, len(self.concepts)), np.float32)
        there = np.zeros((len(rows), length), np.float32)
        columns = {name: column for column, name in enumerate(self.concepts)}
        for number, row in enumerate(rows):
            read = self.readings[row]
            there[number, : len(read.words)] = 1
            words[number, : len(read.words)] = [self.word_vectors[word] for word in read.words]
            for word, name in read.named:
                if name in columns:
                    named_[number, word, columns[name]] = 1
        return Seen(words, named_, there, self.vectors[rows], self.found[rows])


def prepare(texts: list[Labelled]) -> Lesson:
    """Return texts as the judge sees them: by their first passage, which nearly all of them consist of."""
    lexicon = Lexicon.load([shipped_dir() / "lexicon"])
    analyzer, lexis = Analyzer.load(lexicon), Lexis(lexicon)
    read_, readings, found, open_, engine, settled = [], [], [], [], [], []
    for labelled in texts:
        words = document.read("", labelled.text)
        claims = analyzer.analyze(saying(labelled.text), words).claims
        hits, passage = lexicon.scan(words), next(passages(words))
        names = named(hits, passage, lexis)
        read_.append(passage.read(words))
        readings.append(reading(words, hits, passage))
        found.append(features(hits, passage, claims))
        open_.append([names.about(question) is not None for question in QUESTIONS])
        engine.append([any(map(question.answered_by, claims)) for question in QUESTIONS])
        answered = {question.name for question in QUESTIONS if any(map(question.answered_by, claims))}
        settled.append([q.fulfilled in answered or any(map(q.settled_by, claims)) for q in QUESTIONS])
    encoder, known = UniversalEncoder(), sorted({word for read in readings for word in read.words})
    names_ = _often(found)
    answers = [*(question.name for question in QUESTIONS), "toll"]
    return Lesson(
        hands=np.array([labelled.hand for labelled in texts]),
        features=names_,
        concepts=_often([{name for _word, name in read.named} for read in readings]),
        readings=readings,
        word_vectors=dict(zip(known, encoder.encode(known).astype(np.float16), strict=True)),
        found=np.array([[name in one for name in names_] for one in found], np.float32),
        vectors=encoder.encode(read_),
        labels=np.array([[answer in labelled.labels for answer in answers] for labelled in texts]),
        open=np.array(open_),
        engine=np.array(engine),
        settled=np.array(settled),
    )


def _often(found: list[set[str]]) -> list[str]:
    """Return the names that enough sets hold, in order."""
    counts: dict[str, int] = {}
    for one in found:
        for name in one:
            counts[name] = counts.get(name, 0) + 1
    return sorted(name for name, count in counts.items() if count >= _RAREST)
