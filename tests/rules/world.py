"""A small world for rules: a lexicon of a few places and actors, claims made by hand, rule books from text."""

from functools import cache
from pathlib import Path
from typing import Any

from tests.fakes.alerts import an_article, span
from watcher import yamlfile
from watcher.articles.model import Article
from watcher.claims.model import Analysis, Claim, Figure, Kind, Mention, Role, Status
from watcher.rules.book import RuleBook
from watcher.rules.compiling import Source
from watcher.rules.rulefile import RuleFile
from watcher.text.lexicon import Concept, Lexicon
from watcher.text.meaning import Encoder

FILE = "my-rules.yaml"
_CHAINS: dict[str, tuple[str, ...]] = {
    "place:iraq": (),
    "place:kurdistan-region": ("place:iraq",),
    "place:erbil": ("place:kurdistan-region", "place:iraq"),
    "place:basra": ("place:iraq",),
    "place:syria": (),
    "actor:iraqi-faction": (),
    "actor:kataib-hezbollah": ("actor:iraqi-faction",),
    "actor:turkey": (),
    "interest:us": (),
    "interest:us-bases": ("interest:us",),
    "weapon:drone": (),
    "weapon:missile": (),
}
_COORDINATES = {
    "place:erbil": {"latitude": 36.19, "longitude": 44.01, "precision": 1},
    "place:basra": {"latitude": 30.51, "longitude": 47.78, "precision": 1},
    "place:iraq": {"latitude": 36.2, "longitude": 44.0, "precision": 4},
}


@cache
def lexicon() -> Lexicon:
    """Return the lexicon; its forms do not matter to rules."""
    concepts = {
        name: Concept(name, name.partition(":")[0], name.partition(":")[2].title(), (name, *chain), _COORDINATES.get(name, {}))
        for name, chain in _CHAINS.items()
    }
    return Lexicon(concepts, [])


def book(text: str, encoder: Encoder | None = None) -> RuleBook:
    """Return the rules of one YAML text; errors call it ``my-rules.yaml``."""
    document = yamlfile.parse(text, Path(FILE))
    return RuleBook([(document.validate(RuleFile), Source(document))], lexicon(), encoder)


def rule(when: str, encoder: Encoder | None = None) -> RuleBook:
    """Return a book of one rule, ``test/it``, with a condition in flow style."""
    return book(f"set: test\nrules:\n  - id: it\n    when: {when}\n", encoder)


def text_of(text: str, title: str = "", **fields: Any) -> Article:
    """Return an article that says something."""
    return an_article(title=title, text=text, language="en", **fields)


def mention(article: Article, concept: str) -> Mention:
    """Return a naming of a concept, said by the whole article."""
    return Mention(
        concept=concept,
        name=concept.partition(":")[2].title(),
        within=(concept, *_CHAINS[concept]),
        span=span(article.whole, article.whole),
    )


def a_claim(article: Article, kind: Kind = Kind.STRIKE, status: Status = Status.ACTUAL, **parts: Any) -> Claim:
    """Return a claim of a kind and a status; places, actors and targets by concept, figures as ``killed=3``."""
    concepts: dict[str, Any] = {
        f"{role}s": tuple(mention(article, concept) for concept in parts.pop(role, ())) for role in ("place", "actor", "target")
    }
    said = span(article.whole, article.whole)
    figures = tuple(Figure(role=Role(role), count=parts.pop(role), evidence=said) for role in Role if role in parts)
    return Claim(kind=kind, status=status, figures=figures, evidence=said, sentence=0, **concepts, **parts)


def analysis(article: Article, *claims: Claim) -> Analysis:
    """Return what an article claims."""
    return Analysis(article=article.id, language="en", published=article.published, claims=claims)


def raised(rules: RuleBook, article: Article, *claims: Claim) -> list[str]:
    """Return the ids of the rules that an article raises."""
    return [match.rule for match in rules.match(article, analysis(article, *claims))]
