"""Random lives of subscriptions, as signed events that come to the webhook late, twice, in any
order, in the formats of all API versions, and among events of other products. Two oracles predict
the account: `Story` its plan, and `Tokens` the remaining tokens of each window."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.catalog.catalog import FREE_PLAN
from billing.ledger.account import Account
from db.commit.journal import read_accounts
from db.models import InboxEvent
from db.payments.purchases import SUBSCRIPTIONS
from services.audit.audit import audit
from tests.support.clocks import Clock
from tests.support.examples import scaled
from tests.support.ledger.calendar_oracle import month_starts
from tests.support.payments.money import (
    FREE_TOKENS,
    PREMIUM,
    PREMIUM_TOKENS,
    SECRET,
    Json,
    body,
    plan_subscription,
    signed,
)
from tests.support.payments.money_api import Api, served
from tests.support.payments.plan_events import (
    invoice,
    invoice_told,
    line,
    plan_of,
    subscription,
    subscription_told,
)
from tests.support.payments.plan_stories import DAY, HOUR, MONTH, TOLD_BY_EVENTS, Story, stories
from tests.support.server.api import use
from tests.support.server.documents import RECORD

pytestmark = pytest.mark.slow

ACTS = stories(TOLD_BY_EVENTS, most=8)
PAUSES = st.lists(st.sampled_from([HOUR, 9 * HOUR, 2 * DAY, MONTH]), max_size=8)
TOKENS_A_USE = 100
"""The cost of `use`."""
_names = count(1)


class World:
    """A service, its clock, and lives of new accounts."""

    def __init__(self, api: Api, clock: Clock) -> None:
        self.api, self.clock = api, clock

    async def begin(self) -> Life:
        account_id = f"account-{next(_names)}"
        await self.api.user(account_id).account()
        made = plan_subscription(account_id=account_id, created_at=self.clock())
        await SUBSCRIPTIONS.add(made)
        now = self.clock()
        return Life(self, Story(made, now=now, end=now), Tokens(now))

    async def deliver(self, event: Json) -> None:
        payload = body(event)
        told = await self.api.webhook(payload, signed(payload, at=self.clock()))
        assert told.status_code == 200, told.text


class Tokens:
    """The remaining tokens of each window, by the calendar. A window is granted once, so they are
    the plan's grant minus the tokens used in it."""

    def __init__(self, opened_at: datetime) -> None:
        self._opened_at = opened_at
        self._used: Counter[tuple[str, datetime]] = Counter()

    def left(self, plan: str, now: datetime) -> int:
        granted = {FREE_PLAN: FREE_TOKENS, PREMIUM: PREMIUM_TOKENS}[plan]
        return granted - self._used[self._window(plan, now)]

    def use(self, plan: str, now: datetime) -> bool:
        """Return whether a use is paid."""
        if self.left(plan, now) < TOKENS_A_USE:
            return False
        self._used[self._window(plan, now)] += TOKENS_A_USE
        return True

    def _window(self, plan: str, now: datetime) -> tuple[str, datetime]:
        if plan == PREMIUM:
            return plan, now.replace(hour=0, minute=0, second=0, microsecond=0)
        days = (now - self._opened_at).days + 2
        return plan, max(s for s in month_starts(self._opened_at, days) if s <= now)


class Life:
    """A subscription whose events come to the webhook."""

    def __init__(self, world: World, story: Story, tokens: Tokens) -> None:
        self.story, self._world, self._tokens = story, world, tokens
        self._told: list[Json] = []

    def act(self, what: str, version: str) -> list[Json]:
        """Carry out an act; return the provider's events about it."""
        known = len(self.story.events)
        self.story.act(what, version)
        self._world.clock.now = self.story.now
        return self.story.events[known:]

    def wait(self, pause: timedelta) -> None:
        self.story.now += pause
        self._world.clock.now = self.story.now

    async def hear(self, *events: Json) -> None:
        for event in events:
            await self._world.deliver(event)
            self._told.append(event)

    async def use(self) -> None:
        """Use tokens, and compare the rest with the oracle."""
        before = await self.account()
        used = await self._world.api.user(before.id).act(RECORD, **use())
        paid = used["__typename"] == "UsageRecorded"
        assert paid == self._tokens.use(before.plan, self.story.now)
        await self.check()

    async def check(self) -> None:
        account = await self.account()
        assert account.available == self._tokens.left(account.plan, self.story.now)
        assert (account.held, account.debt) == (0, 0)

    async def account(self) -> Account:
        """Return the account as it is after a read at the present time."""
        name = self.story.made.account_id
        await self._world.api.user(name).account()
        return (await read_accounts([name]))[name]

    async def assert_stands(self) -> None:
        """Check that the account matches the real subscription after all events."""
        account, until = await self.account(), self.story.until
        lasts = until is not None and until > self.story.now
        assert account.plan == (PREMIUM if lasts else FREE_PLAN)
        assert account.plan_until == (until if lasts else None)
        await self.check()
        statuses = await InboxEvent.filter(id__in=[e["id"] for e in self._told]).values_list(
            "status", flat=True
        )
        assert {*statuses} <= {"HANDLED", "IGNORED"}


def foreign(now: datetime, version: str) -> list[Json]:
    """Return events of another product of the same provider account."""
    other = plan_subscription(account_id="nobody", id=f"other_{next(_names)}")
    end = now + MONTH
    things = [
        subscription_told("updated", subscription(other, version, ends=end), at=now),
        invoice_told("paid", invoice(other, version, "in_1", [line(plan_of(other), end)]), at=now),
    ]
    return [*things, {**things[0], "id": f"evt_deleted_{other.id}", "type": DELETED}]


DELETED = "customer.subscription.deleted"


def again(events: list[Json]) -> list[Json]:
    """Return some of them again: the same event, and another event with the same content."""
    return [*events[::2], *({**one, "id": f"{one['id']}_again"} for one in events[::3])]


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """Yield a service on each database. At the end every ledger is audited."""
    clock = Clock()
    environ = {"STRIPE_WEBHOOK_SECRET": SECRET, "AUDIT_ACCOUNTS_PER_SECOND": "0"}
    async with served(database_url, tmp_path, clock=clock, **environ) as api:
        yield World(api, clock)
        await audit(lambda fault: pytest.fail(str(fault)), lambda _: None)


async def assert_order_does_not_matter(
    world: World, acts: list[tuple[str, str]], chance: Random, deleted_first: bool
) -> None:
    life = await world.begin()
    told = [event for what, version in acts for event in life.act(what, version)]
    told += again(told) + foreign(life.story.now, acts[0][1])
    chance.shuffle(told)
    if deleted_first:
        told.sort(key=lambda event: event["type"] != DELETED)
    await life.hear(*told)
    await life.assert_stands()


async def assert_windows_are_right(
    world: World, acts: list[tuple[str, str]], pauses: list[timedelta], chance: Random
) -> None:
    life = await world.begin()
    late: list[Json] = []
    for number, (what, version) in enumerate(acts):
        late += life.act(what, version)
        chance.shuffle(late)
        now, late = late[len(late) // 3 :], late[: len(late) // 3]
        await life.hear(*now)
        await life.use()
        if number < len(pauses):
            life.wait(pauses[number])
            await life.use()
    await life.hear(*late, *again(life.story.events))
    await life.assert_stands()


FEW = settings(max_examples=scaled(5), suppress_health_check=[HealthCheck.function_scoped_fixture])
MANY = settings(FEW, max_examples=100)


@FEW
@given(ACTS, st.randoms(use_true_random=False), st.booleans())
async def test_every_order_of_events_ends_where_the_subscription_stands(
    world: World, acts: list[tuple[str, str]], chance: Random, deleted_first: bool
) -> None:
    await assert_order_does_not_matter(world, acts, chance, deleted_first)


@FEW
@given(ACTS, PAUSES, st.randoms(use_true_random=False))
async def test_no_window_is_granted_twice_and_nothing_unspent_is_lost(
    world: World, acts: list[tuple[str, str]], pauses: list[timedelta], chance: Random
) -> None:
    await assert_windows_are_right(world, acts, pauses, chance)


@pytest.mark.heavy
@MANY
@given(ACTS, st.randoms(use_true_random=False), st.booleans())
async def test_every_order_of_many_histories(
    world: World, acts: list[tuple[str, str]], chance: Random, deleted_first: bool
) -> None:
    await assert_order_does_not_matter(world, acts, chance, deleted_first)


@pytest.mark.heavy
@MANY
@given(ACTS, PAUSES, st.randoms(use_true_random=False))
async def test_windows_of_many_histories(
    world: World, acts: list[tuple[str, str]], pauses: list[timedelta], chance: Random
) -> None:
    await assert_windows_are_right(world, acts, pauses, chance)
