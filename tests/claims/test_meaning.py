"""What raises which rule: direction, place, other senses, threats and who is threatened, in contrast groups."""

import pytest

from tests.claims.conftest import Read

# What each text raises of: S strike, E strike-expected, T threat, A attack.
LETTERS = {"S": "strike", "E": "strike-expected", "T": "threat", "A": "attack"}
GROUPS = {
    "direction": [
        ("S", "Israeli jets bombed a depot of Kataib Hezbollah near Rutba overnight."),
        ("", "Kataib Hezbollah sent a drone from Rutba against Haifa overnight."),
        ("", "Iraq's foreign ministry condemned the Israeli air raids on Beirut."),
        ("S", "Iraq's foreign ministry condemned the Iranian missiles that struck Erbil on Tuesday."),
        ("S", "قصفت طائرات إسرائيلية مستودعاً لكتائب حزب الله قرب الرطبة ليلاً."),
        ("", "أطلقت كتائب حزب الله مسيّرة من الرطبة باتجاه حيفا ليلاً."),
        ("", "أدانت الخارجية العراقية الغارات الإسرائيلية على بيروت."),
    ],
    "US as source or target": [
        ("T", "The Houthis vowed to sink American ships in the Gulf of Aden."),
        ("", "The United States vowed to sink Houthi boats in the Gulf of Aden."),
        ("", "Washington warned Tehran that any attack on American troops would be answered."),
        ("E T", "A faction threatened American forces in Iraq with rockets if they do not withdraw."),
        ("T", "توعد الحوثيون بإغراق السفن الأميركية في خليج عدن."),
        ("", "توعدت الولايات المتحدة بإغراق زوارق الحوثيين في خليج عدن."),
        ("", "حذرت واشنطن طهران من أن أي هجوم على جنودها سيقابل برد."),
    ],
    "who denies what": [
        ("S", "Two Hashd men were killed in an air strike on Jurf al-Sakhar; the Pentagon denied being behind it."),
        ("E", "A militia said an air strike hit its camp near Amerli; the army denied that any strike took place."),
        ("", "The army denied that any air strike took place near Amerli; a gas cylinder had burst, it said."),
        ("", "نفى الجيش وقوع أي غارة قرب آمرلي، وقال إن الدوي ناجم عن انفجار أسطوانة غاز."),
    ],
    "bases and embassies": [
        ("S A", "Two rockets fell on Ain al-Asad, which houses American troops, on Tuesday evening."),
        ("S A", "سقط صاروخان على قاعدة عين الأسد التي تضم قوات أميركية مساء الثلاثاء."),
        ("T", "The US embassy in Beirut warned American citizens of possible attacks on hotels."),
        ("", "The US embassy in Beirut warned American citizens of a snow storm."),
        ("T", "حذرت السفارة الأميركية في بيروت رعاياها من هجمات محتملة على الفنادق."),
        ("", "حذرت السفارة الأميركية في بيروت رعاياها من عاصفة ثلجية."),
        ("A", "Gunmen opened fire on a car of the US consulate in Karachi on Tuesday."),
        ("T", "Police in Karachi foiled a plot to bomb the US consulate."),
    ],
    "truces": [
        ("T", "The faction said its truce with American forces is over."),
        ("", "The faction said it was suspending attacks on American forces."),
        ("T", "أعلنت الفصائل انتهاء الهدنة مع القوات الأميركية."),
        ("", "أعلنت الفصائل تعليق هجماتها على القوات الأميركية."),
    ],
    "other senses": [
        ("", "Oil workers in Basra went on strike over unpaid wages and threatened to hit exports."),
        ("", "Baghdad struck a deal with an American oil firm on Tuesday."),
        ("", "A striker's missile from 25 metres sank Baghdad's champions in the derby."),
        ("", "Lightning strikes killed two shepherds near Erbil on Tuesday."),
        ("", "Hackers attacked an American bank's servers, a cyber security firm said."),
        ("", "Brussels threatened to hit American bourbon with new tariffs."),
        ("", "أضرب عمال النفط في البصرة وهددوا بوقف الصادرات."),
        ("", "فاز منتخب العراق بضربات الترجيح بعد هجوم متواصل."),
        ("", "ضربت صاعقة برجاً في أربيل مساء الثلاثاء."),
    ],
    "weapons": [
        ("S", "Mortar shells fell on a village near Muqdadiya on Tuesday."),
        ("", "A roadside bomb killed a soldier near Muqdadiya on Tuesday."),
        ("", "Gunmen attacked a checkpoint near Muqdadiya on Tuesday."),
        ("S", "سقطت قذائف هاون على قرية قرب المقدادية أمس."),
        ("", "انفجرت عبوة ناسفة على دورية للجيش قرب المقدادية أمس."),
    ],
    "unexplained": [
        ("E", "An explosion whose cause is unknown shook a Hashd headquarters near Amerli."),
        ("", "An explosion at a Hashd headquarters near Amerli was caused by badly stored shells."),
        ("E", "انفجار لم تُعرف أسبابه يهز مقراً للحشد قرب آمرلي."),
    ],
}


@pytest.mark.parametrize(
    ("letters", "text"), [pair for group in GROUPS.values() for pair in group], ids=lambda value: value[:40] or "nothing"
)
def test_contrast_groups(said: Read, letters: str, text: str) -> None:
    """Nearly the same words with another direction, target or sense raise other rules, in both languages."""
    assert said(text).raised == {LETTERS[letter] for letter in letters.split()}


def test_place_comes_from_headline_and_sentence_before(said: Read) -> None:
    """A strike without a place takes it over and says so."""
    headline = said("A drone hit a crew bus on Tuesday, the operator said.", title="Bus struck at Basra's Rumaila field")
    claim = next(claim for claim in headline.claims if claim.sentence == 1)
    assert any("place:iraq" in place.within and place.carried for place in claim.places)


@pytest.mark.parametrize(
    "text",
    [
        "A drone hit a checkpoint of the Hashd close to the Jordanian border at Trebil, and near Syrian territory, on Monday.",
        "قصفت طائرة مسيرة حاجزا للحشد الشعبي قرب الحدود السورية في القائم مساء الاثنين.",
    ],
)
def test_a_border_is_nobody_who_is_hit(said: Read, text: str) -> None:
    """The country whose border is near is no target of the strike."""
    [claim] = said(text).claims
    assert [target.concept for target in claim.targets] == ["actor:pmf"]


def test_a_faction_that_speaks_of_its_camp_is_the_one_hit(said: Read) -> None:
    """In "its camp" the camp is that of whoever was named before."""
    claim = next(iter(said("The PMF said that Israeli jets had bombed its camp.").claims))
    assert [target.concept for target in claim.targets] == ["actor:pmf"]
    assert all("actor:israel" in actor.within for actor in claim.actors)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Two drones hit a Hashd depot near Amerli, a police source said on Tuesday.", "a police source"),
        ("A drone hit a Hashd depot near Amerli, according to the Security Media Cell.", "the Security Media Cell"),
        ("قال مصدر أمني في الأنبار إن مسيّرة قصفت مقراً للحشد.", "مصدر أمني في الأنبار"),
        ("قصفت مسيّرة مقراً للحشد في القائم، بحسب شرطة الأنبار.", "شرطة الأنبار"),
        ("Two drones hit a Hashd depot near Amerli.", None),
    ],
)
def test_who_says_it_is_told_in_the_texts_words(said: Read, text: str, source: str | None) -> None:
    """The source is quoted as the text names it; what is told as fact has none."""
    assert {claim.attributed_to for claim in said(text).claims} == {source}
