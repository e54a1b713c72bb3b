"""Lua scripts: files beside the code that runs them, sent by digest."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from importlib import resources


@dataclass(frozen=True)
class Script:
    """One script. It begins with ``#!lua``, so that a full or read-only server refuses the whole of it before it runs."""

    path: str
    """``package/name`` of a ``.lua`` file."""
    libraries: tuple[str, ...] = ()
    """Files of functions that stand before it."""

    @cached_property
    def text(self) -> str:
        """The Lua source."""
        return "\n".join(("#!lua", *map(_read, (*self.libraries, self.path))))

    @cached_property
    def sha(self) -> str:
        """What EVALSHA calls it."""
        return hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()


def _read(path: str) -> str:
    package, _, name = path.partition("/")
    return resources.files(package).joinpath(f"{name}.lua").read_text(encoding="utf-8")
