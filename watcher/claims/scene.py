"""One sentence with everything the lexicon found in it, and the questions the engine asks of its words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from watcher.claims.lexis import Lexis
from watcher.text.document import Document, Sentence, Token
from watcher.text.lexicon import Hit


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
    acts: list[Hit] = field(default_factory=list)
    threats: list[Hit] = field(default_factory=list)
    cues: list[Hit] = field(default_factory=list)
    blockers: list[Hit] = field(default_factory=list)
    times: list[Hit] = field(default_factory=list)
    places: list[Hit] = field(default_factory=list)
    actors: list[Hit] = field(default_factory=list)
    interests: list[Hit] = field(default_factory=list)
    weapons: list[Hit] = field(default_factory=list)
    assets: list[Hit] = field(default_factory=list)
    victims: list[Hit] = field(default_factory=list)
    leads: dict[int, str | None] = field(default_factory=dict)
    """What each name hangs on, by its first token: found once, asked by every act."""
    speakers: dict[int, bool] = field(default_factory=dict)
    """Whether each name speaks, likewise."""
    victims_named: dict[int, bool] = field(default_factory=dict)
    """Whether each name is that of somebody hurt, likewise."""
    arabic: bool = False
    """Written in Arabic letters."""
    tokens: Sequence[Token] = ()
    """Of the whole document."""
    _named: set[int] = field(default_factory=set)
    _vocabulary: frozenset[str] = frozenset()
    _first: int = 0
    """First token; ``_last`` is inclusive."""
    _last: int = 0

    def __post_init__(self) -> None:
        self.tokens = self.document.tokens
        self._first, self._last = self.sentence.first, self.sentence.last
        self.arabic = any("\u0621" <= token.text[0] <= "\u064a" for token in self.tokens[self._first : self._first + 6])

    @property
    def named(self) -> set[int]:
        """Tokens that are part of a name or a weapon."""
        if not self._named:
            names = (*self.places, *self.actors, *self.interests, *self.weapons)
            self._named = {at for hit in names for at in range(hit.first, hit.last + 1)}
        return self._named

    def word(self, at: int) -> str:
        """Return the folded word at a token index, or nothing outside the sentence."""
        return self.tokens[at].text if self._first <= at <= self._last else ""

    def words(self, first: int, last: int) -> tuple[str, ...]:
        """Return the folded words of the tokens ``first`` to ``last``, inclusive."""
        return tuple([token.text for token in self.tokens[first : last + 1]])

    def token(self, at: int) -> Token:
        """Return the token at an index."""
        return self.tokens[at]

    def has(self, *frames: str) -> bool:
        """Say whether a small word of any of the frames stands in the sentence: most have none, and need no closer look."""
        if not self._vocabulary:
            self._vocabulary = frozenset(self.words(self._first, self._last))
        return any(not self.lexis.frame(frame).isdisjoint(self._vocabulary) for frame in frames)

    def any_between(self, frame: str, first: int, last: int) -> bool:
        """Say whether a small word of a frame stands strictly between two tokens."""
        return not self.lexis.frame(frame).isdisjoint([token.text for token in self.tokens[first + 1 : last]])
