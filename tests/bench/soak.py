"""Many feeds at a poll a minute each: does the schedule hold, is memory flat? ``python -m tests.bench.soak FEEDS SECONDS``.

The daemon runs as the real command, on its own Redis, and tells its schedule's lag itself, once a minute; the feeds come from a
process of their own, each tenth feed under an address of its own, one poll in twenty finding something new. The feeds are first
read while the clock does not run: what is measured begins when all of them have been, and the schedule is kept again.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.bench.livefarm import Running, farm
from watcher.config.shipped import shipped_dir

INTERVAL = 60.0
OF_ONE_HOST = 10
"""Feeds that share an address."""
SETTLING = 600.0
"""Seconds after the start when measuring begins at the latest."""
SAMPLE = 10.0
PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")


def host(number: int) -> str:
    """Return one of the machine's many loopback addresses."""
    return f"127.{1 + number // 62_500}.{number // 250 % 250}.{1 + number % 250}"


def configure(folder: Path, feeds: int, port: int) -> None:
    """Write a configuration of so many feeds."""
    listed = [{"id": f"f{number}", "url": f"http://{host(number // OF_ONE_HOST)}:{port}/{number}"} for number in range(feeds)]
    defaults = {"interval": f"{INTERVAL:g}s", "min_interval": "1s", "allow_private": ["127.0.0.0/8"], "tier": 2}
    (folder / "feeds.yaml").write_text(json.dumps({"defaults": defaults, "feeds": listed}), encoding="utf-8")
    main = {
        "state_dir": str(folder / "state"),
        "receivers": {"paper": {"type": "feedfile", "folder": str(folder / "alerts")}},
        "route": {"receiver": "paper"},
    }
    (folder / "watcher.yaml").write_text(yaml.safe_dump(main), encoding="utf-8")
    for shared in ("rules", "lexicon"):
        (folder / shared).symlink_to(shipped_dir() / shared)


def family(pid: int) -> Iterator[int]:
    """Yield a process and those below it."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from family(int(child))


def memory(pid: int) -> float:
    """Return the resident memory of a process, MB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 1e6


def processor(pid: int) -> float:
    """Return the seconds of processor time that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def lines(log: Path, event: str) -> list[dict[str, Any]]:
    """Return the daemon's lines of one event."""
    with log.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if f'"{event}"' in line]


def until_all_were_read(process: "subprocess.Popen[bytes]", log: Path, feeds: int) -> None:
    """Wait until every feed was polled once, and what became due meanwhile too: until a minute's middle lag is below a second."""
    start = time.monotonic()
    while not lines(log, "first_round"):
        assert process.poll() is None, log.read_text(encoding="utf-8")[-2000:]
        time.sleep(1)
    print(f"{feeds} feeds read for the first time {time.monotonic() - start:.0f} s after the start")
    told = len(lines(log, "schedule"))
    while len(minutes := lines(log, "schedule")) <= told or (minutes[-1]["lag_p50"] >= 1 and time.monotonic() < start + SETTLING):
        time.sleep(1)
    print(f"the schedule is kept {time.monotonic() - start:.0f} s after the start; what follows is measured")


def observe(process: "subprocess.Popen[bytes]", seconds: float) -> list[tuple[float, float]]:
    """Print memory and processor time now and then; return the daemon's memory at each sample, with all below it."""
    samples: list[tuple[float, float]] = []
    start, busy = time.monotonic(), processor(process.pid)
    while (passed := time.monotonic() - start) < seconds:
        time.sleep(min(SAMPLE, seconds - passed))
        whole = sum(memory(pid) for pid in family(process.pid))
        samples.append((memory(process.pid), whole))
        used = (processor(process.pid) - busy) / (time.monotonic() - start)
        own = samples[-1][0]
        print(f"{time.monotonic() - start:5.0f} s: {own:5.0f} MB, with Redis and workers {whole:5.0f} MB, {used:4.0%} of a core")
    return samples


def report(told: Sequence[dict[str, Any]], samples: Sequence[tuple[float, float]], served: dict[str, Any]) -> None:
    """Print the figures."""
    if not told:
        raise SystemExit("too short: the schedule's lag is told once a minute")
    for minute in told:
        print("schedule:", {name: minute[name] for name in ("polls", "lag_p50", "lag_p99", "lag_most", "skipped")})
    print(f"lag p99, worst minute: {max(minute['lag_p99'] for minute in told):.3f} s (<= 1)")
    own = [sample[0] for sample in samples]
    third = max(1, len(own) // 3)
    growth = sum(own[-third:]) / third / (sum(own[:third]) / third) - 1
    print(f"memory: at most {max(own):.0f} MB (<= 400), last third against first {growth:+.1%} (flat)")
    print(
        f"the feeds were asked {served['asked']} times, {served['unchanged'] / served['asked']:.0%} unchanged; "
        f"longest pause of a feed {served['longest']:.1f} s (interval {INTERVAL:g} s, jitter a tenth)"
    )


def soak(folder: Path, feeds: int, seconds: float, farm: Running) -> None:
    """Run the daemon on so many feeds for so long."""
    configure(folder, feeds, farm.port)
    log = folder / "log"
    command = [sys.executable, "-m", "watcher", "run", "-c", str(folder)]
    with log.open("wb") as out, subprocess.Popen(command, stderr=out) as process:
        try:
            until_all_were_read(process, log, feeds)
            before = len(lines(log, "schedule"))
            samples = observe(process, seconds)
        finally:
            process.send_signal(signal.SIGTERM)
            ended = process.wait(60)
    report(lines(log, "schedule")[before:], samples, farm.end())
    print(f"exit code {ended}")


def main() -> None:
    """Run what was asked for."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("feeds", type=int, nargs="?", default=10_000)
    arguments.add_argument("seconds", type=float, nargs="?", default=300.0)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder, farm() as running:
        soak(Path(folder), chosen.feeds, chosen.seconds, running)


if __name__ == "__main__":
    main()
