"""`watcher check` fits the files of a configuration together."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.fakes.redis import RedisProcess
from watcher.config.settings import load
from watcher.config.shipped import shipped_dir
from watcher.errors import ConfigError
from watcher.runtime.app import App
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


_HOOK = 'room: {type: webhook, url: "https://hooks.example/x", secrets: [{env: WATCHER_HOOK}]}'


@pytest.mark.parametrize(
    ("receiver", "told", "mend"),
    [
        ("room: {type: console, template: /no/such.j2}", "receiver room: /no/such.j2: template cannot be read", "check the path"),
        ("room: {type: feedfile, folder: out, template: /no/such.j2}", "receiver room: /no/such.j2: template", "check the path"),
        (_HOOK, "receiver room: a signing secret of 3 bytes", "write whsec_ and base64"),
        ("room: {type: apprise, url: {env: WATCHER_CHAT}}", "receiver room: Apprise service 'syslog' is not", "name a chat"),
        ("room: {type: apprise, url: {env: WATCHER_NO_SUCH}}", "environment variable WATCHER_NO_SUCH: missing", "put the"),
    ],
)
def test_a_receiver_that_could_not_be_made_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, receiver: str, told: str, mend: str
) -> None:
    """A missing template or a secret that is no good is told on the receiver's line, and no secret with it."""
    monkeypatch.setenv("WATCHER_HOOK", "whsec_Y2Fu")
    monkeypatch.setenv("WATCHER_CHAT", "syslog://canary")
    folder = _folder(tmp_path, "severity: critical")
    (folder / "watcher.yaml").write_text(f"receivers:\n  console: {{type: console}}\n  {receiver}\n", encoding="utf-8")
    (error,) = Checked(folder).errors
    assert str(error).startswith(f"{folder / 'watcher.yaml'}:3: ")
    assert told in str(error)
    assert mend in str(error)
    assert not any(secret in str(error) for secret in ("canary", "Y2Fu"))
    with pytest.raises(ConfigError) as refused:
        App.create(load(folder))
    assert str(refused.value) == str(error)


def test_a_secret_of_links_that_could_be_guessed_is_told_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line is that of ``links:``."""
    monkeypatch.setenv("WATCHER_SIGN", "canary")
    folder = _folder(tmp_path, "severity: critical")
    links = "links: {listen: 127.0.0.1:8422, url: https://news.example/l, secrets: [{env: WATCHER_SIGN}]}"
    (folder / "watcher.yaml").write_text(f"receivers: {{console: {{type: console}}}}\n{links}\n", encoding="utf-8")
    (error,) = Checked(folder).errors
    assert f"{folder / 'watcher.yaml'}:2: links: a secret of links is shorter" in str(error)
    assert "canary" not in str(error)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("{to: a@b.example}", "'type' is missing: apprise, console, email, feedfile, webhook (write `type: ...`)"),
        ("{type: emial}", "no type is called 'emial': apprise, console, email, feedfile, webhook (did you mean 'email'?)"),
    ],
)
def test_a_receiver_of_no_type_is_told_the_types_there_are(tmp_path: Path, fields: str, told: str) -> None:
    """Plain words, not those of the library that read it."""
    folder = _folder(tmp_path, "severity: critical")
    (folder / "watcher.yaml").write_text(f"receivers:\n  console: {{type: console}}\n  room: {fields}\n", encoding="utf-8")
    (error,) = Checked(folder).errors
    assert str(error) == f"{folder / 'watcher.yaml'}:3: receivers.room: {told}"


@pytest.mark.parametrize("scheme", ["http", "ftp", "htps"])
def test_the_path_of_a_webhook_that_is_refused_is_not_printed(tmp_path: Path, scheme: str) -> None:
    """It often is all that keeps strangers from posting: scheme and host say enough."""
    folder = _folder(tmp_path, "severity: critical")
    hook = f"{{type: webhook, url: '{scheme}://hooks.example/canary?canary#canary'}}"
    (folder / "watcher.yaml").write_text(f"receivers:\n  room: {hook}\n", encoding="utf-8")
    (error,) = Checked(folder).errors
    assert "watcher.yaml:2: " in str(error)
    assert f"{scheme}://hooks.example" in str(error) or scheme == "http"
    assert "canary" not in str(error)


async def test_a_redis_that_does_not_answer_is_told(tmp_path: Path, redis_server: RedisProcess) -> None:
    """The configured Redis is asked: one that runs is fine, one that nobody runs is an error in one line."""
    folder = _folder(tmp_path, "severity: critical")
    routes = (folder / "watcher.yaml").read_text()
    for url, right in ((redis_server.url, True), (f"unix://{tmp_path}/nobody.sock", False)):
        (folder / "watcher.yaml").write_text(f"redis: {{url: '{url}'}}\n{routes}")
        checked = Checked(folder)
        await checked.reach()
        assert [url.removeprefix("unix://") in str(error) for error in checked.errors] == ([] if right else [True])
