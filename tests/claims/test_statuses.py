"""Minimal pairs: nearly the same words, another status, in both languages."""

import pytest

from tests.claims.conftest import Read
from watcher.claims.model import Kind, Status

PAIRS = [
    (
        Status.ACTUAL,
        "Drones hit a Hashd depot near Amerli on Tuesday, police said.",
        "قصفت طائرات مسيّرة مستودعاً للحشد قرب آمرلي أمس الثلاثاء.",
    ),
    (
        Status.ATTEMPTED,
        "A failed drone attack was aimed at a Hashd depot near Amerli on Tuesday.",
        "محاولة فاشلة لقصف مستودع للحشد قرب آمرلي نفذتها مسيّرة أمس.",
    ),
    (
        Status.INTERCEPTED,
        "Air defences shot down a drone over Amerli on Tuesday.",
        "أسقطت الدفاعات الجوية مسيّرة فوق آمرلي أمس.",
    ),
    (
        Status.CLAIMED,
        "A faction claimed responsibility for the drone attack on Harir air base.",
        "تبنّت جماعة الهجوم بمسيّرة على قاعدة حرير.",
    ),
    (
        Status.ACCUSED,
        "Baghdad accused Ankara of an air strike on a village near Amedi.",
        "اتهمت بغداد أنقرة بقصف قرية قرب العمادية.",
    ),
    (
        Status.DENIED,
        "The army denied that there was an air strike near Amerli.",
        "نفى الجيش وقوع غارة قرب آمرلي.",
    ),
    (
        Status.UNCONFIRMED,
        "It is not clear whether there was an air strike near Amerli.",
        "أنباء غير مؤكدة عن غارة قرب آمرلي.",
    ),
    (
        Status.THREATENED,
        "Israel threatened air strikes on the factions near Amerli.",
        "هددت إسرائيل بشن غارات على الفصائل قرب آمرلي.",
    ),
    (
        Status.ORDERED,
        "The premier ordered air strikes on hideouts near Amerli.",
        "أوعز رئيس الوزراء بشن غارات على أوكار قرب آمرلي.",
    ),
    (
        Status.CONSIDERED,
        "The White House is weighing air strikes on the factions near Amerli.",
        "يدرس البيت الأبيض شن غارات على الفصائل قرب آمرلي.",
    ),
    (
        Status.WARNED,
        "A lawmaker warned of air strikes on the factions near Amerli.",
        "حذّر نائب من غارات على الفصائل قرب آمرلي.",
    ),
    (
        Status.EXPECTED,
        "Air strikes on the factions near Amerli are likely, an analyst said.",
        "غارات محتملة على الفصائل قرب آمرلي، بحسب محلل.",
    ),
    (
        Status.EXERCISE,
        "Jets carried out air strikes on dummy targets near Amerli in an exercise.",
        "نفذت مقاتلات غارات على أهداف وهمية قرب آمرلي ضمن تمرين.",
    ),
    (
        Status.HYPOTHETICAL,
        "An air strike near Amerli would have started a war, the former minister wrote.",
        "لولا الوساطة لكانت غارة على آمرلي قد أشعلت حرباً.",
    ),
    (
        Status.HISTORICAL,
        "Villagers remembered the air strike that hit Amerli ten years ago.",
        "استذكر الأهالي غارة ضربت آمرلي قبل عشرة أعوام.",
    ),
    (
        Status.NEGATED,
        "There were no air strikes near Amerli on Tuesday.",
        "لم تقع غارات قرب آمرلي أمس.",
    ),
    (
        Status.AFTERMATH,
        "Mourners buried two men killed by Tuesday's air strike near Amerli.",
        "شُيّع رجلان قضيا بغارة قرب آمرلي أمس.",
    ),
]


@pytest.mark.parametrize(("status", "english", "arabic"), PAIRS, ids=[status.value for status, *_ in PAIRS])
def test_each_status_is_told_in_both_languages(said: Read, status: Status, english: str, arabic: str) -> None:
    """The same event with other cues is another status, in English as in Arabic, and never dropped."""
    for text in (english, arabic):
        assert status in said(text).statuses(Kind.STRIKE), text


def test_a_base_struck_before_may_be_struck_again(said: Read) -> None:
    """One report carries a historical strike and an expected one; each keeps its status."""
    statuses = said("The Hashd camp near Amerli that was bombed in January could be bombed again, officials said.").statuses(
        Kind.STRIKE
    )
    assert statuses == {Status.HISTORICAL, Status.EXPECTED}


def test_cues_quote_the_words_that_decided(said: Read) -> None:
    """A denied claim shows the word of denial, so that a person can mend a rule from it."""
    claim = next(claim for claim in said("The army denied that there was an air strike near Amerli.").claims)
    assert ("status:denied", "denied") in [(decided, words.text) for decided, words in claim.cues]


def test_nothing_is_old_without_a_date_but_what_says_so(said: Read) -> None:
    """A full date is compared with ``published`` only; "ten years ago" is old by itself."""
    dated = "An air strike hit Amerli on 3 March 2019, police said."
    assert said(dated).statuses(Kind.STRIKE) == {Status.HISTORICAL}
    assert said(dated, published=None).statuses(Kind.STRIKE) == {Status.ACTUAL}
    since = "Drones have hit Amerli dozens of times since the militia ended its truce last October."
    assert said(since, published=None).statuses(Kind.STRIKE) == {Status.HISTORICAL}
    assert said("An air strike hit Amerli ten years ago.", published=None).statuses(Kind.STRIKE) == {Status.HISTORICAL}


@pytest.mark.parametrize(
    "text",
    [
        "An air strike hit Amerli in September 1998.",
        "قصفت طائرات مستودعاً قرب آمرلي في أيلول / سبتمبر 1998.",
        "قصفت طائرات مستودعاً قرب آمرلي في أيلول (سبتمبر) 1998.",
        "قصفت طائرات مستودعاً قرب آمرلي في سبتمبر من العام الماضي.",
        "An air strike hit Amerli in September of last year.",
        "Last September, an air strike hit Amerli.",
    ],
)
def test_a_month_is_as_old_as_its_year_says(said: Read, text: str) -> None:
    """A year is read behind a month's second name, and where it is told in words."""
    assert said(text, published=None).statuses(Kind.STRIKE) == {Status.HISTORICAL}
