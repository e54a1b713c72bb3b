"""Near-duplicates among the last so many articles: found by bands of a signature, verified by exact resemblance.

32 bands of 4 bins in one open table of bounded size, where a newer article takes the place of an older one: memory never
grows, and what has left the window is no longer found.
"""

from typing import NamedTuple

import numpy as np

from watcher.articles.sketch import BINS, Shingles, Signature, jaccard, shingles, signature

BANDS = 32
ROWS = BINS // BANDS
MOST_SHINGLES = 1024
"""Shingles kept of one article: the lowest hashes of a longer one, which are a fair sample of both texts alike."""
LEAST_RESEMBLANCE = 0.6
"""A reprint with a new headline, a trimmed end and a credit line stays above it; another report of the event far below."""

_WAYS = 2
_TAG_BITS = 15
_ROW_BITS: int = 32 - _TAG_BITS
_BAND_SALT = np.arange(1, BANDS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
_FOLD = np.array([1, 0x100000001B3, 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], dtype=np.uint64)


class Near(NamedTuple):
    """The nearest earlier text."""

    article: str
    resemblance: float


class NearDuplicates:
    """The window of the last ``window`` articles (at most 131,072), by the text they are known by."""

    def __init__(self, window: int = 100_000) -> None:
        self._window: int = min(window, 2**_ROW_BITS - 1)
        self._slot_bits = max(10, int(self._window - 1).bit_length())
        self._table = np.zeros((BANDS, 2**self._slot_bits, _WAYS), np.uint32)
        self._bands = np.arange(BANDS)
        self._articles: list[str] = [""] * self._window
        self._shingles: list[Shingles | None] = [None] * self._window
        self._next: int = 0

    def __len__(self) -> int:
        """Return how many articles the window holds."""
        return min(self._next, self._window)

    def add(self, article: str, text: str) -> Near | None:
        """Remember ``text`` as ``article``'s and return the nearest earlier text if it is a near-duplicate."""
        of = shingles(text)
        slots, tags = self._places(signature(of))
        near = self._nearest(of[:MOST_SHINGLES], slots, tags)
        row = self._next % self._window
        self._next += 1
        self._articles[row] = article
        self._shingles[row] = of[:MOST_SHINGLES].copy()
        ways = self._table[self._bands, slots]
        ways[:, 1] = ways[:, 0]
        ways[:, 0] = (tags << np.uint32(_ROW_BITS)) | np.uint32(row + 1)
        self._table[self._bands, slots] = ways
        return near

    def _places(self, of: Signature) -> tuple[np.ndarray, np.ndarray]:
        """Return each band's slot in the table and the tag that tells a true hit from a shared slot."""
        keys = (of.reshape(BANDS, ROWS) * _FOLD).sum(axis=1, dtype=np.uint64) ^ _BAND_SALT
        keys = (keys ^ (keys >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
        slots = (keys >> np.uint64(64 - self._slot_bits)).astype(np.intp)
        return slots, (keys & np.uint64(2**_TAG_BITS - 1)).astype(np.uint32)

    def _nearest(self, of: Shingles, slots: np.ndarray, tags: np.ndarray) -> Near | None:
        found = self._table[self._bands, slots]
        hits = found[(found >> np.uint32(_ROW_BITS)) == tags[:, None]]
        best: Near | None = None
        for row in sorted({int(hit) for hit in hits & np.uint32(2**_ROW_BITS - 1)} - {0}):
            other = self._shingles[row - 1]
            alike = 0.0 if other is None else jaccard(of, other)
            if alike >= LEAST_RESEMBLANCE and (best is None or alike > best.resemblance):
                best = Near(self._articles[row - 1], alike)
        return best
