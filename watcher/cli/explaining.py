"""Explanations on a terminal: the article with its evidence marked, each rule's conditions as a tree."""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Any

from pydantic_core import to_jsonable_python
from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from watcher.articles.model import Article
from watcher.claims.model import Analysis, Claim
from watcher.notifiers.safe import isolated
from watcher.rules.explained import Explained, RuleExplained


def chosen(explained: Iterable[RuleExplained], pattern: str) -> tuple[RuleExplained, ...]:
    """Return the rules whose id fits the pattern."""
    return tuple(rule for rule in explained if fnmatchcase(rule.rule, pattern))


def as_json(article: Article, analysis: Analysis, explained: Sequence[RuleExplained]) -> dict[str, Any]:
    """Return an explanation for machines."""
    return {
        "id": article.id,
        "lang": analysis.language,
        "claims": to_jsonable_python(analysis.claims),
        "rules": [rule.model_dump(mode="json") for rule in explained],
    }


def show(console: Console, article: Article, analysis: Analysis, explained: Sequence[RuleExplained]) -> None:
    """Print the article, its claims and every rule."""
    console.print(_marked(article, analysis))
    claims = Tree(Text("claims", style="bold"))
    for number, claim in enumerate(analysis.claims, 1):
        claims.add(_claim(number, claim))
    console.print(claims if analysis.claims else Text("no claims", style="dim"))
    for rule in explained:
        met = rule.raised or rule.counted
        verdict = "raised " if rule.raised else "counted for " if rule.counted else "not raised "
        head = Text.assemble(
            (verdict, "bold green" if met else "bold red"), (rule.rule, "bold"), f" ({rule.severity})" if met else ""
        )
        tree = Tree(head)
        _grow(tree, rule.tree)
        console.print(tree)
    console.print()


def _marked(article: Article, analysis: Analysis) -> Text:
    """Return the text with what claims are read from underlined and the words that decided them in colour."""
    text = Text(article.whole)
    for claim in analysis.claims:
        text.stylize("underline", claim.evidence.start, claim.evidence.end)
        for _what, span in claim.cues:
            text.stylize("bold yellow", span.start, span.end)
    return text


def _claim(number: int, claim: Claim) -> Text:
    parts = [f"{number}. {claim.kind} {claim.status}"]
    for word, mentions in (("by", claim.actors), ("on", claim.targets), ("in", claim.places)):
        if mentions:
            parts.append(f"{word} {', '.join(mention.name for mention in mentions)}")
    parts += [f"{figure.count} {figure.role}" for figure in claim.figures]
    cues = "; ".join(f"{what} by “{isolated(span.text)}”" for what, span in claim.cues)
    return Text.assemble(", ".join(parts), (f"  [{cues}]" if cues else "", "dim"))


def _grow(tree: Tree, explained: Explained) -> None:
    """Add one condition and all below it."""
    mark = ("✔ ", "green") if explained.met else ("✘ ", "red")
    words = " … ".join(f"“{isolated(' '.join(span.text.split()))}”" for span in explained.spans[:3])
    told = Text.assemble(
        mark, explained.condition, (f": {explained.why}" if explained.why else "", "dim"), (f"  {words}" if words else "", "cyan")
    )
    branch = tree.add(told)
    for part in explained.parts:
        _grow(branch, part)
