"""Claim: whatever is killed, nothing is lost, and the ledger balances."""

import pytest

from tests.chaos.__main__ import chaos


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_chaos_loses_nothing() -> None:
    """Workers, Redis and the receiver fail; every item arrives, and each duplicate is explained."""
    result = await chaos(items=1500, workers=5, kills=2, seed=1, deadline=300)
    assert result.lost == 0
    assert result.balanced
    assert result.redis_deaths == 2
    assert result.duplicates <= result.bound


@pytest.mark.timeout(90)
async def test_a_little_chaos_loses_nothing() -> None:
    """The same on a small scale, in every test run."""
    result = await chaos(items=120, workers=2, kills=1, seed=2, deadline=60)
    assert result.lost == 0
    assert result.balanced
