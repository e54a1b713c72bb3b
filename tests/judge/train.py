"""Teach the judge: ``python -m tests.judge.train`` reads our own labelled texts and writes its weights.

What is told is measured on each hand's texts by weights learned from the other hands' alone.
"""

import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from tests.fakes.articles import saying
from tests.judge.labelled import Labelled, digest, read
from watcher.claims import judge
from watcher.claims.analyzer import Analyzer
from watcher.claims.judge.features import features
from watcher.claims.judge.passages import passages
from watcher.claims.judge.questions import QUESTIONS, named
from watcher.claims.judge.weights import VECTOR_SCALE
from watcher.claims.lexis import Lexis
from watcher.config.shipped import shipped_dir
from watcher.text import document
from watcher.text.lexicon import Lexicon
from watcher.text.meaning import UniversalEncoder

_RAREST = 4
"""Texts that a feature must stand in."""
_PENALTY = 6.0
_RIGHT = 0.85
"""Share of the claims made by the judge that must be right: real news leaves fewer to hear than these texts do."""
_SURE = (0.7, 0.95)
"""Bounds of the probability that this asks for."""
_KEPT = 0.9
"""Share of what the judge would rightly say that the glance must leave open."""

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]


class Lesson(NamedTuple):
    """All texts as the judge sees them; rows are texts, columns of ``told``, ``open`` and ``engine`` questions."""

    hands: NDArray[Any]
    names: list[str]
    features: Floats
    vectors: Floats
    told: Bools
    open: Bools
    """Whether the passage names what the question is about."""
    engine: Bools
    """Whether a claim answers it without the judge."""
    settled: Bools
    """Whether a claim leaves nothing to ask."""


class Taught(NamedTuple):
    """One question's regression: coefficients of the columns, and a bias."""

    row: Floats
    bias: float

    def probability(self, columns: Floats) -> Floats:
        """Return the probability of each row."""
        return np.asarray(1 / (1 + np.exp(-(columns @ self.row + self.bias))), np.float32)


class Bounds(NamedTuple):
    """One question's probabilities at which something happens; see ``Weights``."""

    worth: float
    sure: float


def main() -> None:
    """Learn, tell what was learned, write the weights."""
    lesson = prepare(list(read()))
    both = np.hstack([lesson.vectors * VECTOR_SCALE, lesson.features])
    bounds = [_tried(lesson, both, index, question.name) for index, question in enumerate(QUESTIONS)]
    glances = [teach(lesson.features, told) for told in lesson.told.T]
    taught = [teach(both, told) for told in lesson.told.T]
    size = lesson.vectors.shape[1]
    arrays = {
        "names": np.array(lesson.names),
        "glance": np.array([one.row for one in glances], np.float16),
        "glance_bias": np.array([one.bias for one in glances], np.float32),
        "features": np.array([one.row[size:] for one in taught], np.float16),
        "vectors": np.array([one.row[:size] for one in taught], np.float16),
        "bias": np.array([one.bias for one in taught], np.float32),
        "worth": np.array([one.worth for one in bounds], np.float32),
        "sure": np.array([one.sure for one in bounds], np.float32),
        "texts": np.array(digest()),
    }
    np.savez_compressed(Path(judge.__file__).with_name("weights.npz"), allow_pickle=False, **arrays)
    sys.stdout.write(f"{len(lesson.told)} texts of {len(set(lesson.hands))} hands, {len(lesson.names)} features\n")


def _tried(lesson: Lesson, both: Floats, index: int, name: str) -> Bounds:
    """Return the bounds of a question, and tell how well the judge does within them."""
    told, engine = lesson.told[:, index], lesson.engine[:, index]
    silent = lesson.open[:, index] & ~lesson.settled[:, index]
    glanced, judged = (_by_other_hands(columns, told, lesson.hands) for columns in (lesson.features, both))
    sure = _surest(judged[silent], told[silent])
    heard = silent & (judged >= sure)
    worth = float(np.quantile(glanced[heard & told], 1 - _KEPT))
    asked = silent & (glanced >= worth)
    sys.stdout.write(
        f"{name:16} told {told.sum():4}  F1 {_f1(engine, told):.2f} -> {_f1(engine | (heard & asked), told):.2f}  "
        f"heard {heard.sum():3} ({(heard & told).sum():3} right) from {sure:.2f} on  asked of {asked.mean():.0%}\n"
    )
    return Bounds(worth, sure)


def prepare(texts: list[Labelled]) -> Lesson:
    """Return texts as the judge sees them: by their first passage, which nearly all of them consist of."""
    lexicon = Lexicon.load([shipped_dir() / "lexicon"])
    analyzer, lexis = Analyzer.load(lexicon), Lexis(lexicon)
    read_, found, open_, engine, settled = [], [], [], [], []
    for labelled in texts:
        words = document.read("", labelled.text)
        claims = analyzer.analyze(saying(labelled.text), words).claims
        hits, passage = lexicon.scan(words), next(passages(words))
        names = named(hits, passage, lexis)
        read_.append(passage.read(words))
        found.append(features(hits, passage, claims))
        open_.append([names.about(question) is not None for question in QUESTIONS])
        engine.append([any(map(question.answered_by, claims)) for question in QUESTIONS])
        settled.append([any(map(question.settled_by, claims)) for question in QUESTIONS])
    names_ = sorted({name for one in found for name in one})
    columns = np.array([[name in one for name in names_] for one in found], np.float32)
    often = columns.sum(axis=0) >= _RAREST
    return Lesson(
        hands=np.array([labelled.hand for labelled in texts]),
        names=[name for name, keep in zip(names_, often, strict=True) if keep],
        features=columns[:, often],
        vectors=UniversalEncoder().encode(read_),
        told=np.array([[question.name in labelled.labels for question in QUESTIONS] for labelled in texts]),
        open=np.array(open_),
        engine=np.array(engine),
        settled=np.array(settled),
    )


def teach(columns: Floats, told: Bools) -> Taught:
    """Return the regression that tells ``told`` from ``columns``."""
    model = LogisticRegression(C=1 / _PENALTY, max_iter=1000).fit(columns, told)
    return Taught(np.asarray(model.coef_[0], np.float32), float(model.intercept_[0]))


def _by_other_hands(columns: Floats, told: Bools, hands: NDArray[Any]) -> Floats:
    """Return the probability of each text by what the other hands' texts teach."""
    out = np.zeros(len(told), np.float32)
    for hand in set(hands):
        own = hands == hand
        out[own] = teach(columns[~own], told[~own]).probability(columns[own])
    return out


def _surest(judged: Floats, told: Bools) -> float:
    """Return the lowest probability from which on enough of the claims are right."""
    lowest, highest = _SURE
    for sure in np.arange(lowest, highest, 0.01):
        claimed = judged >= sure
        if told[claimed].mean() >= _RIGHT:
            return float(sure)
    return highest


def _f1(said: Bools, told: Bools) -> float:
    return float(2 * (said & told).sum() / max(1, said.sum() + told.sum()))


if __name__ == "__main__":
    main()
