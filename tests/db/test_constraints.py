"""Both databases refuse rows that would break the ledger, from any client.

All statements are raw SQL, because the constraints must hold for any client.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from billing.tokens import MAX_TOKENS
from tests.support.engine.raw_rows import LATER, NOT_A_USE, NOW, ROWS, assert_refused, insert, rows

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
    ("programme_change", {"kind": "SET", "code_id": None, "until": None}),
    ("programme_change", {"kind": "ASKED", "code_id": None, "key_hash": None}),
    ("entry", NOT_A_USE | {"kind": "TEAM", "tokens": 0, "balance": 0}),
]
REFUSED: list[tuple[str, str, list[Any]]] = [
    ("account", "id", ["", "x" * 256, None]),
    ("account", "revision", [-1, BEYOND, None]),
    ("account", "available", [-1, BEYOND, None, "many"]),
    ("account", "held", [-1, BEYOND, None]),
    ("account", "debt", [-1, BEYOND, None]),
    ("account", "state", [None, b"{}"]),
    ("anchor", "revision", [1, 0, None]),
    ("anchor", "memory", [None]),
    ("anchor", "seal", [None]),
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
    ("plan_change", "act", ["END IT", "switch", None]),
    ("plan_change", "takes_effect", ["LATER", None]),
    ("plan_change", "quantity", [0, -1, None]),
    ("plan_change", "is_done", [2, -1, None]),
    ("suggestion_shown", "followed", [2, -1]),
    ("suggestion_shown", "account_id", [None]),
    ("suggestion_shown", "instead_of", [None]),
    ("suggestion_shown", "model", [None]),
    ("webhook_endpoint", "status", ["DONE", "", None]),
    ("webhook_endpoint", "secret_number", [0, 1, None]),
    ("webhook_endpoint", "rotated_at", [None]),
    ("webhook_endpoint", "leased_until", [None]),
    ("webhook_endpoint", "holder", [None]),
    ("webhook_delivery", "status", ["DONE", "DELIVERED", None]),
    ("webhook_delivery", "due_at", [None]),
    ("webhook_delivery", "attempts", [-1, None]),
    ("webhook_delivery", "payload", [None]),
    ("inbox_event", "status", ["DONE", "", None]),
    ("inbox_event", "attempts", [None]),
    ("inbox_event", "payload", [None]),
    ("service_clock", "id", [0, 2]),
    ("service_clock", "ahead_seconds", [-1, None]),
    ("programme_change", "number", [0, -1, None]),
    ("programme_change", "kind", ["SET", "GIFT", None]),
    ("programme_change", "code_id", [None]),
    ("discount_code", "uses", [-1, 6, None]),
    ("discount_code", "booked", [-1, 1_001, None]),
    ("discount_code", "budget", [None, 74]),
    ("discount_code", "currency", [None]),
    ("discount_code", "secret_hash", [None]),
    ("team", "id", ["abc", "team:", None]),
    ("team", "kind", ["FIRM", "team", None]),
    ("team", "name", [None]),
    ("team_handle", "account_id", [None]),
    ("team_invitation", "code", ["c" * 21, None]),
    ("team_invitation", "role", ["OWNER", "member", None]),
    ("team_invitation", "limit_tokens", [-1, None]),
    ("team_invitation", "limit_period", ["YEAR", None]),
    ("team_request", "answer", [None]),
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
        ("api_key", "expires_at"),
        ("api_key", "last_used_at"),
        ("purchase", "created_at"),
        ("purchase", "paid_at"),
        ("plan_subscription", "created_at"),
        ("webhook_endpoint", "created_at"),
        ("webhook_endpoint", "rotated_at"),
        ("webhook_endpoint", "failing_since"),
        ("webhook_endpoint", "leased_until"),
        ("webhook_delivery", "created_at"),
        ("webhook_delivery", "due_at"),
        ("webhook_delivery", "first_at"),
        ("webhook_delivery", "attempted_at"),
        ("suggestion_shown", "shown_at"),
        ("plan_change", "at"),
        ("plan_change", "created_at"),
        ("programme_change", "until"),
        ("programme_change", "changed_at"),
        ("discount_code", "until"),
        ("discount_code", "created_at"),
        ("discount_code", "revoked_at"),
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


async def test_what_was_never_credited_cannot_be_taken_back(db: BaseDBAsyncClient) -> None:
    await assert_refused(db, "purchase", {"grant_number": None, "reversed_tokens": 1})
    await insert(db, "purchase", grant_number=None)


async def test_a_refused_row_undoes_its_whole_transaction(db: BaseDBAsyncClient) -> None:
    with pytest.raises(IntegrityError):
        async with in_transaction() as transaction:
            await insert(transaction, "account")
            await insert(transaction, "account", id="bob", available=-1)
    assert await rows(db, "account") == []


async def test_postgres_leaves_room_in_account_pages(postgres: BaseDBAsyncClient) -> None:
    sql = "SELECT reloptions FROM pg_class WHERE relname = 'account'"
    assert await postgres.execute_query_dict(sql) == [{"reloptions": ["fillfactor=60"]}]
