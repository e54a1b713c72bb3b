"""Explanations on a terminal: the article with its evidence marked, each rule's conditions as a tree."""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Any

from pydantic_core import to_jsonable_python
from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from watcher.articles.model import Article
from watcher.claims.model import Analysis, Claim, Declined
from watcher.errors import ConfigError
from watcher.notifiers.safe import isolated
from watcher.rules.explained import Explained, RuleExplained
from watcher.spelling import nearest

MOST_TEXT = 8000
"""Characters of an article that are shown; an agency's long report has fewer."""
MOST_CLAIMS = 30
MOST_QUOTED = 80
"""Characters of a passage that tell which it is."""
MOST_NAMED = 10
"""Rules named where none is called as asked for."""
MOST_MEETING = 5
"""Claims shown below a condition that they all meet."""


def chosen(explained: Iterable[RuleExplained], pattern: str) -> tuple[RuleExplained, ...]:
    """Return the rules whose id fits the pattern; ConfigError where none does."""
    every = tuple(explained)
    found = tuple(rule for rule in every if fnmatchcase(rule.rule, pattern))
    if not found:
        known = [rule.rule for rule in every]
        near = nearest(pattern, known)
        raise ConfigError(
            f"no rule is called {pattern!r}",
            mend=f"did you mean {near!r}?" if near else f"there is {', '.join(known[:MOST_NAMED])}",
        )
    return found


def as_json(article: Article, analysis: Analysis, explained: Sequence[RuleExplained]) -> dict[str, Any]:
    """Return an explanation for machines."""
    return {
        "id": article.id,
        "lang": analysis.language,
        "claims": to_jsonable_python(analysis.claims),
        "declined": to_jsonable_python(analysis.declined),
        "rules": [rule.model_dump(mode="json") for rule in explained],
    }


def show(
    console: Console, article: Article, analysis: Analysis, explained: Sequence[RuleExplained], *, full: bool = False
) -> None:
    """Print the article, its claims and every rule; of a long article the beginning, unless ``full``."""
    console.print(_marked(article, analysis, None if full else MOST_TEXT))
    claims = Tree(Text("claims", style="bold"))
    for number, claim in enumerate(analysis.claims if full else analysis.claims[:MOST_CLAIMS], 1):
        claims.add(_claim(number, claim))
    if not full:
        _left_out(claims, len(analysis.claims) - MOST_CLAIMS)
    console.print(claims if analysis.claims else Text("no claims", style="dim"))
    for declined in analysis.declined:
        console.print(_declined(declined))
    for rule in explained:
        met = rule.raised or rule.counted
        verdict = "raised " if rule.raised else "counted for " if rule.counted else "not raised "
        head = Text.assemble(
            (verdict, "bold green" if met else "bold red"), (rule.rule, "bold"), f" ({rule.severity})" if met else ""
        )
        tree = Tree(head)
        _grow(tree, rule.tree, full=full)
        console.print(tree)
    console.print()


def _marked(article: Article, analysis: Analysis, most: int | None) -> Text:
    """Return the text with what claims are read from underlined and the words that decided them in colour."""
    whole = article.whole
    text = Text(whole[:most])
    for claim in analysis.claims:
        text.stylize("underline", claim.evidence.start, claim.evidence.end)
        for _what, span in claim.cues:
            text.stylize("bold yellow", span.start, span.end)
    if len(text) < len(whole):
        text.append(f" ... {len(whole) - len(text):,} more characters; --full shows all", style="dim")
    return text


def _left_out(tree: Tree, count: int) -> None:
    """Say how many claims are not shown, if any."""
    if count > 0:
        tree.add(Text(f"... {count:,} more claims; --full shows all, --json too", style="dim"))


def _claim(number: int, claim: Claim) -> Text:
    parts = [f"{number}. {claim.kind} {claim.status}"]
    for word, mentions in (("by", claim.actors), ("on", claim.targets), ("in", claim.places)):
        if mentions:
            parts.append(f"{word} {', '.join(mention.name for mention in mentions)}")
    parts += [f"{figure.count} {figure.role}" for figure in claim.figures]
    if claim.judged is not None:
        parts.append(f"{claim.judged:.0%} likely to the judge")
    cues = "; ".join(f"{what} by “{isolated(span.text)}”" for what, span in claim.cues)
    return Text.assemble(", ".join(parts), (f"  [{cues}]" if cues else "", "dim"))


def _declined(declined: Declined) -> Text:
    passage = " ".join(declined.passage.text.split())
    return Text.assemble(
        f"the judge heard no {declined.status} {declined.kind}: {declined.judged:.0%} likely, {declined.asked:.0%} is asked",
        (f"  “{isolated(passage[:MOST_QUOTED])}{' ...' if len(passage) > MOST_QUOTED else ''}”", "dim"),
    )


def _grow(tree: Tree, explained: Explained, *, full: bool) -> None:
    """Add one condition and all below it; of the claims that meet one the first, unless ``full``."""
    mark = ("✔ ", "green") if explained.met else ("✘ ", "red")
    words = " … ".join(f"“{isolated(' '.join(span.text.split()))}”" for span in explained.spans[:3])
    told = Text.assemble(
        mark, explained.condition, (f": {explained.why}" if explained.why else "", "dim"), (f"  {words}" if words else "", "cyan")
    )
    branch = tree.add(told)
    claims = 0
    for part in explained.parts:
        claims += part.claim is not None
        if full or claims <= MOST_MEETING:
            _grow(branch, part, full=full)
    if not full:
        _left_out(branch, claims - MOST_MEETING)
