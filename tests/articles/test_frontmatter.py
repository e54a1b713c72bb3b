"""Article files with front matter, the shipped seeds among them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.articles.frontmatter import article_files, read_article_file
from watcher.errors import ConfigError

NOW = datetime(2026, 1, 2, tzinfo=UTC)
SEEDS = Path(__file__).parents[2] / "seeds"
RULES = {
    "iraq-strikes/strike",
    "iraq-strikes/strike-expected",
    "us-interests/threat",
    "us-interests/attack",
    "casualties/toll",
}
GOOD = """---
id: one
title: "Rockets: two hit"
language: en
source: Example Agency
published: 2026-01-01T06:00:00+03:00
expect:
  rules: [iraq-strikes/strike]
  figures:
    - {role: killed, count: 2, qualifier: exact, cumulative: false}
---
First line.

--- this is text ---
"""


def write(folder: Path, text: str | bytes) -> Path:
    """Write one article file."""
    file = folder / "article.md"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_head_and_body(tmp_path: Path) -> None:
    """The head becomes the article's fields, what follows the second fence its text; times are UTC."""
    seed = read_article_file(write(tmp_path, GOOD))
    article = seed.article(NOW)
    assert (article.id, article.title, article.language, article.source) == ("one", "Rockets: two hit", "en", "Example Agency")
    assert article.text == "First line.\n\n--- this is text ---"
    assert article.published == article.first_seen == datetime(2026, 1, 1, 3, tzinfo=UTC)
    assert seed.expect.rules == ("iraq-strikes/strike",)
    assert seed.expect.figures[0].count == 2


def test_windows_line_ends_and_mark(tmp_path: Path) -> None:
    """A byte order mark and CRLF line ends do no harm."""
    file = write(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert read_article_file(file).text.startswith("First line.\n\n---")


def test_without_dates_it_was_seen_now(tmp_path: Path) -> None:
    """An article without any time is first seen now and its publication stays unknown."""
    article = read_article_file(write(tmp_path, "---\nid: x\n---\ntext")).article(NOW)
    assert (article.first_seen, article.published) == (NOW, None)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("no head at all", 1, "no front matter"),
        ("", 1, "no front matter"),
        ("---\nid: x\nnever closed", 1, "without an end"),
        ("---\n---\ntext", 1, "keys and values"),
        ("---\n- a\n---\n", 1, "keys and values"),
        ("---\ntitle: x\n---\n", 1, "id"),
        ("---\nid: x\ntitel: y\n---\n", 3, "did you mean 'title'"),
        ("---\nid: x\npublished: soon\n---\n", 3, "published"),
        ("---\nid: x\nexpect:\n  rules: [a]\n  figures:\n    - {role: hurt, count: 1}\n---\n", 6, "role"),
        ("---\nid: x\nexpect:\n  figures:\n    - {role: killed, count: -1}\n---\n", 5, "count"),
        ("---\nid: x\nid: y\n---\n", 3, "twice"),
        ("---\nid: !!python/object:os.system x\n---\n", 2, "tag"),
        ("---\nid: &a x\ntitle: *a\n---\n", 2, "alias"),
        ("---\nid: [\n---\n", None, ""),
        (b"---\nid: x\n---\n\xff\xfe", 4, "UTF-8"),
    ],
)
def test_errors_name_file_and_line(tmp_path: Path, text: str | bytes, line: int | None, words: str) -> None:
    """Whatever is wrong with a file is a configuration error that names the file and, where one can, the line."""
    file = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        read_article_file(file)
    assert str(file) in str(caught.value)
    assert words in str(caught.value)
    if line is not None:
        assert f":{line}" in str(caught.value)


def test_no_such_file_and_folder(tmp_path: Path) -> None:
    """A missing file and a folder in place of a file are told as such."""
    for path in (tmp_path / "none.md", tmp_path):
        with pytest.raises(ConfigError):
            read_article_file(path)


def test_huge_file_is_refused(tmp_path: Path) -> None:
    """A file beyond the bound is refused before it is read."""
    with pytest.raises(ConfigError, match="larger than"):
        read_article_file(write(tmp_path, b"---\nid: x\n---\n" + b"x" * (3 * 2**20)))


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, content: bytes, fenced: bool) -> None:  # noqa: FBT001  # Hypothesis passes it by name
    """Any bytes are an article or a ConfigError, nothing else."""
    file = write(tmp_path_factory.getbasetemp(), b"---\nid: x\n" + content + b"\n---\n" + content if fenced else content)
    try:
        seed = read_article_file(file)
        seed.article(NOW)
    except ConfigError:
        return
    assert seed.head.id


def test_shipped_seeds() -> None:
    """At least 150 seeds ship, in both languages, with unique ids, a verdict on every rule, and every rule raised in both."""
    seeds = [read_article_file(file) for file in article_files(SEEDS)]
    assert len(seeds) >= 150
    assert len({seed.head.id for seed in seeds}) == len(seeds)
    for seed in seeds:
        assert set(seed.expect.rules) | set(seed.expect.not_rules) <= RULES
        assert not set(seed.expect.rules) & set(seed.expect.not_rules)
        assert seed.text
    for language in ("en", "ar"):
        raised = {rule for seed in seeds if seed.head.language == language for rule in seed.expect.rules}
        assert raised == RULES
