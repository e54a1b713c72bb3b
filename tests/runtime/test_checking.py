"""`watcher check` fits the files of a configuration together."""

import shutil
from pathlib import Path

import pytest

from watcher.config.shipped import shipped_dir
from watcher.runtime.checking import Checked

_ROUTES = "receivers: {{console: {{type: console}}}}\nroute:\n  receiver: console\n  routes:\n    - match: {{{match}}}\n"


def _folder(tmp_path: Path, match: str) -> Path:
    folder = tmp_path / "conf"
    shutil.copytree(shipped_dir(), folder)
    (folder / "watcher.yaml").write_text(_ROUTES.format(match=match), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("match", "near"),
    [
        ("rule_set: casulties", "did you mean 'casualties'?"),
        ("rule: casualties/tol", "did you mean 'casualties/toll'?"),
        ("place: bagdhad", "did you mean 'baghdad'?"),
    ],
)
def test_a_route_on_a_name_that_does_not_exist_is_told_with_its_line(tmp_path: Path, match: str, near: str) -> None:
    """Such a route would never hold, and what it was meant for would go to others in silence."""
    (error,) = Checked(_folder(tmp_path, match)).errors
    assert "watcher.yaml:5: " in str(error)
    assert near in str(error)


def test_patterns_and_whole_concepts_are_names_too(tmp_path: Path) -> None:
    """``*`` stands for anything in a rule, and a place may be named with its type."""
    assert Checked(_folder(tmp_path, 'rule: ["us-interests/*", casualties/toll], place: "place:iraq"')).errors == []
