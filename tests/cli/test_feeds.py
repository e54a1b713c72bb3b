"""`watcher feeds`, as it is typed."""

import json
from pathlib import Path

from typer.testing import CliRunner

from watcher.cli import app
from watcher.errors import ConfigError
from watcher.sources.settings import load_feeds

RUN = CliRunner()


def test_feeds_are_imported_exported_and_never_into_the_shipped_folder(tmp_path: Path) -> None:
    """OPML goes in and comes out; the shipped configuration, which an update overwrites, is refused."""
    (tmp_path / "watcher.yaml").write_text("")
    (tmp_path / "feeds.yaml").write_text("feeds:\n  - url: https://a.example/rss\n")
    exported = RUN.invoke(app, ["feeds", "export", "-c", str(tmp_path)])
    assert 'xmlUrl="https://a.example/rss"' in exported.stdout
    file = tmp_path / "in.opml"
    file.write_text('<opml version="2.0"><body><outline text="B" xmlUrl="https://b.example/rss"/></body></opml>')
    told = RUN.invoke(app, ["feeds", "import", str(file), "-c", str(tmp_path)])
    assert "1 feeds read, 1 added, 0 already there" in told.stdout
    refused = RUN.invoke(app, ["feeds", "import", str(file)])
    assert isinstance(refused.exception, ConfigError)


def test_a_list_is_imported_as_far_as_it_is_right(tmp_path: Path) -> None:
    """A wrong outline keeps no other out: it is named with the line it has in the list, and the exit code says so."""
    (tmp_path / "watcher.yaml").write_text("")
    (tmp_path / "feeds.yaml").write_text("feeds:\n  - url: https://a.example/rss\n")
    file = tmp_path / "in.opml"
    file.write_text('<opml version="2.0"><body>\n<outline text="B" xmlUrl="b.example/rss"/>\n'
                    '<outline text="C" xmlUrl="https://c.example/rss"/>\n</body></opml>')  # fmt: skip
    told = RUN.invoke(app, ["feeds", "import", str(file), "-c", str(tmp_path)])
    assert told.exit_code == 1
    assert "2 feeds read, 1 added, 0 already there, 1 left out" in told.stdout
    assert f"{file}:2: B: url: " in told.stderr
    assert [feed.url for feed in load_feeds(tmp_path / "feeds.yaml").feeds] == ["https://a.example/rss", "https://c.example/rss"]


def test_the_table_shows_every_feed(tmp_path: Path) -> None:
    """Each configured feed has a row, as a table and as JSON."""
    (tmp_path / "watcher.yaml").write_text("")
    (tmp_path / "feeds.yaml").write_text(
        "feeds:\n  - url: https://a.example/rss\n  - {url: https://b.example/, enabled: false}\n"
    )
    state = ["-c", str(tmp_path), "--state", str(tmp_path / "state")]
    table = RUN.invoke(app, ["feeds", *state])
    assert "unknown" in table.stdout
    assert "disabled" in table.stdout
    rows = [json.loads(line) for line in RUN.invoke(app, ["feeds", *state, "--json"]).stdout.splitlines()]
    assert [(row["id"], row["health"]) for row in rows] == [("a.example-rss", "unknown"), ("b.example", "unknown")]
