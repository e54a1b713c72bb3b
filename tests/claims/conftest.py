"""The shipped lexicon's analyzer, made once, and the five conditions of the shipped rules in their plainest form."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.fakes.articles import READ, saying
from watcher.articles.model import Article
from watcher.claims.analyzer import Analyzer
from watcher.claims.model import AHEAD, HAPPENED, Analysis, Claim, Kind, Status
from watcher.text.lexicon import Lexicon

LEXICON = Path(__file__).parents[2] / "config" / "lexicon"


class Said(NamedTuple):
    """What one text claims."""

    analysis: Analysis
    article: Article

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim but those of the tolls engine."""
        return tuple(claim for claim in self.analysis.claims if claim.kind is not Kind.TOLL)

    def statuses(self, kind: Kind) -> set[Status]:
        """Statuses of the claims of one kind."""
        return {claim.status for claim in self.claims if claim.kind is kind}

    @property
    def raised(self) -> set[str]:
        """Which of ``strike``, ``strike-expected``, ``threat``, ``attack`` the shipped rules' plain conditions raise."""
        out = set()
        for claim in self.claims:
            here = any("place:iraq" in place.within for place in claim.places)
            here = here or any("actor:iraqi-faction" in target.within for target in claim.targets)
            us = any("interest:us" in target.within for target in claim.targets)
            if claim.kind is Kind.STRIKE and here:
                if claim.status in HAPPENED:
                    out.add("strike")
                elif claim.status in AHEAD or claim.status is Status.UNCONFIRMED:
                    out.add("strike-expected")
            if claim.kind is Kind.THREAT and claim.status in AHEAD and us:
                out.add("threat")
            if claim.kind in {Kind.STRIKE, Kind.ATTACK} and claim.status in HAPPENED and us:
                out.add("attack")
        return out


Read = Callable[..., Said]


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    """Return the analyzer of the shipped lexicon."""
    return Analyzer.load(Lexicon.load([LEXICON]))


@pytest.fixture(scope="session")
def said(analyzer: Analyzer) -> Read:
    """Return a reader of one text: ``said(text, title="", published=READ)``."""

    def read(text: str, title: str = "", published: datetime | None = READ) -> Said:
        article = saying(text, title, published)
        return Said(analyzer.analyze(article), article)

    return read
