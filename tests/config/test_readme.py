"""What README shows is valid: whoever copies an example has a configuration that loads."""

import re
from pathlib import Path

import pytest

from tests.events.running import understanding
from watcher import yamlfile
from watcher.config.settings import load_main
from watcher.rules.book import RuleBook
from watcher.runtime import trials
from watcher.runtime.analysis import Understanding
from watcher.sources.settings import FeedsFile

README = Path(__file__).parents[2] / "README.md"
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_valid(example: str, tmp_path: Path) -> None:
    """Feeds, receivers and rules as they stand in README are read without a complaint, and the rules' own tests pass."""
    file = tmp_path / "example.yaml"
    file.write_text(example, encoding="utf-8")
    first = example.partition(":")[0]
    if first == "set":
        known = Understanding(understanding().lexicon, RuleBook.load([file], understanding().lexicon))
        assert len(known.book) > 0
        assert [
            verdict.differences for verdict in trials.run(trials.inline_trials(known.book), known) if verdict.differences
        ] == []
    elif first == "feeds":
        assert yamlfile.load(file).validate(FeedsFile).feeds
    else:
        assert first in load_main(file).model_fields_set


def test_there_are_examples() -> None:
    """The test above looks at something: feeds, receivers and rules are shown."""
    assert {example.partition(":")[0] for example in EXAMPLES} >= {"feeds", "receivers", "set"}
    for word in ("sites:", "near:", "like:", "tests:", "frequency:", "min_sources:"):
        assert any(word in example for example in EXAMPLES), word
