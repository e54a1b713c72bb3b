"""``watcher deliveries``, ``dead`` and ``audit``: what was told, what could not be, and that nothing is missing."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from watcher.cli.options import ConfigOption, StateOption, configured
from watcher.clock import SystemClock
from watcher.errors import WatcherError
from watcher.queue import DeliveryLog, DeliveryRecord, State
from watcher.queue.dead import DeadLetters
from watcher.runtime.session import session
from watcher.store import Store

T = TypeVar("T")
Act = Callable[[DeadLetters, Sequence[DeliveryRecord]], Awaitable[int]]
"""What is done to dead letters; returns to how many."""
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line instead of a table.")]
Receiver = Annotated[str | None, typer.Option("--receiver", "-r", help="Only this receiver's.", show_default=False)]
Within = Annotated[float | None, typer.Option(help="Only those of the last HOURS.", metavar="HOURS", show_default=False)]
Ids = Annotated[list[str] | None, typer.Argument(help="Delivery ids.", show_default=False)]
All = Annotated[bool, typer.Option("--all", help="All of them (that --receiver and --within leave).")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(deliveries)
    app.command()(audit)
    dead = typer.Typer(no_args_is_help=True, help="Deliveries that were rejected or given up, kept until somebody decides.")
    dead.command("list")(dead_list)
    dead.command("show")(dead_show)
    again = "Send dead letters again, under the same ids and with the same bytes."
    dead.command("replay", help=again)(_deciding(DeadLetters.replay, "queued again"))
    given_up = "Give dead letters up for good; the delivery log keeps what became of them."
    dead.command("drop", help=given_up)(_deciding(DeadLetters.drop, "dropped"))
    app.add_typer(dead, name="dead")


def deliveries(
    delivery: Annotated[str | None, typer.Argument(help="One delivery, with every attempt.", show_default=False)] = None,
    config: ConfigOption = None,
    state: StateOption = None,
    *,
    receiver: Receiver = None,
    status: Annotated[State | None, typer.Option(help="Only those in this state.", show_default=False)] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1)] = 50,
    as_json: AsJson = False,
) -> None:
    """Show the delivery log: what was told to whom, when, and what each attempt came to."""

    async def read(store: Store) -> Sequence[DeliveryRecord]:
        log = DeliveryLog(store)
        if delivery is None:
            return await log.latest(receiver=receiver, state=status, limit=limit)
        return await log.many([delivery])

    records = _visit(config, state, read)
    if delivery is not None and not records:
        raise WatcherError(f"no delivery {delivery!r}", mend="`watcher deliveries` lists them")
    _show(records, as_json=as_json, whole=delivery is not None)


def audit(config: ConfigOption = None, state: StateOption = None, *, as_json: AsJson = False) -> None:
    """Balance the ledger: what was published was delivered, digested, is dead, was dropped, or waits. Exit code 1 if not."""
    counted = _visit(config, state, lambda store: DeliveryLog(store).audit())
    if as_json:
        _line({**asdict(counted), "balanced": counted.balanced})
    else:
        table = Table("published", "=", "delivered", "digested", "dead", "dropped", "queued", "retry", "held")
        values = asdict(counted)
        table.add_row(*("=" if column.header == "=" else str(values[str(column.header)]) for column in table.columns))
        Console().print(table)
        Console().print("[green]nothing is missing[/]" if counted.balanced else "[red]the ledger does not balance[/]")
    raise typer.Exit(0 if counted.balanced else 1)


def dead_list(
    config: ConfigOption = None,
    state: StateOption = None,
    *,
    receiver: Receiver = None,
    within: Within = None,
    as_json: AsJson = False,
) -> None:
    """List the dead letters, oldest first."""
    _show(_visit(config, state, lambda store: _letters(store, receiver, within)), as_json=as_json)


def dead_show(
    delivery: Annotated[str, typer.Argument()], config: ConfigOption = None, state: StateOption = None, *, as_json: AsJson = False
) -> None:
    """Show one dead letter with its attempts and what it says."""
    letter = _visit(config, state, lambda store: DeadLetters(store, SystemClock()).show(delivery))
    if letter is None:
        raise WatcherError(f"no dead letter {delivery!r}", mend="`watcher dead list` shows them")
    _show([letter], as_json=as_json, whole=True)


def _deciding(act: Act, told: str) -> Callable[..., None]:
    """Return the command that acts on dead letters: those that are named, or all that the options leave."""

    def command(
        delivery: Ids = None,
        config: ConfigOption = None,
        state: StateOption = None,
        *,
        receiver: Receiver = None,
        within: Within = None,
        every: All = False,
    ) -> None:
        if bool(delivery) == every:
            raise WatcherError("name dead letters, or say --all", mend="`watcher dead list` shows them")

        async def decide(store: Store) -> int:
            letters = await _letters(store, receiver, within)
            chosen = [letter for letter in letters if every or letter.id in (delivery or ())]
            missing = set(delivery or ()) - {letter.id for letter in chosen}
            if missing:
                raise WatcherError(f"no dead letter {min(missing)!r}", mend="`watcher dead list` shows them")
            return await act(DeadLetters(store, SystemClock()), chosen)

        Console().print(f"{_visit(config, state, decide)} {told}")

    return command


async def _letters(store: Store, receiver: str | None, within: float | None) -> tuple[DeliveryRecord, ...]:
    since = None if within is None else datetime.now(UTC) - timedelta(hours=within)
    return await DeadLetters(store, SystemClock()).list(receiver=receiver, since=since)


def _visit(config: Any, state: Any, read: Callable[[Store], Awaitable[T]]) -> T:
    """Open the state for one question."""

    async def visit() -> T:
        async with session(configured(config, state)) as store:
            return await read(store)

    return asyncio.run(visit())


def _line(values: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(values, ensure_ascii=False, default=str) + "\n")


def _as_json(record: DeliveryRecord) -> dict[str, Any]:
    delivery = record.delivery
    return {
        **asdict(record),
        "attempts": [attempt.model_dump(mode="json") for attempt in record.attempts],
        "delivery": None if delivery is None else delivery.model_dump(mode="json"),
    }


def _show(records: Sequence[DeliveryRecord], *, as_json: bool, whole: bool = False) -> None:
    if as_json:
        for record in records:
            _line(_as_json(record))
        return
    console = Console()
    table = Table("delivery", "receiver", "alert", "state", "attempts", "last", "result")
    for record in records:
        last = record.attempts[-1] if record.attempts else None
        result = record.reason or (last.reason if last else "") or (str(last.status) if last and last.status else "")
        when = f"{last.at:%Y-%m-%d %H:%M:%S}" if last else ""
        # Text, not markup: reasons hold what strangers' servers said.
        table.add_row(*map(Text, (record.id, record.to, record.alert, record.state, str(len(record.attempts)), when, result)))
    console.print(table)
    if whole:
        for record in records:
            _attempts(console, record)


def _attempts(console: Console, record: DeliveryRecord) -> None:
    table = Table("attempt", "result", "status", "seconds", "reason", "by")
    for attempt in record.attempts:
        latency = "" if attempt.latency is None else f"{attempt.latency:.3f}"
        told = (f"{attempt.at:%Y-%m-%d %H:%M:%S}", attempt.result, str(attempt.status or ""), latency, attempt.reason, attempt.by)
        table.add_row(*map(Text, told))
    console.print(table)
    if record.delivery is not None:
        console.print(Text(record.delivery.body))
