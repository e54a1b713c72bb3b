"""`watcher check` fits the files of a configuration together."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.fakes.redis import RedisProcess
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
        ("place: irak", "did you mean 'iraq'?"),
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


@pytest.mark.parametrize(
    ("feed", "told"),
    [
        ({"url": "folder:/no/such/folder"}, "no such folder: /no/such/folder"),
        ({"url": "https://a.example/", "auth": {"token": {"env": "WATCHER_NO_SUCH"}}}, "WATCHER_NO_SUCH"),
        ({"url": "https://a.example/", "proxy": {"file": "/no/such/proxy"}}, "/no/such/proxy"),
        (
            {"url": "https://a.example/", "client_certificate": {"certificate": "/no/such.pem"}},
            "client certificate: No such file",
        ),
    ],
)
def test_a_feed_that_no_poll_could_read_is_told_with_its_line(tmp_path: Path, feed: dict[str, Any], told: str) -> None:
    """A folder, a secret or a certificate that is missing is found before the daemon runs; a feed switched off may lack them."""
    folder = _folder(tmp_path, "severity: critical")
    feeds = folder / "feeds.yaml"
    feeds.write_text(yaml.safe_dump({"feeds": [{"url": "https://fine.example/"}, feed]}), encoding="utf-8")
    (error,) = Checked(folder).errors
    assert "feeds.yaml:3: " in str(error)
    assert told in str(error)
    feeds.write_text(yaml.safe_dump({"feeds": [feed | {"enabled": False}]}), encoding="utf-8")
    assert Checked(folder).errors == []


async def test_a_redis_that_does_not_answer_is_told(tmp_path: Path, redis_server: RedisProcess) -> None:
    """The configured Redis is asked: one that runs is fine, one that nobody runs is an error in one line."""
    folder = _folder(tmp_path, "severity: critical")
    routes = (folder / "watcher.yaml").read_text()
    for url, right in ((redis_server.url, True), (f"unix://{tmp_path}/nobody.sock", False)):
        (folder / "watcher.yaml").write_text(f"redis: {{url: '{url}'}}\n{routes}")
        checked = Checked(folder)
        await checked.reach()
        assert [url.removeprefix("unix://") in str(error) for error in checked.errors] == ([] if right else [True])
