"""The engine: an article to its claims."""

from datetime import date

from watcher.articles.model import Article
from watcher.claims import disputes
from watcher.claims.acts import Act, acts, explained_by_weapon, power, unexplained, wielded
from watcher.claims.assemble import actors, evidence, mentions, span
from watcher.claims.attribution import source
from watcher.claims.blocking import blocker, text_senses
from watcher.claims.carry import Memory
from watcher.claims.direction import Roles, roles
from watcher.claims.gate import Gate
from watcher.claims.history import Calendar, Dated, Freshness
from watcher.claims.lexis import Lexis, Needs
from watcher.claims.model import Analysis, Claim, Kind, Status, When
from watcher.claims.responsibility import responsibility
from watcher.claims.scene import Scene, scenes
from watcher.claims.status import AHEAD, HAPPENED, Decision, decide, looks_back
from watcher.claims.threats import Threats
from watcher.claims.tolls import find as find_tolls
from watcher.text.document import Document, read
from watcher.text.lexicon import Hit, Hits, Lexicon

_VERB_REACH = 3
_TRIGGERS = frozenset({"act", "threat", "casualty"})


class Analyzer:
    """Understands articles; made once from a lexicon, then only read."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._lexis = Lexis(lexicon)
        self._gate = Gate(lexicon, self._lexis)

    @classmethod
    def load(cls, lexicon: Lexicon) -> "Analyzer":
        """Return an analyzer for a lexicon."""
        return cls(lexicon)

    def analyze(self, article: Article, document: Document | None = None) -> Analysis:
        """Return everything an article claims; an article without any word of violence costs one look."""
        document = document or read(article.title, article.text, article.language)
        hits = self._lexicon.scan(document)
        if not hits.types & _TRIGGERS or not self._gate.opens(hits.concepts):
            return Analysis(article=article.id, language=document.language, published=article.published)
        claims = tuple(_Reading(self._lexis, document, hits, article).claims())
        tolls, figures = find_tolls(document, hits, self._lexis, Calendar(self._lexis, document, article.published))
        return Analysis(
            article=article.id,
            language=document.language,
            published=article.published,
            claims=(*claims, *tolls, *responsibility(document, hits)),
            figures=figures,
        )


class _Reading:
    """One article being read."""

    def __init__(self, lexis: Lexis, document: Document, hits: Hits, article: Article) -> None:
        self._lexis = lexis
        self._document = document
        self._calendar = Calendar(lexis, document, article.published)
        self._scenes = scenes(document, hits, lexis)
        self._senses = text_senses(self._scenes, lexis)
        self._memory = Memory(document, self._scenes)

    def claims(self) -> list[Claim]:
        """Return the claims in order of place."""
        out: list[Claim] = []
        past = False
        for scene in self._scenes.values():
            if not scene.acts and not scene.threats:
                past = past or (not out and looks_back(scene))
                continue
            times = self._calendar.dated(
                scene.times, scene.sentence.first, scene.sentence.last, {act.first for act in scene.acts}
            )
            told = self._violence(scene, times, past=past)
            if not out:
                past = past or looks_back(scene) or (bool(told) and all(claim.status is Status.HISTORICAL for claim in told))
            out += told
            out += Threats(scene, times, self._senses, self._memory, told).claims()
        return disputes.weigh(out, self._scenes)

    def _violence(self, scene: Scene, times: list[Dated], *, past: bool) -> list[Claim]:
        out: list[Claim] = []
        found = acts(scene)
        for act in found:
            plain = act.table.needs is Needs.NOTHING and act.kind is Kind.STRIKE
            armed = bool(act.weapons) or plain or wielded(scene, act)
            if act.table.outcome and any(claim.kind is Kind.STRIKE and claim.status in HAPPENED for claim in out):
                continue
            if blocker(scene, act.hit, self._senses, armed=armed):
                continue
            decision = decide(scene, act, times, [other.first for other in found if _apart(act, other)])
            if past and decision.status in HAPPENED and not any(time.freshness is Freshness.FRESH for time in decision.times):
                decision.status = Status.HISTORICAL
            claim = self._claim(scene, act, decision, times)
            if claim is not None:
                out.append(claim)
        return out

    def _complete(self, scene: Scene, part: Roles, places: list[Hit], *, ahead: bool) -> None:
        """Name the interest that is hit where only its place is told, and the place where only the interest is."""
        if not part.targets and not any(actor.within("actor:us") or actor.within("interest:us") for actor in part.actors):
            part.targets += [hit for hit in part.loose_targets if not hit.concept.attributes.get("acts")]
            host = self._lexis.hosted_at(places[0]) if places and not part.targets else None
            part.targets += [host] if host else []
        if ahead and not part.targets and not part.places:
            feared = [hit for hit in scene.actors if hit.within("actor:iraqi-faction")]
            part.targets += feared if any(power(hit) for hit in (*scene.actors, *scene.interests)) else []
        if ahead and not places and not part.targets and any(power(hit) for hit in part.actors):
            warned = next((hit for hit in scene.actors if hit.within("actor:iraq")), None)
            places += [self._lexis.at_home(warned)] if warned else []
        if not places:
            home = next((hit for hit in scene.actors if hit.within("actor:iraqi-faction") and hit not in part.targets), None)
            places += [self._lexis.at_home(home)] if home and any(hit.within("interest:us") for hit in part.targets) else []
        known = {hit.concept.id for hit in places}
        at = [place for place in map(self._lexis.place_of, part.targets) if place is not None]
        places[:0] = [place for place in at if place.concept.id not in known]

    def _claim(self, scene: Scene, act: Act, decision: Decision, times: list[Dated]) -> Claim | None:
        part = roles(scene, act)
        places, carried = self._memory.places(scene, part)
        self._complete(scene, part, places, ahead=decision.status in AHEAD)
        targets = mentions(self._document, part.targets)
        kind = _kind(scene, act, decision.status, part, places)
        if kind is None or (act.table.ahead and decision.status not in AHEAD):
            return None
        if act.table.needs is Needs.ARMED_TARGET and not explained_by_weapon(scene, act):
            decision.status = Status.UNCONFIRMED if decision.status is Status.ACTUAL else decision.status
        return Claim(
            kind=kind,
            status=decision.status,
            actors=actors(scene, part.actors),
            targets=targets,
            places=mentions(self._document, places, carried=carried),
            weapons=tuple(dict.fromkeys(weapon.concept.id for weapon in act.weapons)),
            when=_when(decision.times),
            attributed_to=source(scene),
            days=_days(times),
            conditional=decision.conditional,
            cues=(
                (f"act:{kind}", span(self._document, act.hit.start, act.hit.end)),
                *((f"status:{status}", span(self._document, hit.start, hit.end)) for status, hit in decision.cues),
            ),
            evidence=evidence(scene, act.hit),
            sentence=scene.number,
        )


def _apart(act: Act, other: Act) -> bool:
    """Say whether another act is an event of its own, and not what this one led to or its verb ("an air strike hit")."""
    return other is not act and not other.table.outcome and not 0 < other.first - act.last <= _VERB_REACH


def _kind(scene: Scene, act: Act, status: Status, part: Roles, places: list[Hit]) -> Kind | None:
    """Return the kind; an attack that is only ahead counts as a strike where nothing but a strike would do it."""
    if act.table.needs is Needs.ARMED_TARGET:
        armed = any(hit.within("actor:iraqi-faction") or hit.within("interest:us") for hit in part.targets)
        return Kind.STRIKE if armed or unexplained(scene, places) else None
    if act.kind is Kind.ATTACK and act.table.broad and status in AHEAD:
        faction = any(hit.within("actor:iraqi-faction") for hit in part.targets)
        forces = any(hit.concept.attributes.get("sector") == "military" for hit in part.targets)
        ours = any(hit.within("interest:us") for hit in part.targets)
        powers = [hit for hit in (*scene.actors, *part.actors) if power(hit) and not (ours and hit.within("actor:us"))]
        state = any(hit not in part.targets for hit in powers)
        if faction or state or (forces and places):
            return Kind.STRIKE
    return act.kind


def _days(times: list[Dated]) -> tuple[date, ...]:
    return tuple(dict.fromkeys(time.day for time in times if time.day is not None and time.precision == 1))


def _when(times: list[Dated]) -> When | None:
    for time in times:
        if time.day is not None:
            return When(day=time.day, precision=time.precision)
    return None
