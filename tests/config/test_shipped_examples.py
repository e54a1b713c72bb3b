"""The commented examples of the shipped watcher.yaml are right."""

import re
from pathlib import Path

from watcher.alerts.plan import Router
from watcher.config.settings import load_main
from watcher.config.shipped import shipped_dir

_EXAMPLE = re.compile(r"#(?=  |[a-z_]+:)")


def test_every_commented_example_is_valid(tmp_path: Path) -> None:
    """Uncommented, all of them together are a configuration whose routes fit its receivers."""
    lines = (shipped_dir() / "watcher.yaml").read_text(encoding="utf-8").splitlines()
    lines = [_EXAMPLE.sub("", line, count=1) if _EXAMPLE.match(line) else line for line in lines]
    file = tmp_path / "watcher.yaml"
    file.write_text("\n".join(line for line in lines if line != "redis: {}").replace("  url: redis:", "redis:\n  url: redis:", 1))
    main = load_main(file)
    Router(main.route, main.receivers, main.inhibit)
    assert {"desk", "room", "phones", "feed"} <= set(main.receivers)
    assert main.heartbeat is not None
    assert main.operations.receiver == ("room",)
