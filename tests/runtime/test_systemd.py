"""What systemd hears."""

import os
import socket
from pathlib import Path

import pytest

from watcher.runtime.systemd import Notifier


def test_readiness_and_watchdog_reach_the_socket(tmp_path: Path) -> None:
    """The datagrams of sd_notify(3) arrive, one line a value, whatever the status text holds."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(str(tmp_path / "s"))
        systemd = Notifier({"NOTIFY_SOCKET": str(tmp_path / "s"), "WATCHDOG_USEC": "60000000"})
        systemd.ready("42 feeds\nREADY=0")
        systemd.alive()
        assert server.recv(200) == b"READY=1\nSTATUS=42 feeds READY=0"
        assert server.recv(200) == b"WATCHDOG=1"
        assert systemd.watchdog == 60


def test_without_systemd_nothing_happens() -> None:
    """Started by hand, every call is silent."""
    Notifier({}).ready("x")


@pytest.mark.parametrize(("pid", "mine"), [(str(os.getpid()), True), ("1", False)])
def test_the_watchdog_is_only_ours_where_our_pid_is_meant(pid: str, *, mine: bool) -> None:
    """A child that inherits the variables does not feed the parent's watchdog."""
    watchdog = Notifier({"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": pid}).watchdog
    assert (watchdog is not None) == mine
