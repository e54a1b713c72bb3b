"""The commands of rule work, as a person or a script calls them."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.command import Run, jsonl

ACTUAL = "Two drones hit a depot in Kirkuk, Iraq, on Tuesday, killing two guards, a police colonel said."
RULES = """set: mine
rules:
  - id: drones
    severity: {severity}
    when: {{all: [{{text: drone*}}, {{claim: strike, place: iraq}}]}}
    tests:
      - text: {text}
        raises: {raises}
"""


def rules(folder: Path, *, text: str = ACTUAL, raises: str = "true", severity: str = "warning") -> Path:
    """Write a folder of one rule with one test."""
    folder.mkdir(exist_ok=True)
    (folder / "mine.yaml").write_text(RULES.format(text=text, raises=raises, severity=severity), encoding="utf-8")
    return folder


def test_analyze_answers_one_line_each_in_order(run: Run, tmp_path: Path) -> None:
    """The contract: id, lang, matches with status and evidence, figures; offsets count characters of title, newline, text."""
    articles: list[dict[str, Any]] = [
        {
            "id": "x2",
            "title": "Drones hit Kirkuk",
            "text": ACTUAL,
            "published": "2026-03-03T08:00:00Z",
            "labels": {"no": "matter"},
        },
        {"id": "x1", "text": ""},
        {"id": "x3", "text": "دخل عمال النفط في البصرة في إضراب عن العمل.", "title": None},
    ]
    done = run("analyze", stdin=jsonl(*articles))
    assert (done.code, done.err) == (0, "")
    assert [line["id"] for line in done.lines] == ["x2", "x1", "x3"]
    first, empty, arabic = done.lines
    assert (first["lang"], arabic["lang"]) == ("en", "ar")
    assert empty["matches"] == empty["figures"] == arabic["matches"] == []
    strike = next(match for match in first["matches"] if match["rule"] == "iraq-strikes/strike")
    assert strike["status"] == "actual"
    whole = f"{articles[0]['title']}\n{ACTUAL}"
    for evidence in [*strike["evidence"], *(figure["evidence"] for figure in first["figures"])]:
        assert whole[evidence["start"] : evidence["end"]] == evidence["text"]
        assert 0 < len(evidence["text"]) <= 400
    packed = tmp_path / "articles.jsonl.gz"
    packed.write_bytes(gzip.compress(jsonl(*articles)))
    assert run("analyze", packed).out == done.out


@pytest.mark.parametrize(
    "bad", [b"not json", b"[1]", b'{"text": "no id"}', b'{"id": 1, "text": {}}', b"\xff\xfe", b'{"id": "a", "published": "soon"}']
)
def test_a_bad_line_is_told_by_its_number(run: Run, bad: bytes) -> None:
    """What came before a bad line is answered; the line itself is one clear error with its number, and exit code 2."""
    done = run("analyze", stdin=jsonl({"id": "a", "text": ""}) + b"\n" + bad + b"\n" + jsonl({"id": "b", "text": ""}))
    assert done.code == 2
    assert [line["id"] for line in done.lines] == ["a"]
    assert done.err.startswith("watcher: standard input:3: ")
    assert done.err.count("\n") == 1


def test_damaged_input_is_one_clear_error(run: Run, tmp_path: Path) -> None:
    """A missing file and a gzip that ends too soon are errors, not tracebacks."""
    assert run("analyze", tmp_path / "none.jsonl").code == 2
    packed = tmp_path / "cut.jsonl.gz"
    packed.write_bytes(gzip.compress(jsonl({"id": "a", "text": "a" * 5000}))[:40])
    done = run("analyze", packed)
    assert (done.code, "damaged gzip" in done.err) == (2, True)


def test_the_shipped_rules_and_seeds_hold(run: Run) -> None:
    """What stands beside the shipped rules, and what every shipped seed expects, comes to pass."""
    done = run("test")
    assert done.code == 0, done.out


def test_half_a_surrogate_pair_stops_nothing(run: Run) -> None:
    """A line whose escapes name what no encoding can carry is read like any other, and so is the line behind it."""
    lines = b'{"id": "a", "text": "Air strike \\ud800 on Mosul killed two on Monday."}\n{"id": "b", "text": "Calm."}\n'
    done = run("analyze", "-", stdin=lines)
    assert (done.code, [line["id"] for line in done.lines]) == (0, ["a", "b"])


def test_test_tells_the_difference(run: Run, tmp_path: Path) -> None:
    """A passing rule folder exits 0 with counts; a failing test exits 1, names the rule, what was expected and what came."""
    assert run("test", rules(tmp_path / "good")).out == "1 of 1 passed\n"
    done = run("test", rules(tmp_path / "bad", raises="false"))
    assert done.code == 1
    assert "FAILED mine/drones test 1" in done.out
    assert "expected no mine/drones, got it as actual" in done.out
    assert "0 of 1 passed, 1 failed" in done.out
    missed = run("test", rules(tmp_path / "missed", text="Nothing flew."))
    assert "expected mine/drones, got nothing" in missed.out


def test_test_checks_the_front_matter_of_seeds(run: Run, tmp_path: Path) -> None:
    """A seed file's expected rules, refused rules and figures are compared."""
    seed = tmp_path / "seed.md"
    expected = "{rules: [iraq-strikes/strike], not_rules: [us-interests/threat], figures: [{role: killed, count: %d}]}"
    for count, code in ((2, 0), (3, 1)):
        seed.write_text(f"---\nid: seed\nexpect: {expected % count}\n---\n{ACTUAL}\n", encoding="utf-8")
        done = run("test", seed)
        assert done.code == code
    assert "expected 3 killed, got 2 killed" in done.out


def test_diff_lists_gained_lost_and_changed(run: Run, tmp_path: Path) -> None:
    """Between two rule folders the same articles gain, lose or change alerts, each listed with its rule."""
    old, new = rules(tmp_path / "old"), rules(tmp_path / "new", severity="critical")
    articles = tmp_path / "articles.jsonl"
    articles.write_bytes(jsonl({"id": "x1", "text": ACTUAL}, {"id": "x2", "text": "Nothing flew."}))
    done = run("diff", old, new, articles)
    assert done.code == 0
    assert "~ mine/drones  actual warning -> actual critical  x1" in done.out
    (new / "mine.yaml").write_text("set: mine\nrules:\n  - {id: calm, when: {text: nothing}}\n", encoding="utf-8")
    turns = [(line["turn"], line["rule"], line["article"]) for line in run("diff", old, new, articles, "--json").lines]
    assert turns == [("lost", "mine/drones", "x1"), ("gained", "mine/calm", "x2")]


OFTEN = "set: mine\nrules:\n  - {{id: often, when: {{text: drone*}}, frequency: {{count: {count}, within: 6h}}}}\n"


def test_diff_counts_for_rules_over_several_articles(run: Run, tmp_path: Path) -> None:
    """A rule that now asks for three articles instead of two loses the second one's alert and gains the third's."""
    for name, count in (("old", 2), ("new", 3)):
        (tmp_path / f"{name}.yaml").write_text(OFTEN.format(count=count), encoding="utf-8")
    lines = ({"id": f"x{hour}", "text": ACTUAL, "published": f"2026-03-01T0{hour}:00:00Z"} for hour in (1, 2, 3))
    (tmp_path / "articles.jsonl").write_bytes(jsonl(*lines))
    done = run("diff", tmp_path / "old.yaml", tmp_path / "new.yaml", tmp_path / "articles.jsonl", "--json")
    assert [(line["turn"], line["article"]) for line in done.lines] == [("lost", "x2"), ("gained", "x3")]


SERIES = """
set: mine
rules:
  - id: often
    when: {text: drone*}
    frequency: {count: 3, within: 6h, by: source}
    tests:
      - articles:
          - {at: [0h, 1h], text: A drone was seen.}
          - {at: 1h, text: A drone was seen., source: another}
          - {at: 90m, text: Nothing was seen.}
          - {at: 2h, text: Drones were seen., raises: true}
          - {at: 3h, text: A drone was seen.}
  - id: more
    when: {text: drone*}
    spike: {times: 3, window: 1h, over: 3, at_least: 3}
    tests:
      - articles:
          - {at: [0h, 1h, 2h, 3h, 250m, 251m], text: A drone was seen.}
          - {at: 252m, text: A drone was seen., raises: true}
  - id: new
    when: {text: drone*}
    new_term: {of: source, within: 30d, learn: 1d}
    tests:
      - articles:
          - {at: [0h, 2d], text: A drone was seen.}
          - {at: 2d, text: A drone was seen., source: another, raises: true}
  - id: silent
    when: {text: drone*}
    flatline: {below: 2, within: 12h}
    tests:
      - {articles: [], until: 12h}
      - {articles: [{at: [11h, 12h], text: A drone was seen.}], until: 13h, raises: false}
"""


def test_rules_over_several_articles_have_tests(run: Run, tmp_path: Path) -> None:
    """A test is a series of articles with their times; it passes where each raises the rule as written, and else says when."""
    file = tmp_path / "series.yaml"
    file.write_text(SERIES, encoding="utf-8")
    assert run("test", file).out == "5 of 5 passed\n"
    wrong = SERIES.replace("{at: 2h, text: Drones were seen., raises: true}", "{at: 7h, text: Nothing flew., raises: true}")
    file.write_text(wrong.replace("below: 2", "below: 3").replace("until: 12h", "until: 11h"), encoding="utf-8")
    done = run("test", file)
    assert done.code == 1
    told = [line.strip() for line in done.out.splitlines()]
    assert told == [
        "FAILED mine/often test 1: 6 articles",
        "expected nothing at 3:00:00, got mine/often: test: 3 articles within 6h",
        "expected mine/often at 7:00:00, got nothing: the article is not counted",
        "FAILED mine/silent test 1: 0 articles",
        "expected a flatline at 11:00:00, got none",
        "FAILED mine/silent test 2: 2 articles",
        "expected no flatline at 13:00:00, got one",
        "2 of 5 passed, 3 failed",
    ]


SITES = """set: mine
sites: [{name: office, at: [36.2, 44.0], radius: 20}]
rules:
  - id: near
    when: {claim: strike, site: office}
    tests:
      - text: A drone hit the Zorkon yard on Tuesday, police said.
      - {text: "A drone hit Zorkon camp on Tuesday, police said.", raises: false}
"""


def test_an_own_place_lies_near_what_its_town_lies_near(run: Run, tmp_path: Path) -> None:
    """A place within Erbil is near a site of coordinates there; one somewhere in a governorate is near nothing."""
    for name in ("lexicon", "rules"):
        (tmp_path / name).mkdir()
    own = "concepts:\n  place:yard: {within: [place:erbil], en: [Zorkon yard]}\n"
    own += "  place:camp: {within: [place:erbil-governorate], en: [Zorkon camp]}\n"
    (tmp_path / "lexicon" / "own.yaml").write_text(own, encoding="utf-8")
    (tmp_path / "rules" / "mine.yaml").write_text(SITES, encoding="utf-8")
    assert run("test", tmp_path / "rules", "-c", tmp_path).out == "2 of 2 passed\n"


def test_lexicon_why_knows_the_own_names_of_the_configuration(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The configuration that the environment names is looked at, as by every other command."""
    (tmp_path / "lexicon").mkdir()
    own = "concepts:\n  interest:office:\n    name: Our office\n    en: {words: [Zorkon House]}\n"
    (tmp_path / "lexicon" / "own.yaml").write_text(own, encoding="utf-8")
    monkeypatch.setenv("WATCHER_CONFIG", str(tmp_path))
    assert "interest:office" in run("lexicon", "why", "Zorkon House").out


@pytest.mark.parametrize(
    ("term", "form"), [("kirkook", "Kirkuk"), ("بالموصيل", "الموصل"), ("ballistic missle", "ballistic missile")]
)
def test_lexicon_why_suggests_what_was_meant(run: Run, term: str, form: str) -> None:
    """A term that names nothing is answered with the forms spelt like it, and with exit code 1."""
    done = run("lexicon", "why", term)
    assert done.code == 1
    assert "no concept" in done.out
    assert f"near: {form!r}" in done.out
    assert run("lexicon", "why", term, "--json").lines[0]["near"] is True
    assert "near" not in run("lexicon", "why", "zzzzzz").out


@pytest.mark.parametrize(
    ("command", "told"),
    [(("lexicon", "why"), "the term is empty (give a word, "), (("analyze",), "the path is empty (give a file ")],
)
def test_an_empty_argument_is_an_error(
    run: Run, command: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing, as of a variable that is not set, is no term without concepts and no folder to read: one line, exit code 2."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note.txt").write_text("Two drones hit a depot near Erbil.", encoding="utf-8")
    for empty in ("", "  "):
        done = run(*command, empty)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith(f"watcher: {told}")
        assert done.err.count("\n") == 1


def test_lexicon_why_reads_a_term_as_an_article_is_read(run: Run) -> None:
    """Vowel signs, clitics, capitals and inflections are no other term."""
    for term, concept in (("بِالعِراق", "place:iraq"), ("والعراقيون", "actor:iraq"), ("AIR STRIKES", "act:air-strike")):
        assert concept in {line["concept"] for line in run("lexicon", "why", term, "--json").lines if line["counts"]}


def test_schema_is_json_schema(run: Run) -> None:
    """Editors and receivers get a schema of rules and of alerts."""
    for what, title in (("rules", "RuleFile"), ("alert", "Alert"), ("feeds", "FeedsFile"), ("config", "WatcherSettings")):
        schema = json.loads(run("schema", what).out)
        assert schema["title"] == title
        assert schema["additionalProperties"] is False
    facets = json.loads(run("schema", "rules").out)["$defs"]["Facets"]["properties"]
    assert "only the judge" in facets["judged"]["description"]


@pytest.mark.parametrize(
    ("text", "raises"),
    [
        ("An air strike killed 12 people in Mosul on Monday, police said.", "true"),
        ("A drone hit a depot in Kirkuk on Tuesday. Fifteen people were killed, a colonel said.", "true"),
        ("قتل 12 شخصا في غارة جوية على الموصل اليوم.", "true"),
        ("A drone strike on a depot in Kirkuk killed 4 fighters on Tuesday, a colonel said.", "false"),
        ("A drone hit a depot in Kirkuk on Tuesday. A bomb in Baghdad killed 15 people, police said.", "false"),
    ],
)
def test_a_strike_has_the_toll_that_it_took(run: Run, tmp_path: Path, text: str, raises: str) -> None:
    """A rule may ask of a strike how many it killed, in its own sentence or right behind it, but not whom another act killed."""
    folder = rules(tmp_path / "r", text=text, raises=raises)
    file = folder / "mine.yaml"
    wanted = "{claim: strike, place: iraq, figures: {killed: '>= 10'}}"
    file.write_text(file.read_text().replace("{all: [{text: drone*}, {claim: strike, place: iraq}]}", wanted), encoding="utf-8")
    assert run("test", folder).code == 0


@pytest.mark.parametrize("never", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_a_date_that_means_none_is_none(run: Run, never: str) -> None:
    """The first and the last day that a date can name, as machines write them, say nothing and break nothing."""
    line = {"id": "z", "text": "Yesterday an air strike hit Mosul, police said.", "published": never}
    done = run("analyze", "-", stdin=jsonl(line))
    assert (done.code, [match["rule"] for match in done.lines[0]["matches"]]) == (0, ["iraq-strikes/strike"])
