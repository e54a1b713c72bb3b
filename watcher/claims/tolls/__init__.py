"""Tolls: who was killed, wounded, captured, displaced or is missing in armed conflict, and how many."""

from watcher.claims.tolls.find import find

__all__ = ["find"]
