"""``watcher failed``: articles that watcher itself failed on, kept until they are tried again or dropped."""

import asyncio
import json
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from watcher import log
from watcher.articles import jsonl
from watcher.cli.options import ConfigOption, StateOption, configured
from watcher.clock import SystemClock
from watcher.errors import WatcherError
from watcher.runtime.again import again
from watcher.runtime.failed import FailedArticle, FailedArticles
from watcher.runtime.session import session
from watcher.store.store import Store

Ids = Annotated[list[str] | None, typer.Argument(metavar="ARTICLE...", help="Article ids.", show_default=False)]
All = Annotated[bool, typer.Option("--all", help="All of them.")]

app = typer.Typer(no_args_is_help=True, help="Articles that watcher itself failed on, kept until somebody decides.")


def register(parent: typer.Typer) -> None:
    """Add the commands."""
    parent.add_typer(app, name="failed")


@app.command("list")
def list_(
    config: ConfigOption = None,
    state: StateOption = None,
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="One article a line, as `watcher analyze` reads it, with its error.")
    ] = False,
) -> None:
    """List them, oldest first: what failed, when, in which version."""

    async def read() -> list[FailedArticle]:
        async with session(configured(config, state)) as store:
            return await FailedArticles(store).all()

    failed = asyncio.run(read())
    if as_json:
        for one in failed:
            line = json.loads(jsonl.dump(one.article)) | {
                "error": one.error,
                "failed": one.at.isoformat(),
                "version": one.version,
            }
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        return
    table = Table("article", "feed", "failed", "version", "error", "title", box=None, pad_edge=False)
    for one in failed:
        article = one.article
        cells = (
            article.id,
            article.feed,
            f"{one.at:%Y-%m-%d %H:%M:%S}",
            one.version,
            one.error,
            " ".join(article.title.split())[:80],
        )
        table.add_row(*map(Text, cells))
    Console(highlight=False).print(table)


@app.command("replay")
def replay(ids: Ids = None, config: ConfigOption = None, state: StateOption = None, *, every: All = False) -> None:
    """Try them again with this version, as if they came now; alerts go to the configured receivers."""
    log.setup(level="error")
    configuration = configured(config, state)

    async def act() -> str:
        async with session(configuration) as store:
            fates = [
                handled.fate
                for handled in await again(configuration, store, SystemClock(), await _chosen(store, ids, every=every))
            ]
        return ", ".join(f"{fates.count(fate)} {fate}" for fate in dict.fromkeys(fates)) or "none is kept"

    Console(highlight=False).print(asyncio.run(act()))


@app.command("drop")
def drop(ids: Ids = None, config: ConfigOption = None, state: StateOption = None, *, every: All = False) -> None:
    """Forget them."""

    async def act() -> int:
        async with session(configured(config, state)) as store:
            return await FailedArticles(store).drop([one.article.id for one in await _chosen(store, ids, every=every)])

    Console(highlight=False).print(f"{asyncio.run(act())} dropped")


async def _chosen(store: Store, ids: Sequence[str] | None, *, every: bool) -> list[FailedArticle]:
    """Return the articles that are meant; WatcherError for one that is not kept, and where none is named."""
    if every == bool(ids):
        raise WatcherError("name articles, or give --all", mend="`watcher failed list` shows them")
    failed = await FailedArticles(store).all()
    kept = {one.article.id for one in failed}
    for name in ids or ():
        if name not in kept:
            raise WatcherError(f"no failed article {name!r}", mend="`watcher failed list` shows them")
    return [one for one in failed if every or one.article.id in (ids or ())]
