"""One sentence with everything the lexicon found in it, and the questions the engine asks of its words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from watcher.claims.lexis import Lexis
from watcher.text.document import Document, Sentence
from watcher.text.lexicon import Hit, Named
from watcher.text.tokens import TokenKind


class _Words(dict[int, str]):
    """Words by token index; there are none elsewhere."""

    def __missing__(self, _at: int) -> str:
        return ""


@dataclass(slots=True)
class Scene:
    """A sentence and its hits by type, in order of place."""

    document: Document
    index: int
    """Where it stands among the scenes; that of its sentence unless the sentence is cut."""
    number: int
    """Index of its sentence."""
    sentence: Sentence
    lexis: Lexis
    hits: Named
    acts: Sequence[Hit] = field(init=False)
    threats: Sequence[Hit] = field(init=False)
    cues: Sequence[Hit] = field(init=False)
    blockers: Sequence[Hit] = field(init=False)
    times: Sequence[Hit] = field(init=False)
    places: Sequence[Hit] = field(init=False)
    actors: list[Hit] = field(init=False)
    interests: list[Hit] = field(init=False)
    weapons: Sequence[Hit] = field(init=False)
    assets: Sequence[Hit] = field(init=False)
    leads: dict[int, str | None] = field(init=False)
    """What each name hangs on, by its first token: found once, asked by every act."""
    speakers: dict[int, bool] = field(init=False)
    """Whether each name speaks, likewise."""
    victims_named: dict[int, bool] = field(init=False)
    """Whether each name is that of somebody hurt, likewise."""
    word: Callable[[int], str] = field(init=False)
    """Returns the folded word at a token index, or nothing outside the sentence; a dictionary's own look-up, asked so often."""
    kind: Callable[[int], TokenKind] = field(init=False)
    """Returns what the token at an index is."""
    arabic: bool = field(init=False)
    """Written in Arabic letters."""
    _named: set[int] = field(init=False)
    _words: list[str] = field(init=False)
    """Its own, folded: asked for so often that looking them up in the tokens would cost more than all else."""
    _frames: int = field(init=False)
    """Which frames have a word in it, as bits."""
    _first: int = field(init=False)
    """First token; ``_last`` is inclusive."""
    _last: int = field(init=False)

    def __post_init__(self) -> None:
        hits = self.hits
        self.acts = hits.get("act", ())
        self.threats = hits.get("threat", ())
        self.cues = hits.get("cue", ())
        self.blockers = hits.get("blocker", ())
        self.times = hits.get("time", ())
        self.places = hits.get("place", ())
        self.actors = list(hits.get("actor", ()))
        self.interests = list(hits.get("interest", ()))
        self.weapons = hits.get("weapon", ())
        self.assets = hits.get("asset", ())
        self.leads, self.speakers, self.victims_named, self._named = {}, {}, {}, set()
        self._first, self._last = self.sentence.first, self.sentence.last
        self._words = self.document.words[self._first : self._last + 1]
        self.kind = self.document.kind
        self.word = _Words(enumerate(self._words, self._first)).__getitem__
        self._frames = self.lexis.frames_of(self._words)
        opening = self._words[:6]
        self.arabic = not "".join(opening).isascii() and any("\u0621" <= word[0] <= "\u064a" for word in opening)

    @property
    def victims(self) -> Sequence[Hit]:
        """Nouns for people, which few ask for."""
        return self.hits.get("victim", ())

    @property
    def benign(self) -> Sequence[Hit]:
        """Words of peace, law and business, likewise."""
        return self.hits.get("benign", ())

    @property
    def named(self) -> set[int]:
        """Tokens that are part of a name or a weapon."""
        if not self._named:
            names = (*self.places, *self.actors, *self.interests, *self.weapons)
            self._named = {at for hit in names for at in range(hit.first, hit.last + 1)}
        return self._named

    def words(self, first: int, last: int) -> list[str]:
        """Return the folded words of the tokens ``first`` to ``last``, inclusive, as far as they stand in the sentence."""
        begin, behind = first - self._first, last + 1 - self._first
        return self._words[begin if begin > 0 else 0 : behind if behind > 0 else 0]  # noqa: FURB136  # `max` costs twice as much

    def has(self, *frames: str) -> bool:
        """Say whether a small word of any of the frames stands in the sentence: most have none, and need no closer look."""
        return self._frames & self.lexis.masks[frames] != 0

    def where(self, *frames: str) -> list[int]:
        """Return the tokens that are a small word of any of the frames, in order."""
        words = self.lexis.frames(*frames)
        return [at for at, word in enumerate(self._words, self._first) if word in words]

    def divided(self, first: int, last: int) -> bool:
        """Say whether another part of the sentence begins strictly between two tokens; the hyphen of a name is no dash."""
        if not self.any_between("divider", first, last):
            return False
        divider = self.lexis.frame("divider")
        return any(self.word(at) in divider and at not in self.named for at in range(first + 1, last))

    def any_between(self, frame: str, first: int, last: int) -> bool:
        """Say whether a small word of a frame stands strictly between two tokens of the sentence."""
        lexis = self.lexis
        return self._frames & lexis.masks[frame,] != 0 and not lexis.frame(frame).isdisjoint(self.words(first + 1, last - 1))
