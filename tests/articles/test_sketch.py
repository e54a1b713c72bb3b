"""Sketches of texts, by which reprints are known."""

import random

import numpy as np
import pytest

from watcher.articles.sketch import nearest, resemblance, shingles, sketch

_RANDOM = random.Random(7)
_VOCABULARY = [f"word{number}" for number in range(5_000)]


def text(words: int) -> str:
    """Return a text of random words."""
    return " ".join(_RANDOM.choices(_VOCABULARY, k=words))


def reworded(original: str, share: float) -> str:
    """Return ``original`` with a share of its words replaced."""
    words = original.split()
    for at in _RANDOM.sample(range(len(words)), int(len(words) * share)):
        words[at] = _RANDOM.choice(_VOCABULARY)
    return " ".join(words)


def exact(one: str, other: str) -> float:
    """Return the exact Jaccard resemblance of two texts."""
    a, b = shingles(one), shingles(other)
    common = len(np.intersect1d(a, b))
    return common / (len(a) + len(b) - common)


def test_summaries_of_200_bytes_do_not_collide() -> None:
    """Short texts leave most bins empty; without densification nearly all of them would be one."""
    sketches = [sketch(text(20)) for _ in range(120)]
    assert max(resemblance(one, other) for one in sketches for other in sketches if one is not other) < 0.2


@pytest.mark.parametrize("words", [30, 120, 600])
def test_reprints_are_found(words: int) -> None:
    """A reprint with 5 % of its words changed and a credit line is nearest to its original at every length."""
    originals = [text(words) for _ in range(100)]
    sketches = tuple(map(sketch, originals))
    found = [nearest(sketch(f"{reworded(original, 0.05)} (Agencies)"), sketches) for original in originals]
    assert sum(at == number and alike > 0.5 for number, (at, alike) in enumerate(found)) >= 97


def test_a_sketch_estimates_resemblance() -> None:
    """The estimate lies within four standard errors of the exact resemblance."""
    for share in (0.0, 0.02, 0.1, 0.3):
        one = text(300)
        other = reworded(one, share)
        assert abs(resemblance(sketch(one), sketch(other)) - exact(one, other)) < 0.18


def test_sketches_are_the_same_in_every_process() -> None:
    """They are stored, so they must not depend on Python's salted hashes."""
    assert sketch("Shells fell on the market of a village")[:24] == "3/LwLJ33Zp0kgvsjhQ2GlTMB"


def test_texts_without_words_resemble_nothing() -> None:
    """Not even each other."""
    assert resemblance(sketch(""), sketch("...")) == 0.0
