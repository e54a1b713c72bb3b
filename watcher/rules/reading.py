"""Rule files read from disk: what is wrong in any of them is told together."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from watcher import yamlfile
from watcher.errors import ConfigError, Noted
from watcher.rules.compiling import Source
from watcher.rules.rulefile import RuleFile
from watcher.yamlfile import Document, load


def rule_files(paths: Iterable[Path]) -> list[Path]:
    """Return each file itself, and the rule files of folders; ConfigError for one without: silence, unnoticed."""
    found: list[Path] = []
    for path in paths:
        files = yamlfile.files(path) if path.is_dir() else [path]
        if not files:
            raise ConfigError(
                "no rule files (*.yaml, *.yml) in it", file=path, mend="`watcher init DIR` writes some to start from"
            )
        found += files
    return found


def read(files: Sequence[Path], noted: Noted) -> list[tuple[RuleFile, Source]]:
    """Return what the files hold as far as it is right; ``noted`` gets what is wrong with their form."""
    out = []
    for file in files:
        with noted.noted():
            document = load(file)
            right = _right(document)
            if right is not None:
                out.append((right, Source(document)))
            document.validate(RuleFile)
    return out


def _right(document: Document) -> RuleFile | None:
    """Return a file with a harmless rule in the place of each wrong one: the names in all others are looked at too."""
    data: Any = document.data
    try:
        return RuleFile.model_validate(data)
    except ValidationError as error:
        wrong = {found["loc"][1] for found in error.errors() if found["loc"][:1] == ("rules",) and len(found["loc"]) > 1}
    if not wrong:
        return None
    kept = [{"id": f"{at}", "when": {"text": "rule"}} if at in wrong else rule for at, rule in enumerate(data["rules"])]
    try:
        return RuleFile.model_validate({**data, "rules": kept})
    except ValidationError:
        return None
