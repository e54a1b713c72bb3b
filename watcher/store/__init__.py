"""The Redis and what is kept in it beside the queue; without a URL, a private server of our own."""

from watcher.store.settings import RedisSettings
from watcher.store.store import Store, open_store

__all__ = ["RedisSettings", "Store", "open_store"]
