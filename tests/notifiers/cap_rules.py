"""The rules of OASIS CAP 1.2 (its schema and the notes of section 3.2), in our own words: what a document breaks of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
_DATE_TIME = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d[-+]\d{2}:\d{2}")
_NUMBER = r"-?\d+(\.\d+)?"
_CIRCLE = re.compile(rf"({_NUMBER}),({_NUMBER}) (\d+(\.\d+)?)")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_ID = re.compile(r"[^\s,<&]+")
_URI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.IGNORECASE)


@dataclass(frozen=True)
class Child:
    """One element that another may have: how often, and what its text may be."""

    name: str
    least: int = 0
    most: int | None = 1
    values: frozenset[str] = frozenset()
    pattern: re.Pattern[str] | None = None
    children: tuple["Child", ...] = ()


def _one_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PAIR = (Child("valueName", 1), Child("value", 1))
_AREA = (
    Child("areaDesc", 1),
    Child("polygon", most=None),
    Child("circle", most=None, pattern=_CIRCLE),
    Child("geocode", most=None, children=_PAIR),
    Child("altitude", pattern=re.compile(_NUMBER)),
    Child("ceiling", pattern=re.compile(_NUMBER)),
)
_RESOURCE = (
    Child("resourceDesc", 1),
    Child("mimeType", 1),
    Child("size", pattern=re.compile(r"\d+")),
    Child("uri", pattern=_URI),
    Child("derefUri"),
    Child("digest"),
)
_INFO = (
    Child("language", pattern=_LANGUAGE),
    Child("category", 1, None, _one_of("Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other")),
    Child("event", 1),
    Child("responseType", 0, None, _one_of("Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None")),
    Child("urgency", 1, values=_one_of("Immediate Expected Future Past Unknown")),
    Child("severity", 1, values=_one_of("Extreme Severe Moderate Minor Unknown")),
    Child("certainty", 1, values=_one_of("Observed Likely Possible Unlikely Unknown")),
    Child("audience"),
    Child("eventCode", most=None, children=_PAIR),
    Child("effective", pattern=_DATE_TIME),
    Child("onset", pattern=_DATE_TIME),
    Child("expires", pattern=_DATE_TIME),
    Child("senderName"),
    Child("headline"),
    Child("description"),
    Child("instruction"),
    Child("web", pattern=_URI),
    Child("contact"),
    Child("parameter", most=None, children=_PAIR),
    Child("resource", most=None, children=_RESOURCE),
    Child("area", most=None, children=_AREA),
)
_ALERT = (
    Child("identifier", 1, pattern=_ID),
    Child("sender", 1, pattern=_ID),
    Child("sent", 1, pattern=_DATE_TIME),
    Child("status", 1, values=_one_of("Actual Exercise System Test Draft")),
    Child("msgType", 1, values=_one_of("Alert Update Cancel Ack Error")),
    Child("source"),
    Child("scope", 1, values=_one_of("Public Restricted Private")),
    Child("restriction"),
    Child("addresses"),
    Child("code", most=None),
    Child("note"),
    Child("references", pattern=re.compile(rf"({_ID.pattern},{_ID.pattern},{_DATE_TIME.pattern})(\s|$)")),
    Child("incidents"),
    Child("info", most=None, children=_INFO),
)


def violations(document: bytes) -> list[str]:
    """Return what a document breaks, one line each; an empty list for a valid one."""
    root = ET.fromstring(document)
    if root.tag != f"{{{NAMESPACE}}}alert":
        return [f"the root is {root.tag}"]
    found = list(_broken(root, _ALERT, "alert"))
    scope, restriction = _text(root, "scope"), _text(root, "restriction")
    if (scope == "Restricted") != (restriction is not None):
        found.append(f"scope {scope} with restriction {restriction}")
    if _text(root, "msgType") in {"Update", "Cancel", "Ack", "Error"} and _text(root, "references") is None:
        found.append(f"{_text(root, 'msgType')} without references")
    return found


def _text(root: ET.Element, name: str) -> str | None:
    return root.findtext(f"{{{NAMESPACE}}}{name}")


def _broken(element: ET.Element, children: tuple[Child, ...], path: str) -> Iterator[str]:
    names = [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in element]
    order = [child.name for child in children]
    if unknown := [name for name in names if name not in order]:
        yield f"{path} has {', '.join(unknown)}"
        return
    if sorted(names, key=order.index) != names:
        yield f"{path} in another order: {' '.join(names)}"
    if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
        yield f"{path} has text between its elements"
    for child in children:
        found = element.findall(f"{{{NAMESPACE}}}{child.name}")
        if not child.least <= len(found) <= (child.most or len(found)):
            yield f"{path} has {len(found)} {child.name}"
        for one in found:
            yield from _wrong(one, child, f"{path}/{child.name}")


def _wrong(element: ET.Element, child: Child, path: str) -> Iterator[str]:
    if element.attrib:
        yield f"{path} has attributes"
    if child.children:
        yield from _broken(element, child.children, path)
        return
    text = element.text or ""
    if len(element) or not text.strip():
        yield f"{path} is empty, or more than text"
    if child.values and text not in child.values:
        yield f"{path} is {text!r}"
    if child.pattern is not None and not child.pattern.fullmatch(text):
        yield f"{path} is {text!r}"
