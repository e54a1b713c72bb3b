"""The engine: an article to its claims."""

from watcher.articles.model import Article
from watcher.claims import disputes
from watcher.claims.blocking import text_senses
from watcher.claims.carry import Memory
from watcher.claims.gate import Gate
from watcher.claims.history import Calendar
from watcher.claims.judge import Judge, Judgement
from watcher.claims.lexis import Lexis
from watcher.claims.model import Analysis, Claim
from watcher.claims.mood import Mood
from watcher.claims.responsibility import responsibility
from watcher.claims.staging import Scenes
from watcher.claims.threats import Threats
from watcher.claims.tolls import find as find_tolls
from watcher.claims.violence import Violence
from watcher.text.document import Document, read
from watcher.text.lexicon import Hits, Lexicon
from watcher.text.meaning import Encoder


class Analyzer:
    """Understands articles; made once from a lexicon, then only read."""

    def __init__(self, lexicon: Lexicon, encoder: Encoder | None = None) -> None:
        self._lexicon = lexicon
        self._lexis = Lexis(lexicon)
        self._gate = Gate(lexicon, self._lexis)
        self._judge = Judge(encoder, self._lexis) if encoder is not None else None

    @classmethod
    def load(cls, lexicon: Lexicon, encoder: Encoder | None = None) -> "Analyzer":
        """Return an analyzer for a lexicon; with an encoder it asks the judge about what words alone leave unsaid."""
        return cls(lexicon, encoder)

    def analyze(self, article: Article, document: Document | None = None) -> Analysis:
        """Return everything an article claims; an article without any word of violence costs one look."""
        document = document or read(article.title, article.text, article.language)
        hits = self._lexicon.scan(document) if self._gate.may_open(document.stream) else None
        # Without clitics the glance has seen what all hits would tell.
        if hits is None or not (document.stream.plain or self._gate.opens(hits.patterns)):
            return Analysis(article=article.id, language=document.language, published=article.published)
        calendar = Calendar(self._lexis, document, article.published)
        claims: tuple[Claim, ...] = tuple(_Reading(self._lexis, document, hits, calendar).claims())
        tolls, figures = find_tolls(document, hits, self._lexis, calendar)
        claims = (*claims, *tolls, *responsibility(document, hits))
        judgement = self._judge.judge(document, hits, claims) if self._judge is not None else Judgement()
        return Analysis(
            article=article.id,
            language=document.language,
            published=article.published,
            claims=(*claims, *judgement.claims),
            figures=figures,
            declined=tuple(judgement.declined),
        )


class _Reading:
    """One article being read."""

    def __init__(self, lexis: Lexis, document: Document, hits: Hits, calendar: Calendar) -> None:
        self._lexis = lexis
        self._calendar = calendar
        self._scenes = Scenes(document, hits, lexis)
        self._senses = text_senses(hits.of("blocker"), lexis)
        self._memory = Memory(self._scenes, hits)
        self._mood = Mood(self._scenes)

    def claims(self) -> list[Claim]:
        """Return the claims in order of place."""
        out: list[Claim] = []
        for index in self._scenes.violent:
            scene = self._scenes[index]
            times = self._calendar.dated(
                scene.times, scene.sentence.first, scene.sentence.last, {act.first for act in scene.acts}
            )
            told = Violence(scene, times, self._senses, self._memory, self._mood).claims()
            threats = Threats(scene, times, self._senses, self._memory, told).claims()
            if told or threats:
                self._mood.settle(index, told)
            out += told
            out += threats
        return disputes.weigh(out, self._scenes)
