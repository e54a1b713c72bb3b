"""An alert as OASIS Common Alerting Protocol 1.2, which dispatch and warning systems read.

The mapping: a demo or replayed alert is ``Exercise``; what a receiver first hears of an event alerts, a retraction cancels and
everything else updates what it was told before, which is referred to; certainty follows the claim's status and the number of
independent sources.
"""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from watcher.alerts.delivery import Delivery
from watcher.alerts.model import Alert
from watcher.claims.model import Status
from watcher.events.model import Reason
from watcher.notifiers.safe import clean, link, one_line
from watcher.rules.model import Severity

SENDER = "watcher"
NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
_SEVERITY = {
    Severity.INFO: "Minor",
    Severity.NOTICE: "Minor",
    Severity.WARNING: "Severe",
    Severity.CRITICAL: "Extreme",
}
_AHEAD = frozenset({Status.THREATENED, Status.ORDERED, Status.CONSIDERED, Status.WARNED, Status.EXPECTED, Status.HYPOTHETICAL})


def document(alert: Alert, delivery: Delivery, *, thin: bool = False) -> bytes:
    """Return the CAP document of one alert; ``thin`` leaves the descriptions out."""
    root = ET.Element("alert", xmlns=NAMESPACE)
    _add(root, "identifier", delivery.id)
    _add(root, "sender", SENDER)
    _add(root, "sent", _time(delivery.enqueued))
    _add(root, "status", "Exercise" if alert.demo or alert.replayed else "Actual")
    _add(root, "msgType", _message_type(alert, delivery))
    _add(root, "source", one_line(alert.source, 200))
    _add(root, "scope", "Restricted")
    _add(root, "restriction", f"receiver {delivery.receiver}")
    if alert.demo or alert.replayed:
        _add(root, "note", "A seeded article, not news" if alert.demo else "An old article played again, not news")
    if delivery.follows:
        before, _, sent = delivery.follows.partition(" ")
        _add(root, "references", f"{SENDER},{before},{_time(datetime.fromisoformat(sent))}")
    _add(root, "incidents", alert.event)
    for wording in alert.wording:
        info = ET.SubElement(root, "info")
        _add(info, "language", wording.language)
        _add(info, "category", "Security")
        _add(info, "event", alert.kind.value)
        _add(info, "urgency", "Future" if alert.status in _AHEAD else "Immediate")
        _add(info, "severity", _SEVERITY[alert.severity])
        _add(info, "certainty", _certainty(alert))
        _add(info, "headline", one_line(wording.headline, 160))
        if not thin:
            _add(info, "description", one_line(wording.summary, 2000))
        if url := link(alert.url):
            _add(info, "web", url)
        for name, value in (("revision", str(alert.revision)), ("reason", alert.reason.value), ("rules", " ".join(alert.rules))):
            parameter = ET.SubElement(info, "parameter")
            _add(parameter, "valueName", name)
            _add(parameter, "value", value)
        _area(info, alert)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _message_type(alert: Alert, delivery: Delivery) -> str:
    """Return Cancel for what is taken back, Alert for what this receiver first hears of the event, Update for the rest."""
    if not delivery.follows:
        return "Alert"
    if alert.reason is Reason.RETRACTED:
        return "Cancel"
    return "Update"


def _certainty(alert: Alert) -> str:
    """Return how sure it is: Observed needs two independent sources or an official one."""
    if alert.status in {Status.ACTUAL, Status.INTERCEPTED, Status.AFTERMATH}:
        return "Observed" if alert.confirmed or alert.tier == 1 else "Likely"
    if alert.status in {Status.DENIED, Status.NEGATED, Status.UNCONFIRMED, Status.HYPOTHETICAL}:
        return "Unlikely" if alert.status is Status.NEGATED else "Possible"
    return "Possible" if alert.status in _AHEAD else "Likely"


def _area(info: ET.Element, alert: Alert) -> None:
    """Add the place; CAP wants an area's description even where only a country is known."""
    if alert.place is None:
        return
    area = ET.SubElement(info, "area")
    _add(area, "areaDesc", clean(alert.place.name).strip() or alert.place.concept)
    if alert.place.latitude is not None and alert.place.longitude is not None:
        # The radius says how precise the place is: a town, a district, a governorate, a country (ACLED's levels), in km.
        radius = {1: 5, 2: 25, 3: 75}.get(alert.place.precision, 300)
        _add(area, "circle", f"{alert.place.latitude:.4f},{alert.place.longitude:.4f} {radius}")


def _add(parent: ET.Element, name: str, text: str) -> None:
    """Add an element, unless there is nothing to put into it: none of ours that may lack text is required."""
    if text := clean(text).strip():
        ET.SubElement(parent, name).text = text


def _time(moment: datetime) -> str:
    """Return a time as CAP writes it: offset spelled out, no fraction, never Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S-00:00")
