"""What is wrong in what a person wrote, in plain words: pydantic's errors, without the words of Python."""

import inspect
import re
import typing
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from watcher.spelling import nearest

At = tuple[str | int, ...]
"""Where a part of a document stands: keys and indexes from the top."""

_UNKNOWN_KEY = frozenset({"extra_forbidden", "unknown_key"})
"""``unknown_key`` is a validator's own error, with the key in its context."""
_UNTAGGED = frozenset({"union_tag_not_found", "union_tag_invalid"})
_CHOICES = frozenset({"enum", "literal_error"})
_QUOTED = re.compile("'([^']*)'")
_ONE = "write one value"
_LIST = "write [...], or one a line after dashes"
_KEYS = "write `key: value`, each on a line of its own"
_WHOLE = "write a number without a fraction and without quotes"
_NUMBER = "write a number such as 0.5"
_YES = "write true or false"
_TIME = 'write it as "2026-03-01T08:00:00Z"'
_NEEDED = {
    "tuple_type": ("a list is needed", _LIST),
    "list_type": ("a list is needed", _LIST),
    "dict_type": ("keys and values are needed", _KEYS),
    "mapping_type": ("keys and values are needed", _KEYS),
    "model_type": ("keys and values are needed", _KEYS),
    "model_attributes_type": ("keys and values are needed", _KEYS),
    "string_type": ("text is needed", _ONE),
    "path_type": ("a path is needed", _ONE),
    "int_type": ("a whole number is needed", _WHOLE),
    "int_parsing": ("a whole number is needed", _WHOLE),
    "int_parsing_size": ("a smaller number is needed", _WHOLE),
    "int_from_float": ("a whole number is needed", _WHOLE),
    "float_type": ("a number is needed", _NUMBER),
    "float_parsing": ("a number is needed", _NUMBER),
    "finite_number": ("a number is needed", _NUMBER),
    "bool_type": ("true or false is needed", _YES),
    "bool_parsing": ("true or false is needed", _YES),
}
"""What pydantic says in Python's words: what is needed, and how to write it."""
_BOUNDS: dict[str, tuple[str, str, str]] = {
    "greater_than": ("gt", "more than {} is needed", "write a larger number"),
    "greater_than_equal": ("ge", "at least {} is needed", "write a larger number"),
    "less_than": ("lt", "less than {} is needed", "write a smaller number"),
    "less_than_equal": ("le", "at most {} is allowed", "write a smaller number"),
    "too_short": ("min_length", "a list of at least {} is needed", "add to it, or remove the key"),
    "too_long": ("max_length", "a list of at most {} is allowed", "divide it"),
    "string_too_short": ("min_length", "a text of at least {} letters is needed", "write something there"),
    "string_too_long": ("max_length", "a text of at most {} letters is allowed", "shorten it"),
}


class Mistake(NamedTuple):
    """One thing to mend."""

    at: At
    """Where it stands in the data, as far as the steps are there."""
    what: str
    mend: str | None
    key: str = ""
    """The key that is missing or unknown there."""
    sort: str = ""
    meant: str | None = None
    """The key that an unknown one was meant for."""


def told(model: type[BaseModel], error: ValidationError, data: Any) -> str:
    """Return the first mistake that ``model`` found in data of no file, in a line."""
    first = mistakes(model, error.errors(include_url=False, include_input=False), data)[0]
    return f"{first.what} ({first.mend})" if first.mend else first.what


def mistakes(model: type[BaseModel], errors: Iterable[Any], data: Any) -> list[Mistake]:
    """Return each mistake once, in order: pydantic tells one for each way in which a part might have been meant."""
    found = [_mistake(model, error, data) for error in errors]
    unknown = {(one.at[:-1], one.meant) for one in found if one.sort in _UNKNOWN_KEY}
    kept: dict[tuple[At, str], Mistake] = {}
    for one in found:
        if any(other is not one and other.at[: len(one.at)] == one.at and _better(other, one, data) for other in found):
            continue
        if one.sort == "missing" and (one.at, one.key) in unknown:
            continue  # it is there, misspelt
        kept.setdefault((one.at, one.key), one)
    return list(kept.values())


def _better(below: Mistake, one: Mistake, data: Any) -> bool:
    """Return whether a list, or keys and values, are right, since what is wrong in them is told for itself."""
    if one.sort == "string_type":
        return below.sort not in {"string_type", "too_short"} and isinstance(_part(data, one.at), dict)
    return one.sort == "too_short" and below.sort != "too_short"


def _mistake(model: type[BaseModel], error: Any, data: Any) -> Mistake:
    """Tell one error: what stands there, and how to mend it."""
    loc: At = error["loc"]
    sort = error["type"]
    key = str(error.get("ctx", {}).get("key", ""))
    at = steps(data, (*loc, key))
    name = ".".join(map(str, at))
    if sort == "missing" and isinstance(loc[-1], int):
        return Mistake(at, f"{name}: the list is too short", "add to it", sort=sort)
    if sort == "missing":
        missing = str(loc[-1])
        return Mistake(at, f"{'.'.join(map(str, (*at, missing)))} is missing", f"write `{missing}: ...`", missing, sort)
    if sort == "extra_forbidden":
        return _unknown(at, str(loc[-1]), _models_at(model, loc[:-1]))
    if sort == "unknown_key":
        return Mistake(at, error["msg"], None, key, sort, error["ctx"].get("meant"))
    written = loc[-2] if loc[-1:] == ("[key]",) else _part(data, at)
    what, mend = _said(model, error, written)
    return Mistake(at, f"{name}: {what}" if name else what, mend, sort=sort)


def _unknown(at: At, key: str, models: Sequence[Any]) -> Mistake:
    known = {field.alias or name for found in models for name, field in found.model_fields.items()}
    if key in known:
        return Mistake(at, f"key {key!r} does not go with the other keys here", "remove it", key, "extra_forbidden", key)
    near = next((found.meant[key] for found in models if key in getattr(found, "meant", ())), None) or nearest(key, known)
    every = ", ".join(sorted(known))
    hint = f"did you mean {near!r}?" if near else f"known keys: {every}" if every else "remove it"
    return Mistake(at, f"unknown key {key!r}; {hint}", None, key, "extra_forbidden", near)


def _said(model: type[BaseModel], error: Any, written: Any) -> tuple[str, str | None]:
    """Return what is wrong with a value, and how to mend it."""
    sort = error["type"]
    if sort in _NEEDED:
        return _needed(sort, written)
    if sort in _BOUNDS:
        bound, what, mend = _BOUNDS[sort]
        least = error["ctx"][bound]
        # A span of time is compared in seconds, whatever it was written in.
        span = isinstance(written, str) and not sort.startswith(("string", "too"))
        return what.format(f"{int(least) if least == int(least) else least}{' seconds' if span else ''}"), mend
    if sort in _CHOICES:
        return _chosen(written, _QUOTED.findall(error["ctx"]["expected"]))
    if sort in _UNTAGGED:
        return _untagged(model, error, written)
    if sort.startswith("date"):
        return "a date and time is needed", _TIME
    message = str(error["msg"]).removeprefix("Value error, ")
    return message[:1].lower() + message[1:], None


def _needed(sort: str, written: Any) -> tuple[str, str]:
    """Tell that another sort of value is needed."""
    needed, mend = _NEEDED[sort]
    if written is None:
        return f"{needed}, and nothing stands there", "write it, or remove the key"
    if sort == "string_type" and isinstance(written, bool):
        return needed, "quote it: YAML reads yes, no, on, off, true and false as no words"
    return f"{needed}, not {kind(written)}", "quote it" if mend is _ONE and isinstance(written, int | float) else mend


def _chosen(written: Any, known: Sequence[str]) -> tuple[str, str]:
    """Tell that a value is none of a few words, with the one that was meant."""
    every = ", ".join(known)
    if not isinstance(written, str):
        return f"one word of these is needed, not {kind(written)}: {every}", "write one of them"
    near = nearest(written.strip().replace(" ", "_"), known)
    return f"{written!r} is none of {every}", f"did you mean {near!r}?" if near else "write one of them"


def _untagged(model: type[BaseModel], error: Any, part: Any) -> tuple[str, str | None]:
    """Tell a part whose key that says what it is, as ``type``, is missing or says nothing known."""
    key = error["ctx"]["discriminator"].strip("'")
    fields = [found.model_fields[key] for found in _models_at(model, error["loc"]) if key in found.model_fields]
    known = sorted(str(word) for field in fields for word in typing.get_args(field.annotation))
    tag = part.get(key) if isinstance(part, Mapping) else None
    if tag is None:
        return f"{key!r} is missing: {', '.join(known)}", f"write `{key}: ...`"
    if not isinstance(tag, str):
        return _chosen(tag, known)
    near = nearest(tag, known)
    return f"no {key} is called {tag!r}: {', '.join(known)}", f"did you mean {near!r}?" if near else "write one of them"


def kind(value: Any) -> str:
    """Return what a value is, without telling it: it might be a secret in the wrong place."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return "text" if value else "an empty text"
    kinds = {type(None): "nothing", int: "a number", float: "a fraction", dict: "keys and values"}
    return kinds.get(type(value), "a list")


def steps(data: Any, loc: Sequence[str | int]) -> At:
    """Keep of a pydantic location the steps that exist in the data: tags of unions and the like do not."""
    out: list[str | int] = []
    for step in loc:
        children: Mapping[Any, Any]
        children = data if isinstance(data, Mapping) else dict(enumerate(data)) if isinstance(data, list | tuple) else {}
        if step in children:
            data = children[step]
            out.append(step)
    return tuple(out)


def _part(data: Any, at: At) -> Any:
    for step in at:
        data = data[step]
    return data


def _models_at(model: Any, loc: Sequence[str | int]) -> list[Any]:
    """Return the models that may stand at ``loc`` below ``model``."""
    models = [model]
    for step in loc:
        models = [inner for outer in models for inner in _inner(outer, step)] or models
    return models


def _inner(outer: Any, step: str | int) -> list[Any]:
    """Return the models one step below: a field's own, or those inside its containers and unions."""
    if not (isinstance(outer, type) and issubclass(outer, BaseModel)):
        return []
    for name, field in outer.model_fields.items():
        if step in (name, field.alias):
            return _models(field.annotation)
    return [outer] if isinstance(step, int) else []


def _models(annotation: Any) -> list[Any]:
    """Return every model named in an annotation."""
    if inspect.isclass(annotation) and not typing.get_origin(annotation):
        return [annotation] if issubclass(annotation, BaseModel) else []
    return [found for part in typing.get_args(annotation) for found in _models(part)]
