"""Toll claims and figures of one article."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

from watcher.claims.assemble import LONGEST_EVIDENCE, mentions, span
from watcher.claims.history import Calendar, Dated, Freshness
from watcher.claims.lexis import Lexis
from watcher.claims.model import Claim, Figure, Kind, Mention, Role, Span, Status, When
from watcher.claims.tolls.figures import figures, lead_first
from watcher.claims.tolls.harms import Harm, Mood, Side
from watcher.claims.tolls.setting import Setting, Settings
from watcher.claims.tolls.telling import Telling, tell
from watcher.text.document import Document
from watcher.text.lexicon import Hit, Hits, Named

_TOP = 6
"""Sentences within which harm without a number is news, not background."""
_SINCE_REACH = 12
"""Words between "since" and the time it tells."""
_COMMA = 6
"""By how many words a time counts as further off behind a comma."""
_OWN_CLAUSE = 16
"""Words between a harm and its own time."""
_WOUNDS = 5
"""Words between "died of" and the wounds."""
_LONG_WAR = 5
"""Years from which on a total is that of a whole war."""
_ANSWER = 5
"""Words between "revenge" or "protest" and the killing."""
_AMONG = 3
"""Words between "including" and the Americans among the victims: "including two young Americans"."""
_DATELINE = 14
"""Tokens within which a dateline gives its date."""
_DAYS_OF_MONTH = range(1, 32)
_NEARER = frozenset({",", ";", "after", "before"})
"""What, standing between, gives a time to something else than the harm."""
_MEANWHILE = frozenset({"as", "while"})
_BODIES = frozenset({"bodies", "body", "remains", "corpses"})
_FOUND = frozenset({"found", "discovered", "recovered", "exhumed", "unearthed", "retrieved"})
_OWNERS = frozenset({"'s", "their", "its"})
_MAY = frozenset({"might", "may", "could", "would"})
"""Modals behind "their killing of"."""
_VIOLENT = frozenset({Side.EITHER, Side.OBJECT})
"""Where people stand from words of what somebody did to them; people also die by themselves."""


def find(document: Document, hits: Hits, lexis: Lexis, calendar: Calendar) -> tuple[tuple[Claim, ...], tuple[Figure, ...]]:
    """Return the claims of tolls, captures, releases and corrections of an article, and its figures, lead figures first."""
    if not any("casualty" in named for named in hits.by_sentence.values()):
        return (), ()
    finder = _Finder(document, hits, lexis, calendar)
    return finder.claims, lead_first(finder.figures)


class _Finder:
    """Reads one article."""

    def __init__(self, document: Document, hits: Hits, lexis: Lexis, calendar: Calendar) -> None:
        self._document = document
        self._lexis = lexis
        self._calendar = calendar
        self._named = by_sentence = hits.by_sentence
        self._settings = Settings(hits.of("setting"), by_sentence)
        self._archived = _archived(document, hits)
        claims: list[Claim] = []
        self.figures: list[Figure] = []
        for index, named in by_sentence.items():
            if "casualty" in named:
                claims += self._read(index, named)
        self.claims = tuple(claims)

    def _read(self, index: int, named: Named) -> list[Claim]:
        """Return the claims of one sentence, and keep its figures."""
        quiet = all(hit.concept.attributes.get("quiet") for hit in named["casualty"])
        setting, why = self._settings.of(index, quiet=quiet)
        if setting is Setting.OTHER:
            return []
        told = tell(self._document, index, named, self._lexis)
        found = tuple(figures(self._document, told, self._lexis))
        self.figures += found
        if not found and told.unnumbered and any(hit.concept.id == "cue:habit" for hit in named.get("cue", ())):
            return []  # "every day the casualties mount"
        if not found and not told.unnumbered and told.released is None:
            negated = next((harm for harm in told.harms if harm.mood is Mood.NEGATED), None)
            return [] if negated is None else [self._claim(told, Kind.TOLL, Status.NEGATED, negated)]
        martyrs = next((harm for harm in told.facts if harm.war), None)
        if setting is Setting.UNKNOWN:
            if martyrs is None or not found:
                return []
            why = martyrs.hit
        return self._told(told, Status.HISTORICAL if setting is Setting.PAST or self._old(told) else Status.ACTUAL, found, why)

    def _told(self, told: Telling, status: Status, found: tuple[Figure, ...], why: Hit | None) -> list[Claim]:
        """Return what a sentence claims that people came to harm in war."""
        out = []
        facts = told.facts
        if found or (told.unnumbered and told.index < _TOP):
            out.append(self._claim(told, Kind.TOLL, status, facts[0], why=why, found=found))
        ours = self._ours(told, status, found, why)
        if ours is not None:
            out.append(ours)
        captured = next((harm for harm in facts if harm.role is Role.CAPTURED and not harm.faint), None)
        if captured is not None and told.released is None:
            out.append(self._claim(told, Kind.CAPTURE, status, captured, why=why))
        if told.released is not None:
            out.append(self._claim(told, Kind.RELEASE, status, told.released, why=why))
        corrected = next(iter(told.cues.get("corrected", ())), None)
        if corrected is not None and found:
            out.append(self._claim(told, Kind.CORRECTION, status, facts[0], why=corrected, found=found))
        return out

    def _ours(self, told: Telling, status: Status, found: tuple[Figure, ...], why: Hit | None) -> Claim | None:
        """Return the attack on Americans that violence against them is: "four American contractors were killed in a clash"."""
        figure = next((figure for figure in found if figure.victim_class == "us" or _americans_among(told)), None)
        if figure is None or status is not Status.ACTUAL or why is None or why.concept.attributes.get("kind") == "military":
            return None
        harms = (harm for harm in told.facts if harm.role is figure.role and harm.side in _VIOLENT)
        harm = min(harms, key=lambda harm: abs(harm.hit.start - figure.evidence.start), default=None)
        citizens = self._lexis.interests.get("interest:us-citizens")
        if harm is None or citizens is None or self._recalled(told, harm):
            return None
        claim = self._claim(told, Kind.ATTACK, status, harm, why=why)
        whom = Mention(concept=citizens.id, name=citizens.name, span=figure.evidence, within=citizens.within)
        return replace(claim, targets=(whom,))

    def _old(self, told: Telling) -> bool:
        """Say whether the time nearest to the first word of harm is older than the news cycle."""
        if self._archived or self._of_a_long_war(told):
            return True
        since = [hit.last for hit in told.cues.get("total", ())]
        dated = [
            time
            for time in self._dated(told)
            if time.freshness in {Freshness.OLD, Freshness.FRESH}
            and not any(0 <= time.first - last <= _SINCE_REACH for last in since)
        ]
        harm = next((harm for harm in told.harms if harm.mood is Mood.FACT and not harm.release), None)
        if harm is not None:
            dated = [time for time in dated if not self._elsewhere(time, harm)]
        if harm is not None and self._late(harm):
            dated = [time for time in dated if self._document.words[time.first - 1] != "from"]
        if harm is not None and all(time.last < harm.first for time in dated) and self._answered(told, harm):
            return True
        if harm is not None and (self._since_then(told, harm) or self._remembered(told, harm) or self._consequential(told, harm)):
            return True
        if not dated or harm is None:
            return harm is not None and self._goes_on_from(told)
        if any(self._own(time, harm, dated) for time in dated):
            return True
        nearest = min(dated, key=lambda time: (self._apart(time, harm), time.first < harm.first))
        return nearest.freshness is Freshness.OLD

    def _elsewhere(self, time: Dated, harm: Harm) -> bool:
        """Say whether a time behind a harm is of something else: of a clause apart, or of deaths whose bodies are found now."""
        between = self._document.words[harm.last + 1 : time.first]
        if ";" in between or any(mark == "," and word in _MEANWHILE for mark, word in pairwise(between)):
            return True
        body = not _BODIES.isdisjoint(self._document.words[harm.first : harm.last + 1]) and time.first > harm.last
        return body and not _FOUND.isdisjoint(self._document.words[time.last + 1 : time.last + _OWN_CLAUSE])

    def _since_then(self, told: Telling, harm: Harm) -> bool:
        """Say whether one death is only what time is counted from: "the first alert since August 2022, after a strike killed"."""
        dated = self._dated(told)
        if not _of_one(told, harm) or any(time.freshness is Freshness.FRESH for time in dated):
            return False
        return any(time.freshness is Freshness.SINCE and 0 < harm.first - time.last <= _OWN_CLAUSE for time in dated)

    def _remembered(self, told: Telling, harm: Harm) -> bool:
        """Say whether people died "there", in what an old time names: "survivors of the 1998 raid ... those who died there"."""
        if self._document.words[harm.last + 1 : harm.last + 2] != ["there"]:
            return False
        dated = self._dated(told)
        if any(time.freshness is Freshness.FRESH and time.first > harm.last for time in dated):
            return False
        return any(
            time.freshness is Freshness.OLD and time.last < harm.first and self._document.words[time.first - 1] == "the"
            for time in dated
        )

    def _goes_on_from(self, told: Telling) -> bool:
        """Say whether a sentence without a time goes on with what the one before tells of an old day."""
        named = self._named.get(told.index - 1)
        if named is None or self._dated(told) or not named.get("act"):
            return False
        before = self._document.sentences[told.index - 1]
        times = self._calendar.dated(named.get("time", ()), before.first, before.last)
        back = _refers_back(self._document, told)
        return bool(times) and all(time.freshness is Freshness.OLD and (back or time.precision == 1) for time in times)

    def _of_a_long_war(self, told: Telling) -> bool:
        """Say whether people came to harm over many years: "has killed 40,000 since 1984", "since the 1980s"."""
        dated = self._dated(told)
        if any(time.freshness is Freshness.FRESH for time in dated):
            return False
        for time in dated:
            if time.freshness is not Freshness.SINCE:
                continue
            years = [int(word) for word in self._document.words[time.first : time.last + 1] if word.isdigit()]
            if any(self._calendar.years_since(year) >= _LONG_WAR for year in years):
                return True
        return False

    def _own(self, time: Dated, harm: Harm, dated: list[Dated]) -> bool:
        """Say whether an old time is in the very clause of the harm behind it: "named on Sunday after those killed in 2024"."""
        if time.freshness is not Freshness.OLD or not 0 < time.first - harm.last <= _OWN_CLAUSE:
            return False
        between = self._document.words[harm.last + 1 : time.first]
        nearer = any(harm.last < other.first < time.first and other.freshness is Freshness.FRESH for other in dated)
        return self._document.words[time.first - 1] in {"in", "of"} and not nearer and _NEARER.isdisjoint(between)

    def _answered(self, told: Telling, harm: Harm) -> bool:
        """Say whether the death of one person is only what something answers: "in revenge for the killing of a commander"."""
        return _of_one(told, harm) and self._answers(harm)

    def _consequential(self, told: Telling, harm: Harm) -> bool:
        """Say whether somebody's killing of others is only what may lead to more: "their killing of guards could"."""
        words = self._document.words
        if harm.side is not Side.OBJECT or words[harm.first - 1] not in _OWNERS:
            return False
        behind = words[harm.last + 1 : min(harm.last + _OWN_CLAUSE, told.sentence.last)]
        return not _MAY.isdisjoint(behind) and not self._dated(told)

    def _recalled(self, told: Telling, harm: Harm) -> bool:
        """Say whether deaths of no fresh day are only what something answers: "responds to the killing of three soldiers"."""
        return self._answers(harm) and all(time.freshness is not Freshness.FRESH for time in self._dated(told))

    def _answers(self, harm: Harm) -> bool:
        if harm.side is not Side.OBJECT:
            return False
        if self._document.words[harm.first - 2 : harm.first] == ["since", "the"]:
            return True  # "protests since the death of a girl"
        return not self._lexis.frame("toll-answered").isdisjoint(self._document.words[max(harm.first - _ANSWER, 0) : harm.first])

    def _late(self, harm: Harm) -> bool:
        """Say whether somebody died of wounds, which is news however old the strike that they are "from"."""
        return not self._lexis.frame("wounds").isdisjoint(self._document.words[harm.last + 1 : harm.last + _WOUNDS])

    def _apart(self, time: Dated, harm: Harm) -> int:
        """Return how far a time is from a word of harm; a comma between puts it further off."""
        first, last = (time.last, harm.first) if time.first < harm.first else (harm.last, time.first)
        commas = sum(word in {",", "،"} for word in self._document.words[first + 1 : last])
        return last - first + _COMMA * commas

    def _claim(
        self,
        told: Telling,
        kind: Kind,
        status: Status,
        harm: Harm,
        *,
        why: Hit | None = None,
        found: tuple[Figure, ...] = (),
    ) -> Claim:
        document = self._document
        cues = [("harm", span(document, harm.hit.start, harm.hit.end))]
        if why is not None:
            cues.append((why.concept.id, span(document, why.start, why.end)))
        days = self._days(told)
        return Claim(
            kind=kind,
            status=status,
            places=mentions(document, told.named.get("place", ())),
            weapons=tuple(dict.fromkeys(hit.concept.id for hit in told.named.get("weapon", ()))),
            when=When(day=days[0]) if len(days) == 1 else None,
            days=days,
            figures=found,
            cues=tuple(cues),
            evidence=self._evidence(told, harm),
            sentence=told.index,
        )

    def _days(self, told: Telling) -> tuple[date, ...]:
        """Return every day that the sentence names."""
        dated = self._dated(told)
        return tuple(dict.fromkeys(time.day for time in dated if time.day is not None and time.precision == 1))

    def _dated(self, told: Telling) -> list[Dated]:
        """Return every time that the sentence names; one question after another needs them."""
        if told.dated is None:
            told.dated = self._calendar.dated(told.named.get("time", ()), told.sentence.first, told.sentence.last)
        return told.dated

    def _evidence(self, told: Telling, harm: Harm) -> Span:
        """Return the sentence, or of a long one what stands around the word of harm."""
        start, end = told.sentence.start, told.sentence.end
        if end - start > LONGEST_EVIDENCE:
            start = max(start, min(harm.hit.start - LONGEST_EVIDENCE // 2, end - LONGEST_EVIDENCE))
            end = start + LONGEST_EVIDENCE
        return span(self._document, start, end)


def _refers_back(document: Document, told: Telling) -> bool:
    """Say whether people came to harm in an act that is known already: "abducted in the attack"."""
    return any(document.words[hit.first - 2 : hit.first] == ["in", "the"] for hit in told.named.get("act", ()) if hit.first > 1)


def _of_one(told: Telling, harm: Harm) -> bool:
    """Say whether a word of harm tells of one person, or of no number."""
    return all(found.people.count in {None, 1} for found in told.links if found.harm is harm)


def _americans_among(told: Telling) -> bool:
    """Say whether some of those who came to harm are Americans: "six soldiers, five of them American"."""
    named = [hit for hit in told.named.get("actor", ()) if hit.within("actor:us") and hit.form.role in {"demonym", "people"}]
    return any(0 < hit.first - cue.last <= _AMONG for hit in named for cue in told.cues.get("subset", ()))


def _archived(document: Document, hits: Hits) -> bool:
    """Say whether the dateline is of the last century ("Lima, 31 Oct 88"): an archive's transcript, no news."""
    words = document.words
    for hit in hits.each("time"):
        if hit.first > _DATELINE:
            break
        if not hit.concept.id.startswith("time:month") or hit.sentence or not hit.first or hit.last + 1 >= len(words):
            continue
        day, year = words[hit.first - 1], words[hit.last + 1]
        if (
            day.isdigit()
            and year.isdigit()
            and int(day) in _DAYS_OF_MONTH
            and (30 <= int(year) <= 99 or 1900 <= int(year) <= 1999)
        ):
            return True
    return False
