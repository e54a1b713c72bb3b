"""What an analyst may write as a condition: ``all``/``any``/``none`` trees over claims, words, likeness and fields.

A node is told by its first word::

    all / any / none   a list of nodes
    claim              one claim of the article for which every key beside it holds
    text, exact, regex words of the article, folded as the lexicon folds them, or exactly as written
    near               words of several groups close together
    like               a sentence that means much the same, in any language
    source, feed, tier, language, author, tag, age   what is known of the article itself
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from watcher.claims.model import Kind, Role, Status
from watcher.mistakes import kind
from watcher.model import Language, Settings, Span
from watcher.rules.values import Compared, Many, Tiers
from watcher.spelling import nearest

MOST_PHRASES = 2000
LONGEST_PHRASE = 200
LONGEST_REGEX = 500
WIDEST = 50

Phrase = Annotated[str, Field(min_length=1, max_length=LONGEST_PHRASE)]
Phrases = Annotated[Many[Phrase], Field(max_length=MOST_PHRASES)]
Part = Literal["title", "body", "anywhere"]


class Concepts(Settings):
    """Concepts of the lexicon: within any of ``is``, and within none of ``not``."""

    is_: Many[str] | None = Field(None, alias="is")
    not_: Many[str] | None = Field(None, alias="not")


def _concepts(value: Any) -> Any:
    return value if isinstance(value, Mapping | Concepts) else {"is": value}


Named = Annotated[Concepts, BeforeValidator(_concepts, json_schema_input_type=str | list[str] | Concepts)]
"""``iraq``, ``[iraq, syria]``, ``{not: iraq}`` or ``{is: iraq, not: kurdistan-region}``."""


class Facets(Settings):
    """Conditions on one claim; all that are given must hold of the same claim."""

    status: Many[Status] | None = None
    place: Named | None = None
    actor: Named | None = None
    target: Named | None = None
    weapon: Named | None = None
    figures: dict[Role, Compared] | None = Field(None, min_length=1)
    """Incident figures only: a running total never meets it."""
    conditional: bool | None = None
    judged: Annotated[bool | None, Field(description="`false` refuses claims that only the judge hears, `true` all others")] = (
        None
    )
    fresh: Span | None = None
    """The claim's day is unknown, or at most this long before the article's."""
    site: Many[str] | None = None
    """The claim's place lies within the radius of one of these ``sites``; ``any`` is every site."""
    all_: tuple["Facets", ...] | None = Field(None, alias="all", min_length=1)
    any_: tuple["Facets", ...] | None = Field(None, alias="any", min_length=1)
    none_: tuple["Facets", ...] | None = Field(None, alias="none", min_length=1)


def _kinds(value: Any) -> Any:
    if Kind.MENTION in (value if isinstance(value, list | tuple) else (value,)):
        raise ValueError("no claim is a mention; ask for the words with `text`")
    return tuple(kind for kind in Kind if kind is not Kind.MENTION) if value == "any" else value


class ClaimCondition(Facets):
    """One claim of the article is of one of these kinds and meets every facet."""

    claim: Annotated[Many[Kind], BeforeValidator(_kinds, json_schema_input_type=Many[Kind] | Literal["any"])]
    """``any`` is every kind."""


class TextCondition(Settings):
    """One of these phrases stands in the text; ``*`` within a word stands for any letters, alone for any word."""

    text: Phrases
    in_: Part = Field("anywhere", alias="in")


class ExactCondition(Settings):
    """One of these names stands in the text exactly as written here, capitals and all."""

    exact: Phrases
    in_: Part = Field("anywhere", alias="in")


class RegexCondition(Settings):
    """A regular expression of RE2 (linear time) finds something in the text as written; ``(?i)`` ignores case."""

    regex: Annotated[str, Field(min_length=1, max_length=LONGEST_REGEX)]
    in_: Part = Field("anywhere", alias="in")


def _reach(value: Any) -> Any:
    if value != "sentence" and (isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= WIDEST):
        raise ValueError(f"a number of words from 1 to {WIDEST}, or 'sentence', is needed")
    return value


class Near(Settings):
    """Words of every group, at most ``within`` words apart from first to last, or in the same sentence."""

    words: Annotated[tuple[Phrases, ...], Field(min_length=2, max_length=8)]
    within: Annotated[Annotated[int, Field(ge=1, le=WIDEST)] | Literal["sentence"], BeforeValidator(_reach)] = 8
    ordered: bool = False
    in_: Part = Field("anywhere", alias="in")


class NearCondition(Settings):
    """Words of several groups stand close together."""

    near: Near


class LikeCondition(Settings):
    """A sentence of the article means much the same as one of these examples, in whatever language it is written."""

    like: Annotated[Many[Annotated[str, Field(min_length=3, max_length=400)]], Field(max_length=50)]
    threshold: Annotated[float, Field(gt=0, le=1)] = 0.55
    """Cosine; the same told in English and Arabic has 0.55 to 0.8, another event of the same place 0.2 to 0.45."""


class FieldCondition(Settings):
    """What is known of the article itself; every key given must hold. Names may carry ``*`` and ignore case."""

    source: Many[str] | None = None
    feed: Many[str] | None = None
    author: Many[str] | None = None
    tag: Many[str] | None = None
    language: Many[Language] | None = None
    tier: Tiers | None = None
    age: Annotated[Span | None, Field(description="published at most this long before it was first seen")] = None


class Tree(Settings):
    """All of ``all``, any of ``any`` and none of ``none`` hold."""

    all_: tuple["Condition", ...] | None = Field(None, alias="all", min_length=1)
    any_: tuple["Condition", ...] | None = Field(None, alias="any", min_length=1)
    none_: tuple["Condition", ...] | None = Field(None, alias="none", min_length=1)


_BY_KEY: dict[str, str] = {
    "claim": "claim",
    "text": "text",
    "exact": "exact",
    "regex": "regex",
    "near": "near",
    "like": "like",
    "all": "tree",
    "any": "tree",
    "none": "tree",
    **dict.fromkeys(FieldCondition.model_fields, "field"),
}
_FIRST_WORDS = f"a condition begins with one of {', '.join(_BY_KEY)}"


def _sort_of(node: Any) -> str:
    """Tell what sort of node this is by the keys it has; ``claim`` may have a tree of facets beside it."""
    keys = list(node) if isinstance(node, Mapping) else [key for key in _BY_KEY if getattr(node, key, None) is not None]
    return next((f"<{sort}>" for key, sort in _BY_KEY.items() if key in keys), "")


def _node(value: Any) -> Any:
    """Refuse what is no node at all, with the nearest right word."""
    if isinstance(value, Settings):
        return value
    if not isinstance(value, Mapping) or not value:
        raise ValueError(f"keys and values are needed, not {kind(value)}; {_FIRST_WORDS}")
    if not _sort_of(value):
        key = str(next(iter(value)))
        near = nearest(key, _BY_KEY)
        hint = f"did you mean '{near}'?" if near else _FIRST_WORDS
        raise PydanticCustomError("unknown_key", "unknown key '{key}'; {hint}", {"key": key, "hint": hint, "meant": near})
    return value


Condition = Annotated[
    Annotated[Tree, Tag("<tree>")]
    | Annotated[ClaimCondition, Tag("<claim>")]
    | Annotated[TextCondition, Tag("<text>")]
    | Annotated[ExactCondition, Tag("<exact>")]
    | Annotated[RegexCondition, Tag("<regex>")]
    | Annotated[NearCondition, Tag("<near>")]
    | Annotated[LikeCondition, Tag("<like>")]
    | Annotated[FieldCondition, Tag("<field>")],
    Discriminator(_sort_of),
    BeforeValidator(_node),
]
"""One node of a rule's ``when``."""

Facets.model_rebuild()
ClaimCondition.model_rebuild()
Tree.model_rebuild()
