"""Holds that last longer, as callers see them. Billing rule 7."""

from __future__ import annotations

import pytest

from services.audit.audit import audit
from services.identity.api_keys import create_key
from tests.support.clocks import Clock
from tests.support.ledger.hold_api import act, extend, listed, place, release, settle
from tests.support.server.api import Api
from tests.support.server.documents import EXTEND, LEDGER

IN_TEN_MINUTES, IN_AN_HOUR = "2026-03-10T12:10:00Z", "2026-03-10T13:00:00Z"


async def test_a_stream_keeps_its_hold_as_long_as_it_says_so(api: Api, clock: Clock) -> None:
    alice = api.user()
    hold = (await place(alice, ttlSeconds=60))["hold"]
    for minute in range(1, 6):
        clock.advance(seconds=59)
        extended = await extend(alice, hold["id"], ttlSeconds=60)
        assert extended["__typename"] == "HoldExtended"
        assert extended["hold"]["expiresAt"] == f"2026-03-10T12:0{minute}:{60 - minute:02}Z"
        assert extended["balance"] == await alice.balance()
        assert extended["balance"]["held"] == 500
    assert await listed(alice) == [extended["hold"]]
    settled = await settle(alice, hold["id"])
    assert (settled["balance"]["available"], settled["balance"]["debt"]) == (9_750, 0)
    assert await listed(alice) == [extended["hold"] | {"status": "SETTLED"}]
    entries = [edge["node"] for edge in (await alice.data(LEDGER))["account"]["ledger"]["edges"]]
    told = [(e["tokens"], e["balance"], e["reason"]) for e in entries if e["kind"] == "EXTENSION"]
    assert len(told) == 5
    assert told[0] == (0, 10_000, "hold 2 until 2026-03-10T12:05:55.000000+00:00")
    assert (await audit(pytest.fail, lambda _: None)).faults == 0


async def test_it_never_ends_earlier_and_saying_it_again_changes_nothing(api: Api) -> None:
    alice = api.user()
    hold = (await place(alice))["hold"]
    assert (await extend(alice, hold["id"], ttlSeconds=60))["hold"] == hold
    longer = await extend(alice, hold["id"], ttlSeconds=3_600)
    assert longer["hold"] == hold | {"expiresAt": IN_AN_HOUR}
    assert await extend(alice, hold["id"], ttlSeconds=3_600) == longer
    assert await extend(alice, hold["id"], ttlSeconds=None) == longer
    assert longer["balance"]["revision"] == 3


async def test_no_hold_lives_longer_than_a_day(api: Api, clock: Clock) -> None:
    alice = api.user()
    hold = (await place(alice))["hold"]
    for _ in range(3):
        clock.advance(seconds=500)
        extended = await extend(alice, hold["id"], ttlSeconds=86_400)
        assert extended["hold"]["expiresAt"] == "2026-03-11T12:00:00Z"
    clock.advance(days=1)
    alice = api.user()
    assert [one["status"] for one in await listed(alice)] == ["EXPIRED"]
    assert (await alice.balance())["held"] == 0
    assert (await audit(pytest.fail, lambda _: None)).faults == 0


@pytest.mark.parametrize("way", ["EXPIRED", "SETTLED", "RELEASED"])
async def test_a_hold_that_is_no_longer_open_is_refused_and_says_why(
    api: Api, clock: Clock, way: str
) -> None:
    alice = api.user()
    hold = (await extend(alice, (await place(alice))["hold"]["id"], ttlSeconds=3_600))["hold"]
    if way == "EXPIRED":
        clock.advance(hours=1)
        alice = api.user()
    else:
        await {"SETTLED": settle, "RELEASED": release}[way](alice, hold["id"])
    refused = await extend(alice, hold["id"])
    assert (refused["__typename"], refused["code"]) == ("HoldClosed", "HOLD_CLOSED")
    assert refused["hold"] == hold | {"status": way, "expiresAt": IN_AN_HOUR}
    assert way.lower() in refused["message"]
    assert [one["expiresAt"] for one in await listed(alice)] == [IN_AN_HOUR]


async def test_placing_again_shows_the_hold_as_it_is_now(api: Api) -> None:
    alice = api.user()
    hold = (await place(alice, idempotencyKey="k"))["hold"]
    assert hold["expiresAt"] == IN_TEN_MINUTES
    await extend(alice, hold["id"], ttlSeconds=3_600)
    assert (await place(alice, idempotencyKey="k"))["hold"] == hold | {"expiresAt": IN_AN_HOUR}


async def test_each_hold_has_its_own_end(api: Api, clock: Clock) -> None:
    alice = api.user()
    first, second, third = [(await place(alice))["hold"]["id"] for _ in range(3)]
    await extend(alice, second, ttlSeconds=1_200)
    await extend(alice, third, ttlSeconds=1_800)
    await extend(alice, second, ttlSeconds=3_600)
    clock.advance(hours=1)
    alice = api.user()
    ends = {one["id"]: one["expiresAt"] for one in await listed(alice)}
    assert ends == {first: IN_TEN_MINUTES, second: IN_AN_HOUR, third: "2026-03-10T12:30:00Z"}


class TestWhose:
    async def test_whoever_may_settle_it_may_extend_it(self, api: Api) -> None:
        _, plain = await create_key("gateway", ["usage:write"], clock=api.clock)
        gateway, alice, bob = api.bearing(plain), api.user(), api.user("bob")
        await alice.balance()
        await bob.balance()
        of_gateway = (await place(gateway, accountId="alice"))["hold"]["id"]
        own = (await place(alice))["hold"]["id"]
        error = await alice.error(EXTEND, input={"holdId": of_gateway})
        assert error["extensions"] == {"code": "FORBIDDEN", "field": "holdId"}
        for client, number in [(gateway, of_gateway), (gateway, own), (alice, own)]:
            extended = await extend(client, number, ttlSeconds=3_600)
            assert extended["hold"]["expiresAt"] == IN_AN_HOUR
        for client in (bob, gateway, alice):
            for number in ("alice:1", "alice:77", "nobody:2", "x", "team:" + "t" * 20 + ":2"):
                assert (await extend(client, number))["__typename"] == "HoldNotFound"
        assert await extend(bob, own) == {
            "__typename": "HoldNotFound",
            "code": "HOLD_NOT_FOUND",
            "message": f"There is no hold {own!r}.",
        }

    async def test_a_restricted_key_extends_only_holds_of_its_accounts_and_models(
        self, api: Api
    ) -> None:
        alice, bob = api.user(), api.user("bob")
        await bob.balance()
        _, plain = await create_key(
            "narrow",
            ["usage:write"],
            clock=api.clock,
            models=["gpt-4o"],
            account_prefixes=["ali"],
        )
        narrow = api.bearing(plain)
        fitting = (await place(alice))["hold"]["id"]
        other = (await place(alice, model="gpt-4"))["hold"]["id"]
        of_bob = (await place(bob))["hold"]["id"]
        assert (await extend(narrow, fitting))["__typename"] == "HoldExtended"
        assert (await extend(narrow, of_bob))["__typename"] == "HoldNotFound"
        error = await narrow.error(EXTEND, input={"holdId": other})
        assert error["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize("seconds", [0, -1, 86_401])
async def test_the_seconds_have_bounds(sqlite_api: Api, seconds: int) -> None:
    alice = sqlite_api.user()
    hold = (await place(alice))["hold"]["id"]
    for asked in (hold, "alice:99"):
        error = await alice.error(EXTEND, input={"holdId": asked, "ttlSeconds": seconds})
        assert error["extensions"] == {"code": "BAD_INPUT", "field": "ttlSeconds"}


async def test_a_part_of_a_quota_stays_reserved(api: Api, clock: Clock) -> None:
    alice = api.user()
    hold = (await place(alice, model="qwen-turbo", inputTokens=300))["hold"]
    await extend(alice, hold["id"], ttlSeconds=3_600)
    clock.advance(minutes=59)
    assert [one["quotaTokens"] for one in await listed(alice, status="OPEN")] == [360]
    assert await act(alice, EXTEND, holdId=hold["id"], ttlSeconds=1) == {
        "__typename": "HoldExtended",
        "hold": hold | {"expiresAt": IN_AN_HOUR},
        "balance": await alice.balance(),
    }
