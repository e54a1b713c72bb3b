"""Acts that are only supposed: what a study says of dangers in general, and what an attack would mean."""

from watcher.claims.acts import Act
from watcher.claims.grammar import Form
from watcher.claims.scene import Scene

_FINDS = 7
"""Words between a study and what it finds: "a study by two engineers concludes"."""
_SPEAKS = 4
"""Words between insurers and "said": "underwriters in London said"."""
_LABELS = frozenset(
    {"opinion", "editorial", "commentary", "comment", "op", "viewpoint", "obituary", "quiz", "explainer", "ask", "review"}
)
_SUPPOSED = frozenset({"a", "an", "another", "such", "one", "further", "new", "fresh", "more", "renewed"})
_WOULD = frozenset({"would", "could", "might"})
_LED = 5
"""Words between "a" and the act: "a second large Israeli air strike"."""
_TIMES = frozenset({"times", "twice", "thrice", "repeatedly", "often"})
_SPAN = frozenset({"since", "in", "over", "during", "this", "already", "before"})
_PERFECT = 4
_COUNTED = 9
"""Words between an act and how often it was, whom it hit among them."""
_MEANS = 14
"""Words between an act and what it would mean, those whom it would hit among them."""
_DATED = frozenset({"after", "following", "since", "the", "these", "those", "his", "her", "their", "its", "'s", "this"})
"""What stands before an act that is told of and not only thought of."""


def studied(scene: Scene) -> bool:
    """Say whether a sentence tells what somebody found who studies or prices dangers, and neither warns nor threatens."""
    if scene.arabic or not scene.has("study", "assessor"):
        return False
    if scene.has("study") and any(scene.any_between("finds", at, at + _FINDS) for at in scene.where("study")):
        return True
    return any(scene.any_between("finds", at - _SPEAKS + 1, at + _SPEAKS) for at in scene.where("assessor"))


def in_a_study(scene: Scene, act: Act) -> bool:
    """Say whether an act is only thought of in a study: not "said a tanker had been hit", "fell after attacks on ships"."""
    if not studied(scene) or act.form is Form.PAST:
        return False
    return act.form in {Form.FUTURE, Form.PRESENT} or _DATED.isdisjoint(scene.words(act.first - 2, act.first - 1))


def long_done(scene: Scene, act: Act) -> bool:
    """Say whether an act is what somebody is known by whose fate is told: "a man who had fired at the embassy was killed"."""
    if scene.arabic or not act.verb or act.form is not Form.PAST:
        return False
    return scene.words(act.first - 2, act.first - 1) == ["who", "had"] and scene.any_between(
        "passive", act.last, scene.sentence.last
    )


def counted_up(scene: Scene, act: Act) -> bool:
    """Say whether acts of no day are only counted up: "has been fired on three times since it opened"."""
    if scene.arabic or not scene.any_between("perfect", act.first - _PERFECT, act.first):
        return False
    times = next((at for at in range(act.last + 1, act.last + _COUNTED) if scene.word(at) in _TIMES), None)
    return times is not None and scene.word(times + 1) in _SPAN


def asked_in_general(scene: Scene, act: Act) -> bool:
    """Say whether somebody only asks or tells what comes of such acts: "what happens when a drone hits a tank"."""
    if scene.arabic or not act.verb or act.form is Form.PAST or not scene.has("before-it"):
        return False
    when = max((at for at in scene.where("before-it") if scene.word(at) == "when" and 0 < act.first - at <= _LED), default=None)
    return when is not None and not {"happens", "how"}.isdisjoint(scene.words(scene.sentence.first, when - 1))


def in_opinion(scene: Scene, act: Act) -> bool:
    """Say whether a headline calls itself an opinion and the like, which tells nothing new: "Opinion: Why Israel should not"."""
    first = scene.sentence.first
    labelled = not scene.arabic and scene.word(first) in _LABELS and {":", "|"} & set(scene.words(first + 1, first + _PERFECT))
    return bool(labelled) and (not act.verb or act.form is not Form.PAST)


def would_mean(scene: Scene, act: Act) -> bool:
    """Say whether a sentence only tells what an act would bring: "a strike on the camp would break the truce, he said"."""
    if scene.arabic or act.verb or act.form not in {Form.NOUN, Form.GERUND}:
        return False
    would = next((at for at in range(act.last + 1, act.last + _MEANS) if scene.word(at) in _WOULD), None)
    if would is None or scene.divided(act.last, would) or scene.any_between("relative-clause", act.last, would):
        return False
    before = scene.words(max(scene.sentence.first, act.first - _LED), act.first - 1)
    if not _SUPPOSED.isdisjoint(before):
        return True
    return scene.word(act.last).endswith("s") and _DATED.isdisjoint(before[-2:])
