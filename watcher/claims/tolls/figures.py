"""Figures: what a sentence's links and cues say in numbers, and which of an article's figures leads."""

from collections.abc import Iterator, Sequence

from watcher.claims.assemble import LONGEST_EVIDENCE, span
from watcher.claims.lexis import Lexis
from watcher.claims.model import Figure, Qualifier, Role, Span
from watcher.claims.tolls.harms import Harm, Side
from watcher.claims.tolls.linking import Link
from watcher.claims.tolls.people import Head, People
from watcher.claims.tolls.sources import source
from watcher.claims.tolls.telling import Telling
from watcher.text.document import Document
from watcher.text.lexicon import Hit
from watcher.text.tokens import TokenKind

_SINCE_WORDS = 6
_LEAD_REACH = 3
"""Words between "in" and the name of a place: "in the occupied Golan Heights"."""
_BEFORE = 5
"""By how many words a place before the word of harm counts as further off."""
_AMERICA = "place:usa"


def figures(document: Document, told: Telling, lexis: Lexis) -> list[Figure]:
    """Return the figures of one sentence, those first that count the incident, those last that others replace."""
    running = _running(told)
    said = source(document, told.sentence, lexis) if told.links else None
    ranked = []
    for order, found in enumerate(told.links):
        figure = _figure(document, told, found, cumulative=id(found) in running, said=said, lexis=lexis)
        if figure is not None:
            ranked.append((_rank(found, told.links), order, figure))
    ranked.sort(key=lambda entry: entry[:2])
    return [figure for _rank, _order, figure in ranked] + list(_former(document, told))


def lead_first(found: Sequence[Figure]) -> tuple[Figure, ...]:
    """Put the lead figure of each role first: incidents before running totals, then as the text has them; say nothing twice."""
    out: dict[tuple[Role, int], Figure] = {}
    most = {figure.role: figure.count for figure in sorted(found, key=lambda figure: figure.count) if _is_exact(figure)}

    def rank(figure: Figure) -> tuple[bool, bool, bool]:
        vague = figure.qualifier is Qualifier.VAGUE and figure.count <= most.get(figure.role, 0)
        return figure.superseded, figure.cumulative, vague

    for figure in sorted(found, key=rank):
        known = out.get((figure.role, figure.count))
        vaguer = known is not None and known.qualifier is Qualifier.EXACT and figure.qualifier is not Qualifier.EXACT
        if known is None or (vaguer and not figure.superseded):
            out[figure.role, figure.count] = figure
    return tuple(out.values())


def _is_exact(figure: Figure) -> bool:
    """Say whether a figure can say better what a vague one ("hundreds killed") leaves open."""
    return figure.qualifier is not Qualifier.VAGUE and not (figure.superseded or figure.cumulative)


def _rank(found: Link, links: Sequence[Link]) -> int:
    """Rank a toll before the deaths that raised it, but behind the incident's own dead ("killed six, taking the toll to 62")."""
    if found.harm.side is not Side.TOLL:
        return 1
    fresh = any(
        other.harm.role is found.harm.role
        and other.people.first < found.harm.first
        and other.harm.side in {Side.OBJECT, Side.EITHER}
        for other in links
    )
    return 2 if fresh else 0


def _figure(document: Document, told: Telling, found: Link, *, cumulative: bool, said: str | None, lexis: Lexis) -> Figure | None:
    group, harm = found.people, found.harm
    if harm.role is None or not group.count:
        return None
    members = [group, *found.more]
    first = min(harm.first, *(member.first for member in members))
    last = max(harm.last, *(member.last for member in members))
    return Figure(
        role=harm.role,
        count=sum(member.count or 0 for member in members),
        upper=None if found.more else group.upper,
        qualifier=Qualifier.MORE_THAN if _exceeded(told, found) else group.qualifier,
        cumulative=cumulative,
        since=_since(document, told) if cumulative else None,
        whom=_whom(document, members),
        victim_class=_victim_class(told, members),
        where=_where(document, told, harm, lexis),
        source=said,
        evidence=_quoted(document, first, last),
    )


def _exceeded(told: Telling, found: Link) -> bool:
    """Say whether a word before a toll says that it is more than the number behind ("تجاوز عدد القتلى 45 ألفا")."""
    if found.people.qualifier is not Qualifier.EXACT:
        return False
    return any(
        harm.side is Side.TOLL and harm.role is found.harm.role and cue.last == harm.first - 1 and harm.first < found.people.first
        for harm in told.harms
        for cue in told.cues.get("exceeded", ())
    )


def _running(told: Telling) -> set[int]:
    """Return the links (by id) whose figures are running totals: a tally's behind the cue, else all before it."""
    out: set[int] = set()
    for cue in told.cues.get("total", ()):
        behind = [found for found in told.links if found.people.first > cue.last]
        before = [found for found in told.links if found.people.last < cue.first]
        counted = bool(before and behind) and before[-1].people.last < behind[0].harm.first < cue.first  # "taking deaths since"
        if before and not (behind and (counted or behind[0].harm.side is Side.TOLL or _counting(told, before[-1], cue))):
            out |= {id(found) for found in before}
        else:
            out |= {id(found) for found in behind}
    return out


def _counting(told: Telling, before: Link, cue: Hit) -> bool:
    """Say whether a word for a running count stands between a figure and the cue."""
    tallies = [cue.first for cue in told.cues.get("tally", ())] + [harm.first for harm in told.harms if harm.side is Side.TOLL]
    return any(before.people.last < first <= cue.first for first in tallies)


def _since(document: Document, told: Telling) -> str | None:
    """Return what a running total counts from, in the text's words: up to the next mark, or the number that follows."""
    cue = next((cue for cue in told.cues["total"] if cue.form.role == "since"), None)
    if cue is None:
        return None
    ends = {reach.first for reach in told.cues.get("reaches", ())}
    last = cue.last
    while last < min(told.sentence.last, cue.last + _SINCE_WORDS) and last + 1 not in ends:
        if document.kind(last + 1) in {TokenKind.PUNCT, TokenKind.NEWLINE}:
            break
        last += 1
    return document.whole[cue.start : document.extent(last, last)[1]]


def _former(document: Document, told: Telling) -> Iterator[Figure]:
    """Yield the figures that the sentence names only to replace them."""
    for group in told.groups:
        if not group.former or not group.count or not told.links:
            continue
        nearest = min(told.links, key=lambda found: abs(found.people.first - group.first))
        if nearest.harm.role is not None:
            yield Figure(
                role=nearest.harm.role,
                count=group.count,
                qualifier=group.qualifier,
                superseded=True,
                evidence=_quoted(document, group.first, group.last),
            )


def _whom(document: Document, members: Sequence[People]) -> str | None:
    """Return the victims in the text's words, without the number."""
    parts = []
    for member in members:
        first = member.number.last if member.number is not None else member.first
        if first <= member.last and member.head is Head.VICTIM:
            start, end = document.extent(first, member.last)
            parts.append(document.whole[start:end])
    return ", ".join(parts) or None


def _victim_class(told: Telling, members: Sequence[People]) -> str | None:
    """Return the victims' class: Americans before all others, since the first American death is news of its own."""
    if any(_americans(told, group) for group in members):
        return "us"
    group = members[0]
    return group.noun.concept.attributes.get("class") if group.noun is not None and group.head is Head.VICTIM else None


def _americans(told: Telling, group: People) -> bool:
    """Say whether a group of people is named as American."""
    last = group.last + (1 if group.noun is not None and group.noun.form.language == "ar" else 0)
    named = [hit for kind in ("place", "actor") for hit in told.named.get(kind, ()) if group.first <= hit.first <= last]
    return any(hit.within(_AMERICA) for hit in named)


def _where(document: Document, told: Telling, harm: Harm, lexis: Lexis) -> str | None:
    """Return the place nearest to the word of harm: those named as one ("in Haifa") before all others, then those behind it."""
    taken = {at for group in told.groups for at in range(group.first, group.last + 1)}
    places = [hit for hit in told.named.get("place", ()) if hit.form.role is None and hit.first not in taken]
    leads, words = lexis.frame("place"), document.words

    def far(hit: Hit) -> tuple[bool, int]:
        led = bool(hit.clitic) or not leads.isdisjoint(words[max(0, hit.first - _LEAD_REACH) : hit.first])
        return not led, hit.first - harm.last if hit.first > harm.last else harm.first - hit.last + _BEFORE

    place = min(places, key=far, default=None)
    return place.concept.name if place is not None else None


def _quoted(document: Document, first: int, last: int) -> Span:
    start, end = document.extent(first, last)
    return span(document, start, min(end, start + LONGEST_EVIDENCE))
