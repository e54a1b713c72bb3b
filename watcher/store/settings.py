"""Where the Redis is: one that somebody runs, or a private child of ours."""

import os
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from watcher.errors import ConfigError
from watcher.model import Settings, Spelt

SCHEMES = ("redis", "rediss", "unix", "redis+sentinel", "rediss+sentinel")


class RedisSettings(Settings):
    """The ``redis:`` section. Without ``url`` a private ``redis-server`` runs in the state directory."""

    url: SecretStr | None = None
    """``redis://``, ``rediss://``, ``unix:///path``, or ``redis+sentinel://host:port,host:port/name``."""
    username: str | None = None
    password: SecretStr | None = None
    password_file: Path | None = None
    password_env: str | None = None
    cluster: bool = False
    """The URL names one node of a Redis Cluster; all keys lie in one slot."""
    namespace: Annotated[str, Spelt(r"^[A-Za-z0-9_.:-]{1,64}$", "letters, digits and _.:-, at most 64")] = "watcher"
    wait_replicas: Annotated[int, Field(ge=0, le=10)] = 0
    """Replicas that must have a commit before it counts (narrows, never closes, what a failover can lose)."""
    connections: Annotated[int, Field(ge=4, le=10_000)] = 128
    memory: Annotated[str, Spelt(r"^[1-9][0-9]*(mb|gb)$", "a number and mb or gb, such as 512mb")] = "512mb"
    """What the private server may hold; full, it refuses and never evicts."""

    @field_validator("url")
    @classmethod
    def _known_scheme(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and urlsplit(url.get_secret_value()).scheme not in SCHEMES:
            raise ValueError(f"a Redis URL starts with one of {', '.join(f'{scheme}://' for scheme in SCHEMES)}")
        return url

    @model_validator(mode="after")
    def _one_password(self) -> Self:
        given = [name for name in ("password", "password_file", "password_env") if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"give the password once, not as {' and '.join(given)}")
        if self.cluster and (self.url is None or urlsplit(self.url.get_secret_value()).scheme not in {"redis", "rediss"}):
            raise ValueError("a cluster needs a redis:// or rediss:// URL")
        if self.cluster and self.wait_replicas:
            raise ValueError("wait_replicas does not work with a cluster")
        return self

    @property
    def address(self) -> str | None:
        """The URL without its secrets, for messages."""
        if self.url is None:
            return None
        url = urlsplit(self.url.get_secret_value())
        return url._replace(netloc=url.netloc.rpartition("@")[2], query="").geturl()

    def secret(self) -> str | None:
        """Return the password; raises ConfigError where its file or variable cannot be read."""
        if self.password is not None:
            return self.password.get_secret_value()
        if self.password_file is not None:
            try:
                return self.password_file.read_text(encoding="utf-8").rstrip("\r\n")
            except (OSError, UnicodeDecodeError) as error:
                raise ConfigError("the Redis password cannot be read", file=self.password_file) from error
        if self.password_env is not None:
            if self.password_env not in os.environ:
                raise ConfigError(f"the Redis password is to come from ${self.password_env}, which is not set")
            return os.environ[self.password_env]
        return None
