"""Tolls in sentences as news agencies write them."""

import pytest

from tests.claims.tolls import wires, wires_in_frames, wires_of_several, wires_with_numbers
from tests.claims.tolls.conftest import Reader

TOLLS = [*wires.TOLLS, *wires_with_numbers.TOLLS, *wires_in_frames.TOLLS, *wires_of_several.TOLLS]
NO_TOLLS = wires.NO_TOLLS + wires_with_numbers.NO_TOLLS + wires_in_frames.NO_TOLLS + wires_of_several.NO_TOLLS


@pytest.mark.parametrize(("text", "expected"), TOLLS, ids=[text[:60] for text, _ in TOLLS])
def test_toll(tolls: Reader, text: str, expected: dict[str, tuple[int, str] | None]) -> None:
    """The sentence raises a toll with the lead figure of each role, exactly as far as it says."""
    told = tolls(text)
    leads: dict[str, tuple[int, str]] = {}
    for figure in told.figures:
        if not figure.superseded:
            leads.setdefault(figure.role, (figure.count, figure.qualifier))
    assert told.is_toll
    assert {role: leads.get(role) for role in expected} == expected


@pytest.mark.parametrize("text", NO_TOLLS, ids=[text[:60] for text in NO_TOLLS])
def test_no_toll(tolls: Reader, text: str) -> None:
    """The sentence raises no toll: nobody hurt, no armed conflict, no fact or no news."""
    assert not tolls(text).is_toll
