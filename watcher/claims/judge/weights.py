"""What the judge has learned, written by ``python -m tests.judge.train``: a glance (a regression a question), and a network."""

import io
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from watcher.claims.judge import network
from watcher.claims.judge.features import Reading
from watcher.model import datum
from watcher.text.meaning import Vectors

_FARTHEST = 30.0
"""Score beyond which a probability is 0 or 1 in single precision."""
_NETWORK = "network/"
"""Before the names of the network's arrays in the file."""

Floats = NDArray[np.float32]


@datum
class Weights:
    """Rows are questions, in the order of ``QUESTIONS``; columns of ``glance`` are ``features``."""

    features: dict[str, int]
    concepts: dict[str, int]
    """What a word may name, as the network knows it."""
    glance: Floats
    """Of features alone (questions x features): what needs no vector."""
    glance_bias: Floats
    network: dict[str, Floats]
    worth: Floats
    """From which probability of the glance on a passage is worth a closer look."""
    sure: Floats
    """From which probability on the judge makes a claim."""
    texts: str
    """SHA-256 of the texts it was learned from."""

    def at_a_glance(self, found: set[str]) -> Floats:
        """Return the probability of each question from features alone."""
        return logistic(self.glance[:, self._columns(found)].sum(axis=1) + self.glance_bias)

    def look(self, reading: Reading, words: Vectors, vector: Vectors, found: set[str]) -> "Look":
        """Return what the network sees of a passage: its words, their vectors, its vector and features."""
        named = np.zeros((len(reading.words), len(self.concepts)), np.float32)
        for word, name in reading.named:
            if name in self.concepts:
                named[word, self.concepts[name]] = 1
        features = np.zeros(len(self.features), np.float32)
        features[self._columns(found)] = 1
        there = np.ones(len(words), np.float32)
        return Look(self.network, network.Seen(words[None], named[None], there[None], vector[None], features[None]))

    def _columns(self, found: Iterable[str]) -> list[int]:
        """Return the columns of features in their order, so that sums come out the same in every process."""
        return sorted(self.features[name] for name in found if name in self.features)


class Look:
    """A passage before the network."""

    def __init__(self, learned_: dict[str, Floats], seen: network.Seen) -> None:
        self._learned = learned_
        self._seen = seen
        self._words = network.embedded(np, learned_, seen.words, seen.named)
        self._scores: Floats = network.judged(np, learned_, self._words, seen)[0]

    @property
    def probabilities(self) -> Floats:
        """The probability of each question."""
        return logistic(self._scores)

    def spoke_for(self, question: int) -> Floats:
        """Return how much each word speaks for an answer: the log-odds that would be lost without it."""
        seen, count = self._seen, len(self._words[0])
        unsaid = network.embedded(np, self._learned, np.zeros_like(seen.words[:, :1]), np.zeros_like(seen.named[:, :1]))
        without = np.repeat(self._words, count, axis=0)
        without[np.arange(count), np.arange(count)] = unsaid[0, 0]
        there, vector, features = (np.repeat(array, count, axis=0) for array in (seen.there, seen.vector, seen.features))
        left = network.judged(np, self._learned, without, network.Seen(seen.words, seen.named, there, vector, features))
        return np.asarray(self._scores[question] - left[:, question])


def logistic(scores: Floats) -> Floats:
    """Return the probability of log-odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(scores, -_FARTHEST, _FARTHEST))), np.float32)


@cache
def learned() -> Weights:
    """Return the weights that ship with watcher."""
    data = files("watcher.claims.judge").joinpath("weights.npz").read_bytes()
    with np.load(io.BytesIO(data), allow_pickle=False) as kept:
        return Weights(
            features=_columns_of(kept["features"]),
            concepts=_columns_of(kept["concepts"]),
            glance=kept["glance"].astype(np.float32),
            glance_bias=kept["glance_bias"],
            network={
                name.removeprefix(_NETWORK): kept[name].astype(np.float32) for name in kept.files if name.startswith(_NETWORK)
            },
            worth=kept["worth"],
            sure=kept["sure"],
            texts=str(kept["texts"]),
        )


def _columns_of(names: NDArray[np.str_]) -> dict[str, int]:
    return {str(name): column for column, name in enumerate(names)}
