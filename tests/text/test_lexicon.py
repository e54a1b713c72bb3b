"""The lexicon: files to concepts, one pass over a document to hits."""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.config.shipped import shipped_dir
from watcher.errors import ConfigError
from watcher.text.document import read
from watcher.text.fold import fold
from watcher.text.lexicon import Hits, Lexicon, why
from watcher.text.lexicon.inflect import arabic_noun, arabic_verb, english_noun, english_verb

FILE = """
concepts:
  place:land: {name: The Land, ar: [البلاد]}
  place:town:
    within: [place:land]
    attributes: {latitude: 1.5, longitude: 2, precision: 1}
    en:
      words: [Ra'ma, {form: Hit, case: capital, only_after: [in, town of]}]
      demonyms: [Raman]
      people: [Ramans]
    ar: {words: [راما], demonyms: [رامي]}
  actor:party: {en: {words: [Party of God], exact: [IS]}, ar: [حزب الله]}
  actor:brigade: {within: [actor:party], en: [Brigades of the Party of God], ar: [كتائب حزب الله]}
  act:strike:
    attributes: {kind: strike, needs: nothing, part: noun}
    en:
      nouns: [air strike]
      verbs: [bomb, {form: strike|strikes|struck|striking, not_before: [a deal], not_after: [general], not_near: [union]}]
    ar: {nouns: [غارة, ضربة جوية|ضربات جوية], verbs: [استهدف, هاجم]}
"""


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    """Return a small lexicon."""
    file = tmp_path_factory.mktemp("lexicon") / "a.yaml"
    file.write_text(FILE, encoding="utf-8")
    return Lexicon.load([file])


@pytest.fixture(scope="module")
def shipped() -> Lexicon:
    """Return the lexicon that ships."""
    return Lexicon.load([shipped_dir() / "lexicon"])


def found(hits: Hits) -> list[tuple[str, str]]:
    """Return concepts and the words that name them."""
    return [(hit.concept.id, hits.document.whole[hit.start : hit.end]) for hit in hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Air-strikes on Ra'ma's edge", [("act:strike", "Air-strikes"), ("place:town", "Ra'ma")]),
        ("RAMA bombed", [("place:town", "RAMA"), ("act:strike", "bombed")]),
        ("air, strike", [("act:strike", "strike")]),
        ("air  strike", [("act:strike", "air  strike")]),
        ("the Brigades of the Party of God", [("actor:brigade", "Brigades of the Party of God")]),
        ("IS fights; this is it", [("actor:party", "IS")]),
        ("hit in Hit by a Hit song in hit", [("place:town", "Hit")]),
        ("They struck a deal, struck it, a general strike", [("act:strike", "struck")]),
        ("the union may strike again", []),
        ("Union talks. They strike", [("act:strike", "strike")]),
        ("وراما والغارة وبالغارات", [("place:town", "وراما"), ("act:strike", "والغارة"), ("act:strike", "وبالغارات")]),
        ("غارتان وغاراتها", [("act:strike", "غارتان"), ("act:strike", "وغاراتها")]),
        (
            "ستستهدف واستهدفوا يستهدفون فاستهدفته",
            [("act:strike", word) for word in ("ستستهدف", "واستهدفوا", "يستهدفون", "فاستهدفته")],
        ),
        ("الضربة الجوية وضربات جوية", [("act:strike", "الضربة الجوية"), ("act:strike", "وضربات جوية")]),
        ("للبلاد بالبلاد بلاد", [("place:land", "للبلاد"), ("place:land", "بالبلاد")]),
        ("كتائبُ حِزبِ اللّه", [("actor:brigade", "كتائبُ حِزبِ اللّه")]),
        ("راماتنا دراما", []),
        ("راميين", [("place:town", "راميين")]),
    ],
)
def test_known_hits(lexicon: Lexicon, text: str, expected: list[tuple[str, str]]) -> None:
    """Case, marks, clitics, inflections, senses and the longest of overlapping forms of one type decide what is a hit."""
    assert found(lexicon.scan(read("", text))) == expected


def test_a_concept_knows_all_it_lies_within(lexicon: Lexicon) -> None:
    """The chain begins with the concept itself; attributes are those written."""
    town = lexicon.concepts["place:town"]
    assert (town.within, town.name, town.type) == (("place:town", "place:land"), "town", "place")
    assert lexicon.concepts["place:land"].name == "The Land"
    assert town.attributes["latitude"] == 1.5


def test_hits_tell_form_clitic_role_and_sentence(lexicon: Lexicon) -> None:
    """A hit knows its form, what stood before it, what the form tells, its tokens and its sentence."""
    hits = lexicon.scan(read("Nothing here", "Ramans left. وبراما"))
    people, town = hits.of("place")
    assert (people.form.role, people.sentence, hits.document.tokens[people.first].text) == ("people", 1, "ramans")
    assert (town.clitic, town.sentence, town.within("place:land")) == ("وب", 2, True)
    assert hits.by_sentence == {1: {"place": [people]}, 2: {"place": [town]}}
    assert hits.types == {"place"}


def test_users_add_concepts_and_aliases(tmp_path: Path) -> None:
    """A later file adds forms, parents and attributes to a concept, and concepts of its own."""
    (tmp_path / "a.yaml").write_text(FILE, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(
        "concepts: {place:town: {en: [Oldtown], attributes: {ours: true}}, site:office: {within: [place:town], en: [our office]}}"
    )
    lexicon = Lexicon.load([tmp_path])
    assert found(lexicon.scan(read("", "our office in Oldtown, Ra'ma"))) == [
        ("site:office", "our office"),
        ("place:town", "Oldtown"),
        ("place:town", "Ra'ma"),
    ]
    assert lexicon.concepts["site:office"].within == ("site:office", "place:town", "place:land")
    assert lexicon.concepts["place:town"].attributes["ours"] is True


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("concepts:\n  place:a:\n    nmae: A\n", 3, "did you mean 'name'"),
        ("concepts:\n  a: {}\n", 2, "no concept id"),
        ("concepts:\n  place:a: {}\n  place:b:\n    within: [place:aa]\n", 3, "did you mean 'place:a'"),
        ("concepts:\n  place:a: {within: [place:b]}\n  place:b: {within: [place:a]}\n", 2, "within itself"),
        ("concepts:\n  place:a:\n    en:\n      words: [{form: x, not_befor: [y]}]\n", 4, "not_before"),
        ("concepts:\n  place:a:\n    en: [x, '']\n", 3, "at least 1"),
        ("concepts:\n  place:a:\n    en: [x, no]\n", 3, "put it in quotes"),
        ("concepts:\n  place:a:\n    en: [x, '...']\n", 3, "needs a word"),
        ("concepts:\n  Place:A: {}\n", 2, "small letters"),
        ("concepts:\n  act:zork: {en: {verbs: [zork]}}\n", 2, "'kind' is missing"),
        ("concepts:\n  act:zork: {attributes: {kind: boom}}\n", 2, "'kind' is 'boom'"),
        ("concepts:\n  cue:a: {attributes: {status: actaul, side: after, reach: 3}}\n", 2, "did you mean 'actual'"),
        ("concepts:\n  cue:a: {attributes: {status: actual, side: after, reach: far}}\n", 2, "a whole number"),
        ("concepts:\n  blocker:a: {}\n", 2, "'scope' is missing"),
        ("concepts:\n  setting:a: {}\n", 2, "'kind' is missing"),
        ("concepts:\n  casualty:a: {}\n", 2, "'role' is missing"),
        ("concepts:\n  place:a: {attributes: {latitude: abc, longitude: 1}}\n", 2, "from -90 to 90"),
        ("concepts:\n  place:a: {attributes: {latitude: 1, longitude: .nan}}\n", 2, "from -180 to 180"),
        ("concepts:\n  place:a: {attributes: {latitude: 99, longitude: 1}}\n", 2, "from -90 to 90"),
        ("concepts:\n  place:a: {attributes: {latitude: 1}}\n", 2, "'longitude' is missing"),
        ("concepts:\n  place:a: {attributes: {lat: 1, lon: 1}}\n", 2, "did you mean 'latitude'"),
        ("concepts:\n  place:a: {attributes: {latitude: 1, longitude: 1, precision: town}}\n", 2, "'precision' is 'town'"),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    """A mistake in a lexicon file names file, line and the nearest right name."""
    file = tmp_path / "wrong.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=what) as caught:
        Lexicon.load([file])
    assert (caught.value.file, caught.value.line) == (file, line)


def test_words_have_the_attributes_of_the_word_they_lie_within(tmp_path: Path) -> None:
    """A user's own verb within a shipped act means what that means; a file may end in .yml; a bare point is a spot."""
    (tmp_path / "own.yml").write_text(
        "concepts:\n"
        "  act:zork: {within: [act:strike], en: {verbs: [zork]}}\n"
        "  place:gate: {attributes: {latitude: 36.19, longitude: 44.01}, en: [Gate Nine]}\n"
    )
    known = Lexicon.load([shipped_dir() / "lexicon", tmp_path]).concepts
    assert known["act:zork"].attributes == known["act:strike"].attributes
    assert known["place:gate"].attributes["precision"] == 1


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("a\tA\t\t91\t0\t1\ttown\tA\t\t\t", "out of bounds"),
        ("a\tA\t\tx\t0\t1\ttown\tA\t\t\t", "numbers"),
        ("a\tA", "2 fields"),
    ],
)
def test_mistakes_in_tables_are_told_with_their_line(tmp_path: Path, row: str, what: str) -> None:
    """A wrong row of a gazetteer table names file and line."""
    file = tmp_path / "p.tsv"
    head = "id\tname\twithin\tlatitude\tlongitude\tprecision\tkind\ten\tar\ten_demonyms\tar_demonyms"
    file.write_text(f"{head}\nok\tOk\t\t1\t2\t1\ttown\t\t\t\t\n{row}\n")
    with pytest.raises(ConfigError, match=what) as caught:
        Lexicon.load([file])
    assert caught.value.line == 3


def test_a_place_without_coordinates_lies_where_it_lies_in(tmp_path: Path, shipped: Lexicon) -> None:
    """An own place takes the position of the nearest place around it, as coarse as that is known; its own goes before."""
    (tmp_path / "own.yaml").write_text(
        "concepts:\n"
        "  place:depot: {within: [place:erbil], attributes: {kind: site}}\n"
        "  place:gate: {within: [place:depot]}\n"
        "  place:camp: {within: [place:anbar]}\n"
        "  place:post: {within: [place:erbil], attributes: {latitude: 36.0, longitude: 44.5, precision: 1}}\n"
        "  interest:office: {within: [place:erbil]}\n",
        encoding="utf-8",
    )
    known = Lexicon.load([shipped_dir() / "lexicon", tmp_path]).concepts
    erbil, anbar = (shipped.concepts[name].attributes for name in ("place:erbil", "place:anbar"))
    position = ("latitude", "longitude", "precision")
    for name, around in (("place:depot", erbil), ("place:gate", erbil), ("place:camp", anbar)):
        assert [known[name].attributes[one] for one in position] == [around[one] for one in position]
    assert known["place:depot"].attributes["kind"] == "site"
    assert known["place:post"].attributes == {"latitude": 36.0, "longitude": 44.5, "precision": 1}
    assert known["interest:office"].attributes == {}


def test_why_names_form_file_and_line(lexicon: Lexicon) -> None:
    """Each reason tells the form, where it is written, and whether capitals and neighbours let it count."""
    (reason,) = why(lexicon, "Hit")
    assert (reason.concept.id, reason.counts, reason.form.line) == ("place:town", False, 8)
    assert [(found.concept.id, found.counts) for found in why(lexicon, "in Hit")] == [("place:town", True)]
    assert why(lexicon, "nothing") == ()


FORMS = [
    "Ra'ma",
    "Air strikes",
    "حزب الله",
    "كتائب",
    "والغارة",
    "IS",
    "Hit",
    "in",
    "union",
    "بالبلاد",
    "\u200b",
    "،",
    ". ",
    "\n",
    "َ",
    "x",
]


@given(st.lists(st.one_of(st.sampled_from(FORMS), st.text(max_size=5)), max_size=30).map(" ".join))
def test_hits_always_quote_the_text(lexicon: Lexicon, text: str) -> None:
    """Whatever the text, no exception; every hit lies within it, on its tokens, and reads as its form does."""
    hits = lexicon.scan(read("", text))
    for hit in hits:
        tokens = hits.document.tokens
        assert tokens[hit.first].start <= hit.start < hit.end <= len(text)
        assert hit.start < tokens[hit.last].end
        alone = lexicon.scan(read("", text[hit.start : hit.end])).candidates()
        assert hit.concept.id in {concept.id for _form, concept, _start, _end in alone}
    assert {hit.type for hit in hits} <= hits.types


@given(
    st.lists(st.sampled_from(FORMS), max_size=12).map(" ".join),
    st.sampled_from(["\u200b", "\u200f", "\u00ad"]),
    st.integers(0, 80),
)
def test_invisible_characters_change_no_hit(lexicon: Lexicon, text: str, mark: str, at: int) -> None:
    """A zero-width or direction mark anywhere changes no concept."""
    marked = text[:at] + mark + text[at:]
    assert [hit.concept.id for hit in lexicon.scan(read("", marked))] == [hit.concept.id for hit in lexicon.scan(read("", text))]


SHIPPED = [
    ("US strike in Jurf al-Sakhar", {"place:jurf-al-sakhar", "place:usa", "actor:us"}),
    ("give us a break", set()),
    ("Rockets hit Ain al-Assad airbase", {"place:ain-al-asad", "interest:ain-al-asad"}),
    ("Kataib Hezbollah, not Hezbollah", {"actor:kataib-hezbollah", "actor:hezbollah"}),
    ("قصف حقل كورمور في السليمانية", {"place:khor-mor", "place:sulaymaniyah"}),
    ("في ظل الوضع القائم", set()),
    ("قصف مقر للحشد في قضاء القائم", {"place:qaim", "actor:pmf"}),
    ("الجيش التركي يقصف العمادية", {"actor:turkish-forces", "place:turkey", "place:amadiya"}),
    ("Hot dogs in Turkey, not turkey", {"place:turkey", "actor:turkey"}),
    ("أنصار الله الأوفياء", {"actor:ansar-allah-al-awfiya"}),
]


@pytest.mark.parametrize(("text", "concepts"), SHIPPED)
def test_the_shipped_names(shipped: Lexicon, text: str, concepts: set[str]) -> None:
    """Places, actors and interests of the shipped lexicon are found, and common words are not taken for them."""
    hits = shipped.scan(read("", text)).of("place", "actor", "interest")
    assert {hit.concept.id for hit in hits} == concepts


@pytest.mark.parametrize("name", ["Balad Air Base", "Balad air base", "Imam Ali air base", "Erbil international airport"])
def test_a_base_is_found_however_its_kind_is_written(shipped: Lexicon, name: str) -> None:
    """With or without capitals a base or an airport is one place, not the town it is named after."""
    (hit,) = shipped.scan(read("", f"Mortar rounds fell near {name} overnight.")).of("place")
    assert hit.concept.attributes["kind"] in {"base", "airport"}


def _twice(part: Any) -> Iterator[str]:
    """Yield the words that stand twice in one list of a part of a file."""
    if isinstance(part, dict):
        for inner in part.values():
            yield from _twice(inner)
    elif isinstance(part, list):
        yield from (word for word, times in Counter(word for word in part if isinstance(word, str)).items() if times > 1)


@pytest.mark.parametrize("path", sorted((shipped_dir() / "lexicon").glob("*.yaml")), ids=lambda path: path.name)
def test_no_list_names_a_form_twice(path: Path) -> None:
    """A form stands once in its list, so that whoever takes it out has taken it out."""
    assert not list(_twice(yaml.safe_load(path.read_text(encoding="utf-8"))))


def test_the_gazetteer_covers_iraq(shipped: Lexicon) -> None:
    """More than 250 places lie in Iraq, all with coordinates near it and with an Arabic form in the table."""
    places = [concept for concept in shipped.concepts.values() if "place:iraq" in concept.within]
    assert len(places) > 250
    for place in places:
        assert 28 < place.attributes["latitude"] < 38, place
        assert 38 < place.attributes["longitude"] < 49.5, place
    rows = (shipped_dir() / "lexicon" / "places-iraq.tsv").read_text(encoding="utf-8").splitlines()[1:]
    assert [row.split("\t")[0] for row in rows if not row.split("\t")[8]] == []


def test_a_lexicon_of_many_forms_scans_in_one_pass(tmp_path: Path) -> None:
    """Eight thousand concepts cost a scan little more than twenty."""

    def cost(count: int) -> float:
        file = tmp_path / f"{count}.yaml"
        file.write_text("concepts:\n" + "".join(f"  thing:n{index}: {{en: [word{index} tail]}}\n" for index in range(count)))
        lexicon = Lexicon.load([file])
        document = read("", "nothing of that stands in here, plain words only. " * 100)
        times = []
        for _ in range(5):
            start = time.process_time()
            lexicon.scan(document)
            times.append(time.process_time() - start)
        return min(times)

    assert cost(8_000) < 8 * cost(20)


@settings(deadline=None, max_examples=20)
@given(st.text(max_size=400))
def test_the_shipped_lexicon_takes_any_text(shipped: Lexicon, text: str) -> None:
    """Any Unicode in, no exception out."""
    assert len(shipped.scan(read(text[:20], text))) >= 0


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("قصف", "قصفت قصفوا يقصف تقصف نقصف سيقصف ستقصف يقصفون قصفته قصفوه سنقصفها"),
        ("استهدف", "استهدفت يستهدف ستستهدف نستهدف استهدفتها يستهدفان"),
        ("أصاب", "أصابت يصيب تصيب سيصيب أصابته"),
        ("أعلن", "أعلنت يعلن سيعلن أعلنوا"),
        ("نفى", "نفت نفوا ينفي تنفي ينفون نفاه"),
        ("أدى", "أدت يؤدي سيؤدي"),
        ("دعا", "دعت دعوا يدعو يدعون"),
        ("قال", "قالت يقول قالوا"),
        ("شن", "شنت يشن تشن ستشن شنوا شنها"),
        ("توعد ب", "توعدت ب يتوعد ب"),
    ],
)
def test_arabic_verbs_are_conjugated(verb: str, expected: str) -> None:
    """Past, present and future of the persons that news uses, weak verbs and objects among them, come by rule."""
    tail = " ب" if " " in verb else ""
    forms = {fold(form).text for form in arabic_verb(verb)}
    wanted = {fold(word + tail).text for word in expected.replace(" ب", "").split()}
    assert wanted <= forms


@pytest.mark.parametrize(
    ("inflected", "expected"),
    [
        (english_noun("army"), ["army", "armies"]),
        (english_noun("gunman"), ["gunman", "gunmen"]),
        (english_noun("missile attack"), ["missile attack", "missile attacks"]),
        (english_verb("bomb"), ["bomb", "bombs", "bombed", "bombing"]),
        (english_verb("fire on"), ["fire on", "fires on", "fired on", "firing on"]),
        (english_verb("deny"), ["deny", "denies", "denied", "denying"]),
        (english_verb("hit"), ["hit", "hits", "hitted", "hitting"]),
        (arabic_noun("ضربة جوية"), ["ضربة جوية", "ضربتان جويتان", "ضربتين جويتين", "ضربات جوية"]),
        (arabic_noun("هجوم صاروخي")[:2], ["هجوم صاروخي", "هجوما صاروخيا"]),
        (arabic_noun("قائد عمليات الأنبار"), ["قائد عمليات الأنبار"]),
    ],
)
def test_known_inflections(inflected: list[str], expected: list[str]) -> None:
    """Plurals and tenses come by rule; what is irregular is written out in the file instead."""
    assert inflected == expected


def test_a_short_word_takes_no_preposition(tmp_path: Path) -> None:
    """A word of two letters is no hit behind a preposition: "باب" is a door, not "in August"."""
    file = tmp_path / "a.yaml"
    file.write_text("concepts: {month:august: {ar: [آب]}}", encoding="utf-8")
    assert found(Lexicon.load([file]).scan(read("", "باب المندب في آب وآب"))) == [("month:august", "آب"), ("month:august", "وآب")]
