"""What a person writes in YAML is read as plain data, or the mistake is told with its line."""

import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from watcher.errors import ConfigError
from watcher.model import Settings
from watcher.yamlfile import load, parse


class Inner(Settings):
    """A part of the example file."""

    name: str
    interval: int = 1


class Outer(Settings):
    """The example file."""

    feeds: tuple[Inner, ...] = ()
    named: dict[str, Inner] = Field(default_factory=dict)


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("feeds:\n  - name: x\n    intervall: 3\n", 3, "did you mean 'interval'?"),
        ("feeds:\n  - name: x\n  - interval: 3\n", 3, "name"),
        ("named:\n  k:\n    nme: 3\n    name: z\n", 3, "did you mean 'name'?"),
        ("\nfeeeds: []\n", 2, "did you mean 'feeds'?"),
    ],
)
def test_a_mistake_names_its_line_and_the_nearest_right_name(text: str, line: int, told: str) -> None:
    """An unknown key or a wrong value is told with file, line and what was probably meant."""
    with pytest.raises(ConfigError) as caught:
        parse(text, "x.yaml").validate(Outer)
    assert caught.value.line == line
    assert told in str(caught.value)
    assert str(caught.value).startswith(f"x.yaml:{line}: ")


@pytest.mark.parametrize(
    "text",
    [
        b"a: &x 1\nb: *x\n",
        b"a: 1\na: 2\n",
        b"a: [\n",
        b"a: !!python/object:os.system {}\n",
        b"a: !!python/object/apply:os.system ['true']\n",
        b"[" * 5000,
        b"\xff\xfe\x00",
        b"a: \x00\n",
        b"? [1, 2]\n: 3\n",
        b"? {a: b}\n: 3\n",
        b"--- 1\n--- 2\n",
        b"a: 0x\xc3\x28",
    ],
)
def test_what_is_no_plain_data_is_refused(text: bytes) -> None:
    """Aliases, duplicate keys, tags, deep nesting and bytes that are not text end in one ConfigError."""
    with pytest.raises(ConfigError):
        parse(text, "x.yaml")


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    """A missing file, a folder, a FIFO and a device are refused without being read."""
    os.mkfifo(tmp_path / "fifo")
    for path in (tmp_path / "missing", tmp_path, tmp_path / "fifo", Path("/dev/zero")):
        with pytest.raises(ConfigError):
            load(path)


def test_a_time_stays_text() -> None:
    """YAML's own dates are not guessed at: the model says what a date means."""
    assert parse("a: 2026-01-02", "x").data == {"a": "2026-01-02"}


@given(st.text())
def test_any_text_is_data_or_a_config_error(text: str) -> None:
    """No text makes the reader raise anything but ConfigError."""
    with contextlib.suppress(ConfigError):
        parse(text.encode("utf-8", "surrogatepass"), "x")
