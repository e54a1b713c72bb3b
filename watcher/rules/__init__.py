"""The rule language: load, compile, match, explain."""
