"""`python -m server key …`."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import click

from billing.catalog.finding.model_index import ModelIndex
from billing.durations import parse_seconds
from billing.privacy.actions import AdminActionKind
from db.engine.transactions import transaction
from db.identity import StoredKey
from schema.scalars import format_datetime
from server.cli.account import TIME, write_down
from server.cli.output import printable, table
from server.cli.present_catalog import present_catalog
from server.cli.run import database, run
from services.clock.movable import machine_clock, never_raising
from services.identity.api_keys import create_key, list_keys, revoke_key
from services.identity.caller import Scope

TTL_SECONDS_MAX = 3_155_760_000
"""A hundred years."""
HEADER = ("id", "created", "state", "expires", "last used", "name", "scopes", "models", "accounts")


class _Seconds(click.ParamType[int]):
    name = "duration"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            seconds = int(value) if value.isascii() and value.isdigit() else parse_seconds(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if not 0 < seconds <= TTL_SECONDS_MAX:
            self.fail(f"{value!r} is not between a second and 100 years", param, ctx)
        return seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A key to create. `models` and `prefixes` are None without a restriction."""

    name: str
    scopes: frozenset[str]
    ttl_seconds: int | None
    expires: datetime | None
    models: Collection[str] | None
    prefixes: Collection[str] | None

    def expires_at(self, now: datetime) -> datetime | None:
        return now + timedelta(seconds=self.ttl_seconds) if self.ttl_seconds else self.expires


@click.group()
def key() -> None:
    """API keys of partners and gateways. Only their hashes are stored."""


@key.command()
@click.option("--name", required=True, help="The client that will use it.")
@click.option(
    "--scope", "scopes", required=True, multiple=True, help="A scope of the key; may be repeated."
)
@click.option(
    "--ttl",
    type=_Seconds(),
    help="How long it is valid: seconds, or a duration such as 90d or 12h. Default: for ever.",
)
@click.option("--expires", type=TIME, help="Until when it is valid (RFC 3339). Instead of --ttl.")
@click.option(
    "--model",
    "--models",
    "models",
    multiple=True,
    help="A model that the key may use; may be repeated. Default: all models.",
)
@click.option(
    "--account-prefix",
    "--prefix",
    "prefixes",
    multiple=True,
    help="The key reaches only accounts whose id begins with this; may be repeated. All others "
    "are answered as accounts that do not exist. Default: all accounts.",
)
@click.option(
    "--open-accounts",
    is_flag=True,
    help="Its uses and holds of unknown accounts open them. The same as --scope accounts:open.",
)
def create(
    *,
    name: str,
    scopes: tuple[str, ...],
    ttl: int | None,
    expires: datetime | None,
    models: tuple[str, ...],
    prefixes: tuple[str, ...],
    open_accounts: bool,
) -> None:
    """Create a key and print it. It cannot be printed again.

    Names of --model that the catalog does not have are told on standard error.
    """
    if ttl is not None and expires is not None:
        raise click.UsageError("give --ttl or --expires, not both")
    asked = _Asked(
        name=name,
        scopes=_words(scopes) | ({Scope.ACCOUNTS_OPEN.value} if open_accounts else set()),
        ttl_seconds=ttl,
        expires=expires,
        # An option with an empty value, such as an unset variable, must not mean "all".
        models=_words(models) if models else None,
        prefixes=prefixes or None,
    )
    click.echo(run(_create(asked)))


def _words(texts: Collection[str]) -> frozenset[str]:
    """Return the words of options that take several, separated by spaces or commas."""
    words = {word for text in texts for word in text.replace(",", " ").split(" ")}
    return frozenset(words - {""})


async def _create(asked: _Asked) -> str:
    async with database() as clock, transaction():
        # Credentials do not age when the service's time is moved.
        now = machine_clock(clock)
        stored, text = await create_key(
            asked.name,
            asked.scopes,
            clock=now,
            expires_at=asked.expires_at(now()),
            models=asked.models,
            account_prefixes=asked.prefixes,
        )
        await write_down(clock, AdminActionKind.CREATE_KEY, **_details(stored))
    await _tell_unknown(asked.models or ())
    return text


async def _tell_unknown(models: Collection[str]) -> None:
    """Say which names no model has. They are allowed: a hold may be for an older model, and the
    catalog may get the model later."""
    if not models:
        return
    names = ModelIndex((await present_catalog()).models)
    for unknown in sorted(name for name in models if names.find(name) is None):
        like = ", ".join(names.nearest(unknown))
        note = f"note: the catalog has no model {unknown!r}" + (
            f"; like it: {like}" if like else ""
        )
        click.echo(printable(note), err=True)


def _details(stored: StoredKey) -> dict[str, str]:
    """Return what the log of actions says about a new key."""
    optional = {
        "expiresAt": stored.expires_at and format_datetime(stored.expires_at),
        "models": stored.models and " ".join(sorted(stored.models)),
        "accountPrefixes": stored.account_prefixes and " ".join(stored.account_prefixes),
    }
    told = {"key": stored.id, "name": stored.name, "scopes": " ".join(sorted(stored.scopes))}
    return told | {name: text for name, text in optional.items() if text}


@key.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, a list of keys.")
def list_all(as_json: bool) -> None:
    """List the keys, oldest first, with their expiry, their last use and their restrictions.

    The names of the columns are on standard error. Times are in UTC; the last use may be a minute
    old.
    """
    found, now = run(_list())
    if as_json:
        click.echo(json.dumps([_as_json(one, now) for one in found], indent=2, ensure_ascii=False))
    elif found:
        header, *rows = table([HEADER, *(_cells(one, now) for one in found)])
        click.echo(header, err=True)
        click.echo("\n".join(rows))


async def _list() -> tuple[list[StoredKey], datetime]:
    async with database() as clock:
        return await list_keys(), never_raising(machine_clock(clock))()


@key.command()
@click.argument("id")
def revoke(id: str) -> None:
    """Revoke the key with this ID immediately and permanently.

    Running servers refuse its requests at once and close its connections within 2 seconds.
    """
    found = run(_revoke(id))
    if found is None:
        raise click.ClickException(f"there is no key {id!r}; see `key list`")
    click.echo(table([_cells(*found)])[0])


async def _revoke(key_id: str) -> tuple[StoredKey, datetime] | None:
    async with database() as clock, transaction():
        now = machine_clock(clock)
        stored = await revoke_key(key_id, clock=now)
        if stored is None:
            return None
        await write_down(clock, AdminActionKind.REVOKE_KEY, key=stored.id, name=stored.name)
        return stored, now()


def _cells(stored: StoredKey, now: datetime) -> Sequence[str]:
    return (
        stored.id,
        _short(stored.created_at, ""),
        f"{_state(stored, now)} {_short(stored.revoked_at, '')}".rstrip(),
        _short(stored.expires_at, "never"),
        _short(stored.last_used_at, "never"),
        printable(stored.name),
        " ".join(sorted(stored.scopes)),
        "all" if stored.models is None else printable(" ".join(sorted(stored.models))),
        _prefixes(stored),
    )


def _state(stored: StoredKey, now: datetime) -> str:
    if stored.revoked_at is not None:
        return "revoked"
    return "expired" if stored.expires_at is not None and stored.expires_at <= now else "in use"


def _prefixes(stored: StoredKey) -> str:
    if stored.account_prefixes is None:
        return "all"
    return printable(" ".join(f"{prefix}*" for prefix in stored.account_prefixes))


def _short(at: datetime | None, absent: str) -> str:
    return absent if at is None else f"{at:%Y-%m-%d %H:%M}"


def _as_json(stored: StoredKey, now: datetime) -> dict[str, object]:
    times = {
        "createdAt": stored.created_at,
        "expiresAt": stored.expires_at,
        "lastUsedAt": stored.last_used_at,
        "revokedAt": stored.revoked_at,
    }
    return {
        "id": stored.id,
        "name": stored.name,
        "state": _state(stored, now),
        "scopes": sorted(stored.scopes),
        **{name: at and format_datetime(at) for name, at in times.items()},
        "models": None if stored.models is None else sorted(stored.models),
        "accountPrefixes": stored.account_prefixes,
    }
