"""Metered calls that are left: tasks that are cancelled, and what nobody reads to its end."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from yumi_billing import AsyncBilling, Billing

from tests.support.sdk.ledger import Ledger
from tests.support.sdk.meters import CHUNKS, INPUT, MESSAGES, REPLY, Meter
from tests.support.server.api import Api


async def test_a_call_that_never_reached_the_provider_costs_nothing(
    meter: Meter, ledger: Ledger
) -> None:
    with pytest.raises(ZeroDivisionError):
        await meter.nothing(ZeroDivisionError())
    assert await ledger.is_untouched()


async def test_a_cancelled_task_is_settled(waiting_client: AsyncBilling, ledger: Ledger) -> None:
    arrived = asyncio.Event()

    async def chunks() -> AsyncIterator[dict[str, Any]]:
        yield CHUNKS[0]
        yield CHUNKS[1]
        arrived.set()
        await asyncio.Event().wait()

    async def use() -> None:
        async with waiting_client.metered(
            account="alice", model="gpt-4o", messages=MESSAGES, max_output_tokens=50
        ) as call:
            async for _ in call.stream(chunks()):
                pass

    task = asyncio.create_task(use())
    await arrived.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await waiting_client.flush()
    assert await ledger.counts() == (INPUT, 3, 0)


async def test_a_task_that_is_cancelled_before_the_answer_pays_the_input(
    waiting_client: AsyncBilling, ledger: Ledger
) -> None:
    begun = asyncio.Event()

    async def use() -> None:
        async with waiting_client.metered(account="alice", model="gpt-4o", input_tokens=30):
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(use())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await waiting_client.flush()
    assert await ledger.counts() == (30, 0, 0)


async def test_a_dropped_generator_is_settled(waiting_client: AsyncBilling, ledger: Ledger) -> None:
    async def use() -> AsyncIterator[Any]:
        async with waiting_client.metered(
            account="alice", model="gpt-4o", messages=MESSAGES
        ) as call:
            async for one in call.stream(_later(CHUNKS)):
                yield one

    dropped = use()
    assert await anext(dropped) == CHUNKS[0]
    assert await anext(dropped) == CHUNKS[1]
    await dropped.aclose()
    await waiting_client.flush()
    assert await ledger.counts() == (INPUT, 3, 0)


async def test_a_dropped_generator_of_a_thread_is_settled(api: Api, ledger: Ledger) -> None:
    with Billing(f"{api.address}/graphql", api.user("gate", "usage:write").token) as client:

        def use() -> Iterator[Any]:
            with client.metered(account="alice", model="gpt-4o", messages=MESSAGES) as call:
                yield from call.stream(iter(CHUNKS))

        def drop() -> None:
            generator = use()
            assert [next(generator) for _ in range(2)] == CHUNKS[:2]
            del generator
            gc.collect()
            client.flush()

        await asyncio.to_thread(drop)
    assert await ledger.counts() == (INPUT, 3, 0)


async def test_a_call_that_nobody_ends_is_settled(api: Api, ledger: Ledger) -> None:
    with Billing(f"{api.address}/graphql", api.user("gate", "usage:write").token) as client:

        def drop() -> None:
            call = client.metered(account="alice", model="gpt-4o", messages=MESSAGES)
            call.__enter__()
            next(call.stream(iter(CHUNKS)))
            del call
            gc.collect()
            client.flush()

        await asyncio.to_thread(drop)
    assert await ledger.counts() == (INPUT, 2, 0)


async def _later(chunks: list[Any]) -> AsyncIterator[Any]:
    for one in chunks:
        yield one


async def test_a_time_limit_of_the_caller_is_no_failure_of_the_provider(
    waiting_client: AsyncBilling, ledger: Ledger
) -> None:
    """It charges the same inside of the block as around it: the provider had the input."""

    async def never() -> AsyncIterator[dict[str, Any]]:
        await asyncio.Event().wait()
        yield CHUNKS[0]

    async with waiting_client.metered(account="alice", model="gpt-4o", input_tokens=30) as call:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                async for _ in call.stream(never()):
                    pass
    await waiting_client.flush()
    assert await ledger.counts() == (30, 0, 0)


@pytest.mark.parametrize("place", ["inside", "around"])
async def test_a_time_limit_before_the_answer_charges_the_input(
    waiting_client: AsyncBilling, ledger: Ledger, place: str
) -> None:
    soon = asyncio.get_running_loop().time
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(None) as limit:
            async with waiting_client.metered(account="alice", model="gpt-4o", input_tokens=30):
                if place == "inside":
                    async with asyncio.timeout(0):
                        await asyncio.Event().wait()
                limit.reschedule(soon())
                await asyncio.Event().wait()
    await waiting_client.flush()
    assert await ledger.counts() == (30, 0, 0)
    assert (await ledger.only())["metadata"]["outcome_reason"] == "abort"


@pytest.mark.parametrize(
    "error",
    [TimeoutError(110, "Connection timed out"), httpx.ReadTimeout("slow"), ConnectionResetError()],
    ids=repr,
)
async def test_a_connection_that_brought_nothing_costs_nothing(
    meter: Meter, ledger: Ledger, error: Exception
) -> None:
    with pytest.raises(type(error)):
        await meter.nothing(error)
    assert await ledger.is_untouched()


async def test_a_hold_that_nobody_waited_for_is_given_back(
    waiting_client: AsyncBilling, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service has placed it, and the task is cancelled before the answer comes."""
    task = await cancelled_while_placing(waiting_client, monkeypatch)
    assert task.cancelled()
    await waiting_client.flush()
    assert waiting_client.pending == []
    holds = (await ledger.read())["holds"]
    assert [one["status"] for one in holds] == ["RELEASED"]
    assert await ledger.is_untouched()


async def test_a_hold_of_the_callers_key_waits_for_the_caller(
    waiting_client: AsyncBilling, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as first:
        await cancelled_while_placing(waiting_client, first, idempotency_key="mine")
    await waiting_client.flush()
    assert [one["status"] for one in (await ledger.read())["holds"]] == ["OPEN"]
    terms = {"account": "alice", "model": "gpt-4o", "input_tokens": 30}
    async with waiting_client.metered(**terms, idempotency_key="mine") as call:
        call.response(REPLY)
    assert await ledger.counts() == (11, 7, 3)
    assert len((await ledger.read())["holds"]) == 1


async def cancelled_while_placing(
    client: AsyncBilling, monkeypatch: pytest.MonkeyPatch, **terms: Any
) -> asyncio.Task[None]:
    """Cancel a task when its hold is placed, and it has not heard of it."""
    post, placed = client._pool.post, asyncio.Event()

    async def silent(body: bytes, headers: dict[str, str]) -> Any:
        await post(body, headers)
        placed.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(client._pool, "post", silent)

    async def use() -> None:
        asked = {"account": "alice", "model": "gpt-4o", "input_tokens": 30, **terms}
        async with client.metered(**asked):
            raise AssertionError("the hold was not placed")

    task = asyncio.create_task(use())
    await placed.wait()
    task.cancel()
    await asyncio.wait([task])
    return task
