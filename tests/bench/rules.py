"""Speed of understanding: text, lexicon, claims and rules on one core, against percolation and against the bare automaton.

``python -m tests.bench.rules [--quick]``; every ratio is of one run, the contestants in turns.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import tantivy
from daachorse import CharwiseDoubleArrayAhoCorasick

from tests.bench import newsroom, reports
from watcher.articles.model import Article
from watcher.config.shipped import shipped_dir
from watcher.rules.book import RuleBook
from watcher.rules.compiling import Source
from watcher.runtime import garbage
from watcher.runtime.analysis import Understanding
from watcher.text.document import read
from watcher.text.lexicon import Lexicon

ROUNDS = 3


def rate(work: Callable[[Article], Any], articles: Sequence[Article]) -> float:
    """Return articles a second of processor time, all threads counted, so that neighbours on the machine matter less."""
    start = time.process_time()
    for article in articles:
        work(article)
    return len(articles) / (time.process_time() - start)


def medians(contestants: dict[str, tuple[Callable[[Article], Any], Sequence[Article]]]) -> dict[str, float]:
    """Return the median rate of each contestant over rounds in which they take turns."""
    rates: dict[str, list[float]] = {name: [] for name in contestants}
    for _round in range(ROUNDS):
        for name, (work, articles) in contestants.items():
            rates[name].append(rate(work, articles))
    return {name: statistics.median(found) for name, found in rates.items()}


class Percolator:
    """tantivy as a percolator: one article indexed in memory, every rule's phrase run as a query against it."""

    def __init__(self, phrases: Sequence[str]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text")
        self._schema = builder.build()
        self._queries = [
            tantivy.Query.phrase_query(self._schema, "text", list(words))
            if len(words := phrase.split()) > 1
            else tantivy.Query.term_query(self._schema, "text", phrase)
            for phrase in phrases
        ]

    def match(self, article: Article) -> list[int]:
        """Return the numbers of the phrases that the article has."""
        index = tantivy.Index(self._schema)
        writer = index.writer(15_000_000, 1)
        writer.add_document(tantivy.Document(text=article.whole))
        writer.commit()
        index.reload()
        searcher = index.searcher()
        return [number for number, query in enumerate(self._queries) if searcher.search(query, 1, count=False).hits]


def automaton(phrases: Sequence[str]) -> Callable[[Article], Any]:
    """Return the floor: fold the text and run the bare automaton over it, understanding nothing."""
    found = CharwiseDoubleArrayAhoCorasick([f" {phrase} " for phrase in phrases])
    return lambda article: found.find_overlapping(read(article.title, article.text, article.language).stream.text)


def main() -> None:
    """Print every figure that the speed section asks for, with its bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the articles and no 100,000 rules")
    quick = parser.parse_args().quick
    count = 200 if quick else 1000
    mixed = reports.stream(count, relevant=0.05)
    calm = [article for number, article in enumerate(mixed) if number % 20]
    relevant = reports.stream(count // 4, relevant=1.0)
    dense = newsroom.stream(count // 8, relevant=1.0)
    lexicon = Lexicon.load([shipped_dir() / "lexicon"])
    sizes = (1_000, 10_000) if quick else (1_000, 10_000, 100_000)
    engines: dict[int, Understanding] = {}
    places = [name for name in lexicon.concepts if name.startswith("place:")]
    for size in sizes:
        start = time.process_time()
        with garbage.loading():
            engines[size] = Understanding(lexicon, RuleBook([(newsroom.rule_file(size, places), Source())], lexicon))
        taken = time.process_time() - start
        raised = sum(len(engines[size].read(article).matches) for article in mixed[:100]) / 100
        print(f"{size:>7,} rules compiled in {taken:.1f} s; {raised:.1f} raised by an article")
    crowded = Understanding(lexicon, RuleBook([(newsroom.rule_file(10_000), Source())], lexicon))
    phrases = newsroom.phrases(10_000)
    percolator = Percolator(phrases)
    contestants: dict[str, tuple[Callable[[Article], Any], Sequence[Article]]] = {
        **{f"{size:,} rules, 5 % relevant": (engine.read, mixed) for size, engine in engines.items()},
        **{f"{size:,} rules, none relevant": (engine.read, calm) for size, engine in engines.items()},
        "1,000 rules, all relevant": (engines[1_000].read, relevant),
        "1,000 rules, twice as dense as news": (engines[1_000].read, dense),
        "10,000 rules on ten places, so dense": (crowded.read, dense),
        "claims alone, 5 % relevant": (engines[1_000].claims, mixed),
        "bare automaton, 10,000 phrases": (automaton(phrases), mixed),
        "tantivy percolation, 10,000 phrases": (percolator.match, mixed[: 4 if quick else 20]),
    }
    rates = medians(contestants)
    for name, found in rates.items():
        print(f"{name:40} {found:10,.0f} articles/s {1e6 / found:10,.0f} us")
    told(rates, sizes)


def told(rates: dict[str, float], sizes: Sequence[int]) -> None:
    """Print the ratios beside what is asked of them."""
    few, most = rates["1,000 rules, 5 % relevant"], rates[f"{sizes[-1]:,} rules, 5 % relevant"]
    ten, floor = rates["10,000 rules, 5 % relevant"], rates["bare automaton, 10,000 phrases"]
    bars = [
        ("5 % relevant, 1,000 rules", few, ">= 4,000 articles/s"),
        ("all relevant, 1,000 rules", rates["1,000 rules, all relevant"], ">= 800 articles/s"),
        (f"{sizes[-1]:,} rules against 1,000", few / most, "<= 3 times slower"),
        ("against percolation, 10,000 rules", ten / rates["tantivy percolation, 10,000 phrases"], ">= 80 times"),
        ("against the bare automaton", floor / ten, "times its cost, told only"),
        ("none relevant against it", floor / rates["10,000 rules, none relevant"], "times its cost, told only"),
    ]
    print()
    for name, value, bar in bars:
        print(f"{name:40} {value:10,.1f}   {bar}")


if __name__ == "__main__":
    main()
