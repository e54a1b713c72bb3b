"""The evidence pack of an alert: what was read, as it was read, with checksums, for whoever has to answer for acting on it."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

from watcher.config.settings import Configuration
from watcher.runtime.told import told
from watcher.store.store import Store

_STAMP = (1980, 1, 1, 0, 0, 0)  # the earliest that ZIP knows: the same alert gives the same bytes
_README = """Evidence of one alert of watcher.

alert.json        the alert as it was sent
event.json        the event as it stands at the time of this export, with every report
decisions.json    who was to be told, and why or why not
articles/*.json   each report as it was read: identity, source, dates, hash of the content
articles/*.txt    its text, which the offsets of the evidence count characters of
rules/*           the rule files as they stand at the time of this export
SHA256SUMS        checksums of all of these: sha256sum -c SHA256SUMS
missing.txt       reports whose text is no longer kept
"""


async def evidence_pack(configuration: Configuration, store: Store, alert: str) -> bytes:
    """Return the pack as a ZIP archive; WatcherError where the alert is unknown or its retention is over."""
    one = await told(configuration, store, alert)
    event = await store.events.get(one.alert.event)
    files = {"README.txt": _README, "alert.json": one.alert.model_dump_json(indent=1)}
    if event is not None:
        files["event.json"] = event.model_dump_json(indent=1)
    decisions = [decision.model_dump(mode="json") for decision in one.decisions]
    files["decisions.json"] = json.dumps(decisions, ensure_ascii=False, indent=1)
    reports = [report.article for report in event.reports] if event is not None else [one.alert.article]
    missing = []
    for number, article in enumerate(dict.fromkeys(reports), 1):
        kept = await store.articles.get(article)
        if kept is None:
            missing.append(article)
            continue
        files[f"articles/{number:03}.json"] = kept.model_dump_json(indent=1)
        files[f"articles/{number:03}.txt"] = kept.whole
    if missing:
        files["missing.txt"] = "\n".join(missing) + "\n"
    return _zipped({**files, **_rules(configuration.folder)})


def _rules(folder: Path) -> dict[str, str]:
    return {f"rules/{file.name}": file.read_text("utf-8") for file in sorted((folder / "rules").glob("*.yaml"))}


def _zipped(files: dict[str, str]) -> bytes:
    sums = "".join(f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n" for name, text in files.items())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**files, "SHA256SUMS": sums}.items():
            archive.writestr(zipfile.ZipInfo(name, _STAMP), text.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()
