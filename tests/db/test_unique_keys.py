"""A key is taken once, and what has no key does not collide."""

from __future__ import annotations

from typing import Any

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import IntegrityError

from tests.support.engine.raw_rows import NOT_A_USE, insert, rows


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
        ("team", {"name": "other"}),
        ("team_handle", {"account_id": "bob"}),
        ("team_invitation", {"team_id": "team:other"}),
        ("team_request", {"answer": "other"}),
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


@pytest.mark.parametrize("table", ["token_grant", "entry"])
async def test_two_accounts_share_numbers_and_keys(db: BaseDBAsyncClient, table: str) -> None:
    await insert(db, table)
    await insert(db, table, account_id="bob")
    assert len(await rows(db, table)) == 2


async def test_entries_without_a_key_do_not_collide(db: BaseDBAsyncClient) -> None:
    await insert(db, "entry", **NOT_A_USE | {"revision": 1})
    await insert(db, "entry", **NOT_A_USE | {"revision": 2})
    assert len(await rows(db, "entry")) == 2
