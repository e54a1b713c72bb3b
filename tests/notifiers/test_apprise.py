"""Which services Apprise may serve, and how its answers are read."""

from pathlib import Path
from typing import Any

import pytest

from watcher.clock import ManualClock
from watcher.errors import ConfigError
from watcher.notifiers.apprise import ALLOWED, AppriseNotifier, AppriseReceiver

LOCAL = (
    "dbus",
    "gnome",
    "glib",
    "kde",
    "qt",
    "macosx",
    "windows",
    "syslog",
    "rsyslog",
    "json",
    "xml",
    "form",
    "mailto",
    "file",
    "exec",
)


def notifier(path: Path, url: str) -> AppriseNotifier:
    """Return a notifier whose URL is kept in a file."""
    file = path / "url"
    file.write_text(url)
    return AppriseNotifier("room", AppriseReceiver.model_validate({"url": {"file": str(file)}}), ManualClock())


@pytest.mark.parametrize("schema", LOCAL)
def test_what_acts_on_this_machine_is_refused(tmp_path: Path, schema: str) -> None:
    """Local and generic services are refused, and the error does not tell the URL, which is a secret."""
    with pytest.raises(ConfigError, match="is not allowed") as error:
        notifier(tmp_path, f"{schema}://canary-token@host/path")
    assert "canary" not in str(error.value)


@pytest.mark.parametrize("between", [", ", " ", ","])
def test_an_allowed_service_brings_no_other_along(tmp_path: Path, between: str) -> None:
    """Apprise reads a list of URLs: behind an allowed one nothing else comes in."""
    with pytest.raises(ConfigError, match="more than one Apprise URL") as error:
        notifier(tmp_path, f"ntfy://canary{between}syslog://")
    assert "canary" not in str(error.value)


def test_an_incomplete_url_is_told_without_its_content(tmp_path: Path) -> None:
    """A URL that Apprise cannot use is a ConfigError that names the service only."""
    with pytest.raises(ConfigError, match="the Apprise URL of slack is not complete") as error:
        notifier(tmp_path, "slack://canary")
    assert "canary" not in str(error.value)


def test_every_allowed_service_exists() -> None:
    """The list names services that this Apprise has, and none of those that act locally."""
    import apprise  # noqa: PLC0415 - a quarter of a second that only this test spends

    details: dict[str, Any] = apprise.Apprise().details()
    known = {name for service in details["schemas"] for kind in ("protocols", "secure_protocols") for name in service[kind] or ()}
    assert known >= ALLOWED
    assert not ALLOWED & set(LOCAL)
