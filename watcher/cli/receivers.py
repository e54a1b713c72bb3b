"""``watcher routes``, ``render``, ``silence`` and ``ack``: who is told, how it looks, and who wants peace."""

import asyncio
import contextlib
import getpass
import secrets
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from watcher import mistakes
from watcher.alerts.delivery import Delivery
from watcher.alerts.matchers import Matcher
from watcher.alerts.model import Alert
from watcher.alerts.plan import delivery_id
from watcher.alerts.policy import PolicyState, Silence
from watcher.alerts.routes import walk, why_unrouted
from watcher.alerts.sample import sample
from watcher.alerts.verdicts import Decision
from watcher.cli.options import ConfigOption, StateOption, configured, receiver_of
from watcher.clock import SystemClock
from watcher.config.settings import Configuration
from watcher.errors import ConfigError, WatcherError
from watcher.model import span
from watcher.notifiers.links import Links
from watcher.notifiers.preview import preview
from watcher.queue import DeliveryRecord, State
from watcher.queue.policy import Policy
from watcher.runtime.analysis import Understanding
from watcher.runtime.checking import unknown_names
from watcher.runtime.evidence import evidence_pack
from watcher.runtime.session import session
from watcher.runtime.told import Told, policy_of, router_of, told
from watcher.runtime.trying import place_named, tried

T = TypeVar("T")
Rule = Annotated[str | None, typer.Option(help="Rule, such as iraq-strikes/strike.", show_default=False)]
Place = Annotated[str | None, typer.Option(help="Place of the lexicon, such as erbil.", show_default=False)]
Severity = Annotated[str | None, typer.Option(help="info, notice, warning or critical.", show_default=False)]
Labels = Annotated[list[str] | None, typer.Option("--label", metavar="NAME=VALUE", help="A label; repeatable.")]
Comment = Annotated[str, typer.Option(help="Why.")]
By = Annotated[str | None, typer.Option(help="Who; you by default.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    routes = typer.Typer(no_args_is_help=True, help="Where alerts go.")
    routes.command("test")(routes_test)
    app.add_typer(routes, name="routes")
    app.command()(render)
    app.command()(ack)
    app.command()(evidence)
    silence = typer.Typer(no_args_is_help=True, help="What nobody wants to hear of for a while.")
    silence.command("add")(silence_add)
    silence.command("list")(silence_list)
    silence.command("expire")(silence_expire)
    app.add_typer(silence, name="silence")


def routes_test(
    alert: Annotated[str | None, typer.Argument(help="An alert's id; a sample with the options below by default.")] = None,
    *,
    config: ConfigOption = None,
    state: StateOption = None,
    rule: Rule = None,
    place: Place = None,
    severity: Severity = None,
    label: Labels = None,
    tier: Annotated[int | None, typer.Option(min=1, max=4, help="Tier of the source.", show_default=False)] = None,
    language: Annotated[str | None, typer.Option(help="Language of the report.", show_default=False)] = None,
    reason: Annotated[str | None, typer.Option(help="FIRST_REPORT, TOLL_ROSE...", show_default=False)] = None,
    verify: Annotated[
        str | None, typer.Option("--verify-receivers", help="Receivers that it must go to, by commas; exit 1 else.")
    ] = None,
) -> None:
    """Show where an alert would go now, route by route, and why; quiet hours and groups count, what was told before does not."""
    configuration = configured(config, state)
    if alert is not None:
        told = asyncio.run(_alert(configuration, alert))
        one = told.model_copy(update={"receivers": _named(configuration, told)})
    else:
        where = place_named(place, Understanding.load(configuration.folder).lexicon) if place else None
        fields = {"severity": severity, "tier": tier, "language": language, "reason": reason}
        named = {"rules": (rule,) if rule else None, "labels": tuple(_pairs(label).items()) or None}
        one = tried(sample(), {**fields, **named}, place=where)
    console = Console(highlight=False)
    for step in walk(configuration.main.route, one).steps:
        mark = Text("✔ ", "green") if step.misses is None else Text("✘ ", "red")
        missed = "" if step.misses is None else f"  {step.misses} does not match"
        console.print(mark.append(step.path, "bold").append(missed, "dim"))
    plan = router_of(configuration).plan(one, SystemClock().now(), PolicyState())
    for decision in plan.decisions:
        console.print(_decision(decision))
    if verify is not None and sorted(plan.alert.receivers) != sorted(filter(None, verify.split(","))):
        console.print(f"expected {verify}, got {','.join(plan.alert.receivers) or 'nobody'}", style="red")
        raise typer.Exit(1)


def _named(configuration: Configuration, alert: Alert) -> tuple[str, ...]:
    """Return the receivers that an alert's rules name today: what it was told to is no reason to tell it there again."""
    rules = Understanding.load(configuration.folder).book.rules
    return tuple(dict.fromkeys(name for rule in rules if rule.id in alert.rules for name in rule.rule.receivers))


def render(
    receiver: Annotated[str, typer.Option("--receiver", "-r", help="Whose message.")],
    alert: Annotated[str | None, typer.Argument(help="An alert's id; a sample by default.", show_default=False)] = None,
    config: ConfigOption = None,
    state: StateOption = None,
    *,
    html: Annotated[bool, typer.Option("--html", help="The HTML part of a mail.")] = False,
) -> None:
    """Show an alert as a receiver would get it, without sending it."""
    configuration = configured(config, state)
    settings = receiver_of(configuration, receiver)
    one = sample() if alert is None else asyncio.run(_alert(configuration, alert))
    recipient = settings.recipients[0]
    delivery = Delivery(
        id=delivery_id(one.id, receiver, recipient),
        alert=one.id,
        event=one.event,
        receiver=receiver,
        recipient=recipient,
        severity=one.severity.value,
        body=one.model_dump_json(),
        enqueued=one.seen,
    )
    links = None
    if configuration.main.links is not None:
        # Whoever may not read the secret sees the commands instead.
        with contextlib.suppress(ConfigError):
            links = Links.of(configuration.main.links)
    sys.stdout.write(preview(receiver, settings, delivery, html=html, links=links).rstrip("\n") + "\n")


def evidence(
    alert: Annotated[str, typer.Argument(help="The alert's id.")],
    file: Annotated[Path, typer.Argument(help="The ZIP archive to write.")],
    config: ConfigOption = None,
    state: StateOption = None,
) -> None:
    """Write an alert's evidence: the texts as they were read, checksums, decisions, rules."""
    configuration = configured(config, state)

    async def pack() -> bytes:
        async with session(configuration) as store:
            return await evidence_pack(configuration, store, alert)

    content = asyncio.run(pack())
    try:
        file.write_bytes(content)
    except OSError as error:
        raise WatcherError(f"cannot be written: {error.strerror}", resource=str(file)) from None
    Console(highlight=False).print(f"wrote {file}", markup=False)


def ack(
    event: Annotated[str, typer.Argument(help="The event's id.")],
    config: ConfigOption = None,
    state: StateOption = None,
    comment: Comment = "",
    by: By = None,
) -> None:
    """Take an event in hand: later reports join quietly unless severity, place or toll changes, and nothing escalates."""

    async def act(policy: Policy) -> None:
        await policy.acknowledge(event, by=by or getpass.getuser(), comment=comment)

    _with_policy(configured(config, state), act)
    Console(highlight=False).print(f"{event} is acknowledged by {by or getpass.getuser()}")


def silence_add(
    comment: Annotated[str, typer.Option(help="Why; it is shown with whatever is silenced.")],
    *,
    config: ConfigOption = None,
    state: StateOption = None,
    rule: Rule = None,
    place: Place = None,
    severity: Severity = None,
    label: Labels = None,
    event: Annotated[str | None, typer.Option(help="One event.", show_default=False)] = None,
    source: Annotated[str | None, typer.Option(help="One outlet.", show_default=False)] = None,
    receiver: Annotated[list[str] | None, typer.Option(help="Only for this receiver; repeatable.", show_default=False)] = None,
    recipient: Annotated[list[str] | None, typer.Option(help="Only for this address; repeatable.", show_default=False)] = None,
    lasts: Annotated[str, typer.Option("--for", help="How long, such as 30m, 8h, 2d.")] = "8h",
    by: By = None,
) -> None:
    """Mute what matches all that is given, until it ends."""
    given = {"rule": rule, "place": place, "severity": severity, "event": event, "source": source, "label": _pairs(label)}
    conditions = {name: value for name, value in given.items() if value}
    if not conditions:
        raise WatcherError("a silence of everything", mend="name an event, a rule, a place, a severity, a source or a label")
    configuration = configured(config, state)
    for name in receiver or ():
        receiver_of(configuration, name)
    known = {who for settings in configuration.main.receivers.values() for who in settings.recipients}
    for address in recipient or ():
        if address not in known:
            raise WatcherError(f"no receiver has the address {address!r}", mend="an address of an email receiver is needed")
    now = SystemClock().now()
    try:
        lasting = timedelta(seconds=span(lasts))
        if not lasting:
            raise ValueError("a silence lasts longer than that")  # noqa: TRY301 - told like every other wrong span
        silence = Silence(
            id=f"s_{secrets.token_hex(4)}",
            match=Matcher.model_validate(conditions),
            receivers=tuple(receiver or ()),
            recipients=tuple(recipient or ()),
            starts=now,
            ends=now + lasting,
            comment=comment,
            by=by or getpass.getuser(),
        )
    except ValidationError as error:
        raise WatcherError(mistakes.told(Matcher, error, conditions)) from None
    except (ValueError, OverflowError) as error:
        raise WatcherError(f"--for: {error}") from None
    if rule or place:
        for unknown in unknown_names([silence.match], Understanding.load(configuration.folder)):
            raise WatcherError(f"no {unknown.what} is called {unknown.name!r}", mend=unknown.mend)
    _with_policy(configuration, lambda policy: policy.silence(silence))
    Console(highlight=False).print(f"{silence.id} until {silence.ends:%Y-%m-%d %H:%M} UTC")


def silence_list(config: ConfigOption = None, state: StateOption = None) -> None:
    """Show the silences, the next to end first; those that ended in the last week too."""
    found = _with_policy(configured(config, state), lambda policy: policy.silences())
    console = Console(highlight=False)
    if not found:
        console.print("no silences")
        return
    now = SystemClock().now()
    table = Table(Column("id", no_wrap=True, min_width=max(len(one.id) for one in found)), box=None, pad_edge=False)
    for heading in ("until (UTC)", "what", "for", "by", "comment"):
        table.add_column(heading)
    for one in found:
        what = ", ".join(_condition(*pair) for pair in one.match.model_dump(mode="json", exclude_defaults=True).items())
        until = f"{one.ends:%Y-%m-%d %H:%M}" + ("" if one.ends > now else " (ended)")
        table.add_row(
            *map(
                Text,
                (one.id, until, what or "everything", ", ".join((*one.receivers, *one.recipients)) or "all", one.by, one.comment),
            )
        )
    console.print(table)


def _condition(name: str, value: object) -> str:
    """Tell one condition of a silence as a person writes it."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {key}={one}" for key, one in value.items())
    return f"{name} {' or '.join(value) if isinstance(value, list) else value}"


def silence_expire(
    silence: Annotated[str, typer.Argument(help="The silence's id.")], config: ConfigOption = None, state: StateOption = None
) -> None:
    """End a silence now."""
    _with_policy(configured(config, state), lambda policy: policy.expire(silence))
    Console(highlight=False).print(f"{silence} is over")


def explain_alert(alert: str, configuration: Configuration) -> None:
    """Show why each receiver was told of an alert or was not, and what became of each delivery."""

    async def read() -> Told:
        async with session(configuration) as store:
            return await told(configuration, store, alert)

    one = asyncio.run(read())
    console = Console(highlight=False)
    headline = one.alert.worded("en").headline
    console.print(Text(f"{one.alert.id}  {headline}", "bold"))
    console.print(Text(f"{one.alert.event} r{one.alert.revision}, {one.alert.reason}, rules {', '.join(one.alert.rules)}", "dim"))
    for decision in one.decisions:
        console.print(_decision(decision))
    for name in sorted(set(configuration.main.receivers) - {decision.receiver for decision in one.decisions}):
        why = why_unrouted(configuration.main.route, one.alert, name)
        console.print(Text(f"→ {name}", "bold").append(f"  not routed: {why}", "dim"))
    for record in one.deliveries:
        into = _instead(record, one)
        if record.due is not None and record.state in {State.HELD, State.RETRY}:
            into = f" ({record.held})" if record.held and record.state is State.HELD else ""
            into += f", due {record.due:%Y-%m-%d %H:%M:%S} UTC"
        console.print(Text(f"  {record.id} → {record.to}: {record.state}{into} {record.reason}".rstrip()))
        for attempt in record.attempts:
            status = f" {attempt.status}" if attempt.status else ""
            console.print(Text(f"    {attempt.at:%Y-%m-%d %H:%M:%S} {attempt.result}{status} {attempt.reason}".rstrip(), "dim"))


def _instead(record: DeliveryRecord, one: Told) -> str:
    """Tell what stands for a delivery that was not sent by itself."""
    if record.digest is None:
        return ""
    digest = one.digests.get(record.digest)
    return f" in {record.digest}" + (f", {digest.state}" if digest is not None else "")


def _decision(decision: Decision) -> Text:
    """Tell one receiver's verdict in a line."""
    until = f" until {decision.until:%Y-%m-%d %H:%M:%S} UTC" if decision.until else ""
    why = f": {decision.why}" if decision.why else ""
    verdict = f"  {decision.verdict}{until}{why}  ({decision.route})"
    recipient = f" ({decision.recipient})" if decision.recipient else ""
    return Text(f"→ {decision.receiver or 'nobody'}{recipient}", "bold").append(verdict, "")


async def _alert(configuration: Configuration, alert: str) -> Alert:
    async with session(configuration) as store:
        return (await told(configuration, store, alert)).alert


def _with_policy(configuration: Configuration, act: Callable[[Policy], Awaitable[T]]) -> T:
    """Do something with the policy's memory, beside the daemon or without it."""

    async def visit() -> T:
        async with session(configuration) as store:
            return await act(policy_of(configuration, store))

    return asyncio.run(visit())


def _pairs(labels: list[str] | None) -> dict[str, str]:
    pairs = dict(label.partition("=")[::2] for label in labels or ())
    if not all(pairs.values()) or "" in pairs:
        raise WatcherError("a label is NAME=VALUE", mend="such as --label region=north")
    return pairs
