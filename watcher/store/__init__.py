"""All other Redis state, and the private Redis child: ``open_store`` is the way in."""

from watcher.store.settings import RedisSettings
from watcher.store.store import Store, open_store

__all__ = ["RedisSettings", "Store", "open_store"]
