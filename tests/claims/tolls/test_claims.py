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
    "First accounts speak of militants killed in the raids.",
    "Mourners buried three fighters killed in the air raid a day earlier.",
    "Doctors in Gaza reported 28 deaths from Israeli strikes in 24 hours.",
    "More than 58,000 people have been killed in Gaza since the war began, its health ministry said.",
    "شارك آلاف في تشييع قتلى الغارة على مقر للحشد الشعبي.",
    "مقتل قيادي كبير في حركة النجباء بضربة على سيارته.",
    "حصيلة أمس: 29 شهيدا و87 جريحا.",
]
NO_NEWS = [
    # accident, disaster, disease, crime
    "Nine pilgrims died when their coach collided with a truck in Iraq.",
    "A fire at a Mosul hotel killed five guests. People nearby took the burst of a boiler for a bomb.",
    "Lightning strikes killed three farmers near Zakho.",
    "Cholera killed 33 people in a Yemeni port, where fighting goes on.",
    "A grenade went off in a recruit's hand and killed two men in a training accident.",
    "A clan feud over grazing land left three men dead.",
    "لقي 20 شخصاً مصرعهم في حريق التهم فندقاً.",
    "ارتفعت حصيلة حريق الفندق إلى أربعين قتيلاً.",
    "أسفر نزاع عشائري عن مقتل ثلاثة أشخاص.",
    # nobody hurt, not yet, not true
    "The drone strike on the depot caused no casualties.",
    "Rockets fell near the base; there were no reports of injuries.",
    "Kidnappers threatened to kill a journalist.",
    "The prime minister risks being assassinated, militants warned.",
    "سقط صاروخ قرب السفارة من دون وقوع ضحايا.",
    "هجوم بمسيّرات على القاعدة ولم تقع إصابات.",
    # history
    "Hundreds of thousands were killed in the Iran-Iraq war, whose veterans met on Sunday.",
    "Some 179 British troops died in Iraq between 2003 and 2009.",
    "Quito, 3 Feb 87 (Radio) -- Four rebels died today in a clash with troops.",
    "أحيت بلدة الذكرى الخامسة لمقتل سبعة من شبانها في غارة.",
    "افتُتح نصب للضحايا الأربعة الذين قُتلوا بقصف قبل ثلاثة أعوام.",
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
    assert min(_growth(tolls, unit) for _run in range(3)) < 10


def _growth(tolls: Reader, unit: str) -> float:
    """Return how much more processor time four times the text takes."""
    times = []
    for copies in (300, 1200):
        started = time.process_time()
        tolls(unit * copies)
        times.append(time.process_time() - started)
    return times[1] / max(times[0], 1e-3)
