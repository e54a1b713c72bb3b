"""The shipped lexicon, loaded once."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from watcher.claims.history import Calendar
from watcher.claims.lexis import Lexis
from watcher.claims.model import Claim, Figure, Kind, Status
from watcher.claims.tolls import find
from watcher.text.document import read
from watcher.text.lexicon import Lexicon

LEXICON = Path(__file__).parents[3] / "config" / "lexicon"
PUBLISHED = datetime(2026, 5, 15, 12, tzinfo=UTC)


class Told(NamedTuple):
    """What the tolls engine finds in one text."""

    claims: tuple[Claim, ...]
    figures: tuple[Figure, ...]

    @property
    def is_toll(self) -> bool:
        """Whether the shipped rule ``casualties/toll`` would be raised."""
        return any(claim.kind is Kind.TOLL and claim.status is Status.ACTUAL for claim in self.claims)

    def counts(self, role: str) -> list[int]:
        """Return the counts of one role, the lead figure first."""
        return [figure.count for figure in self.figures if figure.role == role and not figure.superseded]


Reader = Callable[..., Told]


@pytest.fixture(scope="session")
def tolls() -> Reader:
    """Return a function that reads a text (and a title) for tolls."""
    lexicon = Lexicon.load([LEXICON])
    lexis = Lexis(lexicon)

    def told(text: str, title: str = "") -> Told:
        document = read(title, text)
        return Told(*find(document, lexicon.scan(document), lexis, Calendar(lexis, document, PUBLISHED)))

    return told
