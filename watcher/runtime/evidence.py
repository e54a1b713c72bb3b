"""The evidence pack of an alert: what was read, as it was read, with checksums, for whoever has to answer for acting on it."""

import asyncio
import hashlib
import io
import json
import zipfile
from pathlib import Path

from watcher import log, yamlfile
from watcher.config.settings import Configuration
from watcher.errors import WatcherError
from watcher.rules.book import version_of
from watcher.runtime.told import Told, told
from watcher.store.store import Store

LARGEST_ATTACHED = 5 * 2**20
"""Bytes of a pack that is attached to a mail; whoever needs a larger one exports it."""
_STAMP = (1980, 1, 1, 0, 0, 0)  # the earliest that ZIP knows: the same alert gives the same bytes
_README = """Evidence of one alert of watcher.

alert.json        the alert as it was sent
event.json        the event as it stands at the time of this export, with every report; not in a mail
decisions.json    who was to be told, and why or why not
articles/*.json   each report as it was read: identity, source, dates, hash of the content, and the answer it was read in
                  (`fetched`: address, time, status, headers, hash of the body);
                  `cut` where its text went on and was not kept whole
articles/*.txt    its text, which the offsets of the evidence count characters of
rules/*           the rule files as they stand at the time of this export
rules/VERSION     the version of the rules that raised the alert, and of these files
SHA256SUMS        checksums of all of these: sha256sum -c SHA256SUMS
missing.txt       reports whose text is no longer kept
"""

_log = log.get("evidence")


class EvidenceDesk:
    """Packs the evidence that mails carry, from the store of a running service."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self.store: Store | None = None
        """Open while deliveries are made."""

    async def __call__(self, alert: str) -> bytes | None:
        """Return the pack of an alert for a mail; ``None``, which is logged, where there is none or it is too large."""
        if self.store is None:
            return None
        try:
            pack = await evidence_pack(self._configuration, self.store, alert, with_event=False)
        except WatcherError as error:
            _log.warning("evidence_not_attached", alert=alert, error=str(error))
            return None
        if len(pack) > LARGEST_ATTACHED:
            _log.warning("evidence_not_attached", alert=alert, error=f"{len(pack)} bytes; `watcher evidence` exports it")
            return None
        return pack


async def evidence_pack(configuration: Configuration, store: Store, alert: str, *, with_event: bool = True) -> bytes:
    """Return the pack as a ZIP archive; WatcherError where the alert is unknown or its retention is over.

    ``with_event`` adds the event as it stands and all its reports; without it only what the alert itself was told on is packed,
    which stays the same while an attempt to deliver follows another.
    """
    one = await told(configuration, store, alert)
    files = {"README.txt": _README, "alert.json": one.alert.model_dump_json(indent=1)}
    reports = [source.article for source in one.alert.sources] or [one.alert.article]
    event = await store.events.get(one.alert.event) if with_event else None
    if event is not None:
        files["event.json"] = event.model_dump_json(indent=1)
        reports = [report.article for report in event.reports]
    decisions = [decision.model_dump(mode="json") for decision in one.decisions]
    files["decisions.json"] = json.dumps(decisions, ensure_ascii=False, indent=1)
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
    return await asyncio.to_thread(lambda: _zipped({**files, **_rules(configuration.folder, one)}))


def _rules(folder: Path, one: Told) -> dict[str, str]:
    files = {f"rules/{file.name}": file.read_text("utf-8") for file in yamlfile.files(folder / "rules")}
    version = version_of(text.encode() for text in files.values())
    raised_by = one.alert.rulebook or "unknown"
    same = "the same" if raised_by == version else "NOT the same"
    files["rules/VERSION"] = f"alert raised by {raised_by}\nthese files are {version}: {same}\n"
    return files


def _zipped(files: dict[str, str]) -> bytes:
    sums = "".join(f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n" for name, text in files.items())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**files, "SHA256SUMS": sums}.items():
            archive.writestr(zipfile.ZipInfo(name, _STAMP), text.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()
