"""``watcher lexicon why TERM``: which concepts a term names, and from which line of which file."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from watcher.cli.options import ConfigOption
from watcher.config.settings import find
from watcher.config.shipped import shipped_dir
from watcher.errors import ConfigError
from watcher.text.lexicon import Concept, Form, Lexicon, Reason, conditions, near, why


def register(app: typer.Typer) -> None:
    """Add the group ``lexicon``."""
    group = typer.Typer(no_args_is_help=True, help="What the lexicon knows.")
    group.command("why")(_why)
    app.add_typer(group, name="lexicon")


def _why(
    term: Annotated[str, typer.Argument(help="A word, a phrase or a sentence; case and neighbours matter as in an article.")],
    config: ConfigOption = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line instead of a table.")] = False,
) -> None:
    """Tell which concepts TERM hits, by which form of which file and line, and which it nearly hits; exit 1 for none.

    For a term without any, the forms that are spelt alike are told.
    """
    if not term.strip():
        raise ConfigError("the term is empty", mend="give a word, a phrase or a sentence")
    folders = dict.fromkeys([shipped_dir() / "lexicon", find(config) / "lexicon"])
    lexicon = Lexicon.load([folder for folder in folders if folder.is_dir()])
    reasons = why(lexicon, term)
    alike = () if reasons else near(lexicon, term)
    if as_json:
        for reason in reasons:
            typer.echo(json.dumps(_record(reason, term), ensure_ascii=False))
        for form, concept in alike:
            typer.echo(json.dumps({"near": True, "counts": False} | _written(form, concept), ensure_ascii=False))
    else:
        _show(reasons, term)
        _show_near(alike)
    raise typer.Exit(0 if any(reason.counts for reason in reasons) else 1)


def _record(reason: Reason, term: str) -> dict[str, object]:
    return {
        "words": term[reason.start : reason.end],
        "start": reason.start,
        "end": reason.end,
        "counts": reason.counts,
        "clitic": reason.clitic or None,
        **_written(reason.form, reason.concept),
    }


def _written(form: Form, concept: Concept) -> dict[str, object]:
    return {
        "concept": concept.id,
        "name": concept.name,
        "within": list(concept.within[1:]),
        "form": form.text,
        "role": form.role,
        "asks": list(conditions(form)),
        "file": form.file,
        "line": form.line,
    }


def _show(reasons: tuple[Reason, ...], term: str) -> None:
    """Print each reason in two lines: the words and their concept, then the form and where it is written."""
    console = Console(soft_wrap=True, highlight=False)
    if not reasons:
        console.print("no concept", style="yellow")
    for reason in reasons:
        form, concept = reason.form, reason.concept
        chain = "".join(f" < {parent}" for parent in concept.within[1:])
        words = Text(term[reason.start : reason.end], style="bold" if reason.counts else "dim strike")
        console.print(
            words,
            Text(f"{'' if reason.counts else 'not '}{concept.id}", style="green" if reason.counts else "dim"),
            f"({concept.name}){chain}",
        )
        asks = "; ".join(conditions(form))
        console.print(Text(f"    form {form.text!r}{f', {asks}' if asks else ''}  {form.file}:{form.line}", style="dim"))


def _show_near(alike: tuple[tuple[Form, Concept], ...]) -> None:
    """Print what a term that names nothing may have been meant for, a line each."""
    console = Console(soft_wrap=True, highlight=False)
    for form, concept in alike:
        console.print(Text(f"near: {form.text!r}  {concept.id} ({concept.name})  {form.file}:{form.line}", style="dim"))
