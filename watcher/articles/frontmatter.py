"""Article files that a person writes: YAML front matter between two ``---`` lines, then the text of the article.

The head holds ``id`` and, as far as known, ``title``, ``language``, ``source``, ``tier``, ``belligerent``, ``url``, ``guid``,
``author``, ``published`` and ``arrived``. ``expect`` says what the article must raise: ``rules``, ``not_rules`` (ids such as
``casualties/toll``) and ``figures`` (``{role: killed, count: 2, qualifier: exact, cumulative: false}``).
"""

import stat
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import Field

from watcher import yamlfile
from watcher.articles.jsonl import Head, Line, article_of
from watcher.articles.model import Article
from watcher.errors import ConfigError
from watcher.model import Settings

FENCE = "---"
LARGEST = 2 * 2**20
SUFFIXES = frozenset({".md", ".markdown", ".txt"})


class ExpectedFigure(Settings):
    """A figure that must be found; what is not said is not compared."""

    role: Literal["killed", "wounded", "missing", "captured", "displaced"]
    count: int = Field(ge=0)
    qualifier: Literal["exact", "at_least", "more_than", "about", "up_to", "vague"] | None = None
    cumulative: bool | None = None


class Expectation(Settings):
    """What an article must and must not raise."""

    rules: tuple[str, ...] = ()
    not_rules: tuple[str, ...] = ()
    figures: tuple[ExpectedFigure, ...] = ()


class FrontMatter(Head):
    """The head of an article file: a key it does not know is a mistake."""

    id: str = Field(min_length=1)
    expect: Expectation = Expectation()


class SeedArticle(Settings):
    """One article file: its head, its text and where it came from."""

    file: Path
    head: FrontMatter
    text: str

    @property
    def expect(self) -> Expectation:
        """What the article must and must not raise."""
        return self.head.expect

    def article(self, now: datetime) -> Article:
        """Return the article, first seen when it says that it arrived, else when published, else ``now``."""
        line = Line(text=self.text, **self.head.model_dump(exclude={"expect"}))
        return article_of(line, line.arrived or line.published or now)


def read_article_file(path: Path) -> SeedArticle:
    """Read one article file; raise ConfigError with file and line for anything that is not as it should be."""
    return parse_article(_text(path), path)


def parse_article(text: str, path: Path) -> SeedArticle:
    """Read an article file that is in memory; ``path`` is only what errors call it."""
    lines = text.split("\n")
    if lines[0].strip() != FENCE:
        raise ConfigError("no front matter", file=path, line=1, mend=f"begin the file with a line {FENCE}")
    closing = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if closing is None:
        raise ConfigError("front matter without an end", file=path, line=1, mend=f"close it with a line {FENCE}")
    # The blank line in place of the fence keeps the line numbers of errors.
    document = yamlfile.parse("\n" + "\n".join(lines[1:closing]), path)
    if not isinstance(document.data, dict):
        raise document.error("front matter must be keys and values", mend="write `id: ...` and the like")
    head = document.validate(FrontMatter)
    body = "\n".join(lines[closing + 1 :]).strip()
    return SeedArticle(file=path, head=head, text=body)


def article_files(path: Path) -> list[Path]:
    """Return ``path`` itself if it is a file, else every article file below it, in order of name; ConfigError for none."""
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.rglob("*") if file.suffix in SUFFIXES and file.is_file())
    if not files:
        raise ConfigError("no article files in it", file=path, mend=f"give files that end in {', '.join(sorted(SUFFIXES))}")
    return files


def _text(path: Path) -> str:
    """Return the content of a regular UTF-8 file of bounded size, with plain line ends."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ConfigError("not a regular file", file=path, mend="give an article file")
        if status.st_size > LARGEST:
            raise ConfigError(f"larger than {LARGEST // 2**20} MiB", file=path, mend="one file holds one article")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise ConfigError("no such file", file=path, mend="check the path") from None
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=path, mend="check its owner and mode") from None
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise ConfigError(
            "not UTF-8 text", file=path, line=raw[: error.start].count(b"\n") + 1, mend="save the file as UTF-8"
        ) from None
