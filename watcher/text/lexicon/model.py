"""Concepts and forms as the rest of watcher sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Case = Literal["any", "capital", "exact"]


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a text names a concept."""

    text: str
    """As the lexicon writes it, inflected."""
    concept: str
    language: str
    file: str
    line: int
    verb: bool = False
    case: Case = "any"
    """``exact``: the letters must have the form's own case; ``capital``: where the form has a capital the text must too."""
    role: str | None = None
    """What naming it so tells, such as ``demonym``."""
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    not_near: tuple[str, ...] = ()
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """Something the lexicon knows."""

    id: str
    type: str
    name: str
    within: tuple[str, ...]
    """Every concept it lies within, itself first, nearest next."""
    attributes: Mapping[str, Any] = field(default_factory=dict)
