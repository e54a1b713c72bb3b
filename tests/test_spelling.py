"""What a misspelt name was meant for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.spelling import nearest

PLACES = ("iraq", "iran", "sirnak", "syria", "erbil", "saudi-arabia", "saada", "nasiriyah", "nahariya")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("irak", "iraq"), ("Iraqq", "iraq"), ("sirya", "syria"), ("sirnk", "sirnak"), ("ebril", "erbil"),
        ("saudi", "saudi-arabia"), ("nasiriya", "nasiriyah"), ("erbil-city", "erbil"), ("berlin", None), ("uk", None), ("", None),
    ],
)  # fmt: skip
def test_the_likest_name_is_found(written: str, meant: str | None) -> None:
    """Letters that sound alike weigh half, exchanged ones one; a name in part is near; nothing is near what is another name."""
    assert nearest(written, PLACES) == meant


def test_what_is_seldom_meant_weighs_more() -> None:
    """Of two names as near, the lighter one is meant."""
    assert nearest("bat", ["cat", "rat"], {"cat": 0.3, "rat": 0.1}.__getitem__) == "rat"


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=5))
def test_a_name_is_nearest_to_itself(written: str, others: list[str]) -> None:
    """Whatever else there is, what is spelt right is found; what is found is one of those known."""
    assert nearest(written, others) in {*others, None}
    assert nearest("erbil", [*others, "erbil"]) == "erbil"
