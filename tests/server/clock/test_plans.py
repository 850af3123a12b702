"""A year of a plan in seconds: the sandbox renews, retries and ends it as it would in time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from db.models import InboxEvent
from services.audit.audit import audit
from services.clock import moves
from tests.support.payments.money import FREE_TOKENS, PREMIUM_TOKENS, TOKENS, Json
from tests.support.payments.money_api import Api, Caller, served, widget

pytestmark = pytest.mark.slow

MONTH = timedelta(days=31)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the wait for other processes."""
    monkeypatch.setattr(moves, "LEASE_SECONDS", 0)


@pytest.fixture
async def api(database_url: str, tmp_path: Path) -> AsyncIterator[Api]:
    """Yield the API, on each database in turn."""
    async with served(database_url, tmp_path) as made:
        yield made


def time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def is_premium(account: Json) -> bool:
    return bool(account["plan"]["name"] == "PREMIUM")


async def subscribed(api: Api) -> Caller:
    alice = api.user()
    started = await alice.subscribe()
    await alice.press(started["checkoutUrl"])
    await alice.until(is_premium)
    return alice


async def renewals(api: Api) -> list[Json]:
    """Return the invoices of renewals, the newest first."""
    invoices: list[Json] = (await api.provider("invoices", limit=100))["data"]
    return [one for one in invoices if one["billing_reason"] == "subscription_cycle"]


async def waiting() -> int:
    """Return the number of events that are not handled, or wait for an operator."""
    return await InboxEvent.filter(status__in=["PENDING", "ALERT"]).count()


async def plans(caller: Caller) -> list[tuple[str, datetime]]:
    """Return the kinds of the account's entries and their times, the oldest first."""
    query = "{ account { ledger(first: 100) { nodes { kind recordedAt } } } }"
    nodes = (await caller.execute(query))["data"]["account"]["ledger"]["nodes"]
    return [(node["kind"], time(node["recordedAt"])) for node in nodes][::-1]


@pytest.mark.parametrize(("days", "times"), [(40, 1), (365, 12)])
async def test_a_plan_renews_each_month(api: Api, days: int, times: int) -> None:
    alice = await subscribed(api)
    bought = await alice.paid()
    await alice.until(lambda account: account["purchases"]["nodes"][0]["status"] == "PAID")
    began = time((await api.advance(seconds=1))["now"])
    await api.advance(days=days)
    account = await alice.account()
    assert is_premium(account)
    assert account["balance"]["available"] == PREMIUM_TOKENS + TOKENS
    assert account["purchases"]["nodes"][0]["id"] == bought["id"]
    assert [one["status"] for one in await renewals(api)] == ["paid"] * times
    until = time(account["subscription"]["currentPeriodEnd"])
    assert timedelta(0) < until - (began + timedelta(days=days)) < MONTH
    # It was on the plan all the time: all windows are days of the plan.
    found = await plans(alice)
    assert [kind for kind, _ in found].count("PLAN") == 1 + times
    ends = [at for kind, at in found if kind == "PLAN"]
    longest = MONTH + timedelta(hours=1)
    assert all(timedelta(days=27) < b - a < longest for a, b in pairwise(ends))
    assert await waiting() == 0
    assert (await audit(pytest.fail, lambda _: None)).faults == 0


async def test_a_plan_that_nobody_pays_for_lapses_after_its_grace(api: Api) -> None:
    alice = await subscribed(api)
    [subscription] = (await api.provider("subscriptions"))["data"]
    await api.control("make_next_renewal_fail", subscription=subscription["id"], attempts=9)
    await api.advance(days=31)
    account = await alice.account()
    assert is_premium(account)
    assert account["subscription"]["status"] == "PAST_DUE"
    await api.advance(days=3)
    account = await alice.account()
    assert not is_premium(account)
    await api.advance(days=10)
    assert (await alice.account())["subscription"]["status"] == "CANCELED"
    assert (await alice.account())["balance"]["available"] == FREE_TOKENS


async def test_a_cancelled_plan_ends_with_its_period(api: Api) -> None:
    alice = await subscribed(api)
    cancel = "mutation { cancelSubscription(input: {}) { __typename } }"
    assert (await alice.execute(cancel))["data"] == {
        "cancelSubscription": {"__typename": "SubscriptionCanceled"}
    }
    await api.advance(days=40)
    account = await alice.account()
    assert (account["plan"]["name"], account["subscription"]["status"]) == ("FREE", "CANCELED")
    assert await renewals(api) == []


async def test_a_checkout_that_nobody_pays_expires(api: Api) -> None:
    alice = api.user()
    await alice.buy()
    await api.advance(days=2)
    [purchase] = (await alice.account())["purchases"]["nodes"]
    assert purchase["status"] == "EXPIRED"


async def test_a_subscriber_sees_the_window_end_and_the_plan_renew(api: Api) -> None:
    alice = await subscribed(api)
    async with widget(api, alice) as live:
        balance = await live.until(available=PREMIUM_TOKENS)
        await api.advance(days=1)
        following = time(balance["nextReset"]) + timedelta(days=1)
        await live.until(nextReset=following.isoformat().replace("+00:00", "Z"))
        clock = await api.advance(days=40)
        midnight = time(clock["now"]).replace(hour=0, minute=0, second=0, microsecond=0)
        end = (midnight + timedelta(days=1)).isoformat().replace("+00:00", "Z")
        balance = await live.until(nextReset=end, available=PREMIUM_TOKENS)
    assert is_premium(await alice.account())
    assert balance["debt"] == 0


async def test_the_sandbox_may_be_moved_further_alone(api: Api) -> None:
    """Its own control still moves only its time, as before."""
    await subscribed(api)
    before = (await api.provider("events"))["data"][0]["created"]
    await api.control("advance", seconds=40 * 86_400)
    assert len(await renewals(api)) == 1
    await api.advance(days=31)
    assert len(await renewals(api)) == 2
    assert (await api.provider("events"))["data"][0]["created"] > before + 60 * 86_400
