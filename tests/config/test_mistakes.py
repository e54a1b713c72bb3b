"""Whatever is wrong in a configuration is told in plain words, all of it at once, with its line and how to mend it."""

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from tests.fakes.command import Run
from watcher import yamlfile
from watcher.config.settings import WatcherSettings, load_main
from watcher.config.shipped import shipped_dir
from watcher.errors import ConfigError
from watcher.mistakes import At
from watcher.rules.rulefile import RuleFile
from watcher.runtime.checking import Checked
from watcher.runtime.initial import write
from watcher.sources.settings import FeedsFile
from watcher.text.lexicon import Lexicon
from watcher.text.lexicon.files import LexiconFile

RULES = """
set: mine
sites:
  - {name: hq, at: [36.1, 44.0], radius: 30, radii: {strike: 40}}
rules:
  - id: one
    severity: warning
    labels: {desk: x}
    throttle: 1h
    escalate: [{severity: critical, when: {claim: strike, figures: {killed: '>= 5'}}}]
    when: {claim: [strike], status: actual, place: {not: iraq}, conditional: false, fresh: 2d, any: [{place: iraq}]}
    tests: [{text: x, published: 2026-01-01T00:00:00Z, language: en, figures: [{role: killed, count: 2}]}]
  - id: two
    when: {all: [{text: [a], in: title}, {near: {words: [[a], [b]], within: 5}}, {like: a b c, threshold: 0.5}, {tier: '<= 2'}]}
    frequency: {count: 5, within: 6h, by: place}
    tests: [{articles: [{at: [0h, 1h], text: x, raises: true}]}]
  - {id: three, when: {text: a}, new_term: {of: place, within: 30d, learn: 1d}}
"""
FEEDS = """
polite: {per_host: 4, pace: 1s}
defaults: {tier: 3}
feeds:
  - {url: 'https://a.example/', id: a, tags: [x], enabled: true, interval: 5m, on_first_fetch: {last: 5}, guids: auto,
     headers: {X-A: b, X-B: {env: N}}, auth: {user: u, password: {file: /x}}, allow_private: [10.0.0.0/8], max_bytes: 10000}
"""
MAIN = """
redis: {namespace: a, connections: 100, memory: 10mb}
receivers:
  desk: {type: email, host: h, port: 587, tls: starttls, from: a@b.example, to: [c@d.example], password: {env: A}, username: u,
         time_zone: Asia/Baghdad, quiet_hours: [{start: '23:00', end: '06:30', days: [mon], passes: critical}], cap: 30}
  room: {type: webhook, url: 'https://h.example/x', secrets: [{env: A}], format: native, headers: {A: b}}
route:
  receiver: desk
  routes: [{match: {severity: critical, tier: 2, kind: strike, status: actual, label: {a: b}}, continue: true, group_by: [place]}]
inhibit: [{source: {rule: a/b}, target: {rule: a/c}, equal: [event], for: 24h}]
events: {act_window: 5d, joins_at: 5}
websub: {listen: '127.0.0.1:8421', callback: 'https://news.example/websub'}
log: {level: info}
"""
LEXICON = """
concepts:
  place:mine: {name: Mine, within: [place:erbil], attributes: {latitude: 36.1}, en: [Mine],
               ar: {words: [{form: a, not_before: [x]}]}}
"""
_FOREIGN = re.compile(
    r"[Ii]nput|[Ff]ield|pydantic|validat|\bint\b|\bstr\b|dict|tuple|boolean|instance|<(class|[a-z]+>)|None\b|pattern"
)
"""Words of Python and of its library; of ours only ``< 3`` is like them."""
_WRONG: tuple[Any, ...] = (-7, 1.5, True, None, "zzqx", "", [], {}, [5], [None], {"zzqx": 1}, [{"zzqx": {"a": 1}}], "x" * 300)


def _parts(data: Any, at: At = ()) -> Iterator[At]:
    """Yield where each part of plain data stands."""
    yield at
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, part in children:
        yield from _parts(part, (*at, step))


def _with(data: Any, at: At, value: Any) -> Any:
    """Return a copy of the data with another value in a place."""
    if not at:
        return value
    data = copy.deepcopy(data)
    part = data
    for step in at[:-1]:
        part = part[step]
    part[at[-1]] = value
    return data


@pytest.mark.parametrize(
    ("text", "model"), [(RULES, RuleFile), (FEEDS, FeedsFile), (MAIN, WatcherSettings), (LEXICON, LexiconFile)]
)
def test_no_mistake_is_told_in_the_words_of_a_library(text: str, model: type[BaseModel]) -> None:
    """Whatever wrong value stands anywhere, each mistake is one line with file and line number, and in plain words."""
    document = yamlfile.parse(text, "my.yaml")
    document.validate(model)
    told = 0
    for at in _parts(document.data):
        for wrong in _WRONG:
            changed = yamlfile.parse(yaml.safe_dump(_with(document.data, at, wrong), sort_keys=False), "my.yaml")
            try:
                changed.validate(model)
            except ConfigError as error:
                for one in error.each():
                    told += 1
                    assert re.match(r"my\.yaml:\d+: \S", str(one))
                    assert "\n" not in str(one)
                    assert not _FOREIGN.search(str(one).replace("'< 3'", "").replace("{file:", "")), str(one)
    assert told > 100


@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        ("when: {claim: srike}", "strike"),
        ("when: {claim: strike, status: actaul}", "actual"),
        ("when: {claim: strike, status: [actual, Intercepted]}", "intercepted"),
        ("when: {claim: strike, any: [{status: deneid}]}", "denied"),
        ("when: {claim: strike, figures: {woundd: '> 1'}}", "wounded"),
        ("{severity: Critcal, when: {text: a}}", "critical"),
        ("{when: {text: a, in: titel}}", "title"),
        ("{when: {language: arabc}}", "ar"),
        ("{when: {text: a}, frequency: {count: 2, within: 1h, by: plce}}", "place"),
        ("{when: {text: a}, escalate: [{severity: warnng, when: {text: b}}]}", "warning"),
        ("{when: {text: a}, tests: [{text: a, status: actul}]}", "actual"),
        ("{when: {text: a}, tests: [{text: a, figures: [{role: kiled, count: 1}]}]}", "killed"),
        ("{when: {text: a}, tests: [{text: a, figures: [{role: killed, count: 1, qualifier: at_leest}]}]}", "at_least"),
    ],
)
def test_of_a_few_words_the_nearest_is_named(rule: str, meant: str) -> None:
    """A misspelt status, kind, role, severity, part or language leads to the right one, wherever it stands."""
    body = rule.removeprefix("{").removesuffix("}") if rule.startswith("{") else rule
    with pytest.raises(ConfigError, match=f"did you mean '{meant}'") as caught:
        yamlfile.parse(f"set: a\nrules:\n  - {{id: one, {body}}}\n", "my.yaml").validate(RuleFile)
    assert caught.value.others == ()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("receivers: {a: {type: console, time_zone: Asia/Bagdad}}", "Asia/Baghdad"),
        ("route: {match: {severity: critcal}}", "critical"),
        ("route: {match: {status: actul}}", "actual"),
        ("route: {reasons: [FIRST_REPRT]}", "FIRST_REPORT"),
        ("route: {group_by: [plce]}", "place"),
        ("inhibit: [{source: {}, target: {}, equal: [evnt]}]", "event"),
        ("log: {level: debg}", "debug"),
        ("receivers: {a: {type: email, host: h, from: a@b.example, to: a@b.example, tls: startls}}", "starttls"),
        ("receivers: {a: {type: webhook, url: 'https://a.example', format: cab}}", "cap"),
    ],
)
def test_of_the_words_of_the_settings_the_nearest_is_named(text: str, meant: str) -> None:
    """The same of receivers and routes."""
    with pytest.raises(ConfigError, match=f"did you mean '{meant}'"):
        yamlfile.parse(text, "watcher.yaml").validate(WatcherSettings)


@pytest.mark.parametrize(
    "rule",
    [
        "frequency: {count: 5, within: 6}",
        'frequency: {count: 5, within: "6"}',
        "spike: {times: 3, window: 6}",
        "new_term: {of: place, within: 30d, learn: 6}",
        "flatline: {within: 6}",
        "throttle: 6",
    ],
)
def test_a_time_in_a_rule_has_a_unit(rule: str) -> None:
    """Six seconds where six hours were meant would count nothing, in silence."""
    with pytest.raises(ConfigError, match="6 of what\\? write '6h', '6m' or '6s'") as caught:
        yamlfile.parse(f"set: a\nrules:\n  - id: one\n    when: {{text: a}}\n    {rule}\n", "my.yaml").validate(RuleFile)
    assert caught.value.line == 5
    right = rule.replace('"6"', "6h").replace(": 6}", ": 6h}").replace("e: 6", "e: 6h")
    yamlfile.parse(f"set: a\nrules:\n  - id: one\n    when: {{text: a}}\n    {right}\n", "my.yaml").validate(RuleFile)


@pytest.mark.parametrize(
    ("key", "meant"), [("label", "name"), ("parent", "within"), ("arabic", "ar"), ("nmae", "name"), ("attribute", "attributes")]
)
def test_what_people_call_a_key_leads_to_it(key: str, meant: str) -> None:
    """A word that is not spelt like the right one is understood where it is often used for it."""
    with pytest.raises(ConfigError, match=f"unknown key '{key}'; did you mean '{meant}'"):
        yamlfile.parse(f"concepts:\n  place:a: {{{key}: x}}\n", "own.yaml").validate(LexiconFile)


def test_the_own_lexicon_that_init_writes_leads_on(tmp_path: Path) -> None:
    """Its head names a file that exists, and its example is right once the marks of a comment are gone."""
    own = _folder(tmp_path) / "lexicon" / "own.yaml"
    text = own.read_text(encoding="utf-8")
    named = re.search(r"told in (\S+);", text)
    assert named
    assert Path(named[1]).is_file()
    example = "\n".join(re.sub("^# ", "", line) for line in text.splitlines() if line.startswith(("# concepts", "#  ")))
    own.write_text(example, encoding="utf-8")
    concept = Lexicon.load([shipped_dir() / "lexicon", own]).concepts["place:our-depot"]
    assert concept.within[:2] == ("place:our-depot", "place:erbil")


def _folder(tmp_path: Path) -> Path:
    write(tmp_path / "conf")
    return tmp_path / "conf"


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("WATCHER_LOG__LEVEL", "debg", "log.level: 'debg' is none of debug, info, warning, error (did you mean 'debug'?)"),
        ("WATCHER_ROUTE", "console", "not JSON (write it as JSON, or set its keys one by one, after two underscores)"),
        ("WATCHER_POLLING__AT_ONCE", "many", "polling.at_once: a whole number is needed, not text"),
    ],
)
def test_a_wrong_variable_is_told_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
) -> None:
    """What the environment says wrongly is no matter of the file."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigError) as caught:
        load_main(_folder(tmp_path) / "watcher.yaml")
    assert str(caught.value).startswith(f"environment variable {variable}: {told}")


def test_a_key_that_is_no_text_is_told(tmp_path: Path) -> None:
    """A number at the top of watcher.yaml is an unknown key like any other."""
    file = tmp_path / "watcher.yaml"
    file.write_text("receivers: {}\n5: x\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"watcher\.yaml:2: unknown key 5"):
        load_main(file)


def test_check_tells_everything_that_is_wrong(run: Run, tmp_path: Path) -> None:
    """Each mistake of each file is a line of its own: forms and names, in rules that are right otherwise too."""
    folder = _folder(tmp_path)
    (folder / "rules" / "mine.yaml").write_text(
        "set: mine\n"
        "rules:\n"
        "  - {id: one, severty: warning, when: {claim: strike, status: actaul}}\n"
        "  - {id: two, when: {claim: strike, place: [irak, sirya]}}\n"
        "  - {id: two, when: {claim: strke, site: hq}}\n"
        "  - {id: two, when: {regex: '('}}\n",
        encoding="utf-8",
    )
    (folder / "rules" / "other.yaml").write_text("set: other\nrules: [{id: one, wen: {text: a}}]\n", encoding="utf-8")
    (folder / "feeds.yaml").write_text(
        "feeds:\n  - {url: 'https://a.example/', teir: 1}\n  - {url: 'folder:/no/such', tier: 9}\n  - {name: x}\n",
        encoding="utf-8",
    )
    (folder / "watcher.yaml").write_text(
        "receivers:\n  a: {type: consle}\n  b: {type: email}\nroute: {receiver: c, severity: x}\n", encoding="utf-8"
    )
    done = run("check", "-c", folder)
    told = [line.removeprefix(f"watcher: {folder}/") for line in done.err.splitlines()]
    wanted = [
        "watcher.yaml:2: receivers.a: no type is called 'consle'",
        "watcher.yaml:3: receivers.b.host is missing (write `host: ...`)",
        "watcher.yaml:3: receivers.b.from is missing",
        "watcher.yaml:3: receivers.b.to is missing",
        "watcher.yaml:4: unknown key 'severity'",
        "feeds.yaml:2: unknown key 'teir'; did you mean 'tier'?",
        "feeds.yaml:3: feeds.1.tier: at most 4 is allowed (write a smaller number)",
        "feeds.yaml:4: feeds.2.url is missing",
        "rules/mine.yaml:3: unknown key 'severty'; did you mean 'severity'?",
        "rules/mine.yaml:3: rules.0.when.status: 'actaul' is none of",
        "rules/mine.yaml:4: place 'irak' is not in the lexicon (did you mean 'iraq'?)",
        "rules/mine.yaml:4: place 'sirya' is not in the lexicon (did you mean 'syria'?)",
        "rules/mine.yaml:5: rules.2.when.claim: 'strke' is none of",
        "rules/mine.yaml:6: rule 'mine/two' stands twice",
        "rules/mine.yaml:6: no regular expression of RE2",
        "rules/other.yaml:2: unknown key 'wen'; did you mean 'when'?",
    ]
    assert done.code == 2
    assert len(told) == len(wanted), told
    for start in wanted:
        assert any(line.startswith(start) for line in told), (start, told)
    lines = [start.split(":")[:2] for start in wanted]
    assert [line.split(":")[:2] for line in told] == lines


def test_a_wrong_lexicon_hides_no_wrong_rule(tmp_path: Path) -> None:
    """Names cannot be looked up without it, but the form of rules can be told; all wrong concepts are."""
    folder = _folder(tmp_path)
    own = "concepts:\n  mine: {en: [a]}\n  office: {en: [b]}\n"
    (folder / "lexicon" / "own.yaml").write_text(own, encoding="utf-8")
    (folder / "rules" / "mine.yaml").write_text("set: mine\nrules: [{id: one, wen: {text: a}}]\n", encoding="utf-8")
    told = [str(error).removeprefix(f"{folder}/") for error in Checked(folder).errors]
    assert [one.partition(": ")[0] for one in told] == ["lexicon/own.yaml:2", "lexicon/own.yaml:3", "rules/mine.yaml:2"]
    own = "concepts:\n  place:a: {within: [place:erbill]}\n  place:b: {within: [place:sirya]}\n"
    (folder / "lexicon" / "own.yaml").write_text(own, encoding="utf-8")
    told = [str(error) for error in Checked(folder).errors]
    assert ["did you mean 'place:erbil'" in told[0], "did you mean 'place:syria'" in told[1], len(told)] == [True, True, 3]


def test_every_name_that_no_route_can_mean_is_told(tmp_path: Path) -> None:
    """Two routes on unknown names, and two receivers that are missing, are two lines each."""
    folder = _folder(tmp_path)
    head = "receivers: {console: {type: console}}\nroute:\n  receiver: console\n  routes:\n"
    routes = "    - match: {place: irak}\n    - match: {rule: iraq-strike/strike}\n"
    (folder / "watcher.yaml").write_text(head + routes, encoding="utf-8")
    assert [error.line for error in Checked(folder).errors if isinstance(error, ConfigError)] == [5, 6]
    routes = "    - {receiver: consol}\n    - {receiver: [console, desk]}\n"
    (folder / "watcher.yaml").write_text(head + routes, encoding="utf-8")
    told = [str(error) for error in Checked(folder).errors]
    assert ["did you mean 'console'" in told[0], "known receivers: console" in told[1], len(told)] == [True, True, 2]


def test_a_receiver_of_a_rule_must_exist(tmp_path: Path) -> None:
    """Otherwise nobody would be told what the rule's author wants told."""
    folder = _folder(tmp_path)
    rule = "set: mine\nrules:\n  - id: a\n    when: {text: a}\n    receivers: [consle, console, room]\n"
    (folder / "rules" / "mine.yaml").write_text(rule, encoding="utf-8")
    told = [str(error) for error in Checked(folder).errors]
    assert told == [
        f"{folder}/rules/mine.yaml:5: no receiver is called 'consle' (did you mean 'console'?)",
        f"{folder}/rules/mine.yaml:5: no receiver is called 'room' (known receivers: console)",
    ]


def test_a_wrong_default_of_feeds_is_told_once(tmp_path: Path) -> None:
    """It stands once in the file, however many feeds it is for."""
    file = tmp_path / "feeds.yaml"
    file.write_text("feeds:\n  - url: https://a.example/\n  - url: https://b.example/\ndefaults: {teir: 1}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"feeds\.yaml:4: defaults: unknown key 'teir'; did you mean 'tier'") as caught:
        yamlfile.load(file).validate(FeedsFile)
    assert caught.value.others == ()


def test_the_shipped_configuration_is_right() -> None:
    """Nothing is told of what is shipped."""
    assert Checked(shipped_dir()).errors == []
