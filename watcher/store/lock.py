"""One process at a time owns a state directory."""

import fcntl
import json
import os
import secrets
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal

from watcher.errors import StateError

Role = Literal["daemon", "client"]
PATIENCE = 20.0
"""Seconds to wait for an owner that is only passing (a command) or whose private server is still ending."""


class StateLock:
    """``flock`` on ``DIR/lock``; the private server inherits the descriptor, so that the lock ends with the last writer."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / "lock"
        self._fd: int | None = None

    def try_take(self, role: Role) -> bool:
        """Take the lock if it is free, and write down who has it."""
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return False
        os.ftruncate(fd, 0)
        os.write(fd, json.dumps({"pid": os.getpid(), "role": role}).encode())
        self._fd = fd
        return True

    async def take(self, role: Role, sleep: Callable[[float], Awaitable[None]]) -> None:
        """Take the lock, waiting for a passing owner; raises StateError at once where a daemon runs."""
        deadline = time.monotonic() + PATIENCE
        while not self.try_take(role):
            pid, owner = self.owner()
            if owner == "daemon" and _alive(pid):
                raise StateError(
                    f"a daemon already runs on this state directory, pid {pid}",
                    mend="stop it first",
                    resource=str(self._path.parent),
                )
            if time.monotonic() > deadline:
                raise StateError(f"in use, last by pid {pid}", mend="end that process", resource=str(self._path.parent))
            await sleep(0.05)

    def owner(self) -> tuple[int, Role]:
        """Return who took the lock last; pid 0 where nobody wrote a name yet."""
        try:
            owner = json.loads(self._path.read_text(encoding="utf-8"))
            return int(owner["pid"]), "daemon" if owner["role"] == "daemon" else "client"
        except (OSError, ValueError, KeyError, TypeError):
            return 0, "client"

    def daemon_runs(self) -> bool:
        """Tell whether a live daemon has the lock."""
        pid, role = self.owner()
        return role == "daemon" and _alive(pid) and not self._free()

    def _free(self) -> bool:
        try:
            fd = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return True
        try:
            fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(fd)
        return True

    def name(self) -> str:
        """Return what the directory's owner is called in Redis, the same from start to start."""
        path = self._path.with_name("owner")
        if not path.exists():
            path.write_text(secrets.token_hex(6), encoding="ascii")
        return path.read_text(encoding="ascii").strip()

    @property
    def fd(self) -> int:
        """The descriptor for the private server to inherit."""
        if self._fd is None:
            raise StateError("the state directory is not locked", resource=str(self._path.parent))
        return self._fd

    def release(self) -> None:
        """Let go."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


def _alive(pid: int) -> bool:
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
