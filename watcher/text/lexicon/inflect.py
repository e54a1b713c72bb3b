"""Inflection by rule: English verbs and plurals, Arabic duals, plurals and conjugation."""

_VOWELS = "aeiou"


def english_noun(noun: str) -> list[str]:
    """Return a noun (phrase) and its plural."""
    return [noun, _plural(noun)]


def _plural(noun: str) -> str:
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    if noun.endswith("man"):
        return noun[:-3] + "men"
    return noun + "s"


def english_verb(verb: str) -> list[str]:
    """Return a regular verb's base, -s, -ed and -ing; of a phrase the first word is inflected."""
    head, _, rest = verb.partition(" ")
    tail = f" {rest}" if rest else ""
    if head.endswith("e"):
        forms = [head, head + "s", head + "d", head[:-1] + "ing"]
    elif head.endswith("y") and head[-2:-1] not in _VOWELS:
        forms = [head, head[:-1] + "ies", head[:-1] + "ied", head + "ing"]
    elif len(head) <= 4 and len(head) > 2 and head[-1] not in _VOWELS + "wxy" and head[-2] in _VOWELS and head[-3] not in _VOWELS:
        forms = [head, head + "s", head + head[-1] + "ed", head + head[-1] + "ing"]
    else:
        forms = [head, _plural(head), head + "ed", head + "ing"]
    return [form + tail for form in forms]


_PRONOUNS = ("ه", "ها", "هم", "هما", "نا")
_FEMININE = ("ة", "ه")


def arabic_noun(noun: str) -> list[str]:
    """Return a noun (or a noun and its adjective) in singular, dual, regular plural and accusative, with possessives."""
    head, _, adjective = noun.partition(" ")
    if " " in adjective:
        return [noun]
    if adjective:
        return [noun, *_noun_with_adjective(head, adjective)]
    if head.endswith(_FEMININE):
        stem = head[:-1]
        forms = [head, *(stem + ending for ending in ("تان", "تين", "تا", "تي", "ات"))]
        return forms + [stem + ending + pronoun for ending in ("ت", "ات") for pronoun in _PRONOUNS]
    return [head, *(head + ending for ending in ("ا", "ان", "ين", "ون", "ات", *_PRONOUNS))]


def _noun_with_adjective(head: str, adjective: str) -> list[str]:
    """Return dual, regular plural and accusative of a noun and the one adjective that agrees with it."""
    bare = adjective[:-1] if adjective.endswith(_FEMININE) else adjective
    if head.endswith(_FEMININE):
        stem = head[:-1]
        return [f"{stem}تان {bare}تان", f"{stem}تين {bare}تين", f"{stem}ات {bare}ة"]
    return [f"{head}ا {bare}ا", f"{head}ان {bare}ان", f"{head}ين {bare}ين", f"{head}ات {bare}ة"]


def arabic_people(adjective: str) -> list[str]:
    """Return the plurals of an adjective of origin such as عراقي, by which people are named."""
    return [adjective + ending for ending in ("ون", "ين", "ات", "ان")] if adjective.endswith("ي") else []


def arabic_adjective(adjective: str) -> list[str]:
    """Return an adjective of origin in both genders and the dual, and its accusative."""
    return [adjective, *(adjective + ending for ending in ("ة", "ا", "تان", "تين"))] if adjective.endswith("ي") else [adjective]


def arabic_verb(verb: str) -> list[str]:
    """Return the conjugation, as news uses it, of a verb given in the third person masculine singular of the past.

    Past, present and future of the third persons and of "we", with pronouns of the object; of a phrase the first word turns.
    """
    head, _, rest = verb.partition(" ")
    tail = f" {rest}" if rest else ""
    weak = head.endswith(("ى", "ا")) and len(head) > 2
    stem = head[:-1] if weak else head
    feminine = stem + "ت"
    past = [
        head,
        feminine,
        stem + "وا",
        feminine + "ا",
        f"{stem}يا" if weak else stem + "ا",
        f"{stem}ينا" if weak else stem + "نا",
    ]
    singular, plural = [], []
    for imperfect in _imperfects(head):
        short = imperfect.removesuffix("ي").removesuffix("و") if weak else imperfect
        singular += [prefix + imperfect for prefix in "يتن"]
        plural += [prefix + short + ending for prefix in "يت" for ending in ("ون", "وا")]
        plural += [prefix + imperfect + "ان" for prefix in "يت"]
    future = ["س" + form for form in singular + plural]
    before_pronoun = [stem + "ا" if weak else head, feminine, stem + "و", *singular, *future[: len(singular)]]
    objects = [form + pronoun for form in before_pronoun for pronoun in _PRONOUNS]
    return [form + tail for form in dict.fromkeys(past + singular + plural + future + objects)]


def _imperfects(verb: str) -> list[str]:
    """Return the stems that the present may have: a derived form loses its alef, weak letters turn."""
    stem = verb[1:] if len(verb) >= 4 and verb[0] in "اأ" else verb
    if len(verb) == 3 and verb[0] == "أ":
        stems = ["ؤ" + verb[1:], verb]
    elif len(verb) == 3 and verb[1] == "ا":
        stems = [verb[0] + letter + verb[2] for letter in "ويا"]
    elif len(verb) == 4 and verb[0] == "أ" and verb[2] == "ا":
        stems = [verb[1] + "ي" + verb[3]]
    elif len(verb) == 6 and verb.startswith("است") and verb[4] == "ا":
        stems = [f"ست{verb[3]}ي{verb[5]}"]
    else:
        stems = [stem]
    if verb.endswith("ى"):
        return [stem[:-1] + "ي" for stem in stems]
    if verb.endswith("ا") and len(verb) > 2:
        return [stem[:-1] + "و" for stem in stems]
    return stems
