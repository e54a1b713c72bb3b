"""Why a rule was raised or was not: the tree of its conditions with what met or failed each."""

from typing import NamedTuple

from watcher.claims.model import Span
from watcher.model import Model
from watcher.rules.model import Severity


class Explained(Model):
    """One condition, as the analyst wrote it, and what the article has to say to it."""

    condition: str
    met: bool
    why: str = ""
    """What was found, or what was missing, in words."""
    spans: tuple[Span, ...] = ()
    """The words that met it; of one not met, the words that vetoed it."""
    parts: tuple["Explained", ...] = ()
    claim: int | None = None
    """Index of the claim that this part is about, of those of the article."""


class RuleExplained(Model):
    """One rule and one article."""

    rule: str
    raised: bool
    """By this article alone; a rule over several articles never is."""
    counted: bool = False
    """The article counts for a rule over several articles."""
    severity: Severity
    tree: Explained


class Found(NamedTuple):
    """What met a condition: claims by their index in the analysis, and words."""

    claims: tuple[int, ...] = ()
    spans: tuple[Span, ...] = ()


NOTHING = Found()
