"""Streams with known truth: events of several days, told by outlets in English and Arabic as outlets do.

An event has a first report, repeats in both languages, reprints of the agency, updates and corrections of its toll, a claim.
Events come with neighbours that look like them: the same town a day later, another town the same day, a threat carried out.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tests.events.scoring import Truth
from watcher.articles import jsonl
from watcher.articles.model import Article
from watcher.yamlfile import load

START = datetime(2026, 3, 2, tzinfo=UTC)
AGENCY, DATELINE = "Levant Wire Agency", "BEIRUT (LWA) - "
IRAQI = 12
"""Places from there on lie elsewhere: a strike there raises nothing unless people are killed."""
ENGLISH_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@cache
def phrases() -> dict[str, Any]:
    """Return the outlets' words."""
    return dict(load(Path(__file__).with_name("phrases.yaml")).data)


@dataclass(frozen=True)
class Story:
    """What happened."""

    event: str
    at: datetime
    place: int
    weapon: int
    target: int
    killed: int
    threat: bool = False
    who: int = 0


@dataclass(frozen=True)
class Line:
    """One article and what an ideal system makes of it."""

    article: Article
    truth: Truth


@dataclass
class Simulator:
    """Writes one stream; the same seed gives the same stream."""

    seed: int = 1
    events: int = 30
    days: int = 9
    _random: random.Random = field(init=False)
    _count: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def stream(self) -> list[Line]:
        """Return all articles in order of arrival."""
        lines = [line for story in self._stories() for line in self._told(story)]
        lines += [self._noise(START + timedelta(hours=self._random.uniform(0, 24 * self.days))) for _ in range(self.events)]
        return sorted(lines, key=lambda line: line.article.first_seen)

    def _stories(self) -> Iterator[Story]:
        pick = self._random
        taken: set[tuple[int, int]] = set()
        made = 0
        while made < self.events:
            day, place = pick.randrange(self.days), pick.randrange(len(phrases()["places"]))
            if (day, place) in taken or (day + 1, place) in taken:
                continue
            story = Story(
                event=f"E{made:02}",
                at=START + timedelta(days=day, hours=pick.uniform(2, 20)),
                place=place,
                weapon=pick.randrange(4),
                target=pick.randrange(8),
                killed=pick.choice((0, 2, 3, 5, 8, 11) if place < IRAQI else (2, 3, 5, 8, 11)),
                threat=place < IRAQI and pick.random() < 0.2,
                who=pick.randrange(3),
            )
            taken |= {(day, place), (day + 1, place)}
            made += 1
            yield story
            if made < self.events and pick.random() < 0.35:
                yield self._neighbour(story, f"E{made:02}", taken)
                made += 1

    def _neighbour(self, story: Story, event: str, taken: set[tuple[int, int]]) -> Story:
        """Return an event that is easily taken for ``story``."""
        pick = self._random
        if story.threat:
            return replace(story, event=event, at=story.at + timedelta(hours=30), threat=False, killed=3)
        if pick.random() < 0.5:
            return replace(
                story,
                event=event,
                at=story.at + timedelta(hours=24),
                weapon=(story.weapon + 1) % 4,
                target=(story.target + 1) % 8,
            )
        day = (story.at - START).days
        free = [place for place in range(len(phrases()["places"])) if not {(day, place), (day + 1, place)} & taken]
        place = pick.choice(free)
        taken |= {(day, place), (day + 1, place)}
        return replace(story, event=event, at=story.at + timedelta(hours=1), place=place, killed=story.killed or 2)

    def _told(self, story: Story) -> Iterator[Line]:
        """Yield the reports of one event."""
        pick, at, killed = self._random, story.at, story.killed
        kind = "threat" if story.threat else "first"
        first = self._line(story, kind, "first", at, alert="new", killed=killed, agency=True)
        yield first
        if first.article.language == "en" and pick.random() < 0.7:
            yield self._reprint(first, at + timedelta(minutes=pick.uniform(10, 60)), killed)
        for _ in range(pick.randrange(1, 4)):
            at += timedelta(hours=pick.uniform(0.5, 3))
            yield self._line(story, "threat" if story.threat else "repeat", "repeat", at, killed=killed)
        if story.threat:
            return
        if killed and pick.random() < 0.6:
            before, killed, at = killed, killed + pick.randrange(1, 5), at + timedelta(hours=pick.uniform(2, 16))
            update = self._line(story, "update", "update", at, alert="update", killed=killed, before=before, agency=True)
            yield update
            if update.article.language == "en":
                yield self._reprint(update, at + timedelta(minutes=40), killed)
            if pick.random() < 0.4:
                before, killed, at = killed, killed - 1, at + timedelta(hours=pick.uniform(2, 10))
                yield self._line(story, "correction", "correction", at, alert="update", killed=killed, before=before, agency=True)
        if story.place < IRAQI and pick.random() < 0.4:
            at += timedelta(hours=pick.uniform(1, 4))
            yield self._line(story, "claim", "claim", at, alert="update", killed=killed)

    def _line(
        self,
        story: Story,
        template: str,
        role: str,
        at: datetime,
        *,
        killed: int,
        alert: str = "none",
        before: int = 0,
        agency: bool = False,
    ) -> Line:
        language = "ar" if self._random.random() < 0.35 else "en"
        words = phrases()
        told = self._random.choice(words[template][language])
        slots = _slots(story, at, killed, before)
        title, text = (told[part].format(**slots) for part in ("title", "text"))
        source = AGENCY if agency and language == "en" else self._random.choice(words["outlets"][language])
        credit = DATELINE if source == AGENCY else ""
        toll = {"killed": killed} if killed and not story.threat else {}
        truth = Truth("", story.event, alert, role, toll)
        return self._made(language, source, (title[:1].upper() + title[1:], credit + text), at, truth)

    def _reprint(self, of: Line, at: datetime, killed: int) -> Line:
        source = self._random.choice(phrases()["outlets"]["en"])
        truth = replace(of.truth, role="reprint", alert="none", toll={"killed": killed} if killed and of.truth.toll else {})
        told = (f"{of.article.title}, officials say", f"{of.article.text} (Agencies)")
        return self._made("en", source, told, at, truth)

    def _noise(self, at: datetime) -> Line:
        language = self._random.choice(("en", "ar"))
        told = self._random.choice(phrases()["noise"][language])
        story = Story("", at, self._random.randrange(len(phrases()["places"])), 0, 0, 4)
        slots = _slots(story, at, self._random.randrange(2, 9), 0)
        truth = Truth("", None, "none", "noise", {}, rules=False)
        source = self._random.choice(phrases()["outlets"][language])
        return self._made(language, source, (told["title"].format(**slots), told["text"].format(**slots)), at, truth)

    def _made(self, language: str, source: str, told: tuple[str, str], at: datetime, truth: Truth) -> Line:
        self._count += 1
        line = {
            "id": f"sim{self.seed}-{self._count}",
            "lang": language,
            "source": source,
            "url": f"https://{'-'.join(source.split()).lower()}.example/{self.seed}/{self._count}",
            "title": told[0],
            "text": told[1],
            "published": at.isoformat(),
            "arrived": (at + timedelta(minutes=5)).isoformat(),
        }
        (article,) = jsonl.read([json.dumps(line)], "simulated", at)
        return Line(article, replace(truth, article=article.id))


def _slots(story: Story, at: datetime, killed: int, before: int) -> dict[str, str]:
    """Return what fills the templates of a story told at ``at``."""
    words = phrases()
    place, weapon = words["places"][story.place], words["weapons"][story.weapon]
    target, claimant, threatener = words["targets"][story.target], words["claimants"][story.who], words["threateners"][story.who]
    spelt = ENGLISH_NUMBERS[killed] if killed < len(ENGLISH_NUMBERS) else str(killed)
    return {
        "place": place["en"],
        "place_ar": place["ar"],
        "region": place["region"],
        "region_ar": place["region_ar"],
        "weapon": weapon["en"],
        "Weapon": weapon["en"].capitalize(),
        "weapon_ar": weapon["ar"],
        "did": weapon["did"],
        "Did": weapon["did"][:1].upper() + weapon["did"][1:],
        "did_ar": weapon["did_ar"],
        "target": target["en"],
        "target_bare": target["en"].partition(" ")[2].capitalize(),
        "target_ar": target["ar"],
        "claimant": claimant["en"],
        "claimant_ar": claimant["ar"],
        "threatener": threatener["en"],
        "threatener_ar": threatener["ar"],
        "country": threatener["country"],
        "day": f"{story.at:%A}",
        "day_ar": f"يوم {words['days_ar'][story.at.weekday()]}",
        "today": f"{at:%A}",
        "killed": str(killed),
        "Killed": spelt.capitalize(),
        "before": str(before),
        "count_clause": f"killing {spelt} people," if killed else "causing damage but no casualties,",
        "count_clause_ar": f"ما أدى إلى مقتل {killed} أشخاص،" if killed else "دون وقوع إصابات،",
    }
