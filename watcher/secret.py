"""Where secrets come from: a file, the environment or a systemd credential, never the configuration itself."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import SecretStr, model_validator

from watcher.errors import ConfigError
from watcher.model import Settings

LARGEST_SECRET = 64 * 1024


class Secret(Settings):
    """Where a secret is kept: a file, an environment variable or a systemd credential; never the configuration itself."""

    file: Path | None = None
    env: str | None = None
    credential: str | None = None
    """Name below ``$CREDENTIALS_DIRECTORY`` (systemd ``LoadCredential=``)."""

    @model_validator(mode="before")
    @classmethod
    def _no_literal(cls, value: object) -> object:
        if not isinstance(value, dict | Secret):
            raise ValueError(  # noqa: TRY004 - pydantic reports ValueError only
                "a secret does not stand in a configuration: write {env: NAME}, {file: PATH} or {credential: NAME}"
            )
        return value

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(value is not None for value in (self.file, self.env, self.credential)) != 1:
            raise ValueError("give exactly one of file, env, credential")
        return self

    def reveal(self, environ: Mapping[str, str] | None = None) -> SecretStr:
        """Return the secret without its final newline; ConfigError where it is missing, empty or unreadable."""
        environ = os.environ if environ is None else environ
        if self.env is not None:
            value, where = environ.get(self.env, ""), f"environment variable {self.env}"
        else:
            path = self.file or Path(environ.get("CREDENTIALS_DIRECTORY", "")) / str(self.credential)
            where = f"secret file {path}"
            try:
                with path.open("rb") as stream:
                    value = stream.read(LARGEST_SECRET).decode()
            except (OSError, UnicodeDecodeError) as error:
                told = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
                raise ConfigError(f"cannot be read: {told}", file=where, mend="check its path, owner and mode") from None
        value = value.rstrip("\r\n")
        if not value:
            raise ConfigError("missing or empty", file=where, mend="put the secret there")
        if any(char in value for char in "\r\n\0"):
            raise ConfigError("more than one line", file=where, mend="one secret, one line")
        return SecretStr(value)
