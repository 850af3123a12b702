"""Moving the service's time over the API: rights, refusals, and windows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.clock import moves
from services.identity.api_keys import create_key
from tests.support.clocks import Clock
from tests.support.ledger.calendar_oracle import month_end
from tests.support.server.api import NOON, Api, Json, running_app, use
from tests.support.server.documents import ADVANCE, BALANCE, CLOCK, LEDGER, PLACE, QUOTAS, RECORD

DAY = 86_400
SECRET = "a secret of this place with more than 32 characters"
PRODUCTION = {"ENVIRONMENT": "production", "JWT_SECRET": SECRET}
DAILY, MONTHLY = "google/gemini-2.5-pro", "qwen-turbo"
several = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the wait for other processes."""
    monkeypatch.setattr(moves, "LEASE_SECONDS", 0)


def time(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def clock_of(api: Api) -> Json:
    clock: Json = (await api.admin.data(CLOCK))["clock"]
    return clock


class TestRights:
    @pytest.mark.parametrize("scope", [None, "accounts:read accounts:write usage:write"])
    async def test_only_administrators_see_it_and_move_it(
        self, sqlite_api: Api, scope: str | None
    ) -> None:
        user = sqlite_api.user("alice", scope)
        given = {"input": {"seconds": 1, "idempotencyKey": "k"}}
        for query, variables in [(CLOCK, {}), (ADVANCE, given)]:
            assert (await user.error(query, **variables))["extensions"]["code"] == "FORBIDDEN"
            error = await sqlite_api.anonymous.error(query, **variables)
            assert error["extensions"]["code"] == "UNAUTHENTICATED"
        assert (await clock_of(sqlite_api))["aheadSeconds"] == 0

    async def test_a_key_with_the_scope_admin_may(self, sqlite_api: Api) -> None:
        _, plain = await create_key("operations", ["admin"], clock=sqlite_api.clock)
        moved = await sqlite_api.bearing(plain).advance(DAY)
        assert moved["clock"]["aheadSeconds"] == DAY


async def test_it_is_moved_and_shown(api: Api) -> None:
    assert await clock_of(api) == {
        "now": "2026-03-10T12:00:00Z",
        "aheadSeconds": 0,
        "movable": True,
    }
    moved = await api.admin.advance(40 * DAY, idempotencyKey="k")
    after = {"now": "2026-04-19T12:00:00Z", "aheadSeconds": 40 * DAY, "movable": True}
    assert moved == {"__typename": "ClockAdvanced", "clock": after, "replayed": False}
    assert await clock_of(api) == after
    assert await api.admin.advance(40 * DAY, idempotencyKey="k") == moved | {"replayed": True}
    conflict = await api.admin.advance(DAY, idempotencyKey="k")
    assert conflict["code"] == "IDEMPOTENCY_CONFLICT"


@pytest.mark.parametrize("seconds", [0, -1, 366 * DAY + 1, 2**31, "1", 1.5, None])
async def test_only_one_second_to_a_year_at_once(sqlite_api: Api, seconds: Any) -> None:
    given = {"seconds": seconds, "idempotencyKey": "k"}
    error = await sqlite_api.admin.error(ADVANCE, input=given)
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert error["extensions"]["field"].endswith("seconds")
    assert (await clock_of(sqlite_api))["aheadSeconds"] == 0


@pytest.mark.parametrize("key", ["", "k" * 256])
async def test_a_bad_key_is_told(sqlite_api: Api, key: str) -> None:
    error = await sqlite_api.admin.error(ADVANCE, input={"seconds": 1, "idempotencyKey": key})
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "idempotencyKey"}


@pytest.mark.parametrize(
    "environ",
    [PRODUCTION, {"STRIPE_API_KEY": "sk_test_1"}, {"STRIPE_API_BASE": "http://127.0.0.1:9"}],
    ids=["production", "a key", "another provider"],
)
async def test_it_does_not_exist_without_the_sandbox(sqlite_url: str, environ: Json) -> None:
    async with running_app(sqlite_url, clock=Clock(NOON), **environ) as api:
        refused = await api.admin.advance(DAY)
        assert refused["__typename"] == "ClockNotMovable"
        assert refused["code"] == "CLOCK_NOT_MOVABLE"
        assert "only in development" in refused["message"]
        clock = await clock_of(api)
        assert (clock["aheadSeconds"], clock["movable"]) == (0, False)
        assert (await api.user().balance())["nextReset"] == "2026-04-10T12:00:00Z"


class TestWindows:
    """Windows follow the moved clock as they follow the real one."""

    async def test_the_end_of_a_month(self, api: Api) -> None:
        alice = api.user()
        await alice.record(inputTokens=100, outputTokens=0)
        await api.admin.adjust("alice", 1_000)
        before = await alice.balance()
        assert before["available"] == 10_500
        await api.admin.advance(31 * DAY - 1)
        assert await alice.balance() == before
        await api.admin.advance(1)
        after = await alice.balance()
        # The unused rest of the month lapses; tokens without expiry stay.
        assert after["available"] == 11_000
        assert time(after["nextReset"]) == time(before["nextReset"]) + timedelta(days=30)
        edges = (await alice.data(LEDGER))["account"]["ledger"]["edges"]
        entries = [edge["node"] for edge in edges]
        assert [(e["kind"], e["tokens"]) for e in entries[:2]] == [
            ("ALLOWANCE", 10_000),
            ("LAPSE", -9_500),
        ]
        used = await alice.record(inputTokens=100, outputTokens=0)
        assert used["usage"]["recordedAt"] == "2026-04-10T12:00:00Z"

    async def test_free_models_limits_renew_by_day_and_by_month(self, api: Api) -> None:
        alice = api.user()
        for model in (DAILY, MONTHLY):
            await alice.record(model=model)

        async def used() -> tuple[int, int]:
            quotas = (await alice.data(QUOTAS, models=[DAILY, MONTHLY]))["account"]["quotas"]
            found = {quota["model"]["name"]: quota["used"] for quota in quotas}
            return found[DAILY], found[MONTHLY]

        assert await used() == (1, 20)
        await api.admin.advance(DAY / 2)
        assert await used() == (0, 20)
        await api.admin.advance(21 * DAY)
        assert await used() == (0, 0)

    async def test_a_hold_expires_and_a_use_may_have_occurred_until_now(self, api: Api) -> None:
        alice = api.user()
        placing = {"model": "gpt-4o", "inputTokens": 10, "maxOutputTokens": 10}
        await alice.data(PLACE, input=placing | {"idempotencyKey": "h", "ttlSeconds": 600})
        assert (await alice.balance())["held"] == 100
        await api.admin.advance(600)
        assert (await alice.balance())["held"] == 0
        late = NOON + timedelta(seconds=600)
        [recorded] = await alice.record_batch(use(occurredAt=late.isoformat()))
        assert time(recorded["usage"]["occurredAt"]) == late
        await api.admin.advance(36 * DAY)
        old = use(occurredAt=late.isoformat())
        assert (await alice.error(RECORD, input=old))["extensions"]["field"] == "occurredAt"

    @given(st.lists(st.integers(1, 45 * DAY), min_size=1, max_size=6))
    @several
    async def test_however_far_it_is_moved_the_month_is_the_calendars(
        self, sqlite_url: str, moved: list[int]
    ) -> None:
        async with running_app(sqlite_url, clock=Clock(NOON)) as api:
            # Earlier examples used the same database, so its time is ahead already.
            at = time((await clock_of(api))["now"])
            newcomer = api.user(f"user-{at.timestamp():.0f}")
            opened_at = at
            await newcomer.record(inputTokens=100, outputTokens=0)
            for seconds in moved:
                spent, end = (await newcomer.balance())["available"], month_end(opened_at, at)
                await api.admin.advance(seconds)
                at += timedelta(seconds=seconds)
                balance = (await newcomer.data(BALANCE))["account"]["balance"]
                assert time(balance["nextReset"]) == month_end(opened_at, at)
                assert balance["available"] == (spent if at < end else 10_000)
                await newcomer.record(inputTokens=20, outputTokens=0)
