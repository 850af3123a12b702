"""Streams of LiteLLM's functions, for versions that pass a chunk on that has only the usage."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from yumi_billing import AsyncBilling, Billing
from yumi_billing._litellm.streams import AsyncStream, Stream

from tests.support.sdk.ledger import Ledger
from tests.support.sdk.meters import CHUNKS
from tests.support.server.api import Api

TERMS = {"account": "alice", "model": "gpt-4o", "input_tokens": 8}
asked = pytest.mark.parametrize("is_asked", [False, True], ids=["hidden", "asked for"])


def expected(is_asked: bool) -> list[Any]:
    return CHUNKS if is_asked else CHUNKS[:-1]


@asked
async def test_a_synchronous_stream(api: Api, ledger: Ledger, is_asked: bool) -> None:
    def use() -> list[Any]:
        with Billing(f"{api.address}/graphql", api.user("gate", "usage:write").token) as client:
            call = client.metered(**TERMS).__enter__()
            return list(Stream(call, iter(CHUNKS), hides_usage=not is_asked))

    assert await asyncio.to_thread(use) == expected(is_asked)
    assert await ledger.counts() == (11, 7, 3)


@asked
async def test_an_asynchronous_stream(
    waiting_client: AsyncBilling, ledger: Ledger, is_asked: bool
) -> None:
    async def later() -> AsyncIterator[Any]:
        for one in CHUNKS:
            yield one

    call = await waiting_client.metered(**TERMS).__aenter__()
    seen = [one async for one in AsyncStream(call, later(), hides_usage=not is_asked)]
    assert seen == expected(is_asked)
    assert await ledger.counts() == (11, 7, 3)
