"""US interests that a text puts together itself: "US oil-service companies", "القوات الأميركية", "Americans"."""

from watcher.claims.names import speaks
from watcher.claims.scene import Scene
from watcher.text.lexicon import Concept, Hit
from watcher.text.tokens import TokenKind

OWNER = "actor:us"
FORCES = "actor:us-military"
FACTION = "actor:iraqi-faction"
COALITION = "actor:coalition"
_AIMED_AT = frozenset({"target", "targets"})
"""Whose target something is aims at it, and is not hit himself: "its next target"."""
_FORCES = "interest:us-forces"
_REACH = 4
_ROW = 9
_USE = frozenset({"use", "share"})
_RELATIVE = frozenset({"that", "which"})
_HOUSE = 12
"""Words between a base and those whom it houses."""
_NEAR = 2
_OBJECT = 3
"""Words between an act and what it hits: "will be met by striking all their bases"."""
_TO = 3
"""Letters of "إلى", which folded looks like a noun with the article."""
_WIELDED = frozenset({"asset:aircraft", "asset:ship"})
_CITIZENS = "interest:us-citizens"
_MILITIA = "asset:militia"
USA = "place:usa"
_COMPANIES = "interest:us-companies"
BASES = "interest:us-bases"
MISSIONS = "interest:us-missions"
_GUESTS = frozenset({_FORCES, _CITIZENS, _COMPANIES})
"""Whom a base houses that is theirs: technicians and contractors too."""
_DIVIDING = ("target", "actor", "source", "place", "passive", "speech", "boundary", "light-verb", "infinitive")


def factions(scene: Scene) -> None:
    """Take "the militias" as those of Iraq where the sentence names Iraq or a place in it, and no other country beside them."""
    taken = {at for hit in scene.actors for at in range(hit.first, hit.last + 1)}
    for asset in scene.assets:
        home = asset.concept.attributes.get("home")
        names = str(asset.concept.attributes["names"])
        group = scene.lexis.groups.get(names) or scene.lexis.interests.get(names)
        if home is None or group is None or asset.first in taken or not _at_home(scene, asset, str(home)):
            continue
        owners = [
            place
            for place in scene.places
            if 0 < (place.first - asset.last if scene.arabic else asset.first - place.last) <= _NEAR
        ]
        if all(owner.within(home) for owner in owners):
            (scene.actors if group.type == "actor" else scene.interests).append(asset.renamed(group))
    scene.actors.sort(key=lambda hit: hit.start)
    scene.interests.sort(key=lambda hit: hit.start)


def _at_home(scene: Scene, asset: Hit, home: str) -> bool:
    """Say whether a sentence speaks of an asset's home: it names a place there, or for the occupier a faction that fights one."""
    if asset.concept.attributes.get("faction") and any(actor.within(FACTION) for actor in scene.actors):
        return True
    return any(place.within(home) for place in scene.places)


def compose(scene: Scene) -> None:
    """Make one interest of each asset beside a naming of the United States, and of Americans named as people."""
    before = len(scene.interests)
    taken = {at for hit in scene.interests for at in range(hit.first, hit.last + 1)}
    left = []
    for owner in scene.actors:
        if not owner.within(OWNER) and owner.concept.id != COALITION:
            left.append(owner)
            continue
        if owner.first in taken:
            continue
        if owner.concept.id == FORCES:
            scene.interests.append(owner.renamed(scene.lexis.interests[_FORCES]))
            continue
        asset = _asset(scene, owner) if _describes(scene, owner) else None
        if asset is None and owner.form.role == "people" and _speaking(scene, owner):
            left.append(owner)
            continue
        named = asset.concept.attributes["names"] if asset else _CITIZENS if _people(scene, owner) else None
        if named is None:
            asset = _citizen(scene, owner)
            named = _CITIZENS if asset else None
        concept = scene.lexis.interests.get(str(named))
        if concept is None:
            left.append(owner)
            continue
        joined = _joined(scene, concept, owner, asset or owner)
        taken.update(range(joined.first, joined.last + 1))
        scene.interests.append(joined)
    _owned(scene, taken)
    if any(owner.within(OWNER) and owner.form.role != "demonym" for owner in scene.actors):
        _missions(scene, taken)
    scene.actors = left
    joined_at = {at for hit in scene.interests[before:] for at in range(hit.first, hit.last + 1)}
    described = {at for hit in scene.interests for at in range(hit.first, hit.last + 1)}
    scene.places = [
        hit
        for hit in scene.places
        if hit.first not in joined_at and (hit.first not in described or not (hit.form.role or hit.within("place:usa")))
    ]
    scene.interests.sort(key=lambda hit: hit.start)


def seated(scene: Scene) -> None:
    """Take a company as American where a town or state of the United States stands before it: "a Houston shipping firm"."""
    seats = {hit.last for hit in scene.places if hit.within(USA) and hit.concept.id != USA}
    if not seats:
        return
    taken = {at for hit in scene.interests for at in range(hit.first, hit.last + 1)}
    companies = [asset for asset in scene.assets if asset.concept.attributes["names"] == _COMPANIES and asset.first not in taken]
    found = [asset for asset in companies if not seats.isdisjoint({asset.first - 1, asset.first - 2})]
    if found:
        scene.interests += [asset.renamed(scene.lexis.interests[_COMPANIES]) for asset in found]
        scene.interests.sort(key=lambda hit: hit.start)


def housed(scene: Scene) -> None:
    """Take a base that houses American forces for one of theirs, also where its place stands between."""
    taken = {at for hit in scene.interests for at in range(hit.first, hit.last + 1)}
    forces = [hit for hit in scene.interests if hit.concept.id in _GUESTS]
    forces += [hit for hit in scene.actors if hit.concept.id == COALITION]
    for asset in scene.assets:
        if asset.concept.attributes["names"] != BASES or asset.first in taken:
            continue
        if any(_houses(scene, asset, guest) for guest in forces) or _houses_them(scene, asset):
            scene.interests.append(asset.renamed(scene.lexis.interests[BASES]))
    scene.interests.sort(key=lambda hit: hit.start)


def _houses(scene: Scene, base: Hit, guest: Hit) -> bool:
    if not 0 < guest.first - base.last <= _HOUSE or any(base.last < act.first < guest.first for act in scene.acts):
        return False
    if scene.word(guest.last + 1) in _USE and not _RELATIVE.isdisjoint(scene.words(base.last + 1, base.last + _NEAR)):
        return True  # "the airstrip that American special forces use"
    said = scene.words(max(base.first - 1, guest.first - _REACH), guest.first - 1)
    houses = scene.lexis.frame("houses")
    behind = next((said[at:] for at in range(len(said) - 1, -1, -1) if said[at] in houses), None)
    return behind is not None and "," not in behind and "،" not in behind


def _houses_them(scene: Scene, base: Hit) -> bool:
    """Say whether Americans named before are those whom a base houses: "every base housing them"."""
    said = scene.words(base.last + 1, base.last + _NEAR + 1)
    housing = "them" in said and not scene.lexis.frame("houses").isdisjoint(said)
    return housing and any(hit.concept.id in {_FORCES, _CITIZENS} and hit.last < base.first for hit in scene.interests)


def _describes(scene: Scene, owner: Hit) -> bool:
    """Say whether a naming of the United States can stand before what is theirs: "US", "American", but "the Pentagon's"."""
    if scene.arabic or owner.form.role is not None:
        return owner.form.role != "leader"
    if owner.concept.id == COALITION:
        return True
    return owner.concept.id == OWNER and (
        scene.word(owner.last) in scene.lexis.frame("short-us") or scene.word(owner.last + 1) == "'s"
    )


def _citizen(scene: Scene, owner: Hit) -> Hit | None:
    """Return the person that an adjective makes an American: "an American engineer", "مهندس أميركي"."""
    if owner.form.role != "demonym" and owner.form.text != "US":
        return None
    for victim in scene.victims:
        gap = owner.first - victim.last if scene.arabic else victim.first - owner.last
        if any(min(victim.last, owner.last) < act.first < max(victim.first, owner.first) for act in scene.acts):
            continue
        if 0 < gap <= 2 and scene.word(victim.last) not in scene.lexis.frame("officeholder"):
            return victim
    return None


def _people(scene: Scene, owner: Hit) -> bool:
    """Say whether Americans are named as people; an Arabic plural behind another noun with the article only describes it."""
    before = scene.word(owner.first - 1).removeprefix("و")
    if not scene.arabic and owner.form.role == "demonym":
        return scene.word(owner.first - 1) in scene.lexis.frame("single") and _stands_alone(scene, owner)
    if scene.arabic and (before in scene.lexis.frame("officeholder") or (before.startswith("ال") and len(before) > _TO)):
        return False
    return owner.form.role == "people"


def _speaking(scene: Scene, owner: Hit) -> bool:
    """Say whether "the Americans" tell or warn somebody, as their government does, or strike, as their forces do."""
    if scene.arabic or scene.word(owner.first - 1) != "the":
        return False
    if scene.word(owner.last + 1) in scene.lexis.frame("spokesman"):
        return True
    act = next((act for act in scene.acts if 0 < act.first - owner.last <= _NEAR), None)
    return act is not None and act.form.verb and not scene.any_between("passive", owner.last, act.first + 1)


def _stands_alone(scene: Scene, owner: Hit) -> bool:
    """Say whether no noun follows an adjective: "kill one American within days"."""
    after = scene.word(owner.last + 1)
    if not after or scene.kind(owner.last + 1) is TokenKind.PUNCT:
        return after not in {"-", "'s", '"'}
    return any(
        after in scene.lexis.frame(frame) for frame in ("place", "source", "passive", "boundary", "subordinate", "infinitive")
    )


def _owned(scene: Scene, taken: set[int]) -> None:
    """Take "its citizens" and "قواتها" as American where the last one named before is the United States."""
    threatened = scene.arabic and bool(scene.threats)
    reach = _OBJECT if scene.arabic else 0
    for asset in scene.assets:
        concept = scene.lexis.interests.get(str(asset.concept.attributes["names"]))
        if (
            concept is None
            or (asset.concept.id in _WIELDED and not threatened)
            or scene.word(asset.last) in _AIMED_AT
            or asset.first in taken
            or not _of_somebody(scene, asset)
        ):
            continue
        one = scene.word(asset.first - 1) == "its"
        before = [actor for actor in (*scene.actors, *scene.interests) if actor.last < asset.first and not (one and _many(actor))]
        if scene.arabic:
            before = [actor for actor in before if scene.word(actor.first - 1) not in scene.lexis.frames("place", "alongside")]
        owner = max(before, key=lambda hit: hit.last, default=None) or _our_own(scene, asset)
        if owner is None or (
            not _of_his_country(scene, asset)
            and any(owner.last < act.first and act.last < asset.first - reach and not _if(scene, act) for act in scene.acts)
        ):
            continue
        if one and any(owner.last < other.first < asset.first and other.concept.id == _MILITIA for other in scene.assets):
            continue  # "the US warned the militia that its bases"
        if owner.within(OWNER) or owner.within("interest:us"):
            taken.update(range(asset.first, asset.last + 1))
            scene.interests.append(asset.renamed(concept))


def _if(scene: Scene, act: Hit) -> bool:
    """Say whether an Arabic act is only a condition, behind which its subject may still be spoken of."""
    return scene.arabic and scene.any_between("if", act.first - _HOUSE, act.first)


def _our_own(scene: Scene, asset: Hit) -> Hit | None:
    """Return the American who says behind it whose it is: ""our personnel are in danger," Pompeo said"."""
    if not scene.any_between("ours", asset.first - _REACH, asset.first):
        return None
    return next((actor for actor in scene.actors if actor.within(OWNER) and speaks(scene, actor)), None)


def _many(actor: Hit) -> bool:
    """Say whether an armed group is named in the plural, to which "its" cannot refer."""
    return actor.within("actor:armed-group") and actor.form.text.endswith("s")


def _of_somebody(scene: Scene, asset: Hit) -> bool:
    """Say whether an asset belongs to whoever was named before: "its citizens", "his country's troops", "قوات بلاده"."""
    if _of_his_country(scene, asset):
        # who says what "any attack on his country's interests" would cost threatens, and is not the one threatened
        return not scene.any_between("whichever", asset.first - _REACH, asset.first)
    if scene.arabic:
        return scene.word(asset.last).endswith(("ها", "كم", "هم", "اته", "اياه", "نيه", "فيه", "وده"))
    return scene.any_between("own", asset.first - 3, asset.first)


def _of_his_country(scene: Scene, asset: Hit) -> bool:
    if not scene.has("homeland"):
        return False
    homeland = scene.lexis.frame("homeland")
    if scene.arabic:
        return scene.word(asset.last + 1) in homeland
    return scene.word(asset.first - 1) == "'s" and scene.word(asset.first - 2) in homeland


def _missions(scene: Scene, taken: set[int]) -> None:
    """Take an embassy, or the Pentagon's soldiers, in a sentence about American authorities as theirs."""
    command = any(
        scene.word(owner.first) in scene.lexis.frame("us-command") and owner.last == owner.first for owner in scene.actors
    )
    for asset in scene.assets:
        concept = scene.lexis.interests.get(str(asset.concept.attributes["names"]))
        sector = asset.concept.attributes.get("sector")
        of_theirs = sector == "government" or (command and asset.concept.id == "asset:forces")
        named = any(owner.first <= asset.first <= owner.last for owner in scene.actors)  # "Popular Mobilization Forces"
        if concept is None or not of_theirs or named or asset.first in taken or _inside(scene, asset):
            continue
        countries = [place for place in scene.places if place.concept.attributes.get("kind") == "country"]
        others = [name for name in (*scene.actors, *countries) if not name.within(OWNER)]
        gaps = [name.first - asset.last if scene.arabic else asset.first - name.last for name in others]
        if not any(0 < gap <= _NEAR for gap in gaps):
            scene.interests.append(asset.renamed(concept))


def _asset(scene: Scene, owner: Hit) -> Hit | None:
    """Return the asset that an owner's name belongs to: the head behind it in English, before it in Arabic."""
    best: Hit | None = None
    for asset in scene.assets:
        gap = _arabic_gap(scene, asset, owner) if scene.arabic else asset.first - owner.last
        if (
            not 0 < gap <= (_REACH if scene.arabic else _ROW)
            or (gap > _REACH and not _in_a_row(scene, owner.last, asset.first))
            or _adjective(scene, asset)
            or _inside(scene, asset)
            or _on_the_web(scene, asset, owner)
            or _only_made_there(scene, owner)
            or _apart(scene, min(owner.last, asset.last), max(owner.first, asset.first))
        ):
            continue
        if scene.arabic or best is None or asset.first == best.last + 1:
            best = asset
    return best


def _arabic_gap(scene: Scene, asset: Hit, owner: Hit) -> int:
    """Return how far an owner stands behind an asset, past a name in quotation marks: "سفينة «أوشن ستار» الأميركية"."""
    gap = owner.first - asset.last
    named = scene.word(asset.last + 1) == '"' and scene.word(owner.first - 1) == '"' and _REACH < gap <= _HOUSE
    return 1 if named and '"' not in scene.words(asset.last + 2, owner.first - 2) else gap


def _adjective(scene: Scene, asset: Hit) -> bool:
    """Say whether an Arabic word with the article only describes the noun before it: "البيان العسكري الأميركي"."""
    relative = scene.arabic and scene.word(asset.first).endswith(("ي", "يه"))
    return relative and asset.clitic.endswith("ال") and scene.word(asset.first - 1).startswith("ال")


def _inside(scene: Scene, asset: Hit) -> bool:
    """Say whether an asset's word is part of an act's ("drone" of "drone strike")."""
    return any(act.first <= asset.first <= act.last for act in scene.acts)


def _on_the_web(scene: Scene, asset: Hit, owner: Hit) -> bool:
    """Say whether a site only reports: "قال موقع أكسيوس الأميركي", "لموقع Axios الأميركي"."""
    if not scene.arabic or asset.first != asset.last or asset.concept.attributes["names"] != "interest:us-bases":
        return False
    if any(word.isascii() and word.isalpha() for word in scene.words(asset.last + 1, owner.first - 1)):
        return True
    return scene.word(asset.first - 1) in scene.lexis.frame("speech") or scene.word(asset.last + 1) == "عن"


def _only_made_there(scene: Scene, owner: Hit) -> bool:
    """Say whether the United States only built, trained or paid what somebody else owns: "the army's U.S.-built school"."""
    made = scene.lexis.frame("made-there")
    return scene.word(owner.last + 1) in made or (scene.word(owner.last + 1) == "-" and scene.word(owner.last + 2) in made)


def _apart(scene: Scene, first: int, last: int) -> bool:
    """Say whether a mark, an act or a small word divides the owner from what might be its own."""
    if any(first < act.first < last for act in scene.acts):
        return True
    for at in range(first + 1, last):
        word = scene.word(at)
        if scene.kind(at) is TokenKind.PUNCT and word not in {"-", '"', "'"}:
            return not _in_a_row(scene, first, last)
        if word in scene.lexis.frames(*_DIVIDING):
            return True
    return False


def _in_a_row(scene: Scene, first: int, last: int) -> bool:
    """Say whether only others of a row of owners stand between: "U.S., Western and coalition partner interests"."""
    if scene.arabic or last - first > _ROW:
        return False
    row = scene.lexis.frame("other-owner")
    return all(at in scene.named or scene.word(at) in row for at in range(first + 1, last))


def _joined(scene: Scene, concept: Concept, owner: Hit, asset: Hit) -> Hit:
    one, other = (owner, asset) if owner.start <= asset.start else (asset, owner)
    return Hit(concept, owner.form, one.first, other.last, one.start, max(one.end, other.end), scene.number, one.clitic)
