"""A URL that we connect to because a person configured it: what may stand there, and which networks it may lead into."""

from typing import Self

from pydantic import model_validator

from watcher.errors import ConfigError
from watcher.model import Settings
from watcher.secret import Secret
from watcher.sources.net import DestinationError, Guard, PrivateNetwork, origin


class Destination(Settings):
    """Settings of one destination."""

    url: str | Secret
    allow_http: bool = False
    """Plain http, where nobody else can listen."""
    allow_private: tuple[PrivateNetwork, ...] = ()
    """Networks inside that it may live in, in CIDR notation; any port then."""

    @model_validator(mode="after")
    def _acceptable(self) -> Self:
        if isinstance(self.url, str):
            self._check(self.url)
        return self

    def _check(self, url: str) -> str:
        """Return ``url`` where it may be connected to; ValueError tells why not."""
        if url.lower().startswith("http://") and not self.allow_http:
            raise ValueError("the URL is plain http; write https, or allow_http: true")
        try:
            self.guard.check(url)
        except DestinationError as error:
            raise ValueError(f"{origin(url)}: {error.what}; a private network is named in allow_private") from None
        return url

    @property
    def guard(self) -> Guard:
        """What a connection to it is checked by."""
        return Guard.of(self.allow_private)

    def address(self, whose: str) -> str:
        """Return the URL, from its secret where it is one; ConfigError where it may not be connected to."""
        if isinstance(self.url, str):
            return self.url
        try:
            return self._check(self.url.reveal().get_secret_value())
        except ValueError as error:
            raise ConfigError(f"its URL: {error}", file=whose, mend="mend the secret's content") from None
