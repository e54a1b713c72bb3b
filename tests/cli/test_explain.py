"""``watcher explain ARTICLE``: what it takes, what it shows, and how much of it."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from tests.events.running import understanding
from tests.fakes.alerts import an_article
from tests.fakes.command import Run, jsonl
from tests.fakes.feedserver import FeedServer
from watcher.config.shipped import shipped_dir

ACTUAL = "Two drones hit a depot in Kirkuk, Iraq, on Tuesday, killing two guards, a police colonel said."


def test_explain_does_not_call_an_article_enough_that_only_counts(run: Run, tmp_path: Path) -> None:
    """What a rule over several articles wants is counted for it, not said to raise it."""
    rule = tmp_path / "often.yaml"
    often = "set: mine\nrules:\n  - {id: often, when: {text: drone*}, frequency: {count: 2, within: 6h}}\n"
    rule.write_text(often, encoding="utf-8")
    (tmp_path / "text.txt").write_text(ACTUAL, encoding="utf-8")
    assert "counted for mine/often" in run("explain", tmp_path / "text.txt", "--rules", rule).out
    (explained,) = run("explain", tmp_path / "text.txt", "--rules", rule, "--json").lines[0]["rules"]
    assert (explained["raised"], explained["counted"]) == (False, True)


def test_explain_tells_what_the_judge_declined(run: Run) -> None:
    """Where a passage was read closely and nothing made of it, its silence has a probability beside the one that was asked."""
    text = "Officials in Baghdad compared notes on drones, rockets and the American embassy for an hour."
    assert "the judge heard no expected threat: " in run("explain", "-", stdin=text.encode()).out
    (said,) = run("explain", "-", "--json", stdin=text.encode()).lines
    assert not said["claims"]
    declined = {(one["kind"], one["status"]): one for one in said["declined"]}
    assert 0 < declined["threat", "expected"]["judged"] < declined["threat", "expected"]["asked"] < 1
    assert declined["threat", "expected"]["passage"]["text"] == text


def test_explain_names_what_met_and_what_vetoed(run: Run, tmp_path: Path) -> None:
    """For every rule the tree of conditions says what met them; a veto names the claim's status and its cue."""
    text = tmp_path / "denied.txt"
    text.write_text("The ministry denied that any air strike had taken place in Kirkuk, Iraq.", encoding="utf-8")
    done = run("explain", text, "--rule", "iraq-strikes/strike")
    assert "not raised iraq-strikes/strike" in done.out
    assert "the claim is denied" in done.out
    (explained,) = run("explain", text, "--json").lines
    assert {rule["rule"]: rule["raised"] for rule in explained["rules"]}["iraq-strikes/strike"] is False
    (said,) = run("explain", "-", "--json", stdin=jsonl({"id": "x1", "text": ACTUAL})).lines
    assert {rule["rule"]: rule["raised"] for rule in said["rules"]}["iraq-strikes/strike"] is True


@pytest.mark.parametrize(
    ("source", "stdin", "title"),
    [
        (ACTUAL, "", ""),
        ("-", f"Strike in Kirkuk\n\n{ACTUAL}\n", "Strike in Kirkuk"),
        ("-", f"\n{ACTUAL}\nA second line of the same text.", ""),
        ("-", f"---\nid: a\ntitle: Strike\n---\n{ACTUAL}\n", "Strike"),
    ],
)
def test_explain_takes_a_text_as_it_stands(run: Run, source: str, stdin: str, title: str) -> None:
    """A text in quotes, or on standard input, is an article; its first line is the title if a blank line follows."""
    (said,) = run("explain", source, "--json", stdin=stdin.encode()).lines
    assert {rule["rule"]: rule["raised"] for rule in said["rules"]}["iraq-strikes/strike"] is True
    shown = run("explain", source, stdin=stdin.encode()).out
    assert shown.startswith(title or ACTUAL[:20])


@pytest.mark.parametrize("source", ["missing.txt", "./no such file", "strike", "my articles.jsonl", "x" * 5000])
def test_explain_says_what_it_takes(run: Run, source: str) -> None:
    """What is neither a file nor a text is one line that says what would be."""
    done = run("explain", source)
    assert done.code == 2
    assert "a text of several words in quotes" in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("source", ["", "   ", "\n"])
def test_explain_of_nothing_is_an_error(run: Run, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty text, as of a variable that is not set, is no folder to read; nor is silence an answer where nothing is given."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note.txt").write_text(ACTUAL, encoding="utf-8")
    done = run("explain", source)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("watcher: the text is empty (give an article file, ")
    assert done.err.count("\n") == 1
    (tmp_path / "folder").mkdir()
    for given, told in (("-", "standard input: no article"), ("folder", "folder: no article files in it")):
        done = run("explain", given, stdin=source.encode())
        assert (done.code, done.out) == (2, "")
        assert told in done.err
        assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("rule", "told"), [("iraq-strikes/strik", "did you mean 'iraq-strikes/strike'?"), ("zzz", "there is casualties/toll, ")]
)
def test_explain_of_a_rule_that_does_not_exist_is_an_error(run: Run, rule: str, told: str) -> None:
    """An answer without any rule would look as if it had not been raised."""
    done = run("explain", ACTUAL, "--rule", rule)
    assert (done.code, done.out) == (2, "")
    assert f"no rule is called '{rule}' (" in done.err
    assert told in done.err


def test_explain_shows_the_beginning_of_a_long_article(run: Run, tmp_path: Path) -> None:
    """What is left out is counted and can be had: a whole page of claims on the terminal hides the answer."""
    text = tmp_path / "long.txt"
    text.write_text("An air strike hit Mosul, police said. " * 400, encoding="utf-8")
    done = run("explain", text, "--rule", "iraq-strikes/strike")
    told = " ".join(done.out.split())
    for left_out in ("7,199 more characters", "770 more claims", "395 more claims"):
        assert f"... {left_out}; --full shows all" in told
    assert done.out.count("\n") < 300
    full = run("explain", text, "--rule", "iraq-strikes/strike", "--full")
    assert "--full" not in full.out
    assert full.out.count("claim: strike: the claim is a strike") == 400
    (explained,) = run("explain", text, "--json").lines
    assert len(explained["claims"]) == 800
    assert len({part["claim"] for part in explained["rules"][1]["tree"]["parts"]}) == 400
    short = run("explain", ACTUAL).out
    assert "--full" not in short


def _calls(work: Callable[[], object]) -> int:
    """Return how many functions and steps of generators are entered: work that no clock has to measure."""
    count = 0

    def entered(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(entered)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    "said",
    [
        "An air strike hit Mosul and killed 3 people, police in Erbil said, and a drone attacked the US base at Ain al-Asad ",
        "An air strike hit Mosul and killed 3 people on Monday, police said. ",
    ],
)
def test_what_a_text_costs_follows_its_length(said: str) -> None:
    """A text four times as long is four times the work to understand and to explain, in one sentence without end or in many."""
    known = understanding()

    def cost(times: int) -> int:
        article = an_article(title="", text=said * times, language="en")
        return _calls(lambda: (known.read(article), known.explain(article)))

    cost(10)
    assert cost(320) < 4.4 * cost(80)


PAGE = f"<html><head><title>News</title></head><body><article><p>{ACTUAL}</p><p>{'It burnt. ' * 40}</p></article></body></html>"


async def test_explain_reads_a_page_of_the_web(run: Run, tmp_path: Path) -> None:
    """A URL is read as a feed of its host is; one that may not be read is one clear error."""
    async with FeedServer() as server:
        server.status("/page", 200, PAGE.encode(), **{"Content-Type": "text/html"})
        server.status("/robots.txt", 404)
        feed = f"feeds:\n  - {{url: '{server.url('/feed')}', allow_private: [127.0.0.0/8, '::1/128']}}\n"
        (tmp_path / "feeds.yaml").write_text(feed, encoding="utf-8")
        options = ("--config", tmp_path, "--rules", shipped_dir() / "rules", "--json")
        done = await asyncio.to_thread(run, "explain", server.url("/page"), *options)
    assert {rule["rule"]: rule["raised"] for rule in done.lines[0]["rules"]}["iraq-strikes/strike"] is True
    refused = await asyncio.to_thread(run, "explain", "http://127.0.0.1/", "--rules", shipped_dir() / "rules")
    assert refused.code == 1
    assert refused.err.count("\n") == 1
