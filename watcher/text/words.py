"""Word lists as they are written: one string, divided by blanks."""


def words(text: str) -> frozenset[str]:
    """Return the words of ``text``."""
    return frozenset(text.split())
