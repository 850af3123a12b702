"""Both databases refuse changes that would break the ledger, from any client.

All statements are raw SQL, because the constraints must hold for any client.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tortoise import connections
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import BaseORMException, IntegrityError
from tortoise.transactions import in_transaction

from billing.tokens import MAX_TOKENS
from db.engine.config import connect, disconnect
from db.models import (
    Account,
    ApiKey,
    CatalogVersion,
    Entry,
    InboxEvent,
    PaymentCustomer,
    PlanSubscription,
    Purchase,
    ServiceClock,
    TokenGrant,
)

NOW = datetime(2026, 1, 31, 12, 30, 0, 5, tzinfo=UTC)
LATER = NOW + timedelta(days=30)

ROWS: dict[str, dict[str, Any]] = {
    "account": {
        "id": "alice",
        "opened_at": NOW,
        "plan": "FREE",
        "revision": 1,
        "available": 10_000,
        "held": 0,
        "debt": 0,
        "stale_at": LATER,
        "state": "{}",
        "digest": b"\0\xff",
    },
    "token_grant": {
        "account_id": "alice",
        "number": 1,
        "source": "ALLOWANCE",
        "amount": 10_000,
        "effective_at": NOW,
        "expires_at": LATER,
    },
    "entry": {
        "account_id": "alice",
        "revision": 2,
        "kind": "USAGE",
        "tokens": -8,
        "balance": 9_992,
        "charges": "[]",
        "recorded_at": NOW,
        "occurred_at": NOW,
        "key_hash": b"hash",
        "idempotency_key": "key",
        "fingerprint": b"content",
        "reason": None,
        "digest": b"digest",
        "model": "gpt-4",
        "input_tokens": 1,
        "output_tokens": 0,
        "cached_input_tokens": 1,
        "terms": "8",
        "metadata": '{"a":1}',
    },
    "catalog_version": {
        "id": 1,
        "applied_at": NOW,
        "source": "catalog.yaml",
        "digest": "00",
        "document": "models: []",
    },
    "api_key": {
        "id": "k1",
        "name": "gateway",
        "secret_hash": b"hash",
        "scopes": "usage:write",
        "created_at": NOW,
        "revoked_at": None,
    },
    "purchase": {
        "id": "pur_1",
        "account_id": "alice",
        "idempotency_key": "key",
        "fingerprint": b"content",
        "pack": "starter",
        "quantity": 1,
        "tokens": 200_000,
        "amount": 500,
        "currency": "USD",
        "created_at": NOW,
        "session_id": "cs_1",
        "checkout_url": "https://pay.test/cs_1",
        "payment_intent": "pi_1",
        "paid_at": NOW,
        "status": "PAID",
        "facts": "{}",
        "grant_number": 2,
        "reversed_tokens": 0,
    },
    "plan_subscription": {
        "id": "sub_1",
        "account_id": "alice",
        "idempotency_key": "key",
        "fingerprint": b"content",
        "plan": "PREMIUM",
        "amount": 1_000,
        "currency": "USD",
        "created_at": NOW,
        "session_id": "cs_2",
        "checkout_url": "https://pay.test/cs_2",
        "external_id": "sub_of_provider",
        "status": "ACTIVE",
        "facts": "{}",
    },
    "payment_customer": {"account_id": "alice", "customer_id": "cus_1"},
    "inbox_event": {
        "id": "evt_1",
        "type": "invoice.paid",
        "received_at": NOW,
        "payload": "{}",
        "status": "PENDING",
        "attempts": 0,
        "retry_at": NOW,
        "note": None,
    },
    "service_clock": {"id": 1, "ahead_seconds": 86_400},
}
MODELS = {
    "account": Account,
    "token_grant": TokenGrant,
    "entry": Entry,
    "catalog_version": CatalogVersion,
    "api_key": ApiKey,
    "purchase": Purchase,
    "plan_subscription": PlanSubscription,
    "payment_customer": PaymentCustomer,
    "inbox_event": InboxEvent,
    "service_clock": ServiceClock,
}
NOT_A_USE: dict[str, Any] = {
    "kind": "ALLOWANCE",
    "tokens": 10_000,
    "key_hash": None,
    "idempotency_key": None,
    "fingerprint": None,
    "model": None,
    "input_tokens": None,
    "output_tokens": None,
    "cached_input_tokens": None,
    "terms": None,
    "metadata": None,
}
APPEND_ONLY = ("entry", "token_grant", "catalog_version")


@pytest.fixture
def db(database: str) -> BaseDBAsyncClient:
    client: BaseDBAsyncClient = connections.get("default")
    return client


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[BaseDBAsyncClient]:
    await connect(postgres_url)
    yield connections.get("default")
    await disconnect()


@pytest.fixture
async def sqlite(sqlite_url: str) -> AsyncIterator[BaseDBAsyncClient]:
    await connect(sqlite_url)
    yield connections.get("default")
    await disconnect()


async def insert(db: BaseDBAsyncClient, table: str, verb: str = "INSERT", **changes: Any) -> None:
    row = ROWS[table] | changes
    marks = ", ".join("?" if is_sqlite(db) else f"${n}" for n in range(1, len(row) + 1))
    sql = f"{verb} INTO {table} ({', '.join(row)}) VALUES ({marks})"
    await db.execute_query(sql, list(row.values()))


async def rows(db: BaseDBAsyncClient, table: str) -> list[dict[str, Any]]:
    return await db.execute_query_dict(f"SELECT * FROM {table}")


def is_sqlite(db: BaseDBAsyncClient) -> bool:
    return db.capabilities.dialect == "sqlite"


@pytest.mark.parametrize("table", ROWS)
async def test_a_row_is_read_by_the_models_as_it_was_written(
    db: BaseDBAsyncClient, table: str
) -> None:
    await insert(db, table)
    (found,) = await MODELS[table].all()
    assert {name: getattr(found, name) for name in ROWS[table]} == ROWS[table]


@pytest.mark.parametrize("table", ROWS)
async def test_the_models_write_what_the_tables_take(db: BaseDBAsyncClient, table: str) -> None:
    await MODELS[table].create(**ROWS[table])
    (found,) = await MODELS[table].all()
    assert {name: getattr(found, name) for name in ROWS[table]} == ROWS[table]


BEYOND = MAX_TOKENS + 1
ACCEPTED: list[tuple[str, dict[str, Any]]] = [
    ("account", {"available": MAX_TOKENS, "debt": 0, "stale_at": None, "id": "x" * 255}),
    ("account", {"available": 0, "debt": MAX_TOKENS, "revision": 0, "id": "ü"}),
    ("token_grant", {"expires_at": None, "source": "PACK", "amount": MAX_TOKENS}),
    ("token_grant", {"expires_at": NOW + timedelta(microseconds=1), "source": "LEGACY"}),
    ("entry", NOT_A_USE),
    ("entry", NOT_A_USE | {"kind": "LAPSE", "tokens": -MAX_TOKENS, "balance": -MAX_TOKENS}),
    ("entry", NOT_A_USE | {"kind": "PURCHASE", "idempotency_key": "k", "key_hash": b"k"}),
    ("entry", NOT_A_USE | {"kind": "REVERSAL", "reason": "refund", "metadata": "{}"}),
    ("entry", {"tokens": 0, "input_tokens": MAX_TOKENS, "idempotency_key": "k" * 255}),
    ("purchase", {"quantity": 100, "tokens": MAX_TOKENS, "reversed_tokens": MAX_TOKENS}),
]
REFUSED: list[tuple[str, str, list[Any]]] = [
    ("account", "id", ["", "x" * 256, None]),
    ("account", "revision", [-1, BEYOND, None]),
    ("account", "available", [-1, BEYOND, None, "many"]),
    ("account", "held", [-1, BEYOND, None]),
    ("account", "debt", [-1, BEYOND, None]),
    ("account", "state", [None, b"{}"]),
    ("token_grant", "number", [0, -1, None]),
    ("token_grant", "source", ["GIFT", "pack", "", None]),
    ("token_grant", "amount", [0, -1, BEYOND, None]),
    ("token_grant", "expires_at", [NOW, NOW - timedelta(microseconds=1)]),
    ("entry", "revision", [0, -1, None]),
    ("entry", "kind", ["GIFT", "usage", "", None]),
    ("entry", "tokens", [1, -BEYOND, None, "many"]),
    ("entry", "balance", [BEYOND, -BEYOND, None]),
    ("entry", "key_hash", [None]),
    ("entry", "idempotency_key", [None, "", "k" * 256]),
    ("entry", "fingerprint", [None]),
    ("entry", "digest", [None, "text"]),
    ("entry", "model", [None]),
    ("entry", "terms", [None]),
    ("entry", "input_tokens", [None, -1, 0, BEYOND]),  # 0 is below the cached input
    ("entry", "output_tokens", [None, -1, BEYOND]),
    ("entry", "cached_input_tokens", [None, -1, 2]),
    ("purchase", "quantity", [0, 101, None]),
    ("purchase", "tokens", [0, -1, BEYOND, None]),
    ("purchase", "amount", [-1, BEYOND, None]),
    ("purchase", "reversed_tokens", [-1, 200_001, None]),
    ("purchase", "status", ["paid", "ACTIVE", "", None]),
    ("plan_subscription", "status", ["PAID", "active", "", None]),
    ("inbox_event", "status", ["DONE", "", None]),
    ("inbox_event", "attempts", [None]),
    ("inbox_event", "payload", [None]),
    ("service_clock", "id", [0, 2]),
    ("service_clock", "ahead_seconds", [-1, None]),
]


async def test_a_sound_row_is_accepted(db: BaseDBAsyncClient) -> None:
    for number, (table, changes) in enumerate(ACCEPTED):
        key = {} if table == "account" else {"account_id": f"account {number}"}
        await insert(db, table, **changes | key)
    assert sum([len(await rows(db, table)) for table in ROWS]) == len(ACCEPTED)


@pytest.mark.parametrize("table", sorted({table for table, _, _ in REFUSED}))
async def test_an_unsound_row_is_refused(db: BaseDBAsyncClient, table: str) -> None:
    for column, value in [(c, value) for t, c, values in REFUSED for value in values if t == table]:
        await assert_refused(db, table, {column: value})


async def test_only_a_use_has_the_columns_of_a_use(db: BaseDBAsyncClient) -> None:
    for column in ("model", "terms", "input_tokens", "output_tokens", "cached_input_tokens"):
        await assert_refused(db, "entry", NOT_A_USE | {column: ROWS["entry"][column]})


async def test_a_key_and_its_hash_come_together(db: BaseDBAsyncClient) -> None:
    for column in ("idempotency_key", "key_hash"):
        await assert_refused(db, "entry", NOT_A_USE | {column: ROWS["entry"][column]})


async def test_sqlite_takes_no_fraction_of_a_token(sqlite: BaseDBAsyncClient) -> None:
    """PostgreSQL's driver cuts off fractions before the database sees them."""
    for table, column in (
        ("account", "available"),
        ("token_grant", "amount"),
        ("entry", "tokens"),
        ("entry", "output_tokens"),
    ):
        await assert_refused(sqlite, table, {column: ROWS[table][column] + 0.5})


async def assert_refused(db: BaseDBAsyncClient, table: str, changes: dict[str, Any]) -> None:
    try:
        await insert(db, table, **changes)
    except BaseORMException:
        assert await rows(db, table) == []
    else:
        pytest.fail(f"{table} took {changes}")


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("account", "opened_at"),
        ("account", "stale_at"),
        ("token_grant", "effective_at"),
        ("token_grant", "expires_at"),
        ("entry", "recorded_at"),
        ("entry", "occurred_at"),
        ("catalog_version", "applied_at"),
        ("api_key", "created_at"),
        ("api_key", "revoked_at"),
        ("purchase", "created_at"),
        ("purchase", "paid_at"),
        ("plan_subscription", "created_at"),
        ("inbox_event", "received_at"),
        ("inbox_event", "retry_at"),
    ],
)
async def test_sqlite_takes_times_in_utc_and_in_one_form_only(
    sqlite: BaseDBAsyncClient, table: str, column: str
) -> None:
    for form in ("2026-02-01T12:30:00+00:00", "2026-02-01 12:30:00", "2026-02-01 12:30:00+01:00"):
        with pytest.raises(IntegrityError, match=f"{column}(_utc| GLOB)"):
            await insert(sqlite, table, **{column: form})
    sound = LATER if column == "expires_at" else NOW
    await insert(sqlite, table, **{column: f"{sound:%Y-%m-%d %H:%M:%S}+00:00"})


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        ("account", {"plan": "PREMIUM"}),
        ("token_grant", {"amount": 5}),
        ("entry", {"key_hash": b"other", "idempotency_key": "other"}),
        ("entry", {"revision": 3}),
        ("api_key", {"name": "other"}),
        ("purchase", {"idempotency_key": "k", "session_id": None, "payment_intent": None}),
        ("purchase", {"id": "pur_2", "session_id": None, "payment_intent": None}),
        ("purchase", {"id": "pur_2", "idempotency_key": "k", "payment_intent": None}),
        ("purchase", {"id": "pur_2", "idempotency_key": "k", "session_id": None}),
        ("plan_subscription", {"idempotency_key": "k", "session_id": None, "external_id": None}),
        ("plan_subscription", {"id": "sub_2", "session_id": None, "external_id": None}),
        ("plan_subscription", {"id": "sub_2", "idempotency_key": "k", "external_id": None}),
        ("plan_subscription", {"id": "sub_2", "idempotency_key": "k", "session_id": None}),
        ("payment_customer", {"customer_id": "cus_2"}),
        ("inbox_event", {"type": "other"}),
        ("service_clock", {"ahead_seconds": 1}),
    ],
)
async def test_a_key_is_taken_once(
    db: BaseDBAsyncClient, table: str, changes: dict[str, Any]
) -> None:
    await insert(db, table)
    with pytest.raises(IntegrityError):
        await insert(db, table, **changes)
    assert len(await rows(db, table)) == 1


async def test_purchases_that_nobody_has_visited_do_not_collide(db: BaseDBAsyncClient) -> None:
    unvisited = {"session_id": None, "payment_intent": None, "grant_number": None}
    for number in range(2):
        await insert(db, "purchase", id=f"p{number}", idempotency_key=f"k{number}", **unvisited)
    assert len(await rows(db, "purchase")) == 2


async def test_what_was_never_credited_cannot_be_taken_back(db: BaseDBAsyncClient) -> None:
    await assert_refused(db, "purchase", {"grant_number": None, "reversed_tokens": 1})
    await insert(db, "purchase", grant_number=None)


@pytest.mark.parametrize("table", ["token_grant", "entry"])
async def test_two_accounts_share_numbers_and_keys(db: BaseDBAsyncClient, table: str) -> None:
    await insert(db, table)
    await insert(db, table, account_id="bob")
    assert len(await rows(db, table)) == 2


async def test_entries_without_a_key_do_not_collide(db: BaseDBAsyncClient) -> None:
    await insert(db, "entry", **NOT_A_USE | {"revision": 1})
    await insert(db, "entry", **NOT_A_USE | {"revision": 2})
    assert len(await rows(db, "entry")) == 2


@pytest.mark.parametrize("table", APPEND_ONLY)
async def test_what_is_append_only_is_neither_updated_nor_deleted(
    db: BaseDBAsyncClient, table: str
) -> None:
    await insert(db, table)
    before = await rows(db, table)
    column = next(iter(ROWS[table]))
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(IntegrityError, match=f"{table} is append-only"):
            await db.execute_query(statement)
    assert await rows(db, table) == before


@pytest.mark.parametrize("table", APPEND_ONLY)
async def test_what_is_append_only_is_not_replaced_by_an_insert(
    db: BaseDBAsyncClient, table: str
) -> None:
    await insert(db, table)
    before = await rows(db, table)
    with pytest.raises(IntegrityError, match=f"{table} is append-only"):
        if is_sqlite(db):
            await insert(db, table, verb="INSERT OR REPLACE")
        else:
            await upsert(db, table)
    assert await rows(db, table) == before


async def upsert(db: BaseDBAsyncClient, table: str) -> None:
    key = "id" if table == "catalog_version" else "account_id, " + list(ROWS[table])[1]
    column = key.split(", ")[-1]
    await db.execute_query(
        f"INSERT INTO {table} SELECT * FROM {table} "
        f"ON CONFLICT ({key}) DO UPDATE SET {column} = EXCLUDED.{column}"
    )


@pytest.mark.parametrize("table", APPEND_ONLY)
async def test_postgres_truncates_nothing_that_is_append_only(
    postgres: BaseDBAsyncClient, table: str
) -> None:
    await insert(postgres, table)
    with pytest.raises(IntegrityError, match=f"{table} is append-only"):
        await postgres.execute_query(f"TRUNCATE {table}")
    assert len(await rows(postgres, table)) == 1


async def test_a_refused_row_undoes_its_whole_transaction(db: BaseDBAsyncClient) -> None:
    with pytest.raises(IntegrityError):
        async with in_transaction() as transaction:
            await insert(transaction, "account")
            await insert(transaction, "account", id="bob", available=-1)
    assert await rows(db, "account") == []


async def test_postgres_leaves_room_in_account_pages(postgres: BaseDBAsyncClient) -> None:
    sql = "SELECT reloptions FROM pg_class WHERE relname = 'account'"
    assert await postgres.execute_query_dict(sql) == [{"reloptions": ["fillfactor=60"]}]
