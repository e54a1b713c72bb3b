"""YAML that a person wrote: read safely, with the line of every key, so that an error names the place to mend.

Aliases are refused (they make bombs), duplicate keys are refused (the first would be lost in silence), and so is a
file over 16 MiB, one that is no regular file, or one that is not UTF-8.
"""

import inspect
import re
import stat
import typing
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from watcher.errors import ConfigError
from watcher.spelling import nearest

LARGEST = 16 * 2**20
DEEPEST = 64
_UNKNOWN_KEY = frozenset({"extra_forbidden", "unknown_key"})
"""``unknown_key`` is a validator's own error, with the key in its context."""
_PLAIN = {
    "tuple_type": "a list is needed",
    "list_type": "a list is needed",
    "dict_type": "keys and values are needed",
    "model_type": "keys and values are needed",
    "model_attributes_type": "keys and values are needed",
    "string_type": "text is needed",
    "int_type": "a whole number is needed",
    "int_parsing": "a whole number is needed",
}
"""What pydantic says in Python's words."""
_UNTAGGED = frozenset({"union_tag_not_found", "union_tag_invalid"})
_QUOTED = re.compile("'([^']*)'")

At = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)

_BaseLoader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_BaseLoader):  # type: ignore[misc, valid-type]  # the C loader where it was built
    """SafeLoader that keeps times as text: what a date means is the model's to say."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _BaseLoader.yaml_implicit_resolvers.items()
}


class Document:
    """One YAML file: plain ``data`` and where each part of it stands."""

    def __init__(self, file: Path | str, data: Any, lines: dict[At, int]) -> None:
        self.file = file
        self.data = data
        self._lines = lines

    def line(self, at: At = ()) -> int:
        """Return the 1-based line of the part at ``at``, or of the nearest part above it."""
        while at and at not in self._lines:
            at = at[:-1]
        return self._lines.get(at, 1)

    def error(self, what: str, *, at: At = (), mend: str | None = None) -> ConfigError:
        """Return an error that names this file and the line of ``at``."""
        return ConfigError(what, file=self.file, line=self.line(at), mend=mend)

    def where(self, value: Any, at: At = ()) -> At:
        """Return where the plain ``value`` first stands in the part at ``at``; ``at`` itself where it does not."""
        for path in self._lines:
            if path[: len(at)] == at and self._part(path) == value:
                return path
        return at

    def _part(self, at: At) -> Any:
        part = self.data
        for step in at:
            part = part[step]
        return part

    def validate(self, model: type[M], at: At = ()) -> M:
        """Return the part at ``at`` as ``model``; raise ConfigError that tells the first mistake and its line."""
        part = self._part(at)
        try:
            return model.model_validate(part if part is not None else {})
        except ValidationError as error:
            raise self.mistake(model, error, at) from None

    def mistake(self, model: type[BaseModel], error: ValidationError, at: At = ()) -> ConfigError:
        """Return the first mistake that ``model`` found in the part at ``at``, with its line."""
        part = self.data
        for step in at:
            part = part[step]
        first = _first(error)
        key = first.get("ctx", {}).get("key", "")
        where: At = (*at, *self._steps(part, (*first["loc"], key)))
        return self.error(_told(model, first), at=where, mend=self._nearest(first, where))

    def _nearest(self, error: Any, where: At) -> str | None:
        """Return the word that was meant, where one of a few words is needed and what stands there comes near one."""
        if error["type"] == "string_type" and isinstance(self._part(where), bool):
            return "quote it: YAML reads yes, no, on, off, true and false as no words"
        if error["type"] == "union_tag_invalid":
            near = nearest(str(error["ctx"]["tag"]), _QUOTED.findall(error["ctx"]["expected_tags"]))
            return f"did you mean {near!r}?" if near else None
        if error["type"] not in {"enum", "literal_error"}:
            return None
        written = error["loc"][-2] if error["loc"][-1] == "[key]" else self._part(where)
        near = nearest(str(written), _QUOTED.findall(error["ctx"]["expected"]))
        return f"did you mean {near!r}?" if near else None

    @staticmethod
    def _steps(part: Any, loc: Sequence[str | int]) -> At:
        """Keep of a pydantic location the steps that exist in the file: tags of unions and the like do not."""
        out: list[str | int] = []
        for step in loc:
            children: dict[Any, Any] = part if isinstance(part, dict) else dict(enumerate(part)) if isinstance(part, list) else {}
            if step in children:
                part = children[step]
                out.append(step)
        return tuple(out)


def load(file: Path) -> Document:
    """Read one YAML file; raise ConfigError with the line for anything that cannot be read as plain data."""
    return parse(_bytes(file), file)


@contextmanager
def placed(file: Path, at: At, part: str) -> Iterator[None]:
    """Tell a mistake in what a part of a file names, as a secret or a template, with the line of that part at ``at`` too."""
    try:
        yield
    except ConfigError as error:
        what = ": ".join(dict.fromkeys(word for word in (part, error.resource, error.what) if word))
        raise load(file).error(what, at=at, mend=error.mend) from None


def parse(text: bytes | str, file: Path | str) -> Document:
    """Read YAML that is already in memory; ``file`` is only what errors call it."""
    if isinstance(text, bytes):
        raw = text
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            raise ConfigError("not UTF-8 text", file=file, line=line, mend="save the file as UTF-8") from None
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            lines: dict[At, int] = {(): 1}
            data = None if node is None else _build(loader, node, (), lines, file)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(str(part) for part in (error.context, error.problem) if part)
        raise ConfigError(what or "not YAML", file=file, line=mark.line + 1 if mark else None, mend="mend the YAML") from None
    except (yaml.YAMLError, RecursionError) as error:
        what = "nested too deep" if isinstance(error, RecursionError) else str(error).splitlines()[0]
        raise ConfigError(f"not YAML: {what}", file=file) from None
    return Document(file, data, lines)


def _bytes(file: Path) -> bytes:
    """Return the content of a regular file of bounded size."""
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ConfigError("not a regular file", file=file, mend="give a YAML file")
        if status.st_size > LARGEST:
            raise ConfigError(f"larger than {LARGEST // 2**20} MiB", file=file, mend="divide it")
        return file.read_bytes()
    except FileNotFoundError:
        raise ConfigError("no such file", file=file, mend="`watcher init DIR` writes a configuration to start from") from None
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=file, mend="check its owner and mode") from None


def _build(loader: Any, node: yaml.Node, at: At, lines: dict[At, int], file: Path | str) -> Any:
    """Turn a node into plain data, noting lines; an anchor met twice is an alias."""
    line = node.start_mark.line + 1
    lines.setdefault(at, line)
    if len(at) > DEEPEST:
        raise ConfigError("nested too deep", file=file, line=line, mend=f"at most {DEEPEST} levels")
    if id(node) in (seen := loader.__dict__.setdefault("_seen_nodes", set())):
        raise ConfigError("YAML aliases (*name) are not read here", file=file, line=line, mend="write the value out")
    seen.add(id(node))
    if not isinstance(node, yaml.ScalarNode) and node.tag not in {"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}:
        raise ConfigError(f"tag {node.tag!r} is not plain data", file=file, line=line, mend="remove the tag")
    if isinstance(node, yaml.MappingNode):
        out: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            key = _build(loader, key_node, (*at, f"{key_node.start_mark.index}"), {}, file)
            key_line = key_node.start_mark.line + 1
            if not isinstance(key, str | int | float | bool | None):
                raise ConfigError("a key must be plain text", file=file, line=key_line, mend="quote it")
            if key in out:
                raise ConfigError(f"{key!r} stands twice", file=file, line=key_line, mend="keep one of them")
            step = key if isinstance(key, str | int) else str(key)
            lines[*at, step] = key_line
            out[key] = _build(loader, value_node, (*at, step), lines, file)
        return out
    if isinstance(node, yaml.SequenceNode):
        return [_build(loader, item, (*at, index), lines, file) for index, item in enumerate(node.value)]
    try:
        return loader.construct_object(node)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        what = getattr(error, "problem", None) or str(error)
        raise ConfigError(str(what), file=file, line=line, mend="use plain YAML values") from None


def told(model: type[BaseModel], error: ValidationError) -> str:
    """Return the first mistake that ``model`` found in data of no file, in a line."""
    return _told(model, _first(error))


def _first(error: ValidationError) -> Any:
    """Return the mistake to tell: a misspelt key is what to mend, not the key that is missing because of it."""
    found = error.errors(include_url=False, include_input=False)
    return next((one for one in found if one["type"] in _UNKNOWN_KEY), found[0])


def _told(model: type[BaseModel], error: Any) -> str:
    """Tell one pydantic error in a line: unknown keys with the nearest right name."""
    loc: tuple[str | int, ...] = error["loc"]
    # Steps in pointed brackets name the alternatives of a union, which no file has.
    name = ".".join(str(step) for step in loc if not str(step).startswith("<")) or model.__name__
    if error["type"] == "extra_forbidden":
        key = str(loc[-1])
        known = sorted(_keys_at(model, loc[:-1]))
        near = nearest(key, known)
        hint = f"did you mean {near!r}?" if near else f"known keys: {', '.join(known[:20])}" if known else "remove it"
        return f"unknown key {key!r}; {hint}"
    if error["type"] in _UNTAGGED:
        return f"{name}: {_untagged(model, error)}"
    message = _PLAIN.get(error["type"]) or str(error["msg"]).removeprefix("Value error, ")
    return f"{name}: {message[:1].lower() + message[1:]}"


def _untagged(model: type[BaseModel], error: Any) -> str:
    """Tell a part whose key that says what it is, as ``type``, is missing or says nothing known."""
    key = error["ctx"]["discriminator"].strip("'")
    fields = [found.model_fields[key] for found in _models_at(model, error["loc"]) if key in found.model_fields]
    known = ", ".join(sorted(str(word) for field in fields for word in typing.get_args(field.annotation)))
    tag = error["ctx"].get("tag")
    return f"{key!r} is missing: {known}" if tag is None else f"no {key} is called {tag!r}: {known}"


def _keys_at(model: Any, loc: Sequence[str | int]) -> set[str]:
    """Return the keys that the model at ``loc`` below ``model`` knows."""
    return {
        field.alias or name
        for found in _models_at(model, loc)
        if isinstance(found, type) and issubclass(found, BaseModel)
        for name, field in found.model_fields.items()
    }


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
