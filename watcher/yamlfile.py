"""YAML that a person wrote: read safely, with the line of every key, so that errors name the places to mend.

Aliases are refused (they make bombs), duplicate keys are refused (the first would be lost in silence), and so is a
file over 16 MiB, one that is no regular file, or one that is not UTF-8.
"""

import stat
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from watcher.errors import ConfigError, together
from watcher.mistakes import At, mistakes

SUFFIXES = frozenset({".yaml", ".yml"})
LARGEST = 16 * 2**20
DEEPEST = 64
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
        """Return the part at ``at`` as ``model``; raise ConfigError that tells every mistake and its line."""
        part = self._part(at)
        try:
            return model.model_validate(part if part is not None else {})
        except ValidationError as error:
            raise self.wrong(model, error.errors(include_url=False, include_input=False), at) from None

    def wrong(self, model: type[BaseModel], errors: Sequence[Any], at: At = ()) -> ConfigError:
        """Return the mistakes that ``model`` found in the part at ``at``, each with its line, as one error."""
        found = [(self.line((*at, *one.at)), one) for one in mistakes(model, errors, self._part(at))]
        found.sort(key=lambda pair: pair[0])
        return together([ConfigError(one.what, file=self.file, line=line, mend=one.mend) for line, one in found])


def files(folder: Path) -> list[Path]:
    """Return the YAML files of a folder in order, by either suffix."""
    return sorted(file for file in folder.iterdir() if file.suffix in SUFFIXES) if folder.is_dir() else []


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
