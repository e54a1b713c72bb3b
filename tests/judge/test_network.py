"""The network sees words in their order, nothing beyond the passage, and says the same in teaching as in judging."""

from collections.abc import Sequence

import numpy as np
import pytest

from watcher.claims.judge import vocabulary
from watcher.claims.judge.features import Reading
from watcher.claims.judge.network import Seen, scores
from watcher.claims.judge.vocabulary import Vocabulary
from watcher.claims.judge.weights import learned
from watcher.text.meaning import DIMENSIONS, Vectors


class Counting:
    """An encoder that gives each word a vector of its own, and counts how many it made."""

    def __init__(self) -> None:
        self.made = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors."""
        self.made += len(texts)
        rows = np.array([np.random.default_rng(list(text.encode())).normal(size=DIMENSIONS) for text in texts])
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def seen(words: str, length: int | None = None) -> Seen:
    """Return a passage of words, in a batch that is ``length`` words wide."""
    said = words.split()
    rows = np.zeros((1, length or len(said), DIMENSIONS), np.float32)
    rows[0, : len(said)] = Vocabulary(Counting()).vectors(said)
    there = np.zeros(rows.shape[:2], np.float32)
    there[0, : len(said)] = 1
    named = np.zeros((*rows.shape[:2], len(learned().concepts)), np.float32)
    return Seen(rows, named, there, np.zeros((1, DIMENSIONS), np.float32), np.zeros((1, len(learned().features)), np.float32))


def test_what_stands_behind_the_end_of_a_passage_says_nothing() -> None:
    """A passage scores alike alone and beside longer ones."""
    alone = scores(np, learned().networks[0], seen("the militia threatens the americans"))
    padded = scores(np, learned().networks[0], seen("the militia threatens the americans", 40))
    np.testing.assert_allclose(alone, padded, rtol=1e-4, atol=1e-4)


def test_the_order_of_words_matters() -> None:
    """Who threatens whom is not the same the other way round."""
    one = scores(np, learned().networks[0], seen("the militia threatens the americans"))
    other = scores(np, learned().networks[0], seen("the americans threatens the militia"))
    assert not np.allclose(one, other, atol=0.05)


def test_a_word_speaks_for_what_would_be_lost_without_it() -> None:
    """Each word has its share, and it is the difference that the silence of this word makes."""
    words = ["rockets", "will", "rain"]
    passage = seen(" ".join(words))
    share = learned().look(Reading(0, words, []), passage.words[0], passage.vector[0], set()).spoke_for(2)
    silenced = passage._replace(words=passage.words * [[1], [0], [1]])
    lost = [(scores(np, one, passage) - scores(np, one, silenced))[0, 2] for one in learned().networks]
    assert share.shape == (3,)
    assert share[1] == pytest.approx(np.mean(lost), abs=1e-3)


def test_words_are_encoded_once_and_not_kept_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """The vectors of common words are at hand, whatever else was read since."""
    encoder = Counting()
    words = Vocabulary(encoder)
    first = words.vectors(["the", "army", "said", "the"])
    assert encoder.made == 3
    np.testing.assert_array_equal(words.vectors(["army"])[0], first[1])
    assert encoder.made == 3
    monkeypatch.setattr(vocabulary, "_MOST", 5)
    words.vectors(["one", "two", "three", "army"])
    assert len(words._kept) <= 5
    np.testing.assert_array_equal(words.vectors(["the"])[0], first[0])


def test_numpy_judges_as_jax_teaches() -> None:
    """The same lines give the same scores with either library."""
    jax = pytest.importorskip("jax", reason="jax is there after `make teach` only")
    passage = seen("the militia threatens the americans", 16)
    np.testing.assert_allclose(
        scores(np, learned().networks[0], passage), scores(jax.numpy, learned().networks[0], passage), rtol=1e-3, atol=1e-3
    )
