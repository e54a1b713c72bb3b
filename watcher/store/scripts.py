"""Lua scripts: files beside the code that runs them, sent by digest."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from importlib import resources


@dataclass(frozen=True)
class Script:
    """One script. It begins with ``#!lua``, so that a full or read-only server refuses the whole of it before it runs."""

    package: str
    name: str
    library: str | None = None
    """A file of functions that stands before it."""

    @cached_property
    def text(self) -> str:
        """The Lua source."""
        names = [name for name in (self.library, self.name) if name is not None]
        parts = (resources.files(self.package).joinpath(f"{name}.lua").read_text(encoding="utf-8") for name in names)
        return "\n".join(("#!lua", *parts))

    @cached_property
    def sha(self) -> str:
        """What EVALSHA calls it."""
        return hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()
