"""The reference gives the same guarantees as the service; otherwise it would be unfair."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from bench.reference import load_reference

COST = 750
USE = "SELECT reference.record_usage($1, $2, 'gpt-4o', 100, 50)"
PLACE = "SELECT reference.place_hold($1, $2, 'gpt-4o', 100, 100)"
GRANTS = "SELECT * FROM token_grant WHERE customer_id = 1 ORDER BY expires_at NULLS LAST"
SETTLE = "SELECT reference.settle_hold($1, $2, $3)"


@pytest.fixture
async def pool(empty_postgres_url: str) -> AsyncIterator[asyncpg.Pool]:
    load_reference(empty_postgres_url)
    async with asyncpg.create_pool(
        empty_postgres_url, min_size=10, max_size=10, server_settings={"search_path": "reference"}
    ) as connections:
        yield connections


async def grants(pool: asyncpg.Pool, *remaining: int) -> None:
    """Set the remaining tokens of customer 1's grants: the expired, the expiring, the permanent
    one."""
    for row, tokens in zip(await pool.fetch(GRANTS), remaining, strict=True):
        await pool.execute("UPDATE token_grant SET remaining = $2 WHERE id = $1", row["id"], tokens)


async def left(pool: asyncpg.Pool) -> list[int]:
    return [row["remaining"] for row in await pool.fetch(GRANTS)]


async def sums(pool: asyncpg.Pool) -> tuple[int, int, int]:
    """Return the number of uses, their cost, and the tokens taken according to the ledger."""
    row = await pool.fetchrow(
        "SELECT count(*), coalesce(sum(cost), 0)::bigint, "
        "(SELECT coalesce(sum(-change), 0)::bigint FROM ledger) FROM usage"
    )
    assert row is not None
    return row[0], row[1], row[2]


async def test_a_repeated_key_is_charged_once(pool: asyncpg.Pool) -> None:
    first = await pool.fetchval(USE, 1, "key")
    assert await pool.fetchval(USE, 1, "key") == first
    assert await sums(pool) == (1, COST, COST)
    assert await pool.fetchval("SELECT balance(1)") == first


async def test_a_key_repeated_at_the_same_time_is_charged_once(pool: asyncpg.Pool) -> None:
    answers = await asyncio.gather(*(pool.fetchval(USE, 1, "key") for _ in range(10)))
    assert len(set(answers)) == 1
    assert await sums(pool) == (1, COST, COST)


async def test_the_grant_that_expires_first_pays_and_an_expired_one_never(
    pool: asyncpg.Pool,
) -> None:
    await grants(pool, 1_000, 700, 1_000)
    assert await pool.fetchval(USE, 1, "key") == 950
    assert await left(pool) == [1_000, 0, 950]
    assert await sums(pool) == (1, COST, COST)
    assert await pool.fetchval("SELECT count(*) FROM ledger") == 2


async def test_racers_never_overdraw(pool: asyncpg.Pool) -> None:
    await grants(pool, 1_000, 1_000, 1_300)
    uses = [pool.fetchval(USE, 1, f"key {number}") for number in range(10)]
    answers = await asyncio.gather(*uses, return_exceptions=True)
    assert sorted(one for one in answers if isinstance(one, int)) == [50, 800, 1_550]
    assert await left(pool) == [1_000, 0, 50]
    assert await sums(pool) == (3, 3 * COST, 3 * COST)


async def test_an_unknown_customer_is_refused(pool: asyncpg.Pool) -> None:
    with pytest.raises(asyncpg.RaiseError, match="unknown customer"):
        await pool.execute(USE, 0, "key")


async def test_a_hold_sets_aside_and_gives_back_what_was_not_used(pool: asyncpg.Pool) -> None:
    await grants(pool, 0, 700, 1_000)
    hold = await pool.fetchval(PLACE, 1, "key")
    assert await pool.fetchval(PLACE, 1, "key") == hold
    assert await left(pool) == [0, 0, 700]
    assert await pool.fetchval(SETTLE, hold, 100, 50) == 950
    assert await left(pool) == [0, 0, 950]
    assert await sums(pool) == (1, COST, COST)


async def test_a_hold_is_settled_once(pool: asyncpg.Pool) -> None:
    hold = await pool.fetchval(PLACE, 1, "key")
    answers = await asyncio.gather(*(pool.fetchval(SETTLE, hold, 100, 50) for _ in range(10)))
    assert len(set(answers)) == 1
    assert await sums(pool) == (1, COST, COST)


async def test_what_a_hold_and_the_balance_cannot_pay_is_owed(pool: asyncpg.Pool) -> None:
    await grants(pool, 0, 0, 1_100)
    hold = await pool.fetchval(PLACE, 1, "key")
    assert await pool.fetchval(SETTLE, hold, 100, 200) == 0
    assert await sums(pool) == (1, 1_500, 1_100)
    assert await pool.fetchval("SELECT debt FROM customer WHERE id = 1") == 400


async def test_a_hold_above_the_balance_is_refused(pool: asyncpg.Pool) -> None:
    await grants(pool, 5_000, 500, 499)
    with pytest.raises(asyncpg.RaiseError, match="insufficient tokens"):
        await pool.execute(PLACE, 1, "key")
    assert await left(pool) == [5_000, 500, 499]
