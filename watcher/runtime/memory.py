"""Memory that is free again, given back: many documents at once leave the heap full of holes, which the C library keeps."""

import ctypes
from collections.abc import Callable


def _trim() -> Callable[[int], object] | None:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError):
        return None


_malloc_trim = _trim()


def give_back() -> None:
    """Give free pages back to the system (glibc's malloc_trim(3); elsewhere nothing): some tens of MB after a first round."""
    if _malloc_trim is not None:
        _malloc_trim(0)
