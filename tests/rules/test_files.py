"""Rule files: what is wrong is told with file, line and the nearest right name; what is right is published as a schema."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.rules.world import FILE, a_claim, book, lexicon, raised, text_of
from watcher.config.shipped import shipped_dir
from watcher.errors import ConfigError
from watcher.rules.book import RuleBook
from watcher.rules.compiling import Source
from watcher.rules.explained import Found
from watcher.rules.reading import rule_files
from watcher.rules.rulefile import Rule, RuleFile, RuleTest
from watcher.rules.view import View
from watcher.text.lexicon import Lexicon

HEAD = "set: test\nrules:\n"


RULE = "set: test\nrules:\n  - id: it\n"
"""A rule whose next line is the fourth of its file."""
IT = "rules:\n  - {id: it, when: {text: a}}\n"
CLAIM = RULE + "    when:\n      claim: strike\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("rules: []\n", 1, "set"),
        (RULE + "    wen: {text: a}\n", 4, "unknown key 'wen'; did you mean 'when'?"),
        (RULE + "    when:\n      clam: strike\n", 5, "unknown key 'clam'; did you mean 'claim'?"),
        (CLAIM + "      stats: actual\n", 6, "did you mean 'status'?"),
        (RULE + "    when:\n      all:\n        - text: a\n        - text: b\n          inn: title\n", 8, "did you mean 'in'?"),
        (RULE + "    when: {claim: strke}\n", 4, "when.claim: 'strke' is none of strike, attack, "),
        (RULE + "    when: {claim: strke}\n", 4, "did you mean 'strike'?"),
        (CLAIM + "      status: [denied, actaul]\n", 6, "did you mean 'actual'?"),
        (CLAIM + "      figures: {kiled: 3}\n", 6, "did you mean 'killed'?"),
        (CLAIM + "      place: irak\n", 6, "did you mean 'iraq'?"),
        (CLAIM + "      place: sirya\n", 6, "did you mean 'syria'?"),
        (CLAIM + "      figures: {killed: 9..2}\n", 6, "'2..9'"),
        (RULE + "    when: {tier: 9..2}\n", 4, "holds for no number"),
        (RULE + "    when: {tier: '> 4'}\n", 4, "holds for no tier"),
        (RULE + "    when:\n      language: [ar, english]\n", 5, "write 'en' for 'english'"),
        (RULE + "    when: {language: sumerian}\n", 4, "no code of a language"),
        (RULE + "    when: {text: a}\n    tests:\n      - {text: a, language: Arabic}\n", 6, "write 'ar'"),
        (RULE + "    when: {text: a}\n    tests: [{articles: [{at: 1h, text: a}]}]\n", 3, "without `articles:`"),
        (RULE + "    when: {text: a}\n    flatline: {within: 1h}\n    tests: [{text: a}]\n", 3, "with `articles:`"),
        (RULE + "    when: {text: a}\n    flatline: {within: 1h}\n    tests: [{articles: []}]\n", 3, "`until`"),
        (RULE + "    when: {text: yes}\n", 4, "quote it"),
        (RULE + "    when: {claim: yes}\n", 4, "claim"),
        (RULE + "    when: {near: {words: [a, b], within: sentance}}\n", 4, "1 to 50, or 'sentence'"),
        (CLAIM + "      place: ebril\n", 6, "did you mean 'erbil'?"),
        (CLAIM + "      actor: {not: katib-hezbollah}\n", 6, "did you mean 'kataib-hezbollah'?"),
        (CLAIM + "      any:\n        - status: actual\n        - place: nowhere\n", 8, "place 'nowhere' is not in the lexicon"),
        (CLAIM + "      site: office\n", 6, "no site 'office'"),
        (CLAIM + "      figures: {killed: many}\n", 6, "'many' is no comparison"),
        (RULE + "    when: {regex: '(?=a)'}\n", 4, "linear"),
        (RULE + f"    when: {{regex: '{'a' * 501}'}}\n", 4, "500"),
        (RULE + "    when: {text: '!?'}\n", 4, "no letters"),
        (RULE + "    when: {text: '*'}\n", 4, "no letters"),
        (RULE + "    when: {exact: 'U*'}\n", 4, "no stars"),
        (RULE + "    when: {near: {words: [a, b], within: 0}}\n", 4, "within"),
        (RULE + "    when: {text: a}\n    throttle: soon\n", 5, "time span"),
        (RULE + "    when: {text: a}\n    or_after: 10m\n", 3, "min_sources"),
        (RULE + "    when: {text: a}\n    frequency: {count: 3, within: 1h}\n    flatline: {within: 1h}\n", 3, "divide"),
        (HEAD + "  - {id: it, when: {text: a}}\n  - {id: it, when: {text: b}}\n", 4, "'test/it' stands twice"),
        (HEAD + "  - {id: It, when: {text: a}}\n", 3, "id"),
        ("set: test\nsites:\n  - {name: hq, place: erbil}\n" + IT, 3, "radius"),
        ("set: test\nsites:\n  - {name: hq, place: syria, radius: 5}\n" + IT, 3, "coordinates"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, line: int, said: str) -> None:
    """Every kind of mistake is one ConfigError that names the file, the line and what to mend."""
    with pytest.raises(ConfigError) as caught:
        book(text)
    assert str(caught.value).startswith(f"{FILE}:{line}: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("place", "near"), [("Irbil", "erbil"), ("irbil", "erbil"), ("أربيل", "erbil"), ("Bagdad", "baghdad")])
def test_a_place_called_as_in_texts_is_told_by_its_name(place: str, near: str) -> None:
    """A spelling that texts use, in either language, leads to the name that rules use."""
    shipped = Lexicon.load([shipped_dir() / "lexicon"])
    file = RuleFile.model_validate({"set": "test", "rules": [{"id": "it", "when": {"claim": "strike", "place": place}}]})
    with pytest.raises(ConfigError, match=f"did you mean '{near}'"):
        RuleBook([(file, Source())], shipped)


def test_a_rule_id_is_one_in_all_files(tmp_path: Path) -> None:
    """Two files may share a set, but not a rule; the second file is named."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(HEAD + "  - {id: it, when: {text: a}}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"b\.yaml:3: rule 'test/it' stands twice"):
        RuleBook.load([tmp_path], lexicon())


def test_the_schema_accepts_the_shipped_rules_and_refuses_a_typing_error() -> None:
    """What editors check by is what watcher reads."""
    schema = RuleFile.model_json_schema()
    for file in sorted((shipped_dir() / "rules").glob("*.yaml")):
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        jsonschema.validate(data, schema)
        data["rules"][0]["severty"] = "warning"
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(data, schema)


def test_ten_thousand_rules_compile_and_only_the_right_ones_are_raised() -> None:
    """A file of 10,000 rules compiles, a rule in it hardly dearer than in a small file, and exactly those that hold are found."""
    lines = [f"  - {{id: r{n}, when: {{all: [{{text: 'word{n} gas'}}, {{tier: '<= 3'}}]}}}}" for n in range(10_000)]
    book(HEAD + "\n".join(lines[:100]) + "\n")
    start = time.process_time()
    book(HEAD + "\n".join(lines[:1_000]) + "\n")
    few = time.process_time()
    rules = book(HEAD + "\n".join(lines) + "\n")
    took = time.process_time() - few
    assert took < 30
    assert took < 30 * (few - start), "three times dearer a rule"
    assert len(rules) == 10_000
    assert raised(rules, text_of("Of word17 gas and word9999 gas, not word5 oil.")) == ["test/r17", "test/r9999"]


def test_a_rule_is_asked_only_where_its_rarest_need_is_met(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cost follows hits: of many rules only those whose rarest word or place an article has are asked at all."""
    places = ["erbil", "basra", "syria"]
    files = [
        Rule.model_validate({"id": f"r{n}", "when": {"claim": "strike", "place": places[n % 3], "status": "actual"}})
        for n in range(300)
    ]
    rules = RuleBook([(RuleFile(set="test", rules=tuple(files)), Source())], lexicon())
    asked: list[str] = []

    def spy(name: str, find: Callable[[View], Found | None]) -> Callable[[View], Found | None]:
        def asking(view: View) -> Found | None:
            asked.append(name)
            return find(view)

        return asking

    for rule in rules.rules:
        monkeypatch.setattr(rule.node, "find", spy(rule.id, rule.node.find))
    article = text_of("A drone hit Basra.")
    assert len(raised(rules, article, a_claim(article, place=["place:basra"]))) == 100
    assert len(asked) == 100


def test_the_shipped_rules_say_what_they_are_for() -> None:
    """Every shipped rule has a description and tests in both languages, raising and not."""
    for file in sorted((shipped_dir() / "rules").glob("*.yaml")):
        for rule in RuleFile.model_validate(yaml.safe_load(file.read_text(encoding="utf-8"))).rules:
            assert rule.description
            assert {test.raises for test in rule.tests} == {True, False}
            assert {bool(re.search("[\u0600-\u06ff]", test.text)) for test in rule.tests if isinstance(test, RuleTest)} == {
                True,
                False,
            }


def test_a_folder_without_rules_is_an_error(tmp_path: Path) -> None:
    """Watching with no rules at all would be silence that nobody notices."""
    with pytest.raises(ConfigError, match="no rule files"):
        RuleBook.load([tmp_path], lexicon())


def test_rule_files_may_end_in_either_suffix(tmp_path: Path) -> None:
    """A rule in a ``.yml`` file beside a ``.yaml`` file is as live as that one."""
    for name in ("a.yaml", "b.yml"):
        (tmp_path / name).write_text(IT, encoding="utf-8")
    assert rule_files([tmp_path]) == [tmp_path / "a.yaml", tmp_path / "b.yml"]
