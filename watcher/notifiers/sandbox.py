"""Where people's templates run: they reach nothing but what they are given, and end however they loop.

Jinja2's sandbox hides what could act. What it leaves open is time and memory: a loop within a loop, a power, a string made
long. So every block and every turn of a loop asks whether the time is over, and the few operations that take long all by
themselves are refused.
"""

import time
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

import jinja2
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.nodes import Node
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel

LARGEST_MESSAGE = 2 * 2**20
"""Characters that a person's template may write."""
LONGEST_RENDER = 0.5
"""Seconds of this thread's processor that it may take."""
MOST_REPEATED = 100_000
"""Characters or items that one multiplication may make."""
LARGEST_NUMBER = 2**64
LARGEST_EXPONENT = 64
_PADDING = frozenset({"center", "ljust", "rjust", "zfill", "expandtabs"})
_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


class TooSlowError(SecurityError):
    """A template took too long; it would take as long again."""


def rendered(template: jinja2.Template, fields: dict[str, Any]) -> str:
    """Return what a person's template writes; raises whatever it raises, SecurityError where it takes or writes too much."""
    pieces: list[str] = []
    size = 0
    ends = _deadline.set(time.thread_time() + LONGEST_RENDER)
    try:
        for piece in template.generate(fields):
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST_MESSAGE:
                raise SecurityError(f"it writes more than {LARGEST_MESSAGE} characters")
    finally:
        _deadline.reset(ends)
    return "".join(pieces)


class _Generator(CodeGenerator):
    """Has each block, and so each turn of a loop and each call of a macro, begin by asking for the time."""

    def blockvisit(self, nodes: Iterable[Node], frame: Frame) -> None:
        self.writeline("environment.step()")
        super().blockvisit(nodes, frame)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, which hides names with an underscore, and what every model inherits besides.

    Pydantic's ``parse_raw`` unpickles and ``parse_file`` reads files: a template that may call them may do anything.
    """

    code_generator_class = _Generator
    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        del self.globals["lipsum"], self.filters["center"], self.filters["format"]

    @staticmethod
    def step() -> None:
        """Go on, unless the time is over."""
        deadline = _deadline.get()
        if deadline is not None and time.thread_time() > deadline:
            raise TooSlowError(f"it takes longer than {LONGEST_RENDER:g} s")

    def call_binop(self, context: jinja2.runtime.Context, operator: str, left: Any, right: Any) -> Any:
        """Calculate, but make nothing that is large beyond reason."""
        numbers = isinstance(left, int | float) and isinstance(right, int | float)
        if numbers and max(abs(left), abs(right)) > LARGEST_NUMBER:
            raise SecurityError("a number too large")
        if operator == "**" and not (numbers and abs(right) <= LARGEST_EXPONENT):
            raise SecurityError("a power too large")
        if operator == "*" and not numbers:
            made, times = (left, right) if isinstance(right, int) else (right, left)
            if not isinstance(times, int) or len(made) * times > MOST_REPEATED:
                raise SecurityError("a repetition too long")
        if operator == "%" and not numbers:
            raise SecurityError("formatting by % is not offered")
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template may use ``obj.attr``."""
        inherited = isinstance(obj, BaseModel) and hasattr(BaseModel, attr)
        pads = isinstance(obj, str) and attr in _PADDING
        return not inherited and not pads and not isinstance(obj, type) and super().is_safe_attribute(obj, attr, value)
