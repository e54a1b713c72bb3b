"""Templates: the shipped ones, a person's own, and a broken one."""

import email
import email.policy
import time
from pathlib import Path

import pytest

from tests.fakes.alerts import NOW, a_delivery, an_alert, an_arabic_alert
from watcher.alerts.digest import gather
from watcher.claims.model import Qualifier, Role
from watcher.errors import ConfigError
from watcher.events.model import Change, Reason, Toll
from watcher.notifiers import ReceiverSettings
from watcher.notifiers.apprise import AppriseReceiver, defused
from watcher.notifiers.console import ConsoleReceiver, block
from watcher.notifiers.email import EmailReceiver
from watcher.notifiers.email_message import Composer
from watcher.notifiers.preview import preview
from watcher.notifiers.render import Renderer, subject
from watcher.notifiers.sandbox import LONGEST_RENDER
from watcher.notifiers.webhook import WebhookReceiver
from watcher.rules.model import Severity

NINE = Toll(role=Role.KILLED, min=9, best=9, max=9, qualifier=Qualifier.EXACT)
ROSE = {"reason": Reason.TOLL_ROSE, "changes": (Change(what="killed", before="4", after="9"),), "event": {"toll": (NINE,)}}


def rendered(own: Path | None = None, form: str = "txt", language: str = "en") -> str:
    """Render the Arabic report with a risen toll."""
    alert = an_arabic_alert(**ROSE)
    return Renderer(form, language, own=own, receiver="desk").render(alert, a_delivery(alert))


def test_the_change_leads() -> None:
    """An update begins with what changed from what, before anything else is told."""
    assert rendered().splitlines()[:2] == ["TOLL ROSE", "  9 killed (was 4)"]
    assert rendered(language="ar").splitlines()[:2] == ["ارتفاع الحصيلة", "  القتلى: 9 (سابقاً 4)"]


def test_a_message_says_why_it_was_sent_and_how_to_have_peace() -> None:
    """Rules, reason, receiver, event and the commands stand in every message."""
    text = rendered()
    for told in ("iraq-strikes/strike", "toll rose", "desk", "watcher ack ev1", "watcher silence add --event ev1"):
        assert told in text


def test_ones_own_template_replaces_the_text(tmp_path: Path) -> None:
    """A receiver's Jinja2 sees the alert, and a mail with it is text only unless an HTML template is given too."""
    own = tmp_path / "own.j2"
    own.write_text("{{ alert.severity }} {{ wording.about }} {{ changes | join('; ') }}")
    assert rendered(own) == "critical Drone strike in Erbil, Iraq 9 killed (was 4)"
    raw = Composer("desk", sender="a@b.org", domain="b.org", language="en", template=own).compose(a_delivery(), "r@b.org")
    assert email.message_from_bytes(raw, policy=email.policy.default).get_content_type() == "text/plain"


def test_a_terminal_takes_ones_own_template_too(tmp_path: Path) -> None:
    """It replaces the block of an alert, and what would drive the terminal is left out."""
    own = tmp_path / "own.j2"
    own.write_text("{{ alert.rules[0] }}\nred \x1b[31m", encoding="utf-8")
    settings = ConsoleReceiver.model_validate({"template": own})
    assert preview("console", settings, a_delivery()) == "iraq-strikes/strike\nred [31m"


@pytest.mark.parametrize(
    "source",
    ["{{ alert.colour }}", "{{ 1 / 0 }}", "{{ ''.__class__.__mro__ }}", "{% for x in range(10**9) %}x{% endfor %}", "{{ no() }}"],
)
def test_a_broken_template_falls_back_and_says_so(tmp_path: Path, source: str) -> None:
    """Whatever goes wrong in a template, the sandbox's refusals included, the shipped message goes out and names the fault."""
    own = tmp_path / "own.j2"
    own.write_text(source)
    text = rendered(own)
    assert "Drone strike in Erbil" in text
    assert "[template: " in text


@pytest.mark.parametrize(
    "source",
    [
        "{{ alert.parse_raw('N.', allow_pickle=True, proto='pickle') }}",
        "{{ alert.parse_file(own) }}",
        "{{ alert.model_construct(id='x') }}",
        "{{ cycler.mro() }}",
    ],
)
def test_a_template_reaches_nothing_but_what_an_alert_says(tmp_path: Path, source: str) -> None:
    """What pydantic's models inherit is out of reach: ``parse_raw`` unpickles, and so would run whatever a template says."""
    own = tmp_path / "own.j2"
    own.write_text(f"{{% set own = '{own}' %}}{source}")
    assert "[template: SecurityError" in rendered(own)


ENDLESS = [
    "{% for a in range(10**9) %}{% endfor %}",
    "{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}",
    "{% for a in range(90000) %}{% for b in range(90000) if false %}{% endfor %}{% endfor %}",
    "{% for a in alert.whole * 99 %}{% for b in alert.whole * 99 %}{{ a }}{% endfor %}{% endfor %}",
    "{% macro more(n) %}{% for a in range(99) %}{{ more(n + 1) if n < 20 }}{% endfor %}{% endmacro %}{{ more(0) }}",
    "{% for one in [[[1] * 99] * 99] recursive %}{{ loop([one] * 99) }}{% endfor %}",
    "{{ 10 ** (10 ** 10) }}",
    "{{ 10 ** 60 ** 60 ** 60 ** 60 }}",
    "{{ 'x' * 10 ** 9 }}",
    "{{ [0] * 10 ** 9 }}",
    "{{ '%999999999d' % 1 }}",
    "{{ 'x'.ljust(10 ** 9) }}",
    "{{ lipsum(10 ** 6) }}",
    "{% for a in range(30) %}{{ 'x' * 99000 }}{% endfor %}",
]


@pytest.mark.parametrize("source", ENDLESS)
def test_a_template_that_would_not_end_falls_back(tmp_path: Path, source: str) -> None:
    """Loops within loops, macros of themselves, powers and padding end soon, and the shipped message goes out."""
    own = tmp_path / "own.j2"
    own.write_text(source)
    begun = time.thread_time()
    text = rendered(own)
    assert time.thread_time() - begun < 20 * LONGEST_RENDER
    assert "Drone strike in Erbil" in text
    assert "[template: " in text


def test_a_template_that_took_too_long_is_not_tried_again(tmp_path: Path) -> None:
    """Everybody waits while a template runs: the next message takes the shipped one at once, and says so too."""
    own = tmp_path / "own.j2"
    own.write_text(ENDLESS[1])
    renderer = Renderer("txt", "en", own=own)
    texts = [renderer.render(an_alert(), a_delivery())]
    begun = time.thread_time()
    texts += [renderer.render(an_alert(), a_delivery()) for _ in range(10)]
    assert time.thread_time() - begun < LONGEST_RENDER
    assert all("[template: TooSlowError: " in text for text in texts)


def test_a_template_may_loop_and_calculate(tmp_path: Path) -> None:
    """What templates are for is offered: loops, macros, sums, repetition of a line."""
    own = tmp_path / "own.j2"
    own.write_text(
        "{{ '=' * 40 }}{% macro m(x) %}<{{ x }}>{% endmacro %}"
        "{% for a in range(1000) %}{{ m(a) if a == 2 ** 9 }}{% endfor %}{{ 7 % 4 }}{{ '{:>5}'.format('r') }}"
    )
    assert rendered(own) == "=" * 40 + "<512>3    r"


@pytest.mark.parametrize(
    "source", ["{% if %}", "{{ unclosed", "{% extends 'x' ", "{{ '%9d' | format(1) }}", "{{ 'x' | center(10 ** 9) }}"]
)
def test_a_template_that_is_none_is_told_with_its_line(tmp_path: Path, source: str) -> None:
    """A syntax error is a ConfigError at load, with file and line."""
    own = tmp_path / "own.j2"
    own.write_text("fine\n" + source)
    with pytest.raises(ConfigError, match=r"own\.j2:2"):
        rendered(own)


def test_a_missing_template_is_told(tmp_path: Path) -> None:
    """So is a path that leads nowhere."""
    with pytest.raises(ConfigError, match="template cannot be read"):
        rendered(tmp_path / "none.j2")


def test_html_escapes_ones_own_template_too(tmp_path: Path) -> None:
    """Feed text in a person's HTML template is escaped without their doing."""
    own = tmp_path / "own.html"
    own.write_text("<b>{{ alert.title }}</b>")
    alert = an_alert(title="<script>")
    assert Renderer("html", "en", own=own).render(alert, a_delivery(alert)) == "<b>&lt;script&gt;</b>"


def test_the_subject_is_frozen() -> None:
    """Severity, kind and place of the first report, whatever the alert became."""
    later = an_alert(event={"severity": Severity.INFO, "place": None}, thread=an_alert().thread)
    assert subject(later, "en") == "[CRITICAL] Strike: Erbil"
    assert subject(later, "ar").startswith("[عاجل] ضربة: ")


def test_numbers_and_names_keep_their_direction() -> None:
    """In HTML every foreign stretch is isolated, and Arabic paragraphs run right to left."""
    html = rendered(form="html", language="ar")
    assert '<html lang="ar" dir="rtl">' in html
    assert "<bdi>2026-05-03 12:00 UTC</bdi>" in html
    assert "prefers-color-scheme: dark" in html
    assert "http-equiv" not in html
    assert "<img" not in html


def test_chat_mentions_nobody() -> None:
    """@everyone, channel calls and markdown links from a feed are broken up."""
    assert defused("@everyone <!channel> <@U1> [bank](https://evil)") == (
        "@\u200beveryone <\u200b!channel> <\u200b@\u200bU1> [\u200bbank](https://evil)"
    )


def test_the_terminal_marks_the_evidence() -> None:
    """The words that raised the rule stand out on the terminal."""
    alert = an_arabic_alert()
    text = block(alert)
    marked = [text.plain[span.start : span.end] for span in text.spans if span.style == "bold yellow"]
    assert marked == [alert.evidence[0].text]


def test_previews_need_no_secret() -> None:
    """Every channel shows what it would send, without its credentials."""
    mail = {"host": "mail.example.org", "from": "a@b.org", "to": "r@b.org", "username": "u", "password": {"env": "UNSET_SECRET"}}
    receivers: list[ReceiverSettings] = [
        ConsoleReceiver(),
        EmailReceiver.model_validate(mail),
        WebhookReceiver.model_validate({"url": "https://hooks.example.org/", "secrets": [{"env": "UNSET_SECRET"}]}),
        AppriseReceiver.model_validate({"url": {"env": "UNSET_SECRET"}}),
    ]
    for receiver in receivers:
        assert "Drone strike in Erbil" in preview("desk", receiver, a_delivery())
    assert "Subject: [CRITICAL] Strike: Erbil" in preview("desk", receivers[1], a_delivery())
    assert preview("desk", receivers[1], a_delivery(), html=True).startswith("<!DOCTYPE html>")


def test_a_digest_lists_every_alert_in_the_readers_language() -> None:
    """Seven held alerts are seven lines, in Arabic for an Arabic reader."""
    held = [a_delivery(an_alert(event={"id": f"ev{n}"}), held="HELD") for n in range(7)]
    [told] = gather(held, NOW, "ar").digests
    text = preview("desk", ConsoleReceiver(language="ar"), told.digest)
    assert all(f"ev{n}" in text for n in range(7))
    assert "التنبيهات المؤجلة: 7" in text
