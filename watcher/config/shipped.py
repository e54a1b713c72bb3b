"""Where the shipped configuration lies: in a checkout beside the package, in a wheel within it."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def shipped_dir() -> Path:
    """Return the folder of the shipped feeds, rules and lexicon."""
    return _shipped("config")


def seeds_dir() -> Path:
    """Return the folder of the shipped seed articles."""
    return _shipped("seeds")


def _shipped(name: str) -> Path:
    inside = _PACKAGE / f"_{name}"
    return inside if inside.is_dir() else _PACKAGE.parent / name
