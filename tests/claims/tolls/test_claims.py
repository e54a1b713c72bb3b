"""Toll claims: harm in armed conflict as news, and nothing else."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.claims.tolls.conftest import Reader
from watcher.claims.model import Kind, Status

NEWS = [
    "Shelling killed dozens of people in the besieged town.",
    "Gunmen assassinated a lawyer in Basra on Thursday evening.",
    "Initial reports indicate that militants were killed in the strikes.",
    "Mourners buried three fighters killed in the air raid a day earlier.",
    "Doctors in Gaza reported 31 deaths from Israeli strikes in 24 hours.",
    "The number of Palestinians killed in Gaza since October 2023 has passed 67,000 in the war, the ministry said.",
    "شيع المئات قتلى القصف الذي طال قوات الحشد الشعبي.",
    "مقتل قيادي بارز في كتائب حزب الله باستهداف عجلته بمسيّرة.",
    "41 شهيدا وإصابة 124 بجروح حصيلة يوم أمس.",
]
NO_NEWS = [
    # accident, disaster, disease, crime
    "Eleven pilgrims died when their minibus collided with a lorry in Iraq.",
    "A fire at a Baghdad clinic killed eight patients; neighbours took the blast of an oxygen cylinder for a bomb.",
    "Lightning strikes killed four shepherds in northern Iraq.",
    "Cholera killed 29 people in eastern Sudan, where fighting goes on.",
    "A mortar shell burst in its tube and killed two recruits in a training accident.",
    "A clan feud over grazing land left three men dead.",
    "لقي 36 شخصاً مصرعهم في حريق اندلع في مستشفى.",
    "ارتفعت حصيلة حريق المركز التجاري إلى واحد وستين قتيلاً.",
    "أسفر نزاع عشائري عن مقتل ثلاثة أشخاص.",
    # nobody hurt, not yet, not true
    "The drone strike on the depot caused no casualties.",
    "Rockets fell near the base; there were no reports of injuries.",
    "Kidnappers threatened to kill a journalist.",
    "The prime minister risks being assassinated, militants warned.",
    "سقط صاروخ قرب السفارة من دون وقوع ضحايا.",
    "هجوم بمسيّرات على القاعدة ولم تقع إصابات.",
    # history
    "The Iran-Iraq war, which cost half a million lives, is the subject of a show.",
    "Nearly 4,500 American troops died in Iraq between 2003 and 2011.",
    "Bogota, 27 Nov 88 (Radio) -- Six guerrillas died today in a skirmish with troops.",
    "أحيت عشائر الذكرى الثالثة لمقتل ثلاثة من أبنائها في غارة.",
    "أُزيح الستار عن نصب للجنود الثلاثة الذين قُتلوا بمسيّرة قبل عامين.",
    # sport, stories, markets, other senses
    "The coach said his midfielder was hurt in the derby and the striker killed the match.",
    "In the video game players kill dozens of soldiers.",
    "The bill is dead, and its backers were wounded by the vote, investors said.",
    "أصيب المدافع في الركبة قبل نهاية المباراة، وقال المدرب إنه سيغيب.",
    "استشهد الكاتب بقصيدة قديمة في حديثه عن الحرب.",
]


@pytest.mark.parametrize("text", NEWS)
def test_news_of_war(tolls: Reader, text: str) -> None:
    """People who came to harm in armed conflict raise a toll, with a figure or without."""
    assert tolls(text).is_toll


@pytest.mark.parametrize("text", NO_NEWS)
def test_no_news_of_war(tolls: Reader, text: str) -> None:
    """Accidents, disease, crime, nobody hurt, threats, history, sport and stories raise none."""
    assert not tolls(text).is_toll


def test_history_keeps_its_figure(tolls: Reader) -> None:
    """A toll of the past is told as historical, with its figure."""
    told = tolls("Fighters gathered on the anniversary of the air raid in which three guards were killed.")
    assert [(claim.kind, claim.status) for claim in told.claims] == [(Kind.TOLL, Status.HISTORICAL)]
    assert told.counts("killed") == [3]


def test_capture_and_release(tolls: Reader) -> None:
    """Captives taken are a toll and a capture; captives freed are a release and no toll."""
    taken = tolls("Militants kidnapped three journalists at a checkpoint on Thursday.")
    assert {claim.kind for claim in taken.claims} == {Kind.TOLL, Kind.CAPTURE}
    freed = tolls("Militants freed three hostages on Thursday after a month in captivity.")
    assert {claim.kind for claim in freed.claims} == {Kind.RELEASE}


def test_correction(tolls: Reader) -> None:
    """A lowered toll that calls itself a correction claims so."""
    told = tolls("Doctors revised down the death toll of the shelling to 25 on Thursday.")
    assert Kind.CORRECTION in {claim.kind for claim in told.claims}
    assert told.counts("killed") == [25]


def test_evidence_of_a_long_sentence_is_bounded(tolls: Reader) -> None:
    """Evidence holds at most 400 characters, among them the word of harm."""
    told = tolls("The ministry, " + "which spoke at length of other matters, " * 15 + "said that shelling killed 12 soldiers.")
    (claim,) = told.claims
    assert len(claim.evidence.text) <= 400
    assert "killed" in claim.evidence.text


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_text(tolls: Reader, text: str, title: str) -> None:
    """Any Unicode gives claims and figures whose offsets quote the text."""
    whole = f"{title}\n{text}" if title else text
    told = tolls(text, title)
    spans = [claim.evidence for claim in told.claims] + [figure.evidence for figure in told.figures]
    assert all(whole[span.start : span.end] == span.text for span in spans)


@pytest.mark.parametrize("unit", ["Three soldiers died and nobody knows why. ", "killed two soldiers and ", "قتل ثلاثة جنود و"])
def test_time_is_linear_in_length(tolls: Reader, unit: str) -> None:
    """Four times the text takes at most some four times as long, be it many sentences or one without an end."""
    times = []
    for copies in (300, 1200):
        started = time.perf_counter()
        tolls(unit * copies)
        times.append(time.perf_counter() - started)
    assert times[1] < 10 * times[0]
