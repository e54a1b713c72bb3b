"""When Python's collector of cycles may run: not while a configuration is loaded, and later not through what is loaded."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

AFTER = 10_000
"""Objects made, and not unmade, after which cycles are looked for: an article makes hundreds, and hardly any cycle."""


@contextmanager
def loading() -> Iterator[None]:
    """Keep the collector from walking again and again through what grows: it would take up to half of the loading."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def settle() -> None:
    """Keep the collector from walking through the lexicon again and again: what is loaded by now stays until a reload."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(AFTER)
