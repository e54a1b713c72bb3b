"""Polite conditional fetching, feed parsing, page text, feed health: bytes from the network to RawEntry."""
