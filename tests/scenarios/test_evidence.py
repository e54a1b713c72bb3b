"""Evidence that a mail carries, or that is exported: what was read, and the answer it was read in."""

import io
import json
import zipfile
from typing import Any

import pytest

from tests.fakes.feedserver import rss
from tests.fakes.smtpsink import Mail
from tests.fakes.wait import wait_until
from tests.scenarios.newsroom import STRIKE_EN, Newsroom, entry
from watcher.runtime import evidence
from watcher.runtime.evidence import evidence_pack


def attached(mail: Mail) -> zipfile.ZipFile:
    """Return the archive that a mail carries behind its text."""
    text, archive = mail.parsed.iter_parts()
    assert text.get_content_type() == "multipart/alternative"
    assert archive.get_content_type() == "application/zip"
    return zipfile.ZipFile(io.BytesIO(archive.get_content()))


async def test_a_mail_carries_the_evidence_as_it_was_read(desk: Newsroom) -> None:
    """The text, the headers of the answer it came in, the version of the rules; the same bytes whenever it is packed."""
    desk.evidence = True
    desk.feeds.feed("/wire", rss([entry(STRIKE_EN, "g1")]), headers={"Server": "press/1.0"})
    async with desk.watching(["/wire"], receivers=("desk",)) as app:
        await wait_until(lambda: desk.mail.mails, description="the mail")
        assert app.store is not None
        (alert, *_) = (await app.store.alerts.latest(1)).alerts
        packed = app.service._evidence
        assert await packed(alert.id) == await packed(alert.id)
        exported = zipfile.ZipFile(io.BytesIO(await evidence_pack(app.service.configuration, app.store, alert.id)))
    (mail,) = desk.mail.mails
    with attached(mail) as archive, exported:
        assert set(exported.namelist()) - set(archive.namelist()) == {"event.json"}
        for pack in (archive, exported):
            article: dict[str, Any] = json.loads(pack.read("articles/001.json"))
            assert article["fetched"]["status"] == 200
            assert ["Server", "press/1.0"] in article["fetched"]["headers"]
            assert STRIKE_EN[0] in pack.read("articles/001.txt").decode()
            assert pack.read("rules/VERSION").decode().endswith(": the same\n")
            assert alert.rulebook in pack.read("rules/VERSION").decode()


async def test_evidence_too_large_to_attach_keeps_no_mail_back(desk: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack over the limit is left for `watcher evidence`; the mail arrives without it."""
    monkeypatch.setattr(evidence, "LARGEST_ATTACHED", 100)
    desk.evidence = True
    desk.feeds.feed("/wire", rss([entry(STRIKE_EN, "g1")]))
    async with desk.watching(["/wire"], receivers=("desk",)):
        await wait_until(lambda: desk.mail.mails, description="the mail")
    assert desk.mail.mails[0].parsed.get_content_type() == "multipart/alternative"
