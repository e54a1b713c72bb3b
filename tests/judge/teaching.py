"""Teaching the judge's network: gradients by jax, steps by optax (AdamW, Loshchilov and Hutter 2019)."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

from tests.judge.lesson import ANSWERS, Floats, Lesson
from watcher.claims.judge.features import MOST_WORDS
from watcher.claims.judge.network import HEADS, LAYERS, REACH, Parameters, Seen, scores
from watcher.text.meaning import DIMENSIONS

_WIDTH = 96
"""Of a word's row, and of the hidden layer."""
_FEATURES = 64
"""Numbers that a passage's features are brought down to."""
_TIMES = 6
"""Each text is seen."""
_BATCH = 64
_STEP = 16
"""Batches are cut to multiples of so many words, since each length is compiled for itself."""
_RATE = 2e-3
_DECAY = 0.02
_UNHEARD = 0.1
"""Share of words of which only what they name is told, so that the network relies on both."""

Rows = NDArray[np.int64]


def teach(lesson: Lesson, rows: Rows, seed: int = 0) -> Parameters:
    """Return the network that some texts teach."""
    random = np.random.default_rng(seed)
    parameters = _beginning(len(lesson.concepts), len(lesson.features), random)
    steps = _TIMES * sum(1 for _ in _batches(lesson, rows, random))
    optimizer = optax.adamw(optax.cosine_onecycle_schedule(steps, _RATE), weight_decay=_DECAY)
    learning = parameters, optimizer.init(parameters)
    key = jax.random.key(seed)

    def stepped(learning: Any, key: Any, seen: Seen, labels: Any, counted: Any) -> Any:
        parameters, state = learning

        def loss(parameters: Any) -> Any:
            said = scores(jnp, parameters, seen, _dropping(key))
            return (optax.sigmoid_binary_cross_entropy(said, labels).mean(axis=1) * counted).sum() / counted.sum()

        changes, state_ = optimizer.update(jax.grad(loss)(parameters), state, parameters)
        return optax.apply_updates(parameters, changes), state_

    step = jax.jit(stepped)
    for _time in range(_TIMES):
        for batch, length in _batches(lesson, rows, random):
            key, now = jax.random.split(key)
            filled = np.resize(batch, _BATCH)
            counted = (np.arange(_BATCH) < len(batch)).astype(np.float32)
            seen = lesson.seen(filled, length)
            seen.words[random.random(seen.words.shape[:2]) < _UNHEARD] = 0
            learning = step(learning, now, seen, lesson.labels[filled].astype(np.float32), counted)
    return {name: np.asarray(array) for name, array in learning[0].items()}


def probabilities(parameters: Parameters, lesson: Lesson, rows: Rows) -> Floats:
    """Return the probability of each answer to some texts (texts x answers)."""
    out = np.zeros((len(rows), ANSWERS), np.float32)
    say = jax.jit(partial(scores, jnp, parameters))
    order = np.argsort([len(lesson.readings[row].words) for row in rows], kind="stable")
    for start in range(0, len(rows), _BATCH):
        chosen = order[start : start + _BATCH]
        filled = rows[np.resize(chosen, _BATCH)]
        out[chosen] = jax.nn.sigmoid(say(lesson.seen(filled, _length(lesson, filled))))[: len(chosen)]
    return out


def _batches(lesson: Lesson, rows: Rows, random: np.random.Generator) -> Iterator[tuple[Rows, int]]:
    """Yield all texts in random order, those of like length together."""
    order, batches = random.permutation(rows), []
    for start in range(0, len(order), 20 * _BATCH):
        near = sorted(order[start : start + 20 * _BATCH], key=lambda row: len(lesson.readings[row].words))
        batches += [np.array(near[first : first + _BATCH]) for first in range(0, len(near), _BATCH)]
    for number in random.permutation(len(batches)):
        yield batches[number], _length(lesson, batches[number])


def _length(lesson: Lesson, rows: Rows) -> int:
    longest = max(len(lesson.readings[row].words) for row in rows)
    return min(MOST_WORDS, -(-longest // _STEP) * _STEP)


def _dropping(key: Any) -> Callable[[Any, float], Any]:
    """Return what takes away numbers at random, differently at each call."""
    keys = iter(jax.random.split(key, 8))

    def drop(array: Any, share: float) -> Any:
        return array * jax.random.bernoulli(next(keys), 1 - share, array.shape) / (1 - share)

    return drop


def _beginning(concepts: int, features: int, random: np.random.Generator) -> dict[str, Any]:
    """Return a network that has learned nothing: random matrices (He et al. 2015), no bias."""
    span = (2 * REACH + 1) * _WIDTH
    shapes = {
        "words": (DIMENSIONS, _WIDTH),
        "named": (concepts, _WIDTH),
        **{f"layer{layer}": (span, _WIDTH) for layer in range(LAYERS)},
        "heads": (_WIDTH, HEADS),
        "features": (features, _FEATURES),
        "hidden": (_WIDTH * (1 + HEADS) + DIMENSIONS + _FEATURES, _WIDTH),
        "out": (_WIDTH, ANSWERS),
        "plain": (features, ANSWERS),
    }
    begin: dict[str, Any] = {
        name: random.normal(0, np.sqrt(1 / shape[0]), shape).astype(np.float32) for name, shape in shapes.items()
    }
    begin["named"] = random.normal(0, 0.5, shapes["named"]).astype(np.float32)
    for name, width in {"words": _WIDTH, "features": _FEATURES, "hidden": _WIDTH, "out": ANSWERS}.items():
        begin[f"{name}_bias"] = np.zeros(width, np.float32)
    for layer in range(LAYERS):
        begin[f"layer{layer}_bias"] = np.zeros(_WIDTH, np.float32)
    for name in ("in", *(f"layer{layer}" for layer in range(LAYERS))):
        begin[f"{name}_scale"] = np.ones(_WIDTH, np.float32)
        begin[f"{name}_shift"] = np.zeros(_WIDTH, np.float32)
    return begin
