"""Teach the judge: ``python -m tests.judge.train`` reads our own labelled texts and writes its weights.

What is told is measured on hands' texts by weights learned from other hands' alone.
"""

import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from tests.judge.labelled import digest, padded, read
from tests.judge.lesson import ANSWERS, Bools, Floats, Lesson, prepare
from tests.judge.teaching import probabilities, teach
from watcher.claims import judge
from watcher.claims.judge.questions import QUESTIONS
from watcher.claims.judge.weights import prefix

_PENALTY = 6.0
_RIGHT = 0.85
"""Share of the claims made by the judge that must be right: real news leaves fewer to hear than these texts do."""
_SURE = (0.7, 0.95)
"""Bounds of the probability that this asks for."""
_KEPT = 0.95
"""Share of what the judge would rightly say that the glance must leave open."""
_PARTS = 2
"""In which the hands are divided to measure each by the others."""
_NETWORKS = 2
"""Taught of all texts; one alone measures each part."""


class Glance(NamedTuple):
    """One question's regression over features: coefficients, and a bias."""

    row: Floats
    bias: float

    def probability(self, found: Floats) -> Floats:
        """Return the probability of each row."""
        return np.asarray(1 / (1 + np.exp(-(found @ self.row + self.bias))), np.float32)


class Bounds(NamedTuple):
    """One question's probabilities at which something happens; see ``Weights``."""

    worth: float
    sure: float


def main() -> None:
    """Learn, tell what was learned, write the weights."""
    texts = list(read())
    lesson = prepare([*texts, *padded(texts)])
    glanced, judged = _by_other_hands(lesson)
    bounds = [_tried(lesson, glanced, judged, index) for index in range(len(QUESTIONS))]
    everything = np.arange(len(lesson.hands))
    glances = [_glance(lesson.found, lesson.labels[:, index]) for index in range(len(QUESTIONS))]
    arrays: dict[str, Any] = {
        "features": np.array(lesson.features),
        "concepts": np.array(lesson.concepts),
        "glance": np.array([one.row for one in glances], np.float16),
        "glance_bias": np.array([one.bias for one in glances], np.float32),
        "networks": np.array(_NETWORKS),
        "worth": np.array([one.worth for one in bounds], np.float32),
        "sure": np.array([one.sure for one in bounds], np.float32),
        "texts": np.array(digest()),
    }
    for number in range(_NETWORKS):
        taught = teach(lesson, everything, seed=number)
        arrays |= {prefix(number) + name: array.astype(np.float16) for name, array in taught.items()}
    np.savez_compressed(Path(judge.__file__).with_name("weights.npz"), allow_pickle=False, **arrays)
    sys.stdout.write(f"{len(texts)} texts of {len(set(lesson.hands))} hands, {len(lesson.features)} features\n")


def _by_other_hands(lesson: Lesson) -> tuple[Floats, Floats]:
    """Return each text's probabilities, at a glance and judged, by what other hands' texts teach."""
    glanced = np.zeros((len(lesson.hands), len(QUESTIONS)), np.float32)
    judged = np.zeros((len(lesson.hands), ANSWERS), np.float32)
    hands = sorted(set(lesson.hands))
    for part in range(_PARTS):
        own = np.isin(lesson.hands, hands[part::_PARTS])
        judged[own] = probabilities(teach(lesson, np.flatnonzero(~own)), lesson, np.flatnonzero(own))
        for index in range(len(QUESTIONS)):
            glanced[own, index] = _glance(lesson.found[~own], lesson.labels[~own, index]).probability(lesson.found[own])
    return glanced, judged


def _tried(lesson: Lesson, glanced_: Floats, judged_: Floats, index: int) -> Bounds:
    """Return the bounds of a question, and tell how well the judge does within them."""
    told, engine, silent = lesson.labels[:, index], lesson.engine[:, index], lesson.silent[:, index]
    glanced, judged = glanced_[:, index], judged_[:, index]
    sure = _surest(judged[silent], told[silent])
    heard = silent & (judged >= sure)
    worth = float(np.quantile(glanced[heard & told], 1 - _KEPT))
    asked = silent & (glanced >= worth)
    name = QUESTIONS[index].name
    sys.stdout.write(
        f"{name:16} told {told.sum():4}  F1 {_f1(engine, told):.2f} -> {_f1(engine | (heard & asked), told):.2f}  "
        f"heard {heard.sum():3} ({(heard & told).sum():3} right) from {sure:.2f} on  asked of {asked.mean():.0%}\n"
    )
    return Bounds(worth, sure)


def _glance(found: Floats, told: Bools) -> Glance:
    """Return the regression that tells ``told`` from features."""
    model = LogisticRegression(C=1 / _PENALTY, max_iter=1000).fit(found, told)
    return Glance(np.asarray(model.coef_[0], np.float32), float(model.intercept_[0]))


def _surest(judged: Floats, told: Bools) -> float:
    """Return the lowest probability from which on enough of the claims are right."""
    lowest, highest = _SURE
    for sure in np.arange(lowest, highest, 0.01):
        claimed = judged >= sure
        if claimed.any() and told[claimed].mean() >= _RIGHT:
            return float(sure)
    return highest


def _f1(said: Bools, told: Bools) -> float:
    return float(2 * (said & told).sum() / max(1, said.sum() + told.sum()))


if __name__ == "__main__":
    main()
