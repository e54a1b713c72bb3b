"""Figures: who is counted, how many, how exactly."""

import pytest

from tests.claims.tolls.conftest import Reader

ENGLISH = [
    ("A missile struck a depot in Kharkiv, killing two guards, the mayor said.", {"killed": [2]}),
    ("A missile killed two guards, a doctor at the hospital told the agency.", {"killed": [2]}),
    ("A missile killed two guards, a cook and a driver.", {"killed": [4]}),
    ("A rocket hit the camp, slightly wounding two people, Colonel Adam Reyes, a spokesman, said.", {"wounded": [2]}),
    ("A rocket killed a civilian mechanic and wounded several soldiers.", {"killed": [1], "wounded": []}),
    ("An air strike killed at least 23 villagers and wounded 41 others.", {"killed": [23], "wounded": [41]}),
    ("Eight fighters, a bomb maker among them, were killed in a raid.", {"killed": [8]}),
    ("Thirty-one guests, six of whom are officers, were injured in a bomb attack.", {"wounded": [31]}),
    (
        "The mortar fire killed a police trainer and injured six guards, including a Dane.",
        {"killed": [1], "wounded": [6]},
    ),
    ("Shells left two dead and five wounded.", {"killed": [2], "wounded": [5]}),
    ("A shell killed a baker and wounded his two daughters.", {"killed": [1], "wounded": [2]}),
    ("Three soldiers and a rebel were killed in the clashes.", {"killed": [4]}),
    ("A soldier and his son were killed by a drone.", {"killed": [2]}),
    ("Four civilians, two policemen and a medic were killed in clashes.", {"killed": [7]}),
    ("Nine Iraqis and four US soldiers were killed in attacks.", {"killed": [13]}),
    ("The raid ended in the killing of five militants and the wounding of seven others.", {"killed": [5], "wounded": [7]}),
    ("The death toll of the bombing rose to 34 from 29.", {"killed": [34]}),
    ("The number of people killed in the bombing has climbed to 34.", {"killed": [34]}),
    ("The number of villagers that the army has killed in its raids has passed 900.", {"killed": [900]}),
    ("Twelve, not fourteen, villagers died in the shelling.", {"killed": [12]}),
    ("Medics now say that 31 people, rather than 33, died in the shelling.", {"killed": [31]}),
    ("Three of the wounded died, raising the toll of the raid from 12 to 15.", {"killed": [15, 3], "wounded": []}),
    ("Rebels shot dead six people, taking the toll of the fighting to 62.", {"killed": [6, 62]}),
    ("Raids on the town killed 17 people on Monday, taking deaths since March to 2,310.", {"killed": [17, 2310]}),
    ("Almost 50 bodies were dug out of the ruins after the bombardment.", {"killed": [50]}),
    ("At least forty fighters were taken prisoner in the clashes.", {"captured": [40]}),
    ("Nine soldiers are missing after the ambush.", {"missing": [9]}),
    ("The mother of a missing journalist met 30 soldiers at the front line.", {"missing": []}),
    ("At least 18,000 people fled their homes as fighting spread.", {"displaced": [18000]}),
    ("The air strikes displaced around 1.2 million people.", {"displaced": [1_200_000]}),
    ("The shelling caused five casualties.", {"killed": [], "wounded": []}),
    ("Drones killed or wounded 12 fighters.", {"killed": [], "wounded": []}),
    ("Militants killed 3 hostages in a raid.", {"killed": [3], "captured": []}),
    ("The drone strike on a village destroyed 14 tanks and wounded a soldier.", {"wounded": [1]}),
]

ARABIC = [
    ("قُتل ٤ أشخاص على الأقل في قصف جوي.", {"killed": [4]}),
    ("مقتل ثلاثة جنود وإصابة أربعة في هجوم.", {"killed": [3], "wounded": [4]}),
    ("ثلاثة قتلى وأربعة جرحى بغارة.", {"killed": [3], "wounded": [4]}),
    ("قتيلان وجريح بقصف على مقر.", {"killed": [2], "wounded": [1]}),
    ("قُتل ضابط وابنته وأصيبت زوجته بانفجار لغم.", {"killed": [2], "wounded": [1]}),
    ("استشهد جندي في الجيش وابنه بغارة.", {"killed": [2]}),
    ("اغتال مسلحون صحفياً في الموصل.", {"killed": [1]}),
    ("ثلاثة مقاتلين من كتائب سيد الشهداء قُتلوا في القصف.", {"killed": [3]}),
    ("لقي ثلاثة عشر طالباً حتفهم حين أصابت قذيفة المدرسة.", {"killed": [13]}),
    ("بلغ عدد الشهداء منذ بدء العدوان 63 ألفاً و84 شهيداً.", {"killed": [63084]}),
    ("ارتفعت حصيلة القصف من 9 إلى 11 قتيلاً.", {"killed": [11]}),
    ("تصحيح: عدد قتلى الغارة ثمانية وليس عشرة.", {"killed": [8]}),
    ("٣٠٠ قتيل وجريح في معارك الأمس.", {"killed": [], "wounded": []}),
    ("قُتل ١٩ شخصاً بينهم سبعة أطفال في غارة.", {"killed": [19]}),
    ("مقتل ثلاثة من جنودها وإصابة آخرين في كمين.", {"killed": [3], "wounded": []}),
    ("استقبلت المستشفيات 70 شهيداً و190 إصابة جراء القصف.", {"killed": [70], "wounded": [190]}),
    ("نزح ما يزيد على ستة عشر ألف مدني جراء المعارك.", {"displaced": [16000]}),
    ("أعلن الجيش أسر 43 عنصراً من المتمردين.", {"captured": [43]}),
    ("٤ قتلى بينهم قائد الفوج ١٢ وستة جرحى حصيلة الغارة.", {"killed": [4], "wounded": [6]}),
    ("أربعة شهداء و12 جريحا حصيلة استهداف مقر للواء 16 بطائرة مسيرة.", {"killed": [4], "wounded": [12]}),
    ("أغارت مقاتلات على مواقع مسلحين وأعلنت الوزارة قتل سبعة منهم.", {"killed": [7]}),
    ("جرح 11 مدنيا بقصف مدفعي، وتوفي اثنان منهم في المستشفى.", {"killed": [2], "wounded": [11]}),
    ("أصيب 20 مدنيا في القصف، أربعة منهم في حال الخطر.", {"wounded": [20]}),
    ("فقد خمسة من عناصر خفر السواحل بعدما أغرق زورق مفخخ قاربهم.", {"missing": [5]}),
    ("نقل أربعة صيادين بجروح إلى المستشفى بعد قصف قاربهم.", {"wounded": [4]}),
    ("نقل تسعة مزارعين إلى المستشفى إثر انفجار مسيرة في حقل.", {"wounded": [9]}),
    ("أربعة نعوش تشق الشارع بعد غارة ليلية.", {"killed": [4]}),
    ("انتشلت فرق الإنقاذ جثتين وما زالت تبحث عن أربعة تحت الركام بعد غارة.", {"killed": [2], "missing": [4]}),
    ("قتل ثلاثة وأصيب سبعة بجروح بليغة في قصف.", {"killed": [3], "wounded": [7]}),
]


@pytest.mark.parametrize(("text", "expected"), ENGLISH + ARABIC, ids=[text for text, _ in ENGLISH + ARABIC])
def test_counts(tolls: Reader, text: str, expected: dict[str, list[int]]) -> None:
    """Each role has the figures that the sentence gives it, the lead figure first, and no part of them."""
    told = tolls(text)
    assert {role: told.counts(role) for role in expected} == expected


def test_running_total_follows_the_day(tolls: Reader) -> None:
    """A running total is cumulative, says since when, and never leads."""
    told = tolls("Strikes on Gaza killed 44 people in the past day, bringing the total since October 2023 to more than 58,000.")
    day, total = told.figures
    assert (day.count, day.cumulative) == (44, False)
    assert (total.count, total.cumulative, total.qualifier) == (58_000, True, "more_than")
    assert total.since is not None
    assert total.since.startswith("since October 2023")


def test_total_of_recent_weeks(tolls: Reader) -> None:
    """A total of weeks is no incident's toll, though what stands beside it gives no total."""
    told = tolls("More than 3,000 villagers have been killed by bombardment in recent weeks and around 700,000 displaced.")
    assert [(figure.role, figure.cumulative) for figure in told.figures if figure.role == "killed"] == [("killed", True)]


def test_former_figure_is_marked(tolls: Reader) -> None:
    """The number that another replaces is kept as superseded, behind the one that stands."""
    told = tolls("The death toll of the bombing rose to 34 from 29.")
    assert [(figure.count, figure.superseded) for figure in told.figures] == [(34, False), (29, True)]


def test_title_and_text_say_one_figure_once(tolls: Reader) -> None:
    """A figure that title and text repeat appears once, with the more careful qualifier."""
    told = tolls("Shells killed at least 18 people in the market.", "18 dead in shelling")
    assert [(figure.count, figure.qualifier) for figure in told.figures] == [(18, "at_least")]


def test_range_keeps_both_ends(tolls: Reader) -> None:
    """A range counts its lower end and keeps the upper one."""
    (figure,) = tolls("Between 20 and 25 soldiers were killed when militants overran a post.").figures
    assert (figure.count, figure.upper, figure.qualifier) == (20, 25, "about")


def test_whom_class_and_evidence(tolls: Reader) -> None:
    """A figure tells the victims in the text's words, their class, where, and the words that say so."""
    text = "A drone killed two Israeli soldiers in Haifa."
    (figure,) = tolls(text).figures
    assert (figure.whom, figure.victim_class, figure.where) == ("Israeli soldiers", "security-forces", "Haifa")
    assert figure.evidence.text == text[figure.evidence.start : figure.evidence.end] == "killed two Israeli soldiers"


@pytest.mark.parametrize(
    ("text", "victim_class"),
    [
        ("Two American soldiers were killed in an ambush.", "us"),
        ("A rocket wounded three US contractors.", "us"),
        ("مقتل جنديين أميركيين في هجوم.", "us"),
        ("Two Iraqi soldiers were killed in an ambush.", "security-forces"),
        ("Shelling killed four civilians.", "civilian"),
        ("Six militants died in an air strike.", "militant"),
        ("استشهاد طفلة في القصف.", "child"),
        ("Shelling killed four people.", None),
    ],
)
def test_victim_class(tolls: Reader, text: str, victim_class: str | None) -> None:
    """The class of the victims is told, Americans as such."""
    assert [figure.victim_class for figure in tolls(text).figures] == [victim_class]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Shelling killed four people, a doctor at the hospital said.", "a doctor at the hospital"),
        ("Shelling killed four people, the ministry said on Friday.", "the ministry"),
        ("According to the health ministry, shelling killed four people.", "the health ministry"),
        ("قُتل أربعة أشخاص في قصف، بحسب شرطة بابل.", "شرطة بابل"),
        ("Shelling killed four people.", None),
    ],
)
def test_source(tolls: Reader, text: str, source: str | None) -> None:
    """Who gives the figure is told in the text's words."""
    assert [figure.source for figure in tolls(text).figures] == [source]


def test_each_sentence_in_its_own_script(tolls: Reader) -> None:
    """A sentence is read by its own letters, whatever the language of the text around it."""
    told = tolls(
        "قُتل جنديان وأصيب خمسة وعشرون شخصاً في القصف.\nA drone killed twenty-six militants.", "Shelling: what we know so far"
    )
    assert (told.counts("killed"), told.counts("wounded")) == ([2, 26], [25])
