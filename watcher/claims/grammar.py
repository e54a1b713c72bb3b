"""The grammar of an act's words: tense, voice, and whether they are a verb at all."""

from enum import StrEnum

from watcher.claims.lexis import Part
from watcher.claims.scene import Scene
from watcher.text.lexicon import Hit

_LET = 6
"""Words between "let" and what somebody is let do."""
_MADE = 8
"""Words between "set" and "ablaze"."""


class Form(StrEnum):
    """The grammar of an act's words."""

    NOUN = "noun"
    PAST = "past"
    PRESENT = "present"
    GERUND = "gerund"
    FUTURE = "future"


def grammar(scene: Scene, hit: Hit, part: Part) -> Form:
    """Return the grammar of an act's or a threat's first word."""
    word = scene.word(hit.first)
    if scene.arabic:
        return _arabic(word, hit)
    if word.endswith("ing"):
        return Form.GERUND
    if word.endswith("ed") or word in scene.lexis.frame("irregular-past"):
        ahead = word in scene.lexis.frame("ambiguous-past") and (
            scene.any_between("infinitive", hit.first - 3, hit.first) or scene.any_between("lets", hit.first - _LET, hit.first)
        )
        return Form.PRESENT if ahead or scene.any_between("bare-be", hit.first - 3, hit.first) else Form.PAST
    if part is Part.NOUN or not hit.form.verb:
        return Form.NOUN
    modal = scene.word(hit.first - 1) in scene.lexis.frame("infinitive")
    return Form.PRESENT if modal or word.endswith("s") else Form.NOUN


def _arabic(word: str, hit: Hit) -> Form:
    plain = word.removeprefix("و").removeprefix("ف") if len(word) > 4 else word
    if len(plain) > 3 and plain[0] == "س" and plain[1] in "يتن" and hit.form.text[0] in "سيتن" and not hit.clitic:
        return Form.FUTURE
    if hit.clitic.endswith(("ال", "لل", "ب", "ل", "ك")):
        return Form.NOUN
    if not hit.form.verb:
        return Form.NOUN if not plain.endswith("ت") or plain.endswith("ات") else Form.PAST
    if plain[0] in "يت" or (plain[0] == "ن" and not plain.endswith("ت")):
        return Form.PRESENT
    return Form.PAST


def verbal(scene: Scene, hit: Hit) -> bool:
    """Say whether the words are a verb: by their form, or since a pronoun or "to" stands before ("if it strikes")."""
    if scene.arabic:
        return hit.form.verb or _arabic(scene.word(hit.first), hit) in {Form.PAST, Form.FUTURE}
    subject = any(actor.last == hit.first - 1 for actor in scene.actors)
    if subject and any(name.first == hit.last + 1 for name in (*scene.actors, *scene.places, *scene.interests)):
        return True
    before = scene.word(hit.first - 1)
    if before in scene.lexis.frame("infinitive") and scene.word(hit.first).endswith("s"):
        return False
    return hit.form.verb or before in scene.lexis.frame("before-verb")


def passive(scene: Scene, hit: Hit, part: Part) -> bool:
    """Say whether an English act's subject suffers it: behind a form of "be", or before "by"."""
    if scene.arabic:
        return False
    if scene.any_between("passive", hit.first - 3, hit.first):
        return not scene.word(hit.first).endswith("ing") or scene.word(hit.first - 1) == "being"
    if hit.last > hit.first and scene.word(hit.first).endswith("ed") and scene.word(hit.last) in scene.lexis.frame("place"):
        return True  # a headline leaves the "was" out: "convoy targeted in Babil"
    if part is Part.HARM or scene.word(hit.first) == "be" or _befell(scene, hit):
        return True  # "the camp took two rockets", "be pounded"
    behind = scene.word(hit.last + 1)
    if part is Part.VERB and scene.word(hit.first - 1) == "," and behind in scene.lexis.frames("place", "source"):
        return True  # "the men of the brigade, struck from the air near Qaim"
    return behind in scene.lexis.frame("actor")


def _befell(scene: Scene, hit: Hit) -> bool:
    """Say whether words tell what became of their subject: "the depot went up in flames", not "jets set the depot ablaze"."""
    if hit.form.verb or scene.word(hit.last) not in scene.lexis.frame("stative"):
        return False  # "to fire rockets" is no "on fire"
    return not scene.any_between("makes", hit.first - _MADE, hit.first)
