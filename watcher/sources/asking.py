"""What a feed's settings make us say when we ask: user agent, headers, credentials, proxy; secrets revealed only here."""

import base64

from watcher.sources.settings import Auth, FeedConfig


def agent_and_proxy(config: FeedConfig) -> tuple[str | None, str | None]:
    """Return the user agent and the proxy a feed's settings ask for; ConfigError where a secret cannot be read."""
    proxy = config.proxy if isinstance(config.proxy, str | None) else config.proxy.reveal().get_secret_value()
    return config.user_agent, proxy


def own_headers(config: FeedConfig) -> dict[str, str]:
    """Return the headers a feed's settings ask for, secrets revealed; ConfigError where one cannot be read."""
    headers = {
        name: value if isinstance(value, str) else value.reveal().get_secret_value() for name, value in config.headers.items()
    }
    if config.user_agent:
        headers["User-Agent"] = config.user_agent
    if config.cookies:
        headers["Cookie"] = config.cookies.reveal().get_secret_value()
    if auth := config.auth:
        headers["Authorization"] = _authorization(auth)
    return headers


def _authorization(auth: Auth) -> str:
    if auth.token:
        return f"Bearer {auth.token.reveal().get_secret_value()}"
    secret = auth.password.reveal().get_secret_value() if auth.password else ""
    return "Basic " + base64.b64encode(f"{auth.user}:{secret}".encode()).decode()
