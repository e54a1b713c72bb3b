"""A sketch of a text: 128 bytes from which the resemblance of two texts is read, in any process and at any time.

Densified one-permutation MinHash (Li, Owen, Zhang 2012; Shrivastava, Li 2014) over shingles of three words. Without the
densification empty bins of short texts collide, and RSS summaries are short. All hashes are stable (blake2b), since
sketches are stored.
"""

import base64
import hashlib
import re
import unicodedata
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

BINS = 128
SHINGLE = 3
"""Words."""

Shingles = NDArray[np.uint64]
Signature = NDArray[np.uint64]

LONGEST = 65_536
"""Bytes of a text that are looked at."""

_FOREIGN_MARKS = re.compile(r"[^\x00-\x7f\w]+")
_BIN_SHIFT = np.uint64(64 - 7)
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_BASE = 0x9E3779B97F4A7C15
_WORD_BYTES = [byte for byte in range(256) if byte >= 0x80 or chr(byte).isalnum()]
_IS_WORD = np.zeros(256, bool)
_IS_WORD[_WORD_BYTES] = True
_VALUES = np.zeros(256, np.uint64)
_VALUES[_WORD_BYTES] = [int.from_bytes(hashlib.blake2b(bytes([byte]), digest_size=8).digest(), "little") for byte in _WORD_BYTES]


def _powers(base: int) -> NDArray[np.uint64]:
    return np.cumprod(np.concatenate(([np.uint64(1)], np.full(LONGEST - 1, base, np.uint64))), dtype=np.uint64)


_POWERS = _powers(_BASE)
_INVERSES = _powers(pow(_BASE, -1, 2**64))


def shingles(text: str) -> Shingles:
    """Return the sorted, unique hashes of the three-word shingles of ``text``; of its words where it has fewer than three."""
    hashed = _word_hashes(text)
    if len(hashed) >= SHINGLE:
        hashed = hashed[:-2] + _mixed(hashed[1:-1] + _mixed(hashed[2:]))
    hashed = _mixed(hashed)
    hashed.sort()
    return hashed[np.concatenate(([True], hashed[1:] != hashed[:-1]))] if len(hashed) else hashed


def signature(of: Shingles) -> Signature:
    """Return the least hash in each of 128 bins, an empty bin borrowing from the next full one and marking how far it lay."""
    if not len(of):
        return np.zeros(BINS, np.uint64)
    bins = (of >> _BIN_SHIFT).astype(np.intp)
    first = np.flatnonzero(np.concatenate(([True], bins[1:] != bins[:-1])))
    full = bins[first]
    lender = np.searchsorted(full, np.arange(BINS)) % len(full)
    distance = (full[lender] - np.arange(BINS)) % BINS
    return _mixed(of[first[lender]] + distance.astype(np.uint64) * _STEP)


def sketch(text: str) -> str:
    """Return the sketch of ``text``, 172 characters of base64; empty for a text without words."""
    of = shingles(text)
    return base64.b64encode(signature(of).astype(np.uint8).tobytes()).decode() if len(of) else ""


def resemblance(one: str, other: str) -> float:
    """Return the estimated Jaccard resemblance of two sketched texts, 0 to 1 (standard error at most 0.045)."""
    return nearest(one, (other,))[1]


def nearest(one: str, others: tuple[str, ...]) -> tuple[int, float]:
    """Return which of several sketched texts resembles ``one`` most, and how much; the first of equals, ``(0, 0.0)`` of none."""
    if not one or not others:
        return 0, 0.0
    agreeing = np.count_nonzero(_rows(others) == _rows((one,)), axis=1)
    at = int(agreeing.argmax())
    by_chance = 1 / 256
    return at, max(0.0, (int(agreeing[at]) / BINS - by_chance) / (1 - by_chance)) if others[at] else 0.0


def _word_hashes(text: str) -> Shingles:
    """Return a stable hash of each word in order: a polynomial over its bytes, all words at once.

    ``sum(value[byte] * base**place)`` is formed over each word with places counted from the text's start, and then moved to
    the word's start by the inverse power: multiplication by an odd number is invertible modulo 2**64.
    """
    if not text.isascii():
        text = _FOREIGN_MARKS.sub(" ", unicodedata.normalize("NFKC", text))
    raw = np.frombuffer(text.casefold().encode("utf-8", "replace")[:LONGEST], np.uint8)
    inside = _IS_WORD[raw]
    if not inside.any():
        return np.zeros(0, np.uint64)
    starts = np.flatnonzero(inside & ~np.concatenate(([False], inside[:-1])))
    values = _VALUES[raw] * _POWERS[: len(raw)]
    return _mixed(np.add.reduceat(values, starts) * _INVERSES[starts])


@lru_cache(maxsize=20_000)
def _rows(sketches: tuple[str, ...]) -> NDArray[np.uint8]:
    """Return the bytes of sketches, a row each; a text without words has a row of zeros."""
    empty = bytes(BINS)
    return np.frombuffer(b"".join(base64.b64decode(one) if one else empty for one in sketches), np.uint8).reshape(-1, BINS)


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return splitmix64's finaliser of each value."""
    values = (values ^ (values >> np.uint64(30))) * _MIX_1
    values = (values ^ (values >> np.uint64(27))) * _MIX_2
    return values ^ (values >> np.uint64(31))
