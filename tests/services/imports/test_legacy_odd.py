"""Odd older systems: each row is imported or rejected, and the reconciliation is correct."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tortoise import connections

from billing.ledger.entry import MIGRATION_KEY
from db.models import PastUse, PlanSubscription
from gateways.imports.legacy_mapping import LegacyMapping, read_mapping
from gateways.imports.legacy_sqlite import SqliteSource
from services.privacy.erasure import Erased, Erasures
from tests.support.audit.tampering import faults
from tests.support.imports.legacy_data import (
    Old,
    import_old,
    old_subscriber,
    old_use,
    old_user,
    write_sqlite,
)
from tests.support.payments.shop import shop

pytestmark = pytest.mark.usefixtures("database")


def mapping(tmp_path: Path, text: str) -> LegacyMapping:
    path = tmp_path / "mapping.toml"
    path.write_text(text)
    return read_mapping(path)


def old_with(path: Path, users: list[dict[str, Any]], uses: list[dict[str, Any]]) -> SqliteSource:
    """Create tables without any constraint."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for table, rows in (("user_billing", users), ("usage_history", uses)):
            connection.execute(f"CREATE TABLE {table} ({', '.join(rows[0])})")
            write_sqlite(connection, table, rows)
    return SqliteSource(path)


@pytest.mark.parametrize("currency", ["DOLLARS", "$", "U D", "€€€", "1.5"])
async def test_what_is_no_currency_is_rejected(tmp_path: Path, currency: str) -> None:
    users = [
        old_subscriber("alice", currency=currency),
        old_subscriber("bob", currency=" eur"),
        old_subscriber("carol", currency=""),
    ]
    done = await import_old(
        old_with(tmp_path / "old.db", users, [old_use(1)]),
        mapping=mapping(tmp_path, '[users]\ncurrency = "currency"'),
    )
    assert done.reasons["alice"] == f"bad currency: {currency!r}"
    kept = await PlanSubscription.all().order_by("account_id").values_list("account_id", "currency")
    assert kept == [("bob", "EUR"), ("carol", "USD")]
    assert done.balances


async def test_rows_without_a_key_are_rejected_once_however_often_it_runs(tmp_path: Path) -> None:
    users = [old_user("") | {"user_id": None} for _ in range(3)]
    uses = [old_use(1) | {"id": None} for _ in range(4)]
    source = old_with(tmp_path / "old.db", users, uses)
    first = await import_old(source)
    again = await import_old(source)
    assert first.count("users") == (0, 0, 3)
    assert first.count("uses") == (0, 0, 4)
    assert first.balances
    assert (again.counts, again.lines) == (first.counts, first.lines)


async def test_uses_behind_those_without_a_key_come_when_they_are_added(tmp_path: Path) -> None:
    """This includes an import that ended between the two."""
    users, uses = [old_user("alice")], [old_use(1) | {"id": None}]
    await import_old(old_with(tmp_path / "one.db", users, uses))
    done = await import_old(old_with(tmp_path / "two.db", users, [*uses, old_use(2)]))
    assert done.count("uses") == (1, 0, 1)
    assert done.balances


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ("DELETE FROM plan_subscription", "subscriptions"),
        ("UPDATE plan_subscription SET account_id = 'nobody'", "subscriptions"),
        ("DELETE FROM past_use WHERE id = '1'", "uses"),
        ("UPDATE past_use SET tokens = tokens + 1 WHERE id = '1'", "used tokens"),
        ("UPDATE usage_day SET requests = 0", "uses by day"),
        ("UPDATE usage_day SET input_tokens = 0", "used tokens by day"),
        ("UPDATE import_progress SET counts = '{}'", "users"),
    ],
)
async def test_what_changed_since_does_not_balance(tmp_path: Path, change: str, line: str) -> None:
    source = Old([old_subscriber("alice")], [old_use(1), old_use(2)]).as_sqlite(tmp_path / "old.db")
    assert (await import_old(source)).balances
    await connections.get("default").execute_query(change)
    told = {one.what: one.balances for one in (await import_old(source)).lines}
    assert told[line] is False


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ("UPDATE user_billing SET token_balance = token_balance + 1", "tokens"),
        ("UPDATE user_billing SET plan = 'free'", "plan PREMIUM"),
        ("DELETE FROM user_billing", "users"),
        ("DELETE FROM usage_history WHERE id = 1", "uses"),
        ("UPDATE usage_history SET tokens = 0", "used tokens"),
    ],
)
async def test_what_changed_there_does_not_balance(tmp_path: Path, change: str, line: str) -> None:
    source = Old([old_subscriber("alice")], [old_use(1), old_use(2)]).as_sqlite(tmp_path / "old.db")
    assert (await import_old(source)).balances
    with closing(sqlite3.connect(tmp_path / "old.db")) as connection, connection:
        connection.execute(change)
    told = {one.what: one.balances for one in (await import_old(source)).lines}
    assert told[line] is False


async def test_who_came_can_be_erased_and_come_again(tmp_path: Path) -> None:
    """This includes a plan that cannot be cancelled, because it has no id at the provider."""
    async with shop() as made:
        alice = old_subscriber("alice", stripe_subscription_id=None)
        source = Old([alice], [old_use(1)]).as_sqlite(tmp_path / "old.db")
        await import_old(source, clock=made.clock)
        [first] = await PlanSubscription.all()
        erased = await Erasures(made.clock, lambda _: None).erase("alice", actor="root")
        assert isinstance(erased, Erased)
        assert (await import_old(source, clock=made.clock)).balances
        again = await import_old(source, clock=made.clock, name="again")
        assert (again.count("users"), again.balances) == ((1, 0, 0), True)
        found = await PlanSubscription.all().values_list("account_id", "idempotency_key")
        assert sorted(found) == sorted([(erased.pseudonym, first.id), ("alice", MIGRATION_KEY)])
        assert await PastUse.filter(account_id="alice").count() == 1
    assert await faults() == []
