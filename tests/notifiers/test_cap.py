"""CAP 1.2: every document that an alert can become keeps to the schema."""

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.alerts import ERBIL, NOW, a_delivery, an_alert, an_arabic_alert, an_article
from tests.notifiers.cap_rules import NAMESPACE, violations
from watcher.alerts.delivery import Delivery
from watcher.claims.model import Kind, Status
from watcher.events.model import Reason
from watcher.notifiers import formats
from watcher.rules.model import Severity

VALID = formats.body(a_delivery(an_arabic_alert(demo=True)), "cap").content


BEFORE = f"msg_{'0' * 30} {NOW.isoformat()}"


def both(delivery: Delivery) -> list[bytes]:
    """Return the whole and the thin document, of what is told first and of what follows."""
    told = (delivery, delivery.model_copy(update={"follows": BEFORE}))
    return [made(one, "cap").content for made in (formats.body, formats.thin) for one in told]


@pytest.mark.parametrize(("status", "reason"), list(itertools.product(Status, Reason)))
def test_every_status_and_reason_is_valid(status: Status, reason: Reason) -> None:
    """Whatever is told, whole and thin, in a place or in none, with a link or without, keeps to the schema."""
    for place, url, severity in ((ERBIL, "https://news.example.org/1", Severity.CRITICAL), (None, None, Severity.INFO)):
        alert = an_alert(reason=reason, event={"place": place}, status=status, url=url, severity=severity)
        for document in both(a_delivery(alert)):
            assert violations(document) == []


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("marks", [{}, {"demo": True}, {"replayed": True}])
def test_every_kind_is_valid(kind: Kind, marks: dict[str, Any]) -> None:
    """So does every kind of event, an exercise included."""
    assert [violations(document) for document in both(a_delivery(an_alert(event={"kind": kind}, **marks)))] == [[]] * 4


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_no_text_of_a_stranger_makes_it_invalid(title: str, source: str, url: str, place: str) -> None:
    """Titles, outlets, links and names of places of any characters, none included."""
    fields = [one.encode("utf-8", "replace").decode() for one in (title, source, url, place)]
    where = ERBIL.model_copy(update={"name": fields[3]})
    article = an_article(title=fields[0], source=fields[1], url=fields[2] or None)
    alert = an_alert(article=article, event={"place": where}).model_copy(update={"source": fields[1], "summary": ""})
    bare = alert.model_copy(
        update={"wording": tuple(one.model_copy(update={"headline": fields[0], "summary": ""}) for one in alert.wording)}
    )
    for one in (alert, bare):
        for document in both(a_delivery(one)):
            assert violations(document) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<sender>watcher</sender>", ""),
        ("<sender>watcher</sender>", "<sender>two words</sender>"),
        ("<sender>watcher</sender>", "<sender>watcher</sender><sender>again</sender>"),
        ("<sender>watcher</sender>", '<sender kind="x">watcher</sender>'),
        ("00-00:00</sent>", "00Z</sent>"),
        ("00-00:00</sent>", "00.5-00:00</sent>"),
        ("<status>Exercise</status>", "<status>Drill</status>"),
        ("<msgType>Alert</msgType>", "<msgType>Update</msgType>"),
        ("<scope>Restricted</scope>", "<scope>Public</scope>"),
        ("<category>Security</category>", ""),
        ("<urgency>Immediate</urgency>", "<urgency/>"),
        ("<event>strike</event>", "<event> </event>"),
        ("<certainty>Likely</certainty>", "<certainty>Likely</certainty><sure>yes</sure>"),
        ("<language>en</language><category>Security</category>", "<category>Security</category><language>en</language>"),
        ("36.1900,44.0100 5", "36.1900 44.0100 5"),
        (NAMESPACE, "urn:oasis:names:tc:emergency:cap:1.1"),
    ],
)
def test_the_rules_find_what_is_wrong(old: str, new: str) -> None:
    """Each rule is broken once: missing, doubled, empty, unknown or misplaced elements, wrong words, times, areas."""
    document = VALID.decode()
    assert old in document
    assert violations(VALID) == []
    assert violations(document.replace(old, new, 1).encode())
