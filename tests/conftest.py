"""Fixtures that any package's tests may use."""

pytest_plugins = ["tests.fakes.command", "tests.fakes.redis"]
