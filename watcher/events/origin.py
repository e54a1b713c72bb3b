"""Where a report comes from: ten reprints of one agency are one independent source."""

import re

from watcher.articles.model import Article
from watcher.claims.model import Analysis

_CREDIT = re.compile(
    r"\((?P<dateline>[A-Z][A-Za-z .&'-]{1,40})\)\s*[-–—:]"
    r"|[-–—(]\s*(?:with (?:additional )?reporting by|source:|reporting by|from)\s+(?P<credit>[A-Z][\w .&'-]{2,50}?)\s*[).]?\s*$"
    r"|\((?P<initials>AFP|AP|Reuters|UPI|DPA|dpa|EFE|ANSA|TASS|Xinhua|Anadolu|AA|INA|KUNA|SPA|WAM|MENA|Petra|NNA|IRNA)\)"
)
_CREDIT_AR = re.compile(
    r"(?:\((?P<brackets>رويترز|فرانس برس|أ\s?ف\s?ب|ا ف ب|أسوشيتد برس|أ\s?ب|د\s?ب\s?أ|الأناضول|واع|واس|وام|كونا|سانا|شفق نيوز)\))"
    r"|(?:^|[\s/\-])(?P<slash>واع|شفق نيوز|رويترز|فرانس برس|الأناضول)\s*[/\-–:]"
)
_AGENCY = re.compile(r"\b(?:Press|Agency|Agence)\b")
_HEAD, _TAIL = 200, 160


def origin_of(article: Article, analysis: Analysis) -> str:
    """Return the agency that by-line, dateline or credit name, as a concept or its name in small letters; else the outlet."""
    return analysis.agency or credited(article.text) or credited(article.author or "") or named(article.source)


def credited(text: str) -> str | None:
    """Return the agency credited in the first or last words of ``text`` as an origin, ``None`` where none is."""
    for part in (text[:_HEAD], text[-_TAIL:]):
        for pattern in (_CREDIT, _CREDIT_AR):
            for match in pattern.finditer(part):
                return named(next(group for group in match.groups() if group))
    return None


def named(name: str) -> str:
    """Return an outlet or agency as an origin; an agency's full name and its initials are one ("Mashreq Press Agency", "MPA")."""
    words = name.split()
    if len(words) > 1 and _AGENCY.search(name):
        name = "".join(word[0] for word in words if word[0].isupper())
    return f"source:{' '.join(name.casefold().split())}"
