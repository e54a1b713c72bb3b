"""From a decided event to the alert that tells it: pure, and the same words for the same facts at any time."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from watcher.alerts import phrases as words
from watcher.alerts.corroboration import asked_for
from watcher.alerts.model import Alert, AlertSource, Thread, Wording
from watcher.articles.model import Article
from watcher.claims.model import Analysis, Claim, Figure, Kind, Mention, Span
from watcher.events.model import Change, NewsEvent, Reason
from watcher.events.policy import EventPolicy, sort_of
from watcher.rules.model import Match

_POLICY = EventPolicy()
_MOST_SPANS = 8
_MOST_TITLE = 300
_CONTEXT = 160  # characters after the evidence that a message may quote around it


def compose(  # noqa: PLR0917 - what the stages before handed on, in their order
    event: NewsEvent,
    reason: Reason,
    changes: tuple[Change, ...],
    article: Article,
    analysis: Analysis,
    matches: tuple[Match, ...],
    names: words.Names | None = None,
    policy: EventPolicy = _POLICY,
) -> Alert:
    """Return the alert for ``reason``; ``names`` gives concepts their names in the readers' languages."""
    matches = tuple(sorted(matches, key=lambda match: -match.severity.rank))
    claims = _claims(analysis, matches)
    evidence = _evidence(matches, claims)
    said = _mentions(claims, names)
    sides = _Sides.of(event, sorted(claims, key=lambda claim: claim.sentence))
    wording = tuple(
        _worded(event, language, said, sides, reason=reason, changes=changes, article=article) for language in words.languages()
    )
    throttles = [match.throttle for match in matches if match.throttle]
    return Alert(
        id=alert_id(event.id, event.revision, article.id),
        event=event.id,
        revision=event.revision,
        reason=reason,
        kind=event.kind,
        rules=tuple(dict.fromkeys(match.rule for match in matches)) or event.rules,
        status=event.status,
        severity=event.severity,
        labels=tuple(dict.fromkeys(label for match in matches for label in match.labels)),
        title=_title(article, event),
        summary=wording[0].summary,
        wording=wording,
        thread=_thread(event, said),
        article=article.id,
        source=article.source,
        tier=int(article.tier),
        language=article.language or analysis.language,
        url=article.url,
        published=article.published,
        seen=article.first_seen,
        place=event.place,
        actors=event.actors,
        targets=event.targets,
        weapons=event.weapons,
        figures=_figures(analysis, claims),
        toll=event.toll,
        changes=changes,
        evidence=evidence,
        whole=article.whole[: max((span.end + _CONTEXT for span in evidence), default=0)],
        sources=_sources(event),
        confirmed=len({report.origin for report in event.reports}) > 1,
        corroboration=asked_for(matches, policy.window(sort_of(event.kind, event.status))),
        joined=_joined(event),
        linked=event.linked,
        throttle=max(throttles) if throttles else None,
        receivers=tuple(dict.fromkeys(name for match in matches for name in match.receivers)),
        demo=article.demo,
        replayed=article.replayed,
    )


def alert_id(event: str, revision: int, article: str) -> str:
    """Return the id of one revision of one event, caused by one article: the same in every process."""
    return "al_" + hashlib.blake2b(f"{event}\x1f{revision}\x1f{article}".encode(), digest_size=12).hexdigest()


def _thread(event: NewsEvent, names: words.Names) -> Thread:
    """Name the event's thread after this report; the policy keeps the name of the first one."""
    place = event.place
    places = [(language, names(place.concept, language) or place.name) for language in words.languages()] if place else []
    title = event.title if event.kind is Kind.MENTION else ""
    return Thread(severity=event.severity, kind=event.kind, places=tuple(places), title=title)


def _title(article: Article, event: NewsEvent) -> str:
    """Return the report's headline; without one its first line, cut at a word."""
    title = " ".join((article.title or article.text.partition("\n")[0] or event.title).split())
    return title if len(title) <= _MOST_TITLE else title[:_MOST_TITLE].rsplit(" ", 1)[0] + "…"


def _claims(analysis: Analysis, matches: Iterable[Match]) -> tuple[Claim, ...]:
    indexes = dict.fromkeys(index for match in matches for index in match.claims)
    return tuple(analysis.claims[index] for index in indexes if 0 <= index < len(analysis.claims))


def _evidence(matches: Iterable[Match], claims: Iterable[Claim]) -> tuple[Span, ...]:
    """Return the spans that raised the rules, in the order of the text, none inside another."""
    spans = {(span.start, span.end): span for match in matches for span in match.evidence}
    spans = spans or {(claim.evidence.start, claim.evidence.end): claim.evidence for claim in claims}
    out: list[Span] = []
    for _, span in sorted(spans.items(), key=lambda item: (item[0][0], -item[0][1])):
        if not out or span.end > out[-1].end:
            out.append(span)
    return tuple(out[:_MOST_SPANS])


def _figures(analysis: Analysis, claims: Iterable[Claim]) -> tuple[Figure, ...]:
    return analysis.figures or tuple(dict.fromkeys(figure for claim in claims for figure in claim.figures))


def _sources(event: NewsEvent) -> tuple[AlertSource, ...]:
    """Return the reports, oldest first; the first of each origin is the independent one."""
    origins: set[str] = set()
    out = []
    for report in event.reports:
        out.append(
            AlertSource(
                article=report.article,
                source=report.source,
                tier=int(report.tier),
                language=report.language,
                title=report.title,
                url=report.url,
                published=report.published,
                seen=report.seen,
                independent=report.origin not in origins,
            )
        )
        origins.add(report.origin)
    return tuple(out)


def _joined(event: NewsEvent) -> int:
    """Count the reports that joined in silence after the last told one before this."""
    told = [index for index, report in enumerate(event.reports) if report.reason is not None]
    last = told[-2] if len(told) > 1 else -1
    return sum(report.reason is None for report in event.reports[last + 1 :])


@dataclass(frozen=True, slots=True)
class _Sides:
    """Who did it and to whom, as the report's leading claim has it: what others add may be of another incident."""

    actors: tuple[str, ...]
    targets: tuple[str, ...]

    @classmethod
    def of(cls, event: NewsEvent, claims: Iterable[Claim]) -> "_Sides":
        """Read the first claim of the event's kind; nobody acts on themselves, and a country around its own town says nothing."""
        lead = next((claim for claim in claims if claim.kind is event.kind), None)
        if lead is None:
            return cls((), ())
        targets = tuple(mention.concept for mention in lead.targets)
        around = set(event.place.within) if event.place else set()
        return cls(
            actors=tuple(mention.concept for mention in lead.actors if mention.concept not in targets),
            targets=tuple(target for target in targets if f"place:{target.partition(':')[2]}" not in around),
        )


def _mentions(claims: Iterable[Claim], names: words.Names | None) -> words.Names:
    """Return names that know the article's own mentions where the lexicon has none."""
    said: dict[str, Mention] = {}
    for claim in claims:
        for mention in (*claim.actors, *claim.targets, *claim.places):
            said.setdefault(mention.concept, mention)

    def name(concept: str, language: str) -> str | None:
        found = names(concept, language) if names else None
        if found is None and concept in said:
            found = said[concept].name
        return found

    return name


def _worded(
    event: NewsEvent,
    language: str,
    names: words.Names,
    sides: _Sides,
    *,
    reason: Reason,
    changes: tuple[Change, ...],
    article: Article,
) -> Wording:
    """Compose headline and summary in one language."""
    table = words.phrases(language)
    act = words.what(event.kind, event.status, event.weapons, table)
    place = words.where(event.place, table, names)
    toll = words.counted(event.toll, table)
    about = f"{act} {table.place.format(place=place)}" if place else act
    if event.kind is Kind.MENTION:
        # Nothing but the report's own headline says what it is about.
        about = f"{about}: {_title(article, event)}"
    head = about
    told = tuple(words.changed(change, event.toll, table, names) for change in changes)
    if reason is not Reason.FIRST_REPORT:
        head = f"{words.capitalised(table.reasons[reason])} – {head}"
    news = toll if reason is Reason.FIRST_REPORT else table.comma.join(told) or toll
    if news:
        head = f"{head}: {news}"

    def listed(concepts: Iterable[str]) -> str:
        return table.comma.join(dict.fromkeys(words.concept_name(concept, table, names) for concept in concepts))

    sentences = [
        table.actor.format(actors=listed(sides.actors)) if sides.actors else "",
        table.target.format(targets=listed(sides.targets)) if sides.targets else "",
        table.weapon.format(weapons=_armed(event, table)) if len(event.weapons) > 1 else "",
        f"{table.labels['toll']}: {toll}." if toll not in {"", news} else "",
        _sourced(event, article, table),
    ]
    summary = " ".join(sentence for sentence in sentences if sentence)
    return Wording(language=language, about=about, headline=head, summary=summary, changes=told)


def _armed(event: NewsEvent, table: words.Phrases) -> str:
    return table.comma.join(table.weapons.get(weapon, words.concept_name(weapon, table, None)) for weapon in event.weapons)


def _sourced(event: NewsEvent, article: Article, table: words.Phrases) -> str:
    """Return who reports it, and how many do so independently."""
    origins = len({report.origin for report in event.reports})
    count = table.sources.format(count=origins) if origins > 1 else table.alone
    return f"{table.reported.format(source=article.source)} ({count})."
