"""All rules, compiled and indexed: what one article raises, and why each rule was or was not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from watcher.articles.model import Article
from watcher.claims.model import Analysis, Span, Status
from watcher.errors import ConfigError, Noted, together
from watcher.rules import reading
from watcher.rules.compiling import Compiler, Source
from watcher.rules.explained import Found, RuleExplained
from watcher.rules.index import RuleIndex
from watcher.rules.likeness import Likeness
from watcher.rules.model import Match, Severity
from watcher.rules.nodes import Node
from watcher.rules.phrases import Phrases
from watcher.rules.rulefile import Rule, RuleFile
from watcher.rules.view import LONGEST_EVIDENCE, View
from watcher.rules.vocabulary import Vocabulary
from watcher.text.document import Document
from watcher.text.lexicon import Lexicon
from watcher.text.meaning import Encoder, UniversalEncoder

MOST_EVIDENCE = 8
_FIRMEST = (
    Status.ACTUAL,
    Status.INTERCEPTED,
    Status.ATTEMPTED,
    Status.CLAIMED,
    Status.ACCUSED,
    Status.AFTERMATH,
    Status.UNCONFIRMED,
    Status.THREATENED,
    Status.ORDERED,
    Status.WARNED,
    Status.EXPECTED,
    Status.CONSIDERED,
    Status.DENIED,
    Status.EXERCISE,
    Status.HYPOTHETICAL,
    Status.HISTORICAL,
    Status.NEGATED,
)
_FIRMNESS = {status: rank for rank, status in enumerate(_FIRMEST)}


class Findings(NamedTuple):
    """What one article raises."""

    raised: tuple[Match, ...]
    """Of rules that one article is enough for."""
    counted: tuple[Match, ...]
    """Of ``frequency``, ``spike``, ``new_term`` and ``flatline`` rules: for their counters, not yet an alert."""


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """One rule and what is asked of an article for it."""

    id: str
    rule: Rule
    node: Node
    escalations: tuple[tuple[Severity, Node], ...]
    labels: tuple[tuple[str, str], ...]
    """The rule's, in order."""
    crossing: bool
    """One article is not enough for it."""

    def match(self, view: View) -> Match | None:
        """Return the match, ``None`` where the rule does not hold or there is no word to show for it."""
        found = self.node.find(view)
        if found is None or not view.document.whole.strip():
            return None
        rule = self.rule
        claims = sorted(found.claims, key=lambda index: _FIRMNESS[view.analysis.claims[index].status])
        return Match(
            rule=self.id,
            status=view.analysis.claims[claims[0]].status if claims else Status.ACTUAL,
            severity=self.severity(view),
            labels=self.labels,
            claims=tuple(sorted(claims)),
            evidence=_evidence(view, found, claims),
            receivers=rule.receivers,
            throttle=rule.throttle,
            min_sources=rule.min_sources,
            min_sources_after=rule.or_after,
        )

    def severity(self, view: View) -> Severity:
        """Return the severity of the first escalation that holds, else the rule's own."""
        for severity, node in self.escalations:
            if node.find(view) is not None:
                return severity
        return self.rule.severity


def version_of(files: Iterable[bytes]) -> str:
    """Return the version of rules by what stands in their files, in order."""
    return blake2b(b"\0".join(files), digest_size=8).hexdigest()


class RuleBook:
    """The rules of all files; made once, then only read."""

    def __init__(self, files: Iterable[tuple[RuleFile, Source]], lexicon: Lexicon, encoder: Encoder | None = None) -> None:
        files = list(files)
        self._vocabulary = Vocabulary(lexicon)
        self._phrases = Phrases()
        self._likeness = Likeness(encoder or UniversalEncoder())
        compiler = Compiler(self._vocabulary, self._phrases)
        for file, source in files:
            for index, site in enumerate(file.sites):
                compiler.add_site(site, source, ("sites", index))
        self.rules = tuple(_compiled(files, compiler))
        if compiler.mistakes:
            raise together(compiler.mistakes)
        self.version = ""
        """Version of its files; empty where it was not read from files."""
        self._index = RuleIndex(rule.node.keys() for rule in self.rules)

    @classmethod
    def load(cls, paths: Sequence[Path], lexicon: Lexicon, encoder: Encoder | None = None) -> "RuleBook":
        """Read rule files, and the ``*.yaml`` files of folders; raise ConfigError that names file and line."""
        noted = Noted()
        files = reading.rule_files(paths)
        read = reading.read(files, noted)
        try:
            book = cls(read, lexicon, encoder)
        except ConfigError as error:
            raise together([*noted.found, error]) from None
        noted.tell()
        book.version = version_of([file.read_bytes() for file in files])
        return book

    def __len__(self) -> int:
        return len(self.rules)

    def match(self, article: Article, analysis: Analysis, document: Document | None = None) -> tuple[Match, ...]:
        """Return what the article alone raises, in the order of the rules."""
        return self.findings(article, analysis, document).raised

    def findings(self, article: Article, analysis: Analysis, document: Document | None = None) -> Findings:
        """Return what the article raises and what it adds to the counters of cross-item rules."""
        view = self._view(article, analysis, document)
        raised: list[Match] = []
        counted: list[Match] = []
        for number in self._index.reached(view):
            rule = self.rules[number]
            match = rule.match(view)
            if match is not None:
                (counted if rule.crossing else raised).append(match)
        return Findings(tuple(raised), tuple(counted))

    def explain(self, article: Article, analysis: Analysis, document: Document | None = None) -> tuple[RuleExplained, ...]:
        """Return for every rule why it is raised or not, in the order of the rules."""
        view = self._view(article, analysis, document)
        out = []
        for rule in self.rules:
            tree = rule.node.explain(view)
            raised, counted = tree.met and not rule.crossing, tree.met and rule.crossing
            out.append(RuleExplained(rule=rule.id, raised=raised, counted=counted, severity=rule.severity(view), tree=tree))
        return tuple(out)

    def _view(self, article: Article, analysis: Analysis, document: Document | None) -> View:
        return View(article, analysis, document, vocabulary=self._vocabulary, phrases=self._phrases, likeness=self._likeness)


def _compiled(files: Iterable[tuple[RuleFile, Source]], compiler: Compiler) -> Iterable[CompiledRule]:
    """Yield every rule compiled; refuse a second of the same id."""
    seen: set[str] = set()
    for file, source in files:
        for index, rule in enumerate(file.rules):
            at = ("rules", index)
            name = f"{file.set}/{rule.id}"
            if name in seen:
                compiler.mistakes.append(source.error(f"rule {name!r} stands twice", (*at, "id"), "give one of them another id"))
            seen.add(name)
            yield CompiledRule(
                id=name,
                rule=rule,
                node=compiler.condition(rule.when, source, (*at, "when")),
                escalations=tuple(
                    (step.severity, compiler.condition(step.when, source, (*at, "escalate", number, "when")))
                    for number, step in enumerate(rule.escalate)
                ),
                labels=tuple(sorted(rule.labels.items())),
                crossing=rule.crossing is not None,
            )


def _evidence(view: View, found: Found, claims: Sequence[int]) -> tuple[Span, ...]:
    """Return the words to show, firmest claims first chosen, in order of place; the beginning where a rule asks for no words."""
    spans = [*(view.analysis.claims[index].evidence for index in claims), *found.spans]
    if len(spans) == 1:
        return (spans[0],)
    spans = list(dict.fromkeys(spans))[:MOST_EVIDENCE]
    if not spans:
        whole = view.document.whole
        start = len(whole) - len(whole.lstrip())
        return (view.span(start, min(len(whole.rstrip()), view.document.title_end or start + LONGEST_EVIDENCE)),)
    return tuple(sorted(spans, key=lambda span: (span.start, span.end)))
