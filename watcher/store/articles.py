"""The texts of matched articles, kept for TEXT_RETENTION."""

from watcher.articles.model import Article
from watcher.store.connection import RedisClient
from watcher.store.keys import Keys


class Articles:
    """Article by id; written by the commit."""

    def __init__(self, client: RedisClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def get(self, article: str) -> Article | None:
        """Return an article, unless its retention is over or nothing matched it."""
        value = await self._client.call("GET", self._keys.article(article))
        return None if value is None else Article.model_validate_json(value)
