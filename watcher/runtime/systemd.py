"""Talking to systemd: readiness, status line and watchdog (sd_notify(3)), in the few lines it takes."""

import contextlib
import os
import socket
from collections.abc import Mapping


class Notifier:
    """Sends sd_notify datagrams; does nothing where systemd did not start us."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        environ = os.environ if environ is None else environ
        self._address = environ.get("NOTIFY_SOCKET", "")
        pid = environ.get("WATCHDOG_PID")
        mine = pid is None or pid == str(os.getpid())
        self.watchdog: float | None = None
        """Seconds within which systemd wants to hear ``alive()``; ``None`` where it does not ask."""
        if mine and environ.get("WATCHDOG_USEC", "").isdigit():
            self.watchdog = int(environ["WATCHDOG_USEC"]) / 1e6

    def ready(self, status: str) -> None:
        """Tell that start-up is done."""
        self._send(f"READY=1\nSTATUS={_line(status)}")

    def reloading(self, monotonic: float) -> None:
        """Tell that a reload has begun; ``ready`` ends it."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={int(monotonic * 1e6)}")

    def status(self, status: str) -> None:
        """Set the line that ``systemctl status`` shows."""
        self._send(f"STATUS={_line(status)}")

    def alive(self) -> None:
        """Feed the watchdog."""
        self._send("WATCHDOG=1")

    def extend(self, seconds: float) -> None:
        """Ask for more time to start or stop."""
        self._send(f"EXTEND_TIMEOUT_USEC={int(seconds * 1e6)}")

    def stopping(self) -> None:
        """Tell that the stop has begun."""
        self._send("STOPPING=1")

    def _send(self, message: str) -> None:
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        # A supervisor that cannot be told is no reason to stop telling the news.
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
            out.connect(address)
            out.sendall(message.encode())


def _line(text: str) -> str:
    """Keep a status to one line."""
    return " ".join(text.split())
