"""What webhooks carry, held against the published schemas."""

import json
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from tests.fakes.alerts import ERBIL, NOW, a_delivery, an_alert, an_arabic_alert
from watcher.alerts.delivery import Delivery, Purpose
from watcher.alerts.digest import gather
from watcher.alerts.model import Topic
from watcher.alerts.notice import notices
from watcher.alerts.policy import ReceiverPolicy
from watcher.claims.model import Status
from watcher.events.model import Reason
from watcher.notifiers import formats
from watcher.notifiers.cap import NAMESPACE
from watcher.notifiers.schemas import CloudEvent, WebhookMessage


def deliveries() -> list[Delivery]:
    """Return one delivery of each sort."""
    held = [a_delivery(an_alert(event={"id": f"ev{n}"}), held="HELD") for n in range(3)]
    [notice] = notices(Topic.ALL_CLEAR, {"feeds": "5"}, {"desk": ReceiverPolicy()}, ["desk"], NOW)
    return [
        a_delivery(an_arabic_alert()),
        a_delivery(purpose=Purpose.ESCALATION),
        a_delivery(purpose=Purpose.REMINDER),
        gather(held, NOW, "en").digests[0].digest,
        notice,
    ]


@pytest.mark.parametrize("delivery", deliveries(), ids=lambda one: one.purpose.value)
@pytest.mark.parametrize(("style", "model"), [("native", WebhookMessage), ("cloudevents", CloudEvent)])
def test_bodies_are_as_their_schemas_say(delivery: Delivery, style: str, model: Any) -> None:
    """Every message, whole and thin, validates against the JSON Schema that is published."""
    schema = model.model_json_schema()
    for body in (formats.body(delivery, style), formats.thin(delivery, style)):
        document = json.loads(body.content)
        jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(document)
        assert len(formats.thin(delivery, style).content) < 1500


def cap(*, follows: str = f"msg_1 {NOW.isoformat()}", **fields: Any) -> ET.Element:
    """Return the CAP document of an alert that follows another."""
    return ET.fromstring(formats.body(a_delivery(an_arabic_alert(**fields), follows=follows), "cap").content)


def text(root: ET.Element, path: str) -> str | None:
    """Return the text of the first element at a path."""
    return root.findtext("/".join(f"{{{NAMESPACE}}}{step}" for step in path.split("/")))


def test_cap_says_what_the_alert_says() -> None:
    """The mandatory elements of CAP 1.2 stand in their order, an info block a language, the place with its precision."""
    root = cap(follows="")
    names = [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in root]
    assert names[:6] == ["identifier", "sender", "sent", "status", "msgType", "source"]
    assert (text(root, "sent"), text(root, "status"), text(root, "msgType")) == ("2026-05-03T12:00:00-00:00", "Actual", "Alert")
    infos = root.findall(f"{{{NAMESPACE}}}info")
    assert [info.findtext(f"{{{NAMESPACE}}}language") for info in infos] == ["en", "ar"]
    order = ["language", "category", "event", "urgency", "severity", "certainty", "headline", "description", "web"]
    assert [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in infos[0]][:9] == order
    assert (text(infos[0], "severity"), text(infos[0], "certainty")) == ("Extreme", "Likely")
    assert text(infos[0], "area/circle") == "36.1900,44.0100 5"


@pytest.mark.parametrize(
    ("fields", "path", "value"),
    [
        ({"demo": True}, "status", "Exercise"),
        ({"replayed": True}, "status", "Exercise"),
        ({"reason": Reason.RETRACTED}, "msgType", "Cancel"),
        ({"reason": Reason.TOLL_ROSE}, "msgType", "Update"),
        ({"reason": Reason.TOLL_ROSE}, "references", "watcher,msg_1,2026-05-03T12:00:00-00:00"),
        ({"reason": Reason.TOLL_ROSE, "follows": ""}, "msgType", "Alert"),
        ({"confirmed": True}, "info/certainty", "Observed"),
        ({"status": Status.EXPECTED}, "info/urgency", "Future"),
        ({"status": Status.DENIED}, "info/certainty", "Possible"),
        ({"place": ERBIL.model_copy(update={"precision": 4})}, "info/area/circle", "36.1900,44.0100 300"),
    ],
)
def test_cap_maps_status_and_certainty(fields: dict[str, Any], path: str, value: str) -> None:
    """Demo is an exercise, a retraction cancels, two sources observe, what is ahead is future, a country is a wide circle."""
    assert text(cap(**fields), path) == value
