"""A command's visit to the running daemon's state, or to the state that no daemon has open."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from watcher.config.settings import Configuration
from watcher.store.store import Store, open_store


@asynccontextmanager
async def session(configuration: Configuration) -> AsyncIterator[Store]:
    """Open the store beside a daemon, or start its Redis for the moment; raises StateError, StoreError."""
    main = configuration.main
    async with open_store(main.redis, main.state_dir, role="client") as store:
        yield store
