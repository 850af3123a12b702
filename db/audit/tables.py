"""Checks of whole tables for the audit: one statement each, so that each reads one snapshot."""

from __future__ import annotations

from dataclasses import dataclass

from db.engine.sql import default_connection, dialect_of, rows
from db.privacy.moves import LEFTOVERS

_APPEND_ONLY = ("entry", "token_grant", "catalog_version", "admin_action", "programme_change")
_GUARDS = {
    "sqlite": ("never_updated", "never_deleted"),
    "postgres": ("append_only", "never_emptied"),
}
# A disabled trigger, or one that fires only on a replica, protects nothing.
_TRIGGERS = {
    "sqlite": "SELECT tbl_name AS guarded, name FROM sqlite_master WHERE type = 'trigger'",
    "postgres": (
        "SELECT c.relname AS guarded, t.tgname AS name FROM pg_trigger t "
        "JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE t.tgenabled IN ('O', 'A') AND pg_table_is_visible(c.oid)"
    ),
}


def _strays_of(table: str, number: str) -> str:
    # At most a thousand accounts: more would add no information. Until an erasure ends, a part of
    # the rows exists twice, and one of them belongs to no account.
    return (
        f"SELECT t.account_id, a.revision, min(t.{number}) AS first, count(*) AS rows "
        f"FROM {table} t LEFT JOIN account a ON a.id = t.account_id "
        f"WHERE t.{number} > a.revision OR (a.id IS NULL AND NOT EXISTS ("
        f"SELECT 1 FROM {LEFTOVERS} AS left_over "
        f"WHERE left_over.id = t.account_id AND t.{number} <= left_over.reached)) "
        "GROUP BY t.account_id, a.revision ORDER BY t.account_id LIMIT 1000"
    )


_STRAYS = {
    "entry": _strays_of("entry", "revision"),
    "token_grant": _strays_of("token_grant", "number"),
}


@dataclass(frozen=True, slots=True)
class Stray:
    """Rows of `table` that do not belong to an account: the `number` of the first one, and their
    count.

    `revision` is the account's; None if the account does not exist.
    """

    table: str
    account_id: str
    revision: int | None
    number: int
    rows: int


async def missing_triggers() -> list[tuple[str, str]]:
    """Return the append-only triggers that are missing or do not fire, as (table, trigger)."""
    dialect = dialect_of(default_connection())
    found = {(row["guarded"], row["name"]) for row in await rows(_TRIGGERS[dialect])}
    wanted = [(table, f"{table}_{guard}") for table in _APPEND_ONLY for guard in _GUARDS[dialect]]
    return [trigger for trigger in wanted if trigger not in found]


async def unswept() -> list[str]:
    """Return closed teams with tokens that no sweep passes on, though the owner is known: the
    account's state names the owner's handle."""
    found = await rows(
        "SELECT account.id FROM account JOIN team ON team.id = account.id "
        "JOIN team_handle ON team_handle.team_id = team.id "
        "WHERE team.closed_at IS NOT NULL AND account.available > 0 AND account.sweep_at IS NULL "
        "AND {position}(account.state, team_handle.handle) > 0 "
        "ORDER BY account.id LIMIT 1000"
    )
    return [row["id"] for row in found]


async def strays() -> list[Stray]:
    """Return entries and grants without an account, or beyond the revision of their account."""
    return [stray for table in _STRAYS for stray in await _strays(table)]


async def _strays(table: str) -> list[Stray]:
    return [
        Stray(table, row["account_id"], row["revision"], row["first"], row["rows"])
        for row in await rows(_STRAYS[table])
    ]
