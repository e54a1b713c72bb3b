"""Bytes of any encoding to UTF-8, by what they are rather than by what they are said to be.

Order: a byte order mark; UTF-16/32 by the shape of the first character; UTF-8 if it is valid UTF-8 with anything beyond
ASCII (no other text is, by chance); what HTTP or the XML declaration says, unless that is a Western label on Arabic bytes
(windows-1256 sold as windows-1252, ISO-8859-1 or UTF-8 is the classic of Iraqi outlets); a guess last.
"""

import codecs
import re
from dataclasses import dataclass

_DECLARATION = re.compile(rb"""^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["'][^>]*\?>""")
_ANY_DECLARATION = re.compile(rb"^\s*<\?xml\s[^>]*\?>")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_SHAPES = ((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_WESTERN = frozenset({"cp1252", "iso8859-1", "latin-1", "iso8859-15", "ascii", "utf-8"})
# Labels that are wider in life than in the books (WHATWG Encoding Standard, "names and labels").
_WIDER = {"iso8859-1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030",
          "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874", "shift_jis": "cp932", "euc_kr": "cp949"}  # fmt: skip
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A document in UTF-8, without a declaration that could contradict it."""

    text: bytes
    problem: str | None = None
    """What was wrong, where the bytes were not what they were said to be."""


def to_utf8(body: bytes, content_type: str | None) -> Decoded:
    """Return the document in UTF-8; characters that cannot be read become U+FFFD and a problem."""
    declared = _declared(body, content_type)
    if b"\0" not in body[:256]:
        body = body.removeprefix(codecs.BOM_UTF8)
        try:
            if not body.isascii():
                codecs.utf_8_decode(body, "strict", True)  # noqa: FBT003 - C function without keywords
        except UnicodeDecodeError:
            pass
        else:
            return _valid(body, declared)
    encoding, text = _decode(body, declared)
    problem = None
    if declared and _name(declared[0]) != _name(encoding):
        problem = f"declared {declared[0]}, is {encoding}"
    elif "\ufffd" in text:
        problem = f"not all bytes are {encoding}"
    return Decoded(_begun(_undeclared(text.encode("utf-8", "replace"))), problem)


def _valid(body: bytes, declared: list[str]) -> Decoded:
    """Return bytes that are UTF-8 already, as they are where nothing contradicts it."""
    names = {_name(label) for label in declared}
    if names <= {"utf-8", "ascii"} or body.isascii():
        # ISO-2022-JP and UTF-7 hide other texts in ASCII.
        for escaping in ("iso2022_jp", "hz", "utf-7"):
            if escaping in names and body.isascii():
                return Decoded(_begun(_undeclared(body.decode(escaping, "replace").encode("utf-8", "replace"))))
        text = body if names <= {"utf-8", "ascii"} else _undeclared(body)
        return Decoded(_begun(text))
    return Decoded(_begun(_undeclared(body)), f"declared {declared[0]}, is utf-8")


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """Return the labels that HTTP and the XML declaration give, lower case, the nearest to the text first."""
    labels = []
    if match := _DECLARATION.match(body[:1024].lstrip(codecs.BOM_UTF8)):
        labels.append(match[1].decode("ascii").lower())
    if content_type and (found := _CHARSET.search(content_type)):
        labels.append(found[1].lower())
    return labels


def _decode(body: bytes, declared: list[str]) -> tuple[str, str]:
    """Return the encoding and the text of bytes that are not plain UTF-8."""
    for mark, encoding in _MARKS:
        if body.startswith(mark) and encoding != "utf-8":
            return encoding, body[len(mark) :].decode(encoding, "replace")
    head = body.lstrip(b" \t\r\n")[:4] if not body.startswith(b"\0") else body[:4]
    for shape, encoding in _SHAPES:
        if head.startswith(shape):
            return encoding, body.decode(encoding, "replace")
    candidates = [name for label in declared if (name := _name(label))]
    # Nearly UTF-8: a few broken bytes in an otherwise sound text are damage, not another encoding.
    if _damaged_utf8(body):
        return "utf-8", body.decode("utf-8", "replace")
    if all(name in _WESTERN for name in candidates) and _arabic_1256(body):
        return "cp1256", body.decode("cp1256", "replace")
    for name in [*candidates, "cp1252"]:
        wider = _WIDER.get(name, name)
        try:
            return wider, body.decode(wider)
        except (UnicodeDecodeError, LookupError):
            continue
    fallback = _WIDER.get(candidates[0], candidates[0]) if candidates else "utf-8"
    return fallback, body.decode(fallback, "replace")


def _name(label: str) -> str | None:
    """Return Python's name of a text encoding, or None where it knows none."""
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    return info.name if getattr(info, "_is_text_encoding", True) else None


def _damaged_utf8(body: bytes) -> bool:
    """Return whether nearly all bytes beyond ASCII are sound UTF-8."""
    high = len(body) - len(body.decode("ascii", "ignore"))
    sound = len(body.decode("utf-8", "ignore").encode("utf-8")) - (len(body) - high)
    return high > 0 and sound >= 0.9 * high


_ARABIC_1256 = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأؤإئ".encode("cp1256")
_COMMON_1256 = "المنيوتر".encode("cp1256")
_ASCII = bytes(range(128))
_HIGH_RUN = re.compile(rb"[\x80-\xff]{2,}")


def _arabic_1256(body: bytes) -> bool:
    """Return whether bytes read as windows-1256 are Arabic: runs of letters, half of them the commonest ones."""
    sample = body[:200_000]
    runs = b"".join(_HIGH_RUN.findall(sample))
    singles = len(sample.translate(None, _ASCII)) - len(runs)
    if len(runs) < 4 or singles > len(runs):
        return False
    letters = len(runs) - len(runs.translate(None, _ARABIC_1256))
    common = len(runs) - len(runs.translate(None, _COMMON_1256))
    return letters >= 0.85 * len(runs) and common >= 0.3 * len(runs)


def _undeclared(text: bytes) -> bytes:
    """Drop an XML declaration whose encoding is no longer true."""
    return _ANY_DECLARATION.sub(b"", text, count=1)


def _begun(text: bytes) -> bytes:
    """Drop blanks before the document."""
    return text.lstrip(b" \t\r\n") if text[:1].isspace() else text


def without_controls(text: bytes) -> bytes:
    """Drop the control characters that XML forbids and feeds contain."""
    return text.translate(None, _CONTROLS)
