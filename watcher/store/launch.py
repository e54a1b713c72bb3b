"""Become the private server: run as ``python launch.py PARENT SERVER ARGUMENT...``, not imported.

The kernel is asked to send SIGTERM when the parent dies. It means the parent's *thread* that started us, hence the caller
starts us from its main thread; a parent that died before the request is noticed by asking again who the parent is.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Tie our life to the parent's and become the server."""
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("the parent has died")
    os.execv(command[0], command)  # noqa: S606 - the server that the parent chose, no shell


if __name__ == "__main__":
    main()
