"""How much memory this process really took meanwhile, whatever it had taken before."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SELF = Path("/proc/self")


class Peak:
    """What a block took; ``growth`` is in bytes once it has ended."""

    growth = 0


@contextmanager
def peak() -> Iterator[Peak]:
    """Measure the highest resident memory within the block against that at its beginning (Linux: proc(5), ``clear_refs``)."""
    gc.collect()
    (_SELF / "clear_refs").write_text("5", encoding="ascii")
    before, measured = resident(), Peak()
    yield measured
    measured.growth = max(0, _bytes("VmHWM") - before)


def resident() -> int:
    """Return the bytes that this process has in memory now."""
    return _bytes("VmRSS")


def _bytes(name: str) -> int:
    line = next(line for line in (_SELF / "status").read_text(encoding="ascii").splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024
