"""Composes the components' own models; reads files and environment."""
