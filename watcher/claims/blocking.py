"""Other senses: labour, sport, deals, markets, weather, cyber, tariffs, rhetoric, fiction and shows."""

from collections.abc import Iterable, Mapping

from watcher.claims.lexis import Lexis
from watcher.claims.scene import Scene
from watcher.text.lexicon import Hit

_ENOUGH = 2
"""Different words of one sense that decide the sense of a whole text."""


def text_senses(blockers: Iterable[Hit], lexis: Lexis) -> dict[str, Hit]:
    """Return the senses that the whole text is in, each with a word that says so."""
    seen: dict[str, dict[str, Hit]] = {}
    for hit in blockers:
        if lexis.blockers[hit.concept.id].scope in {"text", "both"}:
            seen.setdefault(hit.concept.id, {}).setdefault(hit.form.text.lower(), hit)
    return {
        name: next(iter(words.values()))
        for name, words in seen.items()
        if len(words) >= _ENOUGH or any(hit.form.role == "decisive" for hit in words.values())
    }


def blocker(scene: Scene, act: Hit, senses: Mapping[str, Hit], *, armed: bool, beside: bool = True) -> Hit | None:
    """Return the word that gives an act another sense, if any.

    ``armed``: a flying weapon or a power stands in its words or beside; ``beside``: senses by neighbouring words count too.
    """
    for name, word in senses.items():
        if not (armed and scene.lexis.blockers[name].spares):
            return word
    group = armed or (bool(scene.blockers) and any(actor.within("actor:armed-group") for actor in scene.actors))
    for hit in scene.blockers:
        if any(name.first <= hit.first <= name.last for name in (*scene.actors, *scene.places)):
            continue  # "Saraya Awliya al-Dam"
        table = scene.lexis.blockers[hit.concept.id]
        if ((group if table.group else armed) and table.spares) or (table.acts and act.concept.id not in table.acts):
            continue
        if table.scope in {"sentence", "both"}:
            return hit
        if not beside:
            continue
        if (
            table.scope == "object"
            and hit.last - act.first >= 0
            and hit.first - act.last <= table.reach
            and not _hits(scene, act, hit)
        ):
            return hit
        if table.scope == "subject" and _subject(scene, act, hit, table.reach):
            return hit
        if table.scope == "near" and _distance(hit, act) <= table.reach:
            return hit
    return None


def _subject(scene: Scene, act: Hit, word: Hit, reach: int) -> bool:
    """Say whether a word may be a verb's subject: it stands before, and no name or weapon nearer."""
    verb = act.form.verb and not scene.word(act.first).endswith("ing")
    if not verb or not 0 < act.first - word.last <= reach:
        return False
    if scene.word(act.last + 1) == "by":
        return False  # "a bus hit by a drone"
    if scene.any_between("harm", word.last, act.first) or scene.any_between("passive", word.last, act.first):
        return False
    return not any(word.last < name.first < act.first for name in (*scene.actors, *scene.interests, *scene.weapons))


def _hits(scene: Scene, act: Hit, word: Hit) -> bool:
    """Say whether somebody or something that is hit stands before the word: "attacked an American patrol on the road"."""
    names = (name for name in (*scene.interests, *scene.actors) if act.last < name.first and name.last < word.first)
    return any(scene.word(name.last + 1) != "'s" for name in names)  # "attacked the company's contract"


def _distance(one: Hit, other: Hit) -> int:
    if one.last < other.first:
        return other.first - one.last
    return max(0, one.first - other.last)
