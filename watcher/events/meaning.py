"""How alike gists are in meaning, with the vectors of those met lately kept."""

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from watcher.text.meaning import Encoder, Vectors


class CachedSimilarity:
    """A ``Similarity`` for ``decide``: the encoder is asked once for each text, whatever it is compared with."""

    def __init__(self, encoder: Encoder, keep: int = 20_000) -> None:
        self._encoder = encoder
        self._keep = keep
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()

    def __call__(self, gist: str, others: Sequence[str]) -> Sequence[float]:
        """Return the cosine of ``gist`` with each of ``others``."""
        wanted = list(dict.fromkeys((gist, *others)))
        new = [text for text in wanted if text not in self._vectors]
        self._vectors.update(zip(new, self._encoder.encode(new), strict=True))
        for text in wanted:
            self._vectors.move_to_end(text)
        cosines = np.stack([self._vectors[other] for other in others]) @ self._vectors[gist] if others else np.zeros(0)
        while len(self._vectors) > self._keep:
            self._vectors.popitem(last=False)
        return [float(cosine) for cosine in cosines]
