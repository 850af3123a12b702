"""`python -m server webhook …`: the endpoints of partners, for operators."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import click

from billing.webhooks.delivery import Delivery
from billing.webhooks.endpoint import Endpoint, check_events, check_prefixes
from billing.webhooks.refusals import WebhookRefusal
from schema.scalars import format_datetime
from server.cli.account import actor
from server.cli.output import printable, table
from server.cli.run import process, run
from services.webhooks.endpoints import Reach, WebhookEndpoints, WithSecret

HEADER = ("id", "status", "waiting", "events", "accounts", "url", "reason")
DELIVERIES = ("id", "type", "account", "status", "attempts", "code", "next")
ID = click.argument("id")
Now = Callable[[], datetime]


@click.group()
def webhook() -> None:
    """Endpoints of partners, to which events are sent."""


@webhook.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_all(as_json: bool) -> None:
    """List the endpoints, oldest first, with what waits for them.

    The names of the columns are on standard error.
    """
    found = run(_list())
    if as_json:
        click.echo(json.dumps([_as_json(*one) for one in found], indent=2, ensure_ascii=False))
    elif found:
        header, *rows = table([HEADER, *(_cells(*one) for one in found)])
        click.echo(header, err=True)
        click.echo("\n".join(rows))


async def _list() -> list[tuple[Endpoint, int]]:
    async with process() as service:
        rooms = service.services.webhook_endpoints
        waiting = await rooms.waiting()
        found = await rooms.all_of(_operator())
        return [(one, waiting[one.id].number if one.id in waiting else 0) for one in found]


@webhook.command()
@click.argument("url")
@click.option("--event", "events", multiple=True, help="A type of event. Default: all.")
@click.option("--account-prefix", "prefixes", multiple=True, help="The partner. Default: all.")
@click.option("--description", help="For people.")
def create(
    url: str, events: tuple[str, ...], prefixes: tuple[str, ...], description: str | None
) -> None:
    """Create an endpoint at URL; print its id and its secret, which cannot be printed again."""
    named, partner = check_events(events or None), check_prefixes(prefixes or None)

    async def act(rooms: WebhookEndpoints, now: Now) -> object:
        wanted = Endpoint("", url, partner, named, description, now())
        return await rooms.create(wanted, _operator())

    _print_secret(_acted(act))


@webhook.command()
@ID
def rotate(id: str) -> None:
    """Make a new secret for an endpoint, and print it. The earlier one stays valid for a day."""
    _print_secret(_acted(lambda rooms, _: rooms.rotate(id, _operator())))


@webhook.command()
@ID
def pause(id: str) -> None:
    """Send nothing to an endpoint until it is resumed."""
    _print_endpoint(_acted(lambda rooms, _: rooms.pause(id, _operator())))


@webhook.command()
@ID
def resume(id: str) -> None:
    """Send to a paused or dead endpoint again."""
    _print_endpoint(_acted(lambda rooms, _: rooms.resume(id, _operator())))


@webhook.command()
@ID
def delete(id: str) -> None:
    """Delete an endpoint and its deliveries."""
    _print_endpoint(_acted(lambda rooms, _: rooms.delete(id, _operator())))


@webhook.command()
@ID
def test(id: str) -> None:
    """Send an event of the type webhook.test to an endpoint, by a server that runs."""
    _print_deliveries([_acted(lambda rooms, _: rooms.send_test(id, _operator()))])


@webhook.command()
@ID
def replay(id: str) -> None:
    """Send the delivery with this ID again, by a server that runs."""
    _print_deliveries([_acted(lambda rooms, _: rooms.replay(id, _operator()))])


@webhook.command()
@ID
@click.option("--first", default=50, show_default=True, help="How many.")
def deliveries(id: str, first: int) -> None:
    """List the deliveries of an endpoint, the newest first."""

    async def act(rooms: WebhookEndpoints, _: object) -> object:
        return (await rooms.page(id, size=first, before=None, status=None)).items

    found = _acted(act)
    _print_deliveries(found if isinstance(found, Sequence) else [])


Act = Callable[[WebhookEndpoints, Now], Awaitable[object]]


def _acted(act: Act) -> object:
    """Do something with the endpoints. Raises ClickException for a refusal."""

    async def work() -> object:
        async with process() as service:
            return await act(service.services.webhook_endpoints, service.services.clock)

    outcome = run(work())
    if isinstance(outcome, WebhookRefusal):
        raise click.ClickException(outcome.message)
    return outcome


def _operator() -> Reach:
    return Reach(actor(), None, of_all=True)


def _print_secret(made: object) -> None:
    if isinstance(made, WithSecret):
        click.echo(f"{made.endpoint.id} {made.secret}")


def _print_endpoint(found: object) -> None:
    if isinstance(found, Endpoint):
        click.echo(table([_cells(found, 0)])[0])


def _print_deliveries(found: Sequence[object]) -> None:
    rows = [_delivery(one) for one in found if isinstance(one, Delivery)]
    if rows:
        header, *lines = table([DELIVERIES, *rows])
        click.echo(header, err=True)
        click.echo("\n".join(lines))


def _delivery(one: Delivery) -> Sequence[str]:
    due = "-" if one.due_at is None else f"{one.due_at:%Y-%m-%d %H:%M}"
    code = "-" if one.code is None else str(one.code)
    account = printable(one.account_id or "-")
    return (one.id, one.type, account, one.status.value, str(one.attempts), code, due)


def _cells(one: Endpoint, waiting: int) -> Sequence[str]:
    return (
        one.id,
        one.status.value,
        str(waiting),
        "all" if one.events is None else ",".join(one.events),
        "all" if one.account_prefixes is None else printable(",".join(one.account_prefixes)),
        printable(one.url),
        printable(one.reason or "-"),
    )


def _as_json(one: Endpoint, waiting: int) -> dict[str, object]:
    return {
        "id": one.id,
        "url": one.url,
        "events": one.events,
        "accountPrefixes": one.account_prefixes,
        "description": one.description,
        "status": one.status.value,
        "statusReason": one.reason,
        "waiting": waiting,
        "createdAt": format_datetime(one.created_at),
        "failingSince": one.failing_since and format_datetime(one.failing_since),
    }
