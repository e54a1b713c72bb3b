"""The judge's network: what a passage tells, from its words in order, what they name, and its meaning as a whole.

Each word is its vector beside the concepts it names; two convolutions let it see its neighbours (Kim 2014); what is strongest
anywhere, and what each of a few heads looks at (Bahdanau et al. 2015), stands for the passage, beside its vector and features.

Written for any library with numpy's functions, ``xp``: numpy judges with it, jax teaches it.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Array = Any
"""Of numpy or jax; 32-bit floats."""
Parameters = Mapping[str, Array]
Drop = Callable[[Array, float], Array]
"""Takes away a share of the numbers, in teaching alone."""

LAYERS = 2
HEADS = 6
REACH = 2
"""Words that a convolution sees on either side of each."""
VECTOR_SCALE = 5.0
"""By which a unit vector is stretched beside features of 0 and 1."""
_NOWHERE = -1e4
"""Score of what is no word."""


class Seen(NamedTuple):
    """Passages as the network takes them."""

    words: Array
    """Vectors of the words: passages x words x dimensions."""
    named: Array
    """1 where a word is of a naming of a concept: passages x words x concepts."""
    there: Array
    """1 where there is a word, 0 where a shorter passage has ended: passages x words."""
    vector: Array
    """Of the whole: passages x dimensions."""
    features: Array
    """Passages x features."""


def whole(array: Array, _share: float) -> Array:
    """Drop nothing."""
    return array


def scores(xp: Any, p: Parameters, seen: Seen, drop: Drop = whole) -> Array:
    """Return the log-odds of each answer: passages x answers."""
    words = embedded(xp, p, seen.words, seen.named, drop)
    return judged(xp, p, words, seen, drop)


def embedded(xp: Any, p: Parameters, words: Array, named: Array, drop: Drop = whole) -> Array:
    """Return words and what they name in one row a word."""
    return _normal(xp, p, "in", drop(words * VECTOR_SCALE, 0.2) @ p["words"] + named @ p["named"] + p["words_bias"])


def judged(xp: Any, p: Parameters, words: Array, seen: Seen, drop: Drop = whole) -> Array:
    """Return the log-odds of each answer from embedded words and the rest of what is seen."""
    there = seen.there[..., None]
    for layer in range(LAYERS):
        near = _neighbours(xp, words * there)
        words = _normal(
            xp, p, f"layer{layer}", words + drop(xp.maximum(near @ p[f"layer{layer}"] + p[f"layer{layer}_bias"], 0), 0.15)
        )
    strongest = (words + (1 - there) * _NOWHERE).max(axis=1)
    looks = words @ p["heads"] + (1 - there) * _NOWHERE
    looks = xp.exp(looks - looks.max(axis=1, keepdims=True))
    looks = looks / looks.sum(axis=1, keepdims=True)
    looked = (xp.swapaxes(looks, 1, 2) @ words).reshape(len(words), -1)
    features = xp.maximum(drop(seen.features, 0.2) @ p["features"] + p["features_bias"], 0)
    together = xp.concatenate([strongest, looked, seen.vector * VECTOR_SCALE, features], axis=1)
    hidden = xp.maximum(drop(together, 0.3) @ p["hidden"] + p["hidden_bias"], 0)
    return drop(hidden, 0.3) @ p["out"] + seen.features @ p["plain"] + p["out_bias"]


def _neighbours(xp: Any, words: Array) -> Array:
    """Return each word's row beside those of its neighbours, in order."""
    length = words.shape[1]
    padded = xp.pad(words, ((0, 0), (REACH, REACH), (0, 0)))
    return xp.concatenate([padded[:, start : start + length] for start in range(2 * REACH + 1)], axis=2)


def _normal(xp: Any, p: Parameters, name: str, rows: Array) -> Array:
    """Return rows of mean 0 and variance 1, scaled and shifted (layer normalization, Ba et al. 2016)."""
    rows = rows - rows.mean(axis=-1, keepdims=True)
    spread = xp.sqrt((rows * rows).mean(axis=-1, keepdims=True) + 1e-5)
    return rows / spread * p[f"{name}_scale"] + p[f"{name}_shift"]
