"""Metered calls without a stream: the hold, and what is told of the use."""

from __future__ import annotations

import pytest
from yumi_billing import (
    BadInput,
    HoldClosed,
    InsufficientTokens,
    Unmetered,
)
from yumi_billing.types import ServiceTier, UsageDetailInput, UsageUnit

from tests.support.sdk.clients import KINDS
from tests.support.sdk.ledger import Ledger
from tests.support.sdk.meters import INPUT, MESSAGES, REPLY, Meter
from tests.support.sdk.scripted import DROP, answer, scripted


async def test_a_whole_reply_is_settled(meter: Meter, ledger: Ledger) -> None:
    call = await meter.reply(REPLY)
    assert call.usage.cost == (11 + 7) * 5
    assert await ledger.counts() == (11, 7, 3)
    use = await ledger.only()
    assert use["metadata"] == {
        "feature": "chat",
        "counted_by": "provider",
        "provider_request_id": "chatcmpl-1",
    }


async def test_silence_is_told(meter: Meter, ledger: Ledger) -> None:
    with pytest.raises(Unmetered, match="nothing was told"):
        await meter.nothing(None)
    assert await ledger.is_untouched()
    with pytest.raises(Unmetered, match="record"):
        await meter.reply({"unknown": 1})
    with pytest.raises(Unmetered, match="record"):
        await meter.stream([{"unknown": 1}])
    assert await ledger.is_untouched()


async def test_usage_may_be_told_by_hand(meter: Meter, ledger: Ledger) -> None:
    await meter.by_hand(
        input_tokens=100,
        output_tokens=20,
        cached_input_tokens=50,
        details=[UsageDetailInput(unit=UsageUnit.REASONING_TOKENS, quantity=5)],
        service_tier=ServiceTier.FLEX,
    )
    assert await ledger.counts() == (100, 20, 50)
    use = await ledger.only()
    assert use["metadata"]["counted_by"] == "caller"
    assert use["details"] == [{"unit": "REASONING_TOKENS", "quantity": 5}]
    assert use["serviceTier"] == "FLEX"


async def test_several_answers_are_added(meter: Meter, ledger: Ledger) -> None:
    await meter.replies(REPLY, REPLY)
    assert await ledger.counts() == (22, 14, 6)


async def test_a_hold_shrinks_to_what_is_there(meter: Meter, ledger: Ledger) -> None:
    call = await meter.reply(REPLY, max_output_tokens=1_000_000)
    assert call.most == (10_000 - INPUT * 5) // 5


async def test_a_refusal_comes_before_the_call(meter: Meter, ledger: Ledger) -> None:
    with pytest.raises(InsufficientTokens):
        await meter.reply(REPLY, max_output_tokens=1_000_000, allow_partial=False)
    with pytest.raises(ValueError, match="input_tokens"):
        await meter.reply(REPLY, messages=None)
    assert await ledger.is_untouched()


async def test_a_key_meters_one_call(meter: Meter, ledger: Ledger) -> None:
    await meter.reply(REPLY, idempotency_key="once")
    with pytest.raises(HoldClosed):
        await meter.reply(REPLY, idempotency_key="once")
    assert await ledger.counts() == (11, 7, 3)


async def test_a_call_is_used_inside_its_block_only(meter: Meter, ledger: Ledger) -> None:
    call = meter.client.metered(account="alice", model="gpt-4o", messages=MESSAGES)
    for use in (lambda: call.response(REPLY), lambda: call.record(input_tokens=1)):
        with pytest.raises(RuntimeError, match="not open"):
            use()
    with pytest.raises(RuntimeError, match="not open"):
        call.stream([])
    assert await ledger.is_untouched()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_hold_is_placed_once_if_its_answer_was_lost(kind: str) -> None:
    refusal = {"__typename": "AccountNotFound", "code": "ACCOUNT_NOT_FOUND", "message": "x"}
    good = answer({"data": {"placeHold": refusal}})
    async with scripted(DROP, good) as server, Meter.open(kind, server.url, "x") as meter:
        with pytest.raises(Exception, match="ACCOUNT_NOT_FOUND"):
            await meter.reply(REPLY)
    assert server.asked[0] == server.asked[1]


async def test_a_bad_input_is_told(meter: Meter) -> None:
    with pytest.raises(BadInput):
        await meter.reply(REPLY, ttl_seconds=-5)
