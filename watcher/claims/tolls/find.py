"""Toll claims and figures of one article."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from watcher.claims.history import Calendar, Freshness
from watcher.claims.model import Claim, Figure, Kind, Mention, Role, Span, Status, When
from watcher.claims.tolls.harms import Harm, Mood, Side, harms
from watcher.claims.tolls.linking import Link, link
from watcher.claims.tolls.people import Head, People, people
from watcher.claims.tolls.setting import Setting, Settings
from watcher.text.document import Document, Sentence
from watcher.text.lexicon import Hit, Hits
from watcher.text.numbers import Qualifier

LONGEST_EVIDENCE = 400
_TOP = 6
"""Sentences within which harm without a number is news, not background."""
_SINCE_REACH = 5
"""Words between "since" and the time it tells."""
_DATELINE = 14
"""Tokens within which a dateline gives its date."""
_ORDER = {Role.KILLED: 0, Role.WOUNDED: 1, Role.MISSING: 2, Role.CAPTURED: 3, Role.DISPLACED: 4}


@dataclass(slots=True)
class _Found:
    """What one sentence tells."""

    sentence: Sentence
    index: int
    harms: list[Harm]
    figures: list[tuple[Figure, float]]
    """Each with its rank: the lowest leads."""
    unnumbered: list[Harm]
    """Harms that befell people, without a figure."""
    released: Harm | None
    """The word that ends a captivity."""


def find(document: Document, hits: Hits, calendar: Calendar) -> tuple[tuple[Claim, ...], tuple[Figure, ...]]:
    """Return the toll claims of an article and its figures, the lead figure of each role first."""
    if "casualty" not in hits.types:
        return (), ()
    settings = Settings(document, hits)
    claims: list[Claim] = []
    ranked: list[tuple[float, Figure]] = []
    for index in sorted({hit.sentence for hit in hits.of("casualty")}):
        found = _read(document, hits, index)
        if settings.of(index)[0] is Setting.OTHER:
            continue
        ranked += [(rank, figure) for figure, rank in found.figures]
        claims += _claims(document, hits, found, settings, calendar)
    return tuple(claims), _lead_first(ranked)


def _read(document: Document, hits: Hits, index: int) -> _Found:
    """Read the harms and figures of one sentence."""
    sentence = document.sentences[index]
    cues = {
        name: [hit for hit in hits.in_sentence(index, "casualty-cue") if hit.concept.id == f"casualty-cue:{name}"]
        for name in _CUES
    }
    words = harms(document, sentence, hits.in_sentence(index, "casualty"), cues["none"])
    groups = people(
        document,
        sentence,
        hits.in_sentence(index, "victim"),
        hits.in_sentence(index, "thing"),
        hits.in_sentence(index, "casualty"),
    )
    _mark(document, groups, words, cues)
    reaches = frozenset(hit.last for hit in cues["reaches"])
    links = link(document, sentence, words, groups, reaches)
    if _released(links, words) is not None:
        links = [found for found in links if not found.harm.faint]
    totals = _cumulative(links, cues["total"], cues["tally"])
    figures = [
        (figure, rank)
        for found in links
        for figure, rank in _figures(document, hits, index, found, cumulative=id(found) in totals)
    ]
    figures += _former(document, links, groups)
    counted = {id(found.harm) for found in links if found.people.count is not None and found.harm.role is not None}
    released = _released(links, words)
    unnumbered = [
        word for word in words
        if word.mood is Mood.FACT and not word.release and not (released and word.faint) and id(word) not in counted and _befalls(word, links, groups)
    ]
    return _Found(sentence, index, words, figures, unnumbered, released)


def _victims(hits: Hits, index: int) -> list[Hit]:
    """Return the nouns for people, peoples among them ("12 Palestinians")."""
    peoples = [hit for kind in ("place", "actor") for hit in hits.in_sentence(index, kind) if hit.form.role == "people"]
    return sorted([*hits.in_sentence(index, "victim"), *peoples], key=lambda hit: hit.first)


_CUES = ("none", "total", "former", "reaches", "subset", "corrected", "tally")


def _mark(document: Document, groups: Sequence[People], words: Sequence[Harm], cues: dict[str, list[Hit]]) -> None:
    """Mark the people who are part of others, and the numbers that another replaces."""
    tokens = document.tokens
    for group in groups:
        for cue in cues["subset"]:
            before = cue.last < group.first and not any(cue.last < word.first and word.last < group.first for word in words)
            after = cue.form.role == "after" and 0 <= cue.first - group.last - 1 <= 1
            if (before and not any(tokens[at].text in {";", "."} for at in range(cue.last + 1, group.first))) or after:
                group.subset = True
        if group.number is None:
            continue
        for cue in cues["former"]:
            if cue.last == group.first - 1:
                text = tokens[cue.last].text
                group.former = text not in _STARTS or _continues(document, group, groups)
                if group.former and text not in _STARTS:
                    _replace(group, groups)


def _replace(former: People, groups: Sequence[People]) -> None:
    """Let the number before "not nine" or "rather than 27" count the people named behind it."""
    new = next((group for group in reversed(groups) if group.last < former.first and group.number is not None), None)
    if new is not None and former.first - new.last <= 5 and new.head is not Head.HARM:
        new.last = former.last
        new.head = Head.VICTIM


_STARTS = frozenset({"from", "من"})
_ENDS = frozenset({"to", "الي"})


def _continues(document: Document, group: People, groups: Sequence[People]) -> bool:
    """Say whether "from" this number goes "to" another."""
    following = next((other for other in groups if other.first > group.last and other.number is not None), None)
    return following is not None and following.first - group.last <= 4 and document.tokens[following.first - 1].text in _ENDS


def _cumulative(links: Sequence[Link], totals: Sequence[Hit], tallies: Sequence[Hit]) -> set[int]:
    """Return the links (by id) whose figures are running totals: a toll behind the cue, else all figures before it."""
    out: set[int] = set()
    for cue in totals:
        behind = [found for found in links if found.people.first > cue.last]
        before = [found for found in links if found.people.last < cue.first]
        counting = any(before[-1].people.last < tally.first <= cue.first for tally in tallies) if before else False
        if not before or (behind and (counting or behind[0].harm.side is Side.TOLL)):
            chosen = behind
        else:
            chosen = before
        out |= {id(found) for found in chosen}
    return out


def _released(links: Sequence[Link], words: Sequence[Harm]) -> Harm | None:
    """Return the word that says people were freed, if the sentence tells that they were captives."""
    if not any(word.role is Role.CAPTURED for word in words):
        return None
    return next((found.harm for found in links if found.harm.release), None)


def _befalls(word: Harm, links: Sequence[Link], groups: Sequence[People]) -> bool:
    """Say whether a word of harm speaks of people although it gives no number."""
    if word.hit.form.role in {"weak", "one"}:
        return False
    if word.side is Side.NOUN or word.role is None or any(found.harm is word for found in links):
        return True
    near = [group for group in groups if -12 <= group.first - word.last <= 6]
    return bool(near) or word.side is Side.TOLL


def _figures(document: Document, hits: Hits, index: int, found: Link, *, cumulative: bool) -> Iterable[tuple[Figure, float]]:
    group, harm = found.people, found.harm
    if harm.role is None or group.count is None:
        return
    count = group.count + sum(other.count or 0 for other in found.more)
    upper = group.upper if not found.more else None
    if count == 0:
        return
    members = [group, *found.more]
    first = min(harm.first, *(member.first for member in members))
    last = max(harm.last, *(member.last for member in members))
    start, end = document.tokens[first].start, document.tokens[last].end
    noun = group.noun if group.head is Head.VICTIM else None
    figure = Figure(
        role=harm.role,
        count=count,
        upper=upper,
        qualifier=group.qualifier,
        cumulative=cumulative,
        whom=_whom(document, members),
        victim_class=noun.concept.attributes.get("class") if noun is not None else None,
        where=_where(hits, index),
        evidence=_span(document, start, end),
    )
    yield figure, 0.0 if harm.side is not Side.TOLL else -0.5


def _former(document: Document, links: Sequence[Link], groups: Sequence[People]) -> list[tuple[Figure, float]]:
    """Return the figures that the sentence names only to replace them."""
    out = []
    for group in groups:
        if not group.former or group.count is None or not links:
            continue
        nearest = min(links, key=lambda found: abs(found.people.first - group.first))
        if nearest.harm.role is None:
            continue
        start, end = document.tokens[group.first].start, document.tokens[group.last].end
        figure = Figure(
            role=nearest.harm.role,
            count=group.count,
            qualifier=group.qualifier,
            superseded=True,
            evidence=_span(document, start, end),
        )
        out.append((figure, 9.0))
    return out


def _whom(document: Document, members: Sequence[People]) -> str | None:
    """Return the victims in the text's words, without the number."""
    parts = []
    for member in members:
        first = member.number.last if member.number is not None else member.first
        if first <= member.last and member.head is Head.VICTIM:
            parts.append(document.whole[document.tokens[first].start : document.tokens[member.last].end])
    return " + ".join(parts) or None


def _where(hits: Hits, index: int) -> str | None:
    place = next((hit for hit in hits.in_sentence(index, "place") if hit.form.role is None), None)
    return place.concept.name if place is not None else None


def _span(document: Document, start: int, end: int) -> Span:
    end = min(end, start + LONGEST_EVIDENCE)
    return Span(start=start, end=end, text=document.whole[start:end])


def _lead_first(ranked: Sequence[tuple[float, Figure]]) -> tuple[Figure, ...]:
    """Put the lead figure of each role first: incidents before totals, then as the text has them; say nothing twice."""
    keyed = sorted(
        enumerate(ranked), key=lambda entry: (entry[1][1].superseded, entry[1][1].cumulative, entry[0] + 10 * entry[1][0])
    )
    out: dict[tuple[Role, int], Figure] = {}
    for _order, (_rank, figure) in keyed:
        known = out.get((figure.role, figure.count))
        if known is None or (known.qualifier is Qualifier.EXACT and figure.qualifier is not Qualifier.EXACT and not figure.superseded):
            out[figure.role, figure.count] = figure
    return tuple(out.values())


def _claims(document: Document, hits: Hits, found: _Found, settings: Settings, calendar: Calendar) -> list[Claim]:
    """Return the claims of one sentence: a toll, a capture, the end of a captivity."""
    facts = [word for word in found.harms if word.mood is Mood.FACT and not word.release]
    figures = tuple(figure for figure, _rank in found.figures)
    if not figures and not found.unnumbered and not found.released:
        negated = next((word for word in found.harms if word.mood is Mood.NEGATED), None)
        return [] if negated is None else [_claim(document, hits, found, Kind.TOLL, Status.NEGATED, negated, None)]
    setting, why = settings.of(found.index)
    martyrs = next((word for word in facts if word.war), None)
    if setting is Setting.UNKNOWN and martyrs is not None and figures:
        setting, why = Setting.WAR, martyrs.hit
    if setting in {Setting.OTHER, Setting.UNKNOWN}:
        return []
    past = setting is Setting.PAST or _old(document, hits, found, calendar)
    status = Status.HISTORICAL if past else Status.ACTUAL
    out = []
    if figures or (found.unnumbered and found.index < _TOP):
        out.append(_claim(document, hits, found, Kind.TOLL, status, facts[0], why, figures))
    captured = next((word for word in facts if word.role is Role.CAPTURED and not word.faint), None)
    if captured is not None:
        out.append(_claim(document, hits, found, Kind.CAPTURE, status, captured, why))
    if found.released is not None:
        out.append(_claim(document, hits, found, Kind.RELEASE, status, found.released, why))
    days = _days(hits, found, calendar)
    when = When(day=days[0]) if len(days) == 1 else None
    return [claim.model_copy(update={"when": when, "days": days}) for claim in out]


def _days(hits: Hits, found: _Found, calendar: Calendar) -> tuple[date, ...]:
    """Return every day that the sentence names."""
    dated = calendar.dated(hits.in_sentence(found.index, "time"), found.sentence.first, found.sentence.last)
    return tuple(dict.fromkeys(time.day for time in dated if time.day is not None and time.precision == 1))


def _old(document: Document, hits: Hits, found: _Found, calendar: Calendar) -> bool:
    """Say whether the time nearest to the first word of harm is older than the news cycle."""
    if _archived(document, hits):
        return True
    dated = calendar.dated(hits.in_sentence(found.index, "time"), found.sentence.first, found.sentence.last)
    since = [hit.last for hit in hits.in_sentence(found.index, "casualty-cue") if hit.concept.id == "casualty-cue:total"]
    dated = [
        time for time in dated
        if time.freshness in {Freshness.OLD, Freshness.FRESH} and not any(0 <= time.first - last <= _SINCE_REACH for last in since)
    ]
    word = next((word for word in found.harms if word.mood is Mood.FACT), None)
    if not dated or word is None:
        return False
    nearest = min(dated, key=lambda time: min(abs(time.first - word.last), abs(word.first - time.last)))
    return nearest.freshness is Freshness.OLD


def _archived(document: Document, hits: Hits) -> bool:
    """Say whether the dateline is of the last century ("Lima, 31 Oct 88"): an archive's transcript, no news."""
    tokens = document.tokens
    for hit in hits.in_sentence(0, "time"):
        if not hit.concept.id.startswith("time:month") or not 0 < hit.first <= _DATELINE or hit.last + 1 >= len(tokens):
            continue
        day, year = tokens[hit.first - 1].text, tokens[hit.last + 1].text
        if day.isdigit() and year.isdigit() and int(day) <= 31 and (30 <= int(year) <= 99 or 1900 <= int(year) <= 1999):
            return True
    return False


def _claim(
    document: Document,
    hits: Hits,
    found: _Found,
    kind: Kind,
    status: Status,
    word: Harm,
    why: Hit | None,
    figures: tuple[Figure, ...] = (),
) -> Claim:
    cues = [("harm", _span(document, word.hit.start, word.hit.end))]
    if why is not None:
        cues.append((why.concept.id, _span(document, why.start, why.end)))
    return Claim(
        kind=kind,
        status=status,
        places=tuple(_mention(document, hit) for hit in hits.in_sentence(found.index, "place")),
        weapons=tuple(dict.fromkeys(hit.concept.id for hit in hits.in_sentence(found.index, "weapon"))),
        figures=figures,
        cues=tuple(cues),
        evidence=_span(document, found.sentence.start, found.sentence.end),
        sentence=found.index,
    )


def _mention(document: Document, hit: Hit) -> Mention:
    return Mention(
        concept=hit.concept.id, name=hit.concept.name, within=hit.concept.within, span=_span(document, hit.start, hit.end)
    )
