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


def arabic_noun(noun: str) -> list[str]:
    """Return a noun (or noun and adjective), its dual and its regular plural."""
    words = noun.split()
    if len(words) > 1:
        return [noun]
    word = words[0]
    if word.endswith(("ة", "ه")):
        stem = word[:-1]
        return [
            word,
            stem + "تان",
            stem + "تين",
            stem + "تا",
            stem + "تي",
            stem + "ات",
            *(stem + "ت" + p for p in _POSSESSIVE),
            *(stem + "ات" + p for p in _POSSESSIVE),
        ]
    return [word, word + "ان", word + "ين", *(word + p for p in _POSSESSIVE)]


def arabic_people(adjective: str) -> list[str]:
    """Return the plurals of an adjective of origin such as عراقي, by which people are named."""
    return [adjective + ending for ending in ("ون", "ين", "ات", "ان")] if adjective.endswith("ي") else []


def arabic_adjective(adjective: str) -> list[str]:
    """Return an adjective of origin in both genders, and its indefinite accusative."""
    return (
        [adjective, adjective + "ة", adjective + "ا", adjective + "تان", adjective + "تين"]
        if adjective.endswith("ي")
        else [adjective]
    )


_POSSESSIVE = ("ه", "ها", "هم", "هما", "نا")
_OBJECTS = ("ه", "ها", "هم", "هما", "نا")
_LONG = "اأإآ"


def arabic_verb(verb: str) -> list[str]:
    """Return the conjugation of a verb given in the third person masculine singular past, as news uses it."""
    head, _, rest = verb.partition(" ")
    tail = f" {rest}" if rest else ""
    past_stem = head
    feminine = past_stem[:-1] + "ت" if past_stem.endswith(("ى", "ا")) else past_stem + "ت"
    plural = past_stem[:-1] + "وا" if past_stem.endswith("ى") else past_stem + "وا"
    past = [past_stem, feminine, plural, feminine + "ا", past_stem + "ا", past_stem + "نا"]
    imperfect = _imperfect(head)
    present = [prefix + imperfect for prefix in ("ي", "ت", "ن")]
    present += [prefix + imperfect.removesuffix("ي") + ending for prefix in ("ي", "ت") for ending in ("ون", "وا", "ان")]
    future = ["س" + form for form in present]
    forms = past + present + future
    objects = [form + pronoun for form in (past_stem, feminine, *present[:3], *future[:3]) for pronoun in _OBJECTS]
    objects += [past_stem + "و" + pronoun for pronoun in _OBJECTS]
    return [form + tail for form in dict.fromkeys(forms + objects)]


def _imperfect(verb: str) -> str:
    """Return the stem of the present: forms VII, VIII and X lose their alef, form IV its hamza, weak endings turn."""
    stem = verb
    if len(stem) >= 4 and stem[0] in "اأ":
        stem = stem[1:]
    if stem.endswith(("ى", "ا")):
        stem = stem[:-1] + "ي"
    if len(verb) == 3 and verb[1] == "ا":
        stem = verb[0] + "و" + verb[2]
    if len(verb) == 6 and verb.startswith("است") and verb[4] == "ا":
        stem = stem[:3] + "ي" + stem[4:]
    return stem
