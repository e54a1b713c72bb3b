"""The meaning of words: a word's vector is made once and kept, for the same few thousand words fill the news."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from watcher.text.meaning import Encoder, Vectors

_MOST = 10_000
"""Words kept: some 12 MB."""
_LONGEST = 40
"""Characters of a word that are read: what is longer is no word, and the encoder's price grows with its length."""


class Vocabulary:
    """Vectors of words, by an encoder."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._kept: dict[str, NDArray[np.float16]] = {}

    def vectors(self, words: Sequence[str]) -> Vectors:
        """Return the vector of each word, in half precision as they were taught."""
        kept = self._kept
        read = [word[:_LONGEST] for word in words]
        new = [word for word in dict.fromkeys(read) if word not in kept]
        if len(kept) + len(new) > _MOST:
            self._kept = kept = {}
            new = list(dict.fromkeys(read))
        if new:
            kept.update(zip(new, self._encoder.encode(new).astype(np.float16), strict=True))
        return np.array([kept[word] for word in read], np.float32)
