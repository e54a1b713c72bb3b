"""Lua scripts: files beside the code that runs them, sent by digest."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from importlib import resources


@dataclass(frozen=True)
class Script:
    """One script. It begins with ``#!lua``, so that a server that is full or read-only refuses the whole of it before it runs."""

    path: str
    """``package/name`` of a ``.lua`` file."""
    libraries: tuple[str, ...] = ()
    """Files of functions that stand before it."""
    when_full: bool = False
    """Runs on a server whose memory is full too: it only reads, moves what is there, or frees more than it takes."""

    @cached_property
    def text(self) -> str:
        """The Lua source."""
        return "\n".join(("#!lua flags=allow-oom" if self.when_full else "#!lua", *map(_read, (*self.libraries, self.path))))

    @cached_property
    def sha(self) -> str:
        """What EVALSHA calls it."""
        return hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()


def _read(path: str) -> str:
    package, _, name = path.partition("/")
    return resources.files(package).joinpath(f"{name}.lua").read_text(encoding="utf-8")
