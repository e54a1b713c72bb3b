"""Near-duplicates and sketches."""

import random

import pytest

from watcher.articles.neardup import NearDuplicates
from watcher.articles.sketch import jaccard, resemblance, shingles, sketch

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


def test_summaries_of_200_bytes_do_not_collide() -> None:
    """Short texts leave most bins empty; without densification nearly all of them would be one."""
    window = NearDuplicates(1_000)
    assert [window.add(str(number), text(20)) for number in range(400)] == [None] * 400
    sketches = [sketch(text(20)) for _ in range(120)]
    assert max(resemblance(one, other) for one in sketches for other in sketches if one is not other) < 0.2


@pytest.mark.parametrize("words", [30, 120, 600])
def test_reprints_are_found(words: int) -> None:
    """A reprint with 5 % of its words changed and a credit line is found at every length."""
    window = NearDuplicates(1_000)
    originals = [text(words) for _ in range(100)]
    for number, original in enumerate(originals):
        window.add(f"o{number}", original)
    found = [window.add(f"r{number}", f"{reworded(original, 0.05)} (Agencies)") for number, original in enumerate(originals)]
    assert sum(near is not None and near.article == f"o{number}" for number, near in enumerate(found)) >= 97


def test_the_window_forgets() -> None:
    """What has left the window is no longer found, and memory does not grow."""
    window = NearDuplicates(50)
    first = text(60)
    window.add("first", first)
    for number in range(50):
        window.add(str(number), text(60))
    assert window.add("again", first) is None
    assert len(window) == 50


def test_a_sketch_estimates_resemblance() -> None:
    """The estimate lies within four standard errors of the exact resemblance."""
    for share in (0.0, 0.02, 0.1, 0.3):
        one = text(300)
        other = reworded(one, share)
        assert abs(resemblance(sketch(one), sketch(other)) - jaccard(shingles(one), shingles(other))) < 0.18


def test_sketches_are_the_same_in_every_process() -> None:
    """They are stored, so they must not depend on Python's salted hashes."""
    assert sketch("Shells fell on the market of a village")[:24] == "3/LwLJ33Zp0kgvsjhQ2GlTMB"


def test_texts_without_words_resemble_nothing() -> None:
    """Not even each other."""
    assert resemblance(sketch(""), sketch("...")) == 0.0
    window = NearDuplicates(10)
    assert window.add("a", "") is None
    assert window.add("b", "") is None
