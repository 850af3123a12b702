"""Every command of the service, by what it does to the database, and databases for them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import asyncpg

from billing.discounts.code import Code
from billing.discounts.commands import SetProgramme
from billing.ledger.teams.invitations import TeamInfo
from billing.ledger.teams.membership import TeamKind
from billing.webhooks.delivery import NewDelivery
from billing.webhooks.endpoint import Endpoint
from db.discounts.codes import add_code
from db.engine.config import asyncpg_credentials, sqlite_path
from db.identity import StoredKey, insert_key
from db.payments.inbox import receive_event
from db.teams.info import add_team
from db.webhooks.deliveries import insert
from db.webhooks.endpoints import add_endpoint
from gateways.catalog.file import read_catalog
from server.documents.trusted import OWN
from server.settings import SHIPPED_CATALOG
from services.catalog import CatalogService
from tests.support.imports.importing import service
from tests.support.server.api import real_clock
from tests.support.server.command_here import Result

NEEDS_NONE = [
    "token --account alice",
    "schema",
    f"catalog check {SHIPPED_CATALOG}",
    f"catalog generate {{files}}/prices.json --catalog {SHIPPED_CATALOG}",
    f"documents check {OWN}",
]
READS = [
    "alert list --account alice",
    "audit",
    "cap list --account alice",
    "catalog history",
    "clock show",
    "code list",
    "export ledger --account alice",
    "export usage --account alice",
    "inbox list",
    "inbox retry --all",
    "inbox show evt_1",
    "key list",
    "programme list alice",
    "programme requests",
    "repair --dry-run",
    "suggestions",
    "team list",
    "team show team:lived",
    "top-up show --account alice",
    "webhook list",
    "webhook deliveries whe_lived",
]
USES_A_FILE_INSTEAD = [
    "catalog import-prices {files}/prices.json --tokens-per-usd 1000 --dry-run",
    "catalog quote {files}/described.jsonl",
]
"""Commands that read the catalog in force, or the catalog's file if there is no database."""
COPIES = ["backup {tmp}/copy.db"]
WRITES = [
    "account erase alice --yes",
    "account export alice",
    "cap remove --account alice --period day",
    "cap set --account alice --period day --tokens 5",
    "catalog apply {files}/catalog.yaml",
    "catalog revert 1",
    "clock advance 1h",
    "code create --programme PARTNER",
    "code revoke code_1",
    "programme set alice EDU --reason card",
    "programme remove alice ENTERPRISE --reason gone",
    "import-legacy sqlite://{files}/old.db",
    "import-usage {files}/uses.csv --open-accounts",
    "inbox close evt_1 --reason done",
    "key create --name gateway --scope usage:write",
    "key revoke {key}",
    "rollups",
    "webhook create http://127.0.0.1:9/hook",
    "webhook rotate whe_lived",
    "webhook test whe_lived",
    "webhook replay msg_lived",
    "webhook pause whe_lived",
    "webhook resume whe_lived",
    "webhook delete whe_lived",
]
ASKS_THE_PROVIDER = ["reconcile"]
MAKES = ["migrate", "serve"]
DROPS = ["migrate --down --yes"]
OTHERS = READS + COPIES + WRITES + ASKS_THE_PROVIDER + DROPS
ALL = OTHERS + MAKES


Run = Callable[[str, str], Result]
HEADER = ("accountId", "model", "inputTokens", "outputTokens")
KEY = "0123456789abcdef"
HOOK = "http://127.0.0.1:9/hook"
MANY = 2_000
LATER = read_catalog(SHIPPED_CATALOG)[0] + "# a later one\n"


async def make_lived(url: str) -> None:
    """Add an account, an event that waits, a key, a programme, a team, and a catalog that is not
    the first one, to a database without any."""
    async with service(url, real_clock) as services:
        await CatalogService(clock=real_clock).apply(LATER, "test", load=False)
        await services.accounts.open("alice")
        await receive_event("evt_1", kind="ping", payload="{}", at=real_clock())
        joins = SetProgramme(account_id="alice", programme="ENTERPRISE", until=None, reason="big")
        await services.programmes.set(joins, actor="boss")
        await add_team(TeamInfo("team:lived", "Lived", TeamKind.FAMILY, real_clock()))
        await add_code(Code("code_1", bytes(32), "PARTNER", 1, real_clock()))
        await add_endpoint(Endpoint("whe_lived", HOOK, None, None, None, real_clock()))
        told = NewDelivery("msg_lived", "whe_lived", "alice", "balance.low", "{}", real_clock())
        await insert([told])
        await insert_key(StoredKey(KEY, "partner", bytes(32), frozenset({"admin"}), real_clock()))


async def change(url: str, sql: str) -> None:
    """Execute a statement on either database."""
    path = sqlite_path(url)
    if path is None:
        await on_postgres(url, sql)
        return
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql)


async def on_postgres(url: str, sql: str) -> object:
    connection = await asyncpg.connect(**asyncpg_credentials(url) or {})
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()
