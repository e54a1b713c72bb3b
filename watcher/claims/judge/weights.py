"""What the judge has learned, written by ``python -m tests.judge.train``: a glance (a regression a question) and networks."""

import io
from collections.abc import Iterable, Mapping, Sequence
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
    networks: Sequence[dict[str, Floats]]
    """Taught alike from different beginnings: their mean errs less than any of them."""
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
        """Return what the networks see of a passage: its words, their vectors, its vector and features."""
        named = np.zeros((len(reading.words), len(self.concepts)), np.float32)
        for word, name in reading.named:
            if name in self.concepts:
                named[word, self.concepts[name]] = 1
        features = np.zeros(len(self.features), np.float32)
        features[self._columns(found)] = 1
        there = np.ones(len(words), np.float32)
        return Look(self.networks, network.Seen(words[None], named[None], there[None], vector[None], features[None]))

    def _columns(self, found: Iterable[str]) -> list[int]:
        """Return the columns of features in their order, so that sums come out the same in every process."""
        return sorted(self.features[name] for name in found if name in self.features)


class Look:
    """A passage before the networks."""

    def __init__(self, networks: Sequence[dict[str, Floats]], seen: network.Seen) -> None:
        self._networks = networks
        self._seen = seen
        self._words = [network.embedded(np, one, seen.words, seen.named) for one in networks]
        self._scores: Floats = np.array(
            [network.judged(np, one, words, seen)[0] for one, words in zip(networks, self._words, strict=True)]
        )

    @property
    def probabilities(self) -> Floats:
        """The probability of each question."""
        return np.asarray(logistic(self._scores).mean(axis=0))

    def spoke_for(self, question: int) -> Floats:
        """Return how much each word speaks for an answer: the log-odds that would be lost without it."""
        return np.asarray(np.mean([self._lost(number, question) for number in range(len(self._networks))], axis=0))

    def _lost(self, number: int, question: int) -> Floats:
        seen, one, count = self._seen, self._networks[number], self._seen.words.shape[1]
        unsaid = network.embedded(np, one, np.zeros_like(seen.words[:, :1]), np.zeros_like(seen.named[:, :1]))
        without = np.repeat(self._words[number], count, axis=0)
        without[np.arange(count), np.arange(count)] = unsaid[0, 0]
        there, vector, features = (np.repeat(array, count, axis=0) for array in (seen.there, seen.vector, seen.features))
        left = network.judged(np, one, without, network.Seen(seen.words, seen.named, there, vector, features))
        return np.asarray(self._scores[number, question] - left[:, question])


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
            networks=[_network(kept, number) for number in range(int(kept["networks"]))],
            worth=kept["worth"],
            sure=kept["sure"],
            texts=str(kept["texts"]),
        )


def _columns_of(names: NDArray[np.str_]) -> dict[str, int]:
    return {str(name): column for column, name in enumerate(names)}


def _network(kept: Mapping[str, NDArray[np.float16]], number: int) -> dict[str, Floats]:
    begin = prefix(number)
    return {name.removeprefix(begin): kept[name].astype(np.float32) for name in kept if name.startswith(begin)}


def prefix(number: int) -> str:
    """Return what stands before the names of a network's arrays in the file."""
    return f"network{number}/"
