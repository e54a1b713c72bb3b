"""The command ``watcher``, and ``python -m watcher``."""

import signal
import sys


def main() -> None:
    """Run the command line."""
    if sys.argv[1:2] == ["run"]:
        # Loading takes a second: a daemon that is told to stop meanwhile has nothing to undo, and ends well.
        signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    from watcher import cli  # noqa: PLC0415 - this is the loading

    cli.main()


if __name__ == "__main__":
    main()
