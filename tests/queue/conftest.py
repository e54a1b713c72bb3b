"""Fixtures of the queue's tests."""

import pytest

from tests.queue.vocabulary import Desk
from watcher.store import Store


@pytest.fixture
def desk(store: Store) -> Desk:
    """Give a store of one's own, with everything on top of it."""
    return Desk(store)
