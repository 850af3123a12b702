"""`python -m server key …`."""

from __future__ import annotations

from collections.abc import Iterable

import click

from billing.privacy.actions import AdminActionKind
from db.engine.transactions import transaction
from db.identity import StoredKey
from server.cli.account import write_down
from server.cli.run import database, run
from services.identity.api_keys import create_key, list_keys, revoke_key


@click.group()
def key() -> None:
    """API keys of partners and gateways. Only their hashes are stored."""


@key.command()
@click.option("--name", required=True, help="The client that will use it.")
@click.option(
    "--scope", "scopes", required=True, multiple=True, help="A scope of the key; may be repeated."
)
def create(name: str, scopes: tuple[str, ...]) -> None:
    """Create a key and print it. It cannot be printed again."""
    wanted = {scope for text in scopes for scope in text.replace(",", " ").split(" ")} - {""}
    click.echo(run(_create(name, wanted)))


async def _create(name: str, scopes: Iterable[str]) -> str:
    async with database() as clock, transaction():
        stored, text = await create_key(name, scopes, clock=clock)
        told = {"key": stored.id, "name": name, "scopes": " ".join(sorted(stored.scopes))}
        await write_down(clock, AdminActionKind.CREATE_KEY, **told)
        return text


@key.command("list")
def list_all() -> None:
    """List the keys: id, name, scopes, time of creation, time of revocation."""
    for stored in run(_list()):
        click.echo(_line(stored))


async def _list() -> list[StoredKey]:
    async with database():
        return await list_keys()


@key.command()
@click.argument("id")
def revoke(id: str) -> None:
    """Revoke the key with this ID immediately and permanently."""
    stored = run(_revoke(id))
    if stored is None:
        raise click.ClickException(f"there is no key {id!r}; see `key list`")
    click.echo(_line(stored))


async def _revoke(key_id: str) -> StoredKey | None:
    async with database() as clock, transaction():
        stored = await revoke_key(key_id, clock=clock)
        if stored is not None:
            await write_down(clock, AdminActionKind.REVOKE_KEY, key=stored.id, name=stored.name)
        return stored


def _line(stored: StoredKey) -> str:
    state = f"revoked {stored.revoked_at:%Y-%m-%d %H:%M}" if stored.revoked_at else "in use"
    scopes = " ".join(sorted(stored.scopes))
    return f"{stored.id}  {stored.created_at:%Y-%m-%d %H:%M}  {state}  {stored.name}  {scopes}"
