"""The bases of all data: what flows is frozen, what a person writes is strict, what is made by the thousand is light."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypeVar, dataclass_transform

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from watcher.spelling import nearest

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def datum(cls: type[T]) -> type[T]:
    """Make a slotted dataclass of a class whose objects are made by the dozen for every article; they are never changed.

    The type checker holds them frozen. At run time they are not: that would triple the price of making one, and checking
    what our own code has just made, as a pydantic model does, would cost eight times as much.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)


class Model(BaseModel):
    """A frozen datum of the flow: renamed when its state changes, never filled in later."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Settings(BaseModel):
    """What a person writes in a configuration file: an unknown key is an error, secrets never show in a repr."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, validate_default=True)
    meant: ClassVar[Mapping[str, str]] = {}
    """What people call some of its keys, no matter how unlike their spelling is."""


_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d|w)")


def seconds(value: Any) -> float:
    """Return the seconds of "90", 90, "10m" or "1h30m"; ValueError for anything else, negative and infinite included."""
    if isinstance(value, str):
        text = value.strip().replace(" ", "").lower()
        if not re.fullmatch(rf"(?:{_PART.pattern})+", text):
            value = float(text) if re.fullmatch(r"\d+(?:\.\d+)?", text) else None
        else:
            value = sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(text))
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise ValueError('a time span such as "30s", "10m", "1h30m" or "2d" is needed')
    return float(value)


Duration = Annotated[float, BeforeValidator(seconds, json_schema_input_type=str | float)]
"""Seconds, written "30s", "10m", "1h30m", "2d" or as a number of seconds."""


def span(value: Any) -> float:
    """Return the seconds of "10m" or "1h30m"; ValueError for a number alone, too: people mean hours as often as seconds by it."""
    number = str(value).strip()
    if not isinstance(value, bool) and re.fullmatch(r"\d+(\.\d+)?", number) and float(number):
        raise ValueError(f"{number} of what? write '{number}h', '{number}m' or '{number}s'")
    return seconds(value)


Span = Annotated[float, BeforeValidator(span, json_schema_input_type=str)]
"""Seconds, written with their unit: "30s", "10m", "1h30m", "2d"; in rules, which are written by hand and read by others."""


@dataclass(frozen=True)
class Spelt:
    """The form of a text: a pattern for editors that follow the JSON Schema, ``words`` for a person."""

    pattern: str
    words: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Check a text once it is known to be one."""
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Tell editors the pattern."""
        return {**handler(schema), "pattern": self.pattern}

    def _check(self, text: str) -> str:
        if not re.search(self.pattern, text) or "\n" in text:
            raise ValueError(f"it is written with {self.words}")
        return text


_LANGUAGE = re.compile(r"[a-z*?]{1,3}(-[a-z0-9*?]+)*", re.IGNORECASE)
_LANGUAGES = {
    "english": "en", "eng": "en", "arabic": "ar", "ara": "ar", "العربية": "ar", "عربي": "ar", "kurdish": "ku", "persian": "fa",
    "farsi": "fa", "turkish": "tr", "hebrew": "he", "french": "fr", "german": "de", "spanish": "es", "russian": "ru",
}  # fmt: skip
"""What people call languages instead of by their codes."""


def language_code(text: str) -> str:
    """Return the code of a language in small letters; ValueError, with the right code if it is known, for anything else."""
    if code := _LANGUAGES.get(text.strip().lower()):
        raise ValueError(f"write {code!r} for {text!r}: a language is named by its code")
    if not _LANGUAGE.fullmatch(text):
        near = nearest(text.strip(), _LANGUAGES)
        meant = f"; did you mean {_LANGUAGES[near]!r}?" if near else ", such as 'en' or 'ar'"
        raise ValueError(f"{text!r} is no code of a language{meant}")
    return text.lower()


Language = Annotated[str, AfterValidator(language_code)]
"""A code of ISO 639, with a region or not, as articles carry it; where names are matched, ``*`` and ``?`` stand for letters."""
