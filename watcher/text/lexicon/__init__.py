"""The lexicon: typed concepts with their forms in every language, found by one automaton in one pass over an article."""

from watcher.text.lexicon.hits import Hits, Named
from watcher.text.lexicon.lexicon import Lexicon
from watcher.text.lexicon.model import Concept, Form
from watcher.text.lexicon.resolving import Hit
from watcher.text.lexicon.why import Reason, conditions, near, why

__all__ = ["Concept", "Form", "Hit", "Hits", "Lexicon", "Named", "Reason", "conditions", "near", "why"]
