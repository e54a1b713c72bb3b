"""Arabic proclitics: which letters may stand before a form within its word, and with or without the article."""

_CONJUNCTIONS = ("", "و", "ف")
_PREPOSITIONS = ("", "ب", "ك", "ل")
WITHOUT_ARTICLE = frozenset(conjunction + preposition for conjunction in _CONJUNCTIONS for preposition in _PREPOSITIONS)
WITH_ARTICLE = frozenset(
    conjunction + ("لل" if preposition == "ل" else preposition + "ال")
    for conjunction in _CONJUNCTIONS
    for preposition in _PREPOSITIONS
)
ANY = WITHOUT_ARTICLE | WITH_ARTICLE
LONGEST = max(map(len, ANY))
"""Letters of the longest of them."""
_JOINED = frozenset(_CONJUNCTIONS)
_SHORT = 2
"""Letters of a word so short that with a preposition it is mostly another ("باب" is a door, not "in August")."""


def is_arabic(key: str) -> bool:
    """Say whether a key begins with an Arabic letter."""
    return "\u0600" <= key[:1] <= "\u06ff"


def keys(key: str, *, noun: bool = True) -> list[tuple[str, frozenset[str]]]:
    """Return the keys that an Arabic form is looked up by and the prefixes allowed before each.

    A noun phrase whose words all carry the article is found without it too, and the other way round; a lone word that
    carries it never is without, since the bare word is mostly another.
    """
    if len(key) <= _SHORT:
        return [(key, _JOINED)]
    if not noun:
        return [(key, WITHOUT_ARTICLE)]
    words = key.split(" ")
    bare = [word[2:] if word.startswith("ال") and len(word) > 4 else word for word in words]
    carries = [plain != word for plain, word in zip(bare, words, strict=True)]
    if len(words) == 1:
        return [(bare[0], WITH_ARTICLE if carries[0] else ANY)]
    out = [(" ".join([bare[0], *words[1:]]), WITH_ARTICLE if carries[0] else WITHOUT_ARTICLE)]
    if all(carries):
        out.append((" ".join(bare), WITHOUT_ARTICLE))
    elif not any(carries):
        out.append((" ".join([words[0], *("ال" + word for word in words[1:])]), WITH_ARTICLE))
    return out
