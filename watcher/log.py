"""One canonical line per unit of work: console on a terminal, JSON under the journal."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def _one_line(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep feed text from forging log lines or driving the terminal: control and bidi characters become a space."""
    for key, value in event.items():
        if isinstance(value, str) and key != "exception":
            event[key] = _CONTROL.sub(" ", value)
    return event


def setup(*, level: str = "info", json: bool | None = None, stream: TextIO | None = None) -> None:
    """Configure structlog for the process; JSON lines unless ``stream`` (standard error) is a terminal."""
    out = stream or sys.stderr
    as_json = not out.isatty() if json is None else json
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _one_line,
    ]
    renderer: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if as_json
        else [structlog.dev.ConsoleRenderer(colors=out.isatty())]
    )
    structlog.configure(
        processors=[*shared, *renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )
    # Libraries' own warnings are theirs to debug, not the reader's; errors still show.
    logging.basicConfig(level=logging.ERROR, stream=out, force=True)


def get(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a component."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(component=name)
    return logger
