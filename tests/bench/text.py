"""Speed of reading: folding, the lexicon's one pass, tokens and hits on one core, against the bare automaton.

``python -m tests.bench.text [--quick]``; the contestants take turns in one run, so that the ratios hold on any machine.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

from daachorse import CharwiseDoubleArrayAhoCorasick

from tests.bench import newsroom
from watcher.config.shipped import shipped_dir
from watcher.text.document import read
from watcher.text.fold import fold
from watcher.text.language import detect
from watcher.text.lexicon import Lexicon
from watcher.text.stream import Stream


def rate(work: Callable[[Any], Any], texts: Sequence[Any]) -> float:
    """Return texts a second of processor time, which other processes disturb least."""
    start = time.process_time()
    for text in texts:
        work(text)
    return len(texts) / (time.process_time() - start)


def everything(lexicon: Lexicon, text: str) -> int:
    """Read a text in full: sentences, tokens and every hit."""
    document = read("", text)
    return len(lexicon.scan(document)) + len(document.sentences)


def newsroom_texts(count: int) -> dict[str, list[str]]:
    """Return made-up articles by language, one in twenty of them relevant."""
    texts: dict[str, list[str]] = {}
    for article in newsroom.stream(count * 2, relevant=0.05):
        texts.setdefault(read("", article.text).language, []).append(article.whole)
    return texts


def contest(texts: Sequence[str], rounds: int) -> dict[str, float]:
    """Return the median rate of each stage."""
    lexicon = Lexicon.load([shipped_dir() / "lexicon"])
    automaton = CharwiseDoubleArrayAhoCorasick(lexicon.patterns)
    streams = [Stream(fold(text).text).text for text in texts]
    contestants: dict[str, tuple[Callable[[Any], Any], Sequence[Any]]] = {
        "the bare automaton": (automaton.find_overlapping, streams),
        "folding": (fold, texts),
        "one look: fold, scan, types": (lambda text: lexicon.scan(read("", text)).types, texts),
        "tokens and sentences": (lambda text: read("", text).sentences, texts),
        "all hits": (lambda text: everything(lexicon, text), texts),
        "language": (detect, texts),
    }
    rates: dict[str, list[float]] = {name: [] for name in contestants}
    for _round in range(rounds):
        for name, (work, given) in contestants.items():
            rates[name].append(rate(work, given))
    return {name: statistics.median(found) for name, found in rates.items()}


def main() -> None:
    """Print articles a second of each stage and its ratio to the bare automaton."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer texts and rounds")
    quick = parser.parse_args().quick
    count, rounds = (60, 3) if quick else (300, 7)
    for language, texts in newsroom_texts(count).items():
        size = sum(map(len, texts)) / len(texts)
        print(f"{language}: {len(texts)} articles of {size:,.0f} characters on average")
        rates = contest(texts, rounds)
        floor = rates["the bare automaton"]
        for name, found in rates.items():
            print(f"  {name:<28} {found:>9,.0f}/s  {1e6 / found:>7,.0f} us  {found / floor:>5.2f} of the bare automaton")


if __name__ == "__main__":
    main()
