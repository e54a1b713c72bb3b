"""Threats against somebody: by their own words, by a feared act, by a protector's alert, by the end of a truce."""

from collections.abc import Mapping, Sequence

from watcher.claims.acts import Act, Form
from watcher.claims.assemble import evidence, mentions, span
from watcher.claims.blocking import blocker
from watcher.claims.history import Dated
from watcher.claims.lexis import ActTable, Needs, Part, ThreatTable
from watcher.claims.model import Claim, Kind, Mention, Status
from watcher.claims.scene import Scene
from watcher.claims.status import AHEAD, decide
from watcher.text.lexicon import Hit

US = "interest:us"
_WORDS = ActTable(Kind.THREAT, Needs.NOTHING, Part.VERB)


class Threats:
    """The threats of one sentence."""

    def __init__(self, scene: Scene, times: Sequence[Dated], senses: Mapping[str, Hit], told: Sequence[Claim]) -> None:
        self._scene = scene
        self._times = times
        self._senses = senses
        self._told = told

    def claims(self) -> list[Claim]:
        """Return a claim for each feared act and for the words that threaten."""
        out = [self._feared(claim) for claim in self._told if claim.status in AHEAD and claim.targets]
        for hit in self._scene.threats:
            claim = self._worded(hit)
            if claim is not None:
                out.append(claim)
        return out

    def _feared(self, claim: Claim) -> Claim:
        return claim.model_copy(update={"kind": Kind.THREAT})

    def _worded(self, hit: Hit) -> Claim | None:
        scene = self._scene
        table: ThreatTable = scene.lexis.threats[hit.concept.id]
        if blocker(scene, hit, self._senses, armed=bool(scene.weapons)):
            return None
        targets = self._targets(hit, table)
        if not targets:
            return None
        act = Act(hit, _WORDS, Kind.THREAT, (), Form.NOUN, passive=False)
        decision = decide(scene, act, self._times, [], table.status)
        status = table.status if decision.status in AHEAD else decision.status
        return Claim(
            kind=Kind.THREAT,
            status=status,
            actors=mentions(scene.document, [actor for actor in scene.actors if actor.last < hit.first]),
            targets=targets,
            places=mentions(scene.document, scene.places),
            conditional=decision.conditional,
            cues=(
                (f"threat:{status}", span(scene.document, hit.start, hit.end)),
                *((f"status:{told}", span(scene.document, cue.start, cue.end)) for told, cue in decision.cues),
            ),
            evidence=evidence(scene, hit),
            sentence=scene.index,
        )

    def _targets(self, hit: Hit, table: ThreatTable) -> tuple[Mention, ...]:
        """Return who is threatened: for verbs whoever follows, else whoever is named beside."""
        scene = self._scene
        named: list[Hit] = list(scene.interests)
        if table.part == "verb":
            named = [other for other in named if other.first > hit.last]
        return mentions(scene.document, named)
