"""What the judge has learned: one logistic regression a question, written by ``python -m tests.judge.train``."""

import io
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from watcher.model import datum
from watcher.text.meaning import Vectors

VECTOR_SCALE = 5.0
"""By which a unit vector is stretched beside features of 0 and 1, so that one penalty suits both."""

_NUMBERS = ("glance", "glance_bias", "features", "vectors", "bias", "worth", "sure")
_FARTHEST = 30.0
"""Score beyond which a probability is 0 or 1 in single precision."""

Floats = NDArray[np.float32]


@datum
class Weights:
    """Rows are questions, in the order of ``QUESTIONS``; columns of ``features`` are ``names``."""

    names: dict[str, int]
    glance: Floats
    """Of features alone (questions x features): what needs no vector."""
    glance_bias: Floats
    features: Floats
    vectors: Floats
    """Questions x dimensions."""
    bias: Floats
    worth: Floats
    """From which probability of the glance on a passage without a claim is worth its vector."""
    sure: Floats
    """From which probability on the judge makes a claim."""
    texts: str
    """SHA-256 of the texts it was learned from."""

    def at_a_glance(self, found: set[str]) -> Floats:
        """Return the probability of each question from features alone."""
        return _logistic(self.glance[:, self._columns(found)].sum(axis=1) + self.glance_bias)

    def judged(self, found: set[str], vector: Vectors) -> Floats:
        """Return the probability of each question from features and the meaning of the passage."""
        of_features = self.features[:, self._columns(found)].sum(axis=1)
        return _logistic(of_features + self.vectors @ (vector * VECTOR_SCALE) + self.bias)

    def speaks_for(self, question: int, found: Iterable[str]) -> float:
        """Return how much features speak for the answer to a question."""
        return float(self.features[question, self._columns(found)].sum())

    def _columns(self, found: Iterable[str]) -> list[int]:
        """Return the columns of features in their order, so that sums come out the same in every process."""
        return sorted(self.names[name] for name in found if name in self.names)


def _logistic(scores: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(scores, -_FARTHEST, _FARTHEST))), np.float32)


@cache
def learned() -> Weights:
    """Return the weights that ship with watcher."""
    data = files("watcher.claims.judge").joinpath("weights.npz").read_bytes()
    with np.load(io.BytesIO(data), allow_pickle=False) as kept:
        numbers = {name: kept[name].astype(np.float32) for name in _NUMBERS}
        names = {str(name): column for column, name in enumerate(kept["names"])}
        return Weights(names=names, texts=str(kept["texts"]), **numbers)
