"""``python -m tests.bench.events``: how well events are told apart, and how fast.

Prints B-cubed precision, recall and F1, missed events, false alerts, alerts an event and updates found on simulated streams,
on the labelled stream beside the project where there is one, and decisions a second with 100,000 events stored.
"""

import argparse
import sys

from tests.bench.event_load import measure
from tests.events.running import DEV_STREAM, Run, dev_stream, run
from tests.events.scoring import Truth, score, spread
from tests.events.simulator import Simulator


def main() -> int:
    """Print the figures; exit 1 where the simulated streams fall below the aim."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="simulated streams")
    parser.add_argument("--stored", type=int, default=100_000, help="events stored while speed is measured; 0 leaves it out")
    parser.add_argument("--spread", action="store_true", help="print into which events each event's articles went")
    options = parser.parse_args()
    good = True
    for seed in range(1, options.seeds + 1):
        lines = Simulator(seed).stream()
        truths = [line.truth for line in lines]
        made = run(line.article for line in lines)
        good &= _told(f"simulated, seed {seed}", truths, made, spread_too=options.spread) >= 0.9
    if DEV_STREAM.exists():
        articles, truths = dev_stream()
        _told("labelled stream", truths, run(articles), spread_too=options.spread)
    if options.stored:
        print(measure(options.stored))
    return 0 if good else 1


def _told(name: str, truths: list[Truth], made: Run, *, spread_too: bool) -> float:
    result = score(truths, made.outcomes)
    print(f"== {name}: {len(truths)} articles, {len({truth.event for truth in truths if truth.event})} events")
    print(result)
    if spread_too:
        for event, counts in spread(truths, made.outcomes).items():
            print(f"  {event}: {dict(counts)}")
    return result.f1


if __name__ == "__main__":
    sys.exit(main())
