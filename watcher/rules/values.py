"""The small words of the rule language: a number compared, and one value or many."""

import math
import re
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from watcher.mistakes import kind
from watcher.model import Model

T = TypeVar("T")

_COMPARISON = re.compile(r"(>=|<=|=|>|<)?\s*(\d{1,12})")
_RANGE = re.compile(r"(\d{1,12})\s*(?:\.\.|-|–)\s*(\d{1,12})")


class OneOrMany:
    """Lets one value stand for a list of one, for the reader and for editors that follow the JSON Schema."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Validate the list that a lone value stands for."""
        return core_schema.no_info_before_validator_function(self._list, handler(source))

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Tell editors that an item does as well as a list of them."""
        several = handler(schema)
        return {"anyOf": [several["items"], several]} if "items" in several else several

    @staticmethod
    def _list(value: Any) -> Any:
        return value if isinstance(value, list | tuple) else (value,)


Many = Annotated[tuple[T, ...], Field(min_length=1), OneOrMany()]
"""One or several; any of them will do."""


class Comparison(Model):
    """A number compared: ``>= 10``, ``< 3``, ``2``, ``5..9``."""

    low: float = -math.inf
    high: float = math.inf
    told: str

    def holds(self, number: float) -> bool:
        """Tell whether ``number`` lies within the bounds, both included."""
        return self.low <= number <= self.high


def comparison(value: Any) -> Any:
    """Read a comparison as a person writes it; ``any`` holds for every number."""
    if isinstance(value, Comparison):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f"a comparison is needed, not {kind(value)}; write '>= 10', '< 3', '2', '5..9' or 'any'")  # noqa: TRY004 - pydantic reports ValueError only
    told = str(value).strip()
    if told == "any":
        return Comparison(told=told)
    if found := _RANGE.fullmatch(told):
        if int(found[1]) > int(found[2]):
            raise ValueError(f"{told!r} holds for no number; write the lower one first: '{found[2]}..{found[1]}'")
        return Comparison(low=float(found[1]), high=float(found[2]), told=told)
    if not (found := _COMPARISON.fullmatch(told)):
        raise ValueError(f"{told!r} is no comparison; write '>= 10', '< 3', '2', '5..9' or 'any'")
    sign, number = found[1] or "=", int(found[2])
    low = {">=": number, ">": number + 1, "=": number}.get(sign, -math.inf)
    high = {"<=": number, "<": number - 1, "=": number}.get(sign, math.inf)
    return Comparison(low=low, high=high, told=told)


Compared = Annotated[
    Comparison,
    BeforeValidator(comparison),
    WithJsonSchema({"type": ["string", "integer"], "examples": [">= 10", "< 3", "2", "5..9", "any"]}),
]
"""A whole number compared, written as ``">= 10"``."""


def _some_tier(compared: Comparison) -> Comparison:
    if not any(compared.holds(tier) for tier in range(1, 5)):
        raise ValueError(f"{compared.told!r} holds for no tier; tiers are 1 (official or agency) to 4 (social)")
    return compared


Tiers = Annotated[Compared, AfterValidator(_some_tier)]
"""Tiers compared."""
