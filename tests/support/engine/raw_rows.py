"""A sound row of each table, and raw statements about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import BaseORMException

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
        "requested_model": "openai/gpt-4",
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
        "expires_at": NOW,
        "last_used_at": NOW,
        "models": '["gpt-4o"]',
        "account_prefixes": '["school:"]',
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
    "webhook_endpoint": {
        "id": "whe_1",
        "url": "https://partner.test/hook",
        "account_prefixes": '["school:"]',
        "events": '["balance.low"]',
        "description": "a school",
        "created_at": NOW,
        "secret_number": 2,
        "rotated_at": NOW,
        "status": "ACTIVE",
        "reason": None,
        "failing_since": NOW,
        "holder": "process",
        "leased_until": LATER,
    },
    "webhook_delivery": {
        "number": 1,
        "id": "msg_1",
        "endpoint_id": "whe_1",
        "account_id": "alice",
        "type": "balance.low",
        "payload": "{}",
        "once_key": "once",
        "created_at": NOW,
        "status": "PENDING",
        "attempts": 1,
        "due_at": LATER,
        "first_at": NOW,
        "attempted_at": NOW,
        "code": 500,
        "duration_ms": 12,
        "answer": "no",
    },
    "anchor": {
        "account_id": "alice",
        "revision": 300,
        "digest": b"digest",
        "grants": b"grants",
        "memory": "{}",
        "pools": "[]",
        "seal": b"seal",
    },
    "suggestion_shown": {
        "account_id": "alice",
        "instead_of": "gpt-4",
        "model": "qwen-turbo",
        "shown_at": NOW,
        "followed": 1,
    },
    "plan_change": {
        "id": "chg_1",
        "account_id": "alice",
        "idempotency_key": "key",
        "fingerprint": bytes(16),
        "subscription_id": "sub_1",
        "act": "SWITCH",
        "plan": "TEAM",
        "quantity": 3,
        "takes_effect": "NOW",
        "at": NOW,
        "created_at": NOW,
        "price_id": None,
        "is_done": 0,
        "taker": "bob",
        "discount": None,
    },
    "plan_taker": {"account_id": "bob", "subscription_id": "sub_1"},
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
    "programme_change": {
        "account_id": "alice",
        "number": 1,
        "kind": "CODE",
        "programme": "PARTNER",
        "until": LATER,
        "reason": None,
        "code_id": "code_1",
        "actor": "alice",
        "key_hash": b"hash",
        "fingerprint": b"content",
        "changed_at": NOW,
    },
    "discount_code": {
        "id": "code_1",
        "secret_hash": b"secret",
        "programme": "PARTNER",
        "uses_max": 5,
        "uses": 1,
        "budget": 1_000,
        "currency": "USD",
        "booked": 75,
        "until": LATER,
        "months": 12,
        "note": "spring",
        "created_at": NOW,
        "revoked_at": None,
    },
    "service_clock": {"id": 1, "ahead_seconds": 86_400},
    "team": {
        "id": "team:abc",
        "name": "The Smiths",
        "kind": "FAMILY",
        "created_at": NOW,
        "closed_at": LATER,
    },
    "team_handle": {
        "team_id": "team:abc",
        "handle": "h1",
        "account_id": "alice",
        "joined_at": NOW,
        "left_at": LATER,
    },
    "team_invitation": {
        "code": "c" * 27,
        "team_id": "team:abc",
        "inviter": "h1",
        "role": "MEMBER",
        "limit_tokens": 5_000,
        "limit_period": "MONTH",
        "address": "bob@example.com",
        "created_at": NOW,
        "expires_at": LATER,
        "used_at": LATER,
    },
    "team_request": {
        "account_id": "alice",
        "key_hash": b"hash",
        "fingerprint": b"content",
        "answer": "{}",
        "created_at": NOW,
    },
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
    "requested_model": None,
}


async def insert(db: BaseDBAsyncClient, table: str, verb: str = "INSERT", **changes: Any) -> None:
    row = ROWS[table] | changes
    marks = ", ".join("?" if is_sqlite(db) else f"${n}" for n in range(1, len(row) + 1))
    sql = f"{verb} INTO {table} ({', '.join(row)}) VALUES ({marks})"
    await db.execute_query(sql, list(row.values()))


async def rows(db: BaseDBAsyncClient, table: str) -> list[dict[str, Any]]:
    return await db.execute_query_dict(f"SELECT * FROM {table}")


def is_sqlite(db: BaseDBAsyncClient) -> bool:
    return db.capabilities.dialect == "sqlite"


async def assert_refused(db: BaseDBAsyncClient, table: str, changes: dict[str, Any]) -> None:
    try:
        await insert(db, table, **changes)
    except BaseORMException:
        assert await rows(db, table) == []
    else:
        pytest.fail(f"{table} took {changes}")
