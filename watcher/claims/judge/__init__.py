"""A second opinion on passages in which the words of the lexicon leave something unsaid."""

from watcher.claims.judge.judge import Judge, Judgement

__all__ = ["Judge", "Judgement"]
