"""Alerts composed from fields: the same facts in both languages, nothing made up."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.alerts import ERBIL, a_report, an_alert, an_analysis, an_arabic_alert, an_article, an_event, span
from watcher.alerts.compose import alert_id, compose
from watcher.alerts.phrases import languages, phrases, what
from watcher.claims.model import Analysis, Claim, Kind, Mention, Qualifier, Role, Status
from watcher.events.model import Change, EventPlace, NewsEvent, Reason, Toll
from watcher.rules.model import Match, Severity

NAMES = {
    ("place:erbil", "ar"): "أربيل",
    ("place:iraq", "ar"): "العراق",
    ("place:iraq", "en"): "Iraq",
    ("actor:us", "en"): "United States",
    ("actor:kh", "en"): "Kataib Hezbollah",
    ("actor:kh", "ar"): "كتائب حزب الله",
}


def worded(language: str, **fields: Any) -> tuple[str, str]:
    """Return headline and summary of one alert, the lexicon's names at hand."""
    article = an_article()
    said = span(article.whole, "a drone struck a depot near Erbil")
    event = an_event(a_report(article), **fields.pop("event", {}))
    claim = Claim(
        kind=event.kind,
        status=event.status,
        evidence=said,
        sentence=0,
        actors=tuple(Mention(concept=name, name=name, span=said) for name in fields.pop("actors", ())),
        targets=tuple(Mention(concept=name, name=name, span=said) for name in fields.pop("targets", ())),
    )
    analysis = Analysis(article=article.id, language="en", claims=(claim,))
    match = Match(rule="iraq-strikes/strike", status=event.status, severity=Severity.CRITICAL, claims=(0,), evidence=(said,))
    reason, changes = fields.pop("reason", Reason.FIRST_REPORT), fields.pop("changes", ())
    alert = compose(event, reason, changes, article, analysis, (match,), lambda concept, lang: NAMES.get((concept, lang)))
    one = alert.worded(language)
    return one.headline, one.summary


def toll(killed: int, qualifier: Qualifier = Qualifier.EXACT, most: int | None = None) -> tuple[Toll, ...]:
    """Return a toll of killed."""
    return (Toll(role=Role.KILLED, min=killed, best=killed, max=most or killed, qualifier=qualifier),)


@pytest.mark.parametrize(
    ("fields", "english", "arabic"),
    [
        ({}, "Drone strike in Erbil, Iraq: at least 4 killed", "ضربة بطائرة مسيّرة في أربيل، العراق: القتلى: 4 على الأقل"),
        (
            {"event": {"status": Status.EXPECTED, "toll": (), "weapons": ()}},
            "Strike expected in Erbil, Iraq",
            "توقّع ضربة في أربيل، العراق",
        ),
        (
            {"event": {"kind": Kind.THREAT, "status": Status.THREATENED, "toll": (), "place": None}},
            "Threat",
            "تهديد",
        ),
        (
            {
                "event": {"toll": toll(14)},
                "reason": Reason.TOLL_ROSE,
                "changes": (Change(what="killed", before="9 (up to 11)", after="14"),),
            },
            "Toll rose – Drone strike in Erbil, Iraq: 14 killed (was 9)",
            "ارتفاع الحصيلة – ضربة بطائرة مسيّرة في أربيل، العراق: القتلى: 14 (سابقاً 9)",
        ),
        (
            {"reason": Reason.CLAIMED, "changes": (Change(what="claimed_by", before=None, after="actor:kh, unknown"),)},
            "Responsibility claimed – Drone strike in Erbil, Iraq: Claimed by: Kataib Hezbollah, unknown",
            "تبنّي المسؤولية – ضربة بطائرة مسيّرة في أربيل، العراق: تبنّاه: كتائب حزب الله، مجهول",
        ),
        (
            {
                "event": {"status": Status.ACTUAL},
                "reason": Reason.ESCALATED,
                "changes": (Change(what="status", before="expected", after="actual"),),
            },
            "Escalated – Drone strike in Erbil, Iraq: Status: happened (was expected)",
            "تصعيد – ضربة بطائرة مسيّرة في أربيل، العراق: الحالة: وقع (سابقاً متوقع)",
        ),
    ],
    ids=["first", "expected", "threat", "toll", "claimed", "escalated"],
)
def test_headlines_tell_the_same_in_both_languages(fields: dict[str, Any], english: str, arabic: str) -> None:
    """What, how sure, where, how many, what changed from what: composed from fields in each language."""
    assert worded("en", **fields)[0] == english
    assert worded("ar", **fields)[0] == arabic


def test_nobody_is_blamed_for_what_hit_them() -> None:
    """Who stands on both sides of a claim is named as hit only; a country around its own town is no target."""
    _, summary = worded("en", actors=("actor:kh", "actor:us"), targets=("actor:kh", "actor:iraq"))
    assert summary.startswith("By United States. Target: Kataib Hezbollah. Reported by")


def test_a_province_is_never_printed_as_a_town() -> None:
    """Districts and governorates are called so; a sea is not called a governorate."""
    anbar = EventPlace(concept="place:anbar", name="Anbar", within=("place:anbar", "place:iraq"), precision=3, kind="governorate")
    sea = EventPlace(concept="place:red-sea", name="Red Sea", within=("place:red-sea",), precision=3, kind="sea")
    assert worded("en", event={"place": anbar})[0].startswith("Drone strike in Anbar governorate, Iraq")
    assert worded("ar", event={"place": anbar})[0].startswith("ضربة بطائرة مسيّرة في محافظة Anbar، العراق")
    assert worded("en", event={"place": sea})[0].startswith("Drone strike in Red Sea:")


def test_reprints_are_one_source_and_doubt_is_told() -> None:
    """Ten reprints of one agency are one independent source; a second origin confirms."""
    article = an_article()
    reports = [a_report(article, origin="agency:x", reason=None) for _ in range(10)]
    assert not _composed(an_event(a_report(article, origin="agency:x"), *reports)).confirmed
    confirmed = _composed(an_event(a_report(article, origin="agency:x"), a_report(article, origin="Other")))
    assert confirmed.confirmed
    assert "2 independent sources" in confirmed.summary
    assert [source.independent for source in confirmed.sources] == [True, True]


def _composed(event: NewsEvent) -> Any:
    article = an_article()
    said = span(article.whole, "a drone")
    match = Match(rule="r/s", status=Status.ACTUAL, severity=Severity.CRITICAL, claims=(0,), evidence=(said,))
    return compose(event, Reason.SECOND_SOURCE, (), article, an_analysis(article, said), (match,))


def test_silent_reports_are_counted_since_the_last_alert() -> None:
    """``joined`` counts what joined in silence after the alert before this one."""
    article = an_article()
    quiet = [a_report(article, reason=None) for _ in range(7)]
    event = an_event(a_report(article), *quiet, a_report(article, reason=Reason.TOLL_ROSE))
    assert _composed(event).joined == 7


def test_evidence_quotes_the_text_that_goes_along() -> None:
    """Offsets of the evidence hold in ``whole``, which ends a little after the last of it."""
    article = an_article(text=an_article().text + " Later." * 500)
    alert = an_alert(article=article, evidence="a drone struck a depot")
    for one in alert.evidence:
        assert alert.whole[one.start : one.end] == one.text
    assert len(alert.whole) <= alert.evidence[-1].end + 160


def test_an_article_without_a_title_has_one() -> None:
    """The first line, cut at a word, stands in for a missing headline."""
    article = an_article(title="", text="One line that goes on. " * 40)
    alert = an_alert(article=article, evidence="One line")
    assert alert.title.endswith("…")
    assert len(alert.title) <= 301


def test_ids_follow_from_event_revision_and_article() -> None:
    """Composing again, in another process too, gives the same id; another revision another one."""
    assert alert_id("ev1", 1, "art1") == alert_id("ev1", 1, "art1") == "al_65845ba349aaa0ec8f4d8aa1"
    assert len({alert_id("ev1", revision, article) for revision in (1, 2) for article in ("a", "b")}) == 4


def test_every_language_has_every_word() -> None:
    """No kind, status, reason, role or topic lacks its phrase, and each status pattern keeps the act."""
    for language in languages():
        table = phrases(language)
        for kind in Kind:
            for status in Status:
                told = what(kind, status, (), table)
                assert table.kinds[kind].lower() in told.lower()
                assert "{" not in told
    assert set(phrases("en").labels) == set(phrases("ar").labels)
    assert set(phrases("en").links) == set(phrases("ar").links)
    assert phrases("xx") == phrases("en")


@given(
    st.sampled_from(list(Reason)),
    st.sampled_from(list(Status)),
    st.sampled_from(list(Kind)),
    st.sampled_from([ERBIL, None]),
    st.integers(0, 10**9),
)
def test_any_event_has_words(reason: Reason, status: Status, kind: Kind, place: EventPlace | None, killed: int) -> None:
    """No combination raises, leaves a pattern unfilled or an empty headline."""
    event = {"status": status, "kind": kind, "place": place, "toll": toll(killed)}
    for alert in (an_alert(reason=reason, event=event), an_arabic_alert(reason=reason, event=event)):
        for one in alert.wording:
            assert one.headline
            assert not set(one.headline + one.summary) & set("{}")
