"""Bytes of every encoding, declared, undeclared and mislabelled, Arabic first."""

import pytest

from watcher.sources.parse import parse, to_utf8

TITLE = "مقتل شخصين في غارة على القائم غرب العراق"
WORDS = "أعلنت خلية الإعلام الأمني أن الغارة استهدفت منزلا قرب الحدود، وقال مصدر طبي إن ثلاثة جرحى نقلوا إلى المستشفى"


def document(declared: str | None, title: str = TITLE, text: str = WORDS) -> str:
    """Return a feed that claims an encoding."""
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    item = f"<item><title>{title}</title><description>{text}</description></item>"
    return f'{head}<rss version="2.0"><channel><title>x</title>{item}</channel></rss>'


@pytest.mark.parametrize(
    ("declared", "encoded", "content_type"),
    [
        ("windows-1256", "cp1256", None),
        ("windows-1256", "cp1256", "text/xml; charset=windows-1256"),
        (None, "cp1256", "text/xml; charset=windows-1256"),
        (None, "cp1256", None),
        (None, "cp1256", "text/xml"),
        ("utf-8", "cp1256", None),
        ("utf-8", "cp1256", "application/xml; charset=utf-8"),
        ("iso-8859-1", "cp1256", None),
        ("windows-1252", "cp1256", None),
        ("windows-1256", "utf-8", None),
        ("iso-8859-1", "utf-8", "text/xml; charset=iso-8859-1"),
        ("iso-8859-6", "iso-8859-6", None),
        ("utf-8", "utf-8", None),
        ("utf-8", "utf-8-sig", None),
        (None, "utf-8", "text/xml"),
        ("utf-16", "utf-16", None),
        ("utf-16", "utf-16-le", None),
        ("utf-16", "utf-16-be", None),
        (None, "utf-16-be", None),
        ("utf-8", "utf-16-le", None),
        ("utf-32", "utf-32", None),
        ("utf-32", "utf-32-le", None),
        ("utf-32", "utf-32-be", None),
        ("no-such-encoding", "utf-8", None),
    ],
)
def test_arabic_is_read_whatever_the_bytes_are_called(declared: str | None, encoded: str, content_type: str | None) -> None:
    """The same Arabic comes out of every encoding, label and lie (reliability: F18, F19; test row 10)."""
    body = document(declared).replace("،", ",") if encoded == "iso-8859-6" else document(declared)
    feed = parse(body.encode(encoded), content_type=content_type, url="https://a.example/")
    assert [entry.title for entry in feed.entries] == [TITLE]


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("iso-8859-1", "Attaque près de Mossoul : élève blessé, café détruit"),
        ("windows-1252", "“Two killed” – ministry’s statement"),
        ("windows-1251", "Взрыв в Багдаде: двое погибших"),
        ("gb2312", "伊拉克空袭造成两人死亡"),
        ("shift_jis", "イラクで空爆、二人死亡"),
        ("euc-kr", "이라크 공습으로 두 명 사망"),
        ("koi8-r", "Взрыв в Багдаде"),
        ("iso-8859-9", "Irak'ta saldırı: iki ölü"),
    ],
)
def test_other_declared_encodings_are_believed(encoding: str, title: str) -> None:
    """A truthful label is never overruled by the guess for Arabic."""
    feed = parse(document(encoding, title, "x").encode(encoding), content_type=None, url="https://a.example/")
    assert feed.entries[0].title == title


def test_a_lie_is_told() -> None:
    """A label that contradicts the bytes stands among the document's problems."""
    feed = parse(document("utf-8").encode("cp1256"), content_type=None, url="https://a.example/")
    assert feed.problems == ("declared utf-8, is cp1256",)


def test_damaged_utf8_stays_utf8() -> None:
    """A few broken bytes cost a few characters, not the language (F20)."""
    body = document("utf-8").encode().replace("العراق".encode(), "العراق".encode() + b"\xff\xc0\xaf\xed\xa0\x80")
    title = parse(body, content_type=None, url="https://a.example/").entries[0].title
    assert title is not None
    assert title.startswith(TITLE)


def test_utf7_and_nul_bytes_do_not_pass() -> None:
    """Seven-bit disguises of markup are text where nobody declared them; NUL and other controls vanish (F17, F25)."""
    plain = parse(document(None, "+ADw-script+AD4-", "x").encode(), content_type=None, url="https://a.example/")
    assert plain.entries[0].title == "+ADw-script+AD4-"
    controls = parse(
        document(None, "Str\x00ike\x08 near\x1b[31m Mosul", "x").encode(), content_type=None, url="https://a.example/"
    )
    assert controls.entries[0].title == "Strike near[31m Mosul"


def test_plain_utf8_is_not_copied() -> None:
    """The usual case costs a check, no transcoding."""
    body = document("utf-8").encode()
    assert to_utf8(body, "application/rss+xml").text is body
