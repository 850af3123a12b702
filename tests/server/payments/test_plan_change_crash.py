"""The service is killed inside a change of a plan, at each step, and the change is repeated: it is
charged once, and the account has one plan. Decision 0045."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from bench.postgres import free_port
from tests.server.payments.test_changing_plans import CHANGE, PREVIEW
from tests.support.payments.killing import Door, Moment, provider_with_door
from tests.support.payments.money import SECRET, Json
from tests.support.payments.money_api import Caller
from tests.support.payments.sandboxed import API_KEY, Provider
from tests.support.server.api import Api
from tests.support.server.server_process import api_of, run_command, server_process
from tests.support.server.teams import founded

pytestmark = pytest.mark.heavy

SEATS = 5
WANTED = {"plan": "TEAM", "seats": SEATS}
FAMILY_CENTS = 2_500
TIMEOUT_SECONDS = 180
WAITING = """SELECT count(*) FROM pg_locks
  WHERE NOT granted AND relation = to_regclass($1) AND mode = 'RowExclusiveLock'"""


class Lock:
    """A lock that lets others read a table and not write it."""

    def __init__(self, connection: asyncpg.Connection, table: str) -> None:
        self._connection, self._table = connection, table
        self._tasks: list[asyncio.Task[None]] = []

    async def begin(self, act: Callable[[], None]) -> None:
        """Lock the table; call `act` as soon as another session waits to write it."""
        await self._connection.execute(f"BEGIN; LOCK TABLE {self._table} IN SHARE MODE")
        self._tasks.append(asyncio.create_task(self._when_waited_for(act)))

    async def _when_waited_for(self, act: Callable[[], None]) -> None:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while not await self._connection.fetchval(WAITING, self._table):
                await asyncio.sleep(0.01)
        act()

    async def end(self) -> None:
        await asyncio.gather(*self._tasks)
        await self._connection.close()


@asynccontextmanager
async def lock(database_url: str, table: str) -> AsyncIterator[Lock | None]:
    if not table:
        yield None
        return
    made = Lock(await asyncpg.connect(database_url), table)
    try:
        yield made
    finally:
        await made.end()


class Place:
    """The service with its provider, restarted after each crash with the same data. With
    `discounted`, teams buy with one programme and change with another."""

    def __init__(self, database_url: str, provider: Provider, door: Door, port: int) -> None:
        self.url, self.provider, self.door, self.port = database_url, provider, door, port
        self.discounted = False
        self._settings = {
            "STRIPE_API_KEY": API_KEY,
            "STRIPE_API_BASE": provider.address,
            "STRIPE_WEBHOOK_SECRET": SECRET,
        }
        self._names = (f"olga-{number}" for number in count(1))

    def serving(self) -> Any:
        return server_process(self.url, port=self.port, **self._settings)

    def command(self, *arguments: str) -> Any:
        return run_command(*arguments, DATABASE_URL=self.url, **self._settings)

    async def family(self, api: Api) -> tuple[Caller, str]:
        """Found a team that has paid for FAMILY; return its owner and its id."""
        client = api.user(next(self._names))
        owner = Caller(api.http, client.token)
        team = await founded(client, kind="TEAM")
        await self._enrolled(team, "PARTNER")
        started = await owner.subscribe(accountId=team, plan="FAMILY")
        assert started["__typename"] == "SubscriptionStarted", started
        await self.provider.press(started["checkoutUrl"].removeprefix(self.provider.address))
        await owner.until(lambda found: found["plan"]["name"] == "FAMILY", id=team)
        await self._enrolled(team, "EDU")
        return owner, team

    async def _enrolled(self, team: str, programme: str) -> None:
        if self.discounted:
            given = ("programme", "set", team, programme, "--reason", "a contract")
            done = await asyncio.to_thread(self.command, *given)
            assert done.returncode == 0, done.stderr

    @property
    def first_cents(self) -> int:
        """What the first month costs."""
        return FAMILY_CENTS * 85 // 100 if self.discounted else FAMILY_CENTS

    @property
    def month_cents(self) -> int:
        """What a month costs after the change."""
        return SEATS * 900 // 2 if self.discounted else SEATS * 900

    async def paid(self, subscription_id: str) -> list[int]:
        """Return the amounts of the subscription's paid invoices, the oldest first."""
        known = await self.provider.all("subscriptions", status="all")
        (own,) = [one for one in known if one["metadata"]["subscription_id"] == subscription_id]
        invoices = await self.provider.all("invoices", subscription=own["id"])
        return [one["amount_paid"] for one in invoices if one["status"] == "paid"]


@pytest.fixture
async def place(database_url: str, tmp_path: Path) -> AsyncIterator[Place]:
    port = free_port()
    async with provider_with_door(tmp_path, port) as (provider, door):
        yield Place(database_url, provider, door, port)


async def calls_of_a_change(place: Place) -> list[str]:
    """Return the requests to the provider of a change that nothing interrupts."""
    with place.serving() as server:
        async with api_of(server) as api:
            owner, team = await place.family(api)
            await place.provider.control("webhooks", pause=True)
            place.door.watch()
            changed = await owner.act(CHANGE, accountId=team, **WANTED, idempotencyKey="k")
            assert changed["__typename"] == "PlanChanged", changed
            calls = list(place.door.calls)
            await place.provider.control("webhooks", pause=False)
            return calls


async def interrupted(place: Place, number: int, moment: Moment, locked: str = "") -> None:
    """Kill the service at a request of a change. With `locked`, the provider's answer arrives, and
    the service is killed when it is about to write this table. Then start it again and check."""
    with place.serving() as server:
        async with api_of(server) as api, lock(place.url, locked) as about_to_write:
            owner, team = await place.family(api)
            shown = await owner.act(PREVIEW, accountId=team, **WANTED)
            asked = {"accountId": team, **WANTED, "asOf": shown["asOf"], "idempotencyKey": "k"}
            # The events of before the crash arrive after the change was repeated.
            await place.provider.control("webhooks", pause=True)

            async def kill() -> bool:
                if about_to_write is None:
                    server.process.kill()
                    return False
                await about_to_write.begin(server.process.kill)
                return True

            place.door.watch(number, moment, kill)
            with pytest.raises(httpx.TransportError):
                await owner.act(CHANGE, **asked)
    place.door.watch()
    with place.serving() as server:
        async with api_of(server) as api:
            await check(place, Caller(api.http, owner.token), asked, shown)


async def check(place: Place, owner: Caller, asked: Json, shown: Json) -> None:
    """Repeat the change; it has happened once, and the events change nothing more."""
    team = asked["accountId"]
    for _ in range(2):
        again = await owner.act(CHANGE, **asked)
        assert (again["__typename"], again["replayed"]) == ("PlanChanged", True), again
        assert again["subscription"]["plan"] == {"name": "TEAM"}
        assert again["subscription"]["seats"] == SEATS
        found = await owner.account(id=team)
        assert found["plan"] == {"name": "TEAM"}
        assert found["balance"]["available"] == shown["tokens"]["available"]
        due = shown["dueNow"]["amount"]
        assert await place.paid(again["subscription"]["id"]) == [place.first_cents, due]
        assert shown["price"]["amount"] == place.month_cents
        assert again["subscription"]["price"]["amount"] == place.month_cents
        await place.provider.control("webhooks", pause=False)
        await place.provider.control("flush", all=True)


async def assert_proved(place: Place) -> None:
    """The ledgers are as the audit says, and the payments as the provider says."""
    audited = await asyncio.to_thread(place.command, "audit")
    assert audited.returncode == 0, audited.stdout + audited.stderr
    compared = await asyncio.to_thread(place.command, "reconcile")
    assert compared.returncode == 0, compared.stdout + compared.stderr


async def test_a_change_that_is_killed_at_any_request_is_charged_once(place: Place) -> None:
    calls = await calls_of_a_change(place)
    assert [one.partition(" ")[0] for one in calls] == ["GET", "POST", "POST", "GET"], calls
    for number in range(len(calls)):
        for moment in Moment:
            await interrupted(place, number, moment)
    await assert_proved(place)


async def test_a_discounted_change_that_is_killed_at_any_request_is_charged_once(
    place: Place,
) -> None:
    """The new item and the new coupon reach the provider in one request, or neither does."""
    place.discounted = True
    calls = await calls_of_a_change(place)
    made = [one.rpartition("/v1/")[2].partition("/")[0] for one in calls]
    assert made == ["subscriptions", "prices", "coupons", "subscriptions", "subscriptions"], calls
    for number in range(len(calls)):
        for moment in Moment:
            await interrupted(place, number, moment)
    await assert_proved(place)


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_change_that_is_killed_before_a_commit_is_charged_once(place: Place) -> None:
    for number, table in ((1, "plan_change"), (2, "plan_subscription"), (3, "plan_change")):
        await interrupted(place, number, Moment.AFTER, table)
    await assert_proved(place)
