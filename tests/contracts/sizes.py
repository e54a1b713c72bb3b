"""The size ratchet: a file over 400 lines is a room to divide.

Run as ``python -m tests.contracts.sizes``; exit code 1 names the rooms.
"""

import sys
from pathlib import Path

LIMIT = 400
ROOT = Path(__file__).resolve().parents[2]


def rooms() -> list[tuple[int, str]]:
    """Return (lines, path) of every Python file, longest first."""
    files = [*ROOT.glob("watcher/**/*.py"), *ROOT.glob("tests/**/*.py")]
    return sorted(((len(f.read_text(encoding="utf-8").splitlines()), str(f.relative_to(ROOT))) for f in files), reverse=True)


def main() -> int:
    """Print the rooms that are too large; 0 where there are none."""
    large = [(lines, path) for lines, path in rooms() if lines > LIMIT]
    for lines, path in large:
        sys.stdout.write(f"{path}: {lines} lines, {LIMIT} at most: divide it\n")
    return 1 if large else 0


if __name__ == "__main__":
    sys.exit(main())
