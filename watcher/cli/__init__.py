"""Arguments, signals, exit codes, tables, progress; no logic."""
