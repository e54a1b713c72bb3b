"""The meaning of words: a word's vector is made once and kept, for the same few thousand words fill the news."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from watcher.text.meaning import Encoder, Vectors

_MOST = 10_000
"""Words kept: some 12 MB."""


class Vocabulary:
    """Vectors of words, by an encoder."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._kept: dict[str, NDArray[np.float16]] = {}

    def vectors(self, words: Sequence[str]) -> Vectors:
        """Return the vector of each word, in half precision as they were taught."""
        new = [word for word in dict.fromkeys(words) if word not in self._kept]
        if new:
            if len(self._kept) + len(new) > _MOST:
                self._kept.clear()
                new = list(dict.fromkeys(words))
            self._kept.update(zip(new, self._encoder.encode(new).astype(np.float16), strict=True))
        return np.array([self._kept[word] for word in words], np.float32)
