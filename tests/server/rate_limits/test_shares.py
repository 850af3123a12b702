"""What a process decides by itself, when it asks the store, and what it tells those refused."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rate_limits import Granted, RatePolicy
from server.rate_limits import shares as module
from server.rate_limits.shares import Limit, Share, TooManyRequests
from server.rate_limits.store import Units

SECOND = 1_000_000


class Tale:
    """Units with a clock that a test moves, which count how often the store is asked."""

    def __init__(self) -> None:
        self.time = 10 * SECOND
        self.asked = 0
        self.units = Units(now=lambda: self.time)
        lease = self.units.lease

        async def counted(policy: RatePolicy, key: str, least: int) -> Granted:
            self.asked += 1
            return await lease(policy, key, least)

        self.units.lease = counted  # type: ignore[method-assign]

    def limit(self, per_second: int = 10, burst: int = 100, at_once: int | None = None) -> Limit:
        policy = RatePolicy("user", per_second, burst)
        return Limit(policy, self.units, Counter(), whose="this user", at_once=at_once)


async def entered(limit: Limit, key: str) -> Share:
    share = limit.enter(key) or await limit.enter_slowly(key)
    share.inside -= 1
    return share


async def test_most_requests_ask_no_store() -> None:
    tale = Tale()
    limit = tale.limit(burst=1_600)
    for _ in range(1_000):
        await entered(limit, "alice")
    assert tale.asked == 1 + 999 // 101


async def test_a_burst_is_taken_then_the_rate_and_the_told_wait_is_enough() -> None:
    tale = Tale()
    limit = tale.limit()
    for _ in range(100):
        await entered(limit, "alice")
    with pytest.raises(TooManyRequests) as refused:
        await entered(limit, "alice")
    assert refused.value.retry_after_seconds == 1
    assert str(refused.value) == (
        "Too many requests from this user: 10 units per second are taken, and 100 in a burst. "
        "Try again in 1 s."
    )
    await entered(limit, "bob")
    tale.time += SECOND
    for _ in range(10):
        await entered(limit, "alice")
    with pytest.raises(TooManyRequests):
        await entered(limit, "alice")


@given(st.integers(0, 120), st.integers(1, 300), st.integers(0, 5 * SECOND))
async def test_who_waits_as_told_gets_an_expensive_request_served(
    before: int, units: int, gap: int
) -> None:
    """The wait is that of the whole request, which is paid again from its first unit on.

    A request without its first unit is not read: it is told the wait of the smallest one.
    """
    tale = Tale()
    limit = tale.limit()

    async def request() -> tuple[int, bool]:
        is_read = False
        try:
            share = await entered(limit, "alice")
            is_read = True
            await limit.take(share, units - 1, again=1)
        except TooManyRequests as refused:
            return refused.retry_after_seconds, is_read
        return 0, True

    for _ in range(before):
        with suppress(TooManyRequests):
            await entered(limit, "alice")
    tale.time += gap
    wait, is_read = await request()
    if not is_read:
        tale.time += wait * SECOND
        wait, is_read = await request()
        assert is_read
    if wait:
        tale.time += wait * SECOND
        assert await request() == (0, True)


async def test_a_flood_beyond_the_limit_asks_no_store() -> None:
    tale = Tale()
    limit = tale.limit()
    for _ in range(1_000):
        with suppress(TooManyRequests):
            await entered(limit, "alice")
    asked = tale.asked
    for _ in range(1_000):
        with pytest.raises(TooManyRequests):
            await entered(limit, "alice")
    assert tale.asked == asked


async def test_more_than_the_burst_counts_as_the_burst() -> None:
    limit = Tale().limit()
    share = await entered(limit, "alice")
    assert await limit.take(share, 1_000_000, again=1) == 99
    with pytest.raises(TooManyRequests):
        await entered(limit, "alice")


async def test_places_at_once_are_given_back() -> None:
    limit = Tale().limit(at_once=2)
    first = await limit.enter_slowly("alice")
    assert limit.enter("alice") is first
    assert limit.enter("alice") is None
    with pytest.raises(TooManyRequests, match="At most 2 requests at once") as refused:
        await limit.enter_slowly("alice")
    assert refused.value.retry_after_seconds == 1
    assert limit.enter("bob") is None, "nothing is known of bob"
    await limit.enter_slowly("bob")
    first.inside -= 1
    assert limit.enter("alice") is first


async def test_a_refused_request_holds_no_place() -> None:
    limit = Tale().limit(burst=1, at_once=1)
    await entered(limit, "alice")
    for _ in range(3):
        with pytest.raises(TooManyRequests, match="units per second"):
            await entered(limit, "alice")


async def test_many_at_once_share_one_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    tale = Tale()
    limit = tale.limit(burst=1_600)
    lease = tale.units.lease

    async def slow(policy: RatePolicy, key: str, least: int) -> Granted:
        await asyncio.sleep(0)
        return await lease(policy, key, least)

    monkeypatch.setattr(tale.units, "lease", slow)
    shares = await asyncio.gather(*(limit.enter_slowly("alice") for _ in range(50)))
    assert tale.asked == 1
    assert (shares[0].inside, shares[0].left) == (50, 1 + 100 - 50)


async def test_a_store_that_fails_refuses_the_one_who_asked_and_frees_the_others() -> None:
    tale = Tale()
    limit = tale.limit()
    lease = tale.units.lease

    async def broken(policy: RatePolicy, key: str, least: int) -> Granted:
        await asyncio.sleep(0)
        tale.units.lease = lease  # type: ignore[method-assign]
        raise ConnectionError

    tale.units.lease = broken  # type: ignore[method-assign]
    found = await asyncio.gather(
        *(limit.enter_slowly("alice") for _ in range(3)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in found) == ["ConnectionError", "Share", "Share"]


async def test_few_shares_are_remembered_and_forgotten_ones_give_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "SHARES_MAX", 10)
    tale = Tale()
    limit = tale.limit(burst=160)
    running = await limit.enter_slowly("running")
    for number in range(1_000):
        await entered(limit, f"stranger-{number}")
    assert len(limit) == 10
    assert limit.enter("running") is running
    share = await entered(limit, "stranger-0")
    # It used one unit before, and one now; the rest of its first lease was given back.
    assert share.left + share.rest == 160 - 2


async def test_a_bucket_is_spent_for_what_has_happened() -> None:
    tale = Tale()
    limit = tale.limit()
    assert not limit.is_closed("alice")
    for _ in range(3):
        await limit.spend("alice", 60)
    assert limit.is_closed("alice")
    assert limit.refusal("alice").retry_after_seconds >= 1
    tale.time += 6 * SECOND
    assert not limit.is_closed("alice")


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 3 * SECOND)), max_size=30))
async def test_the_header_never_promises_too_much(asked: list[tuple[int, int]]) -> None:
    tale = Tale()
    limit = tale.limit()
    share = await entered(limit, "alice")
    for units, gap in asked:
        tale.time += gap
        try:
            await limit.take(share, units)
        except TooManyRequests:
            continue
        name, remaining, reset = limit.field(share).split(b";")
        assert name == b'"user"'
        left, seconds = int(remaining[2:]), int(reset[2:])
        assert 0 <= left <= 100
        assert seconds == -(-(100 - left) // 10)
        if left:
            assert await limit.take(share, left) == left
            share.left += left
