"""A small HTTP server of our own, for hubs that push and for readers who follow a mail's links."""

import logging
from typing import Annotated

from aiohttp import web
from pydantic import field_validator

from watcher import log
from watcher.errors import ConfigError
from watcher.model import Settings, Spelt

_log = log.get("serving")

_LAST_PORT = 65535
LONGEST_LINE = 8 * 1024
"""Bytes of a request's first line, and of one header."""
IDLE = 15.0
"""Seconds for which a connection is kept between two requests."""
GRACE = 3.0
"""Seconds that requests under way get when we stop: a reload waits for nobody longer."""


class Listening(Settings):
    """Settings of a server."""

    listen: Annotated[str, Spelt(r"^(\[[0-9A-Fa-f:.]+\]|[^\s:\[\]]+):\d{1,5}$", "a host and a port, such as 127.0.0.1:8421")]
    """``host:port``, as a rule of the loopback, behind a reverse proxy."""

    @field_validator("listen")
    @classmethod
    def _a_port(cls, value: str) -> str:
        if int(value.rpartition(":")[2]) > _LAST_PORT:
            raise ValueError(f"a port is {_LAST_PORT} at the most")
        return value

    @property
    def address(self) -> tuple[str, int]:
        """Host and port of ``listen``."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)


class _OneLine(logging.Handler):
    """What aiohttp says of a request that is none: a line like ours, and no traceback for whoever can reach the port."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line."""
        error = record.exc_info[1] if record.exc_info else None
        _log.warning("request_refused", what=record.getMessage(), error=type(error).__name__ if error else None)


_told = logging.getLogger("watcher.serving")
_told.propagate = False
_told.addHandler(_OneLine(logging.WARNING))


class Server:
    """One application on one port."""

    def __init__(self, application: web.Application) -> None:
        self._runner = web.AppRunner(
            application,
            access_log=None,
            logger=_told,
            max_line_size=LONGEST_LINE,
            max_field_size=LONGEST_LINE,
            keepalive_timeout=IDLE,
            shutdown_timeout=GRACE,
        )

    async def listen(self, settings: Listening, section: str) -> None:
        """Serve; ConfigError, which names the ``section``, where nothing can listen there."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, *settings.address).start()
        except (OSError, OverflowError) as error:
            await self._runner.cleanup()
            told = error.strerror if isinstance(error, OSError) and error.strerror else error
            mend = f"choose another `{section}.listen`; under systemd allow the port, see systemd/watcher.service"
            raise ConfigError(f"{section}: cannot listen on {settings.listen}: {told}", mend=mend) from None

    async def close(self) -> None:
        """Serve no more."""
        await self._runner.cleanup()
