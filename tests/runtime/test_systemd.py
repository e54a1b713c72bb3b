"""What systemd hears."""

import os
import socket
from pathlib import Path

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


def test_the_watchdog_is_only_ours_where_our_pid_is_meant() -> None:
    """A child that inherits the variables does not feed the parent's watchdog."""
    assert Notifier({"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": str(os.getpid())}).watchdog == 1
    assert Notifier({"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "1"}).watchdog is None
