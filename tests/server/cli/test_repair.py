"""`python -m server repair`, as an operator runs it: on accounts that were used while the clock of
a machine was 40 days, or a year, ahead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from tortoise import connections

import server.clock
from billing.catalog.catalog import FREE_PLAN
from billing.errors import BadInput
from billing.ledger.account import Account
from billing.ledger.allowance import change_plan
from billing.ledger.commands import Touch
from billing.ledger.grant import GrantSource
from billing.ledger.plan_window import PlanTurn
from billing.payments.packs import Bought, PaymentFacts, settle
from billing.payments.subscription import Snapshot, SubscriptionFacts, SubscriptionStatus
from db.commit.journal import read_accounts
from db.engine.config import connect, disconnect
from db.payments.purchases import SUBSCRIPTIONS
from server.cli.commands import commands
from services.catalog import CatalogService
from services.clock.guard import ClockJumped, GuardedClock
from services.ledger.desk import desk
from tests.services.commit.committing import commit_batch
from tests.support.audit.tampering import CATALOG, faults
from tests.support.clocks import Clock
from tests.support.ledger.factories import placing, use
from tests.support.payments.money import PAID, PRICE, TOKENS, plan_subscription

PREMIUM = "PREMIUM"
NAMES = ["free", "holder", "packer", "premium", "quota"]


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[None]:
    await connect(url)
    try:
        yield
    finally:
        await disconnect()


class World:
    """Accounts that were used for a minute with the right clock, then with one that was ahead."""

    def __init__(self, catalog: CatalogService, clock: Clock) -> None:
        self.catalog, self.clock = catalog, clock

    async def do(self, *asked: object) -> None:
        await commit_batch(asked, book=self.catalog.book, clock=self.clock)  # type: ignore[arg-type]

    async def subscribe(self, name: str, until: datetime) -> None:
        plans = self.catalog.book.catalog.plans
        async with desk(name, plans=plans, clock=self.clock, publish=lambda _: None) as open_:
            open_.keep(
                change_plan(open_.account, PlanTurn(PREMIUM, until), plans=plans, now=open_.now)[1]
            )

    async def buy(self, name: str) -> None:
        plans = self.catalog.book.catalog.plans
        async with desk(name, plans=plans, clock=self.clock, publish=lambda _: None) as open_:
            bought = Bought("pur_1", TOKENS, PRICE)
            open_.keep(settle(open_.account, bought, PaymentFacts().merge(PAID), open_.now).posted)


async def history(url: str, days: int, catalog: Path) -> None:
    now = datetime.now(UTC) - timedelta(minutes=2)
    clock = Clock(now)
    async with connected(url):
        service = CatalogService(clock=clock)
        await service.apply(catalog.read_text(), "test")
        world = World(service, clock)
        await world.do(*(Touch(name, may_open=True) for name in [*NAMES, "other"]))
        await world.subscribe("premium", now + timedelta(days=33))
        await spend(world)
        clock.advance(days=days)
        await spend(world)
        await world.buy("packer")


async def spend(world: World) -> None:
    await world.do(
        use(account_id="free", input_tokens=100),
        use(account_id="premium", input_tokens=200),
        use(account_id="packer", input_tokens=10),
        use(account_id="quota", model="calls"),
        placing(account_id="holder", input_tokens=300),
    )


@pytest.fixture(params=[40, 365])
def url(
    database_url: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    catalog = tmp_path / "catalog.yaml"
    catalog.write_text(CATALOG)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("CATALOG", str(catalog))
    asyncio.run(history(database_url, request.param, catalog))
    return database_url


def command(*words: str) -> tuple[int, list[str]]:
    """Return the exit status and the printed lines."""
    done = CliRunner().invoke(commands, words)
    return done.exit_code, done.output.splitlines()


async def read(url: str) -> dict[str, Account]:
    async with connected(url):
        return await read_accounts([*NAMES, "other"])


async def audited(url: str) -> list[str]:
    async with connected(url):
        return await faults()


async def used_again(url: str) -> list[str]:
    """Return the audit's findings after more uses at the right time."""
    async with connected(url):
        catalog = CatalogService(clock=Clock(datetime.now(UTC)))
        await catalog.refresh()
        world = World(catalog, Clock(datetime.now(UTC) + timedelta(seconds=5)))
        await spend(world)
        return await faults()


def left(account: Account, source: GrantSource = GrantSource.ALLOWANCE) -> int:
    return sum(grant.remaining for grant in account.grants if grant.source is source)


def counted(accounts: dict[str, Account], on: date) -> int:
    """Return how many of an account's two uses count on the day of the repair. The first was two
    minutes before it, which is yesterday just after midnight. Nobody uses `other` after that."""
    return 2 if accounts["other"].touched_at.date() == on else 1


def test_accounts_have_again_what_is_theirs(url: str) -> None:
    status, lines = command("repair")
    assert (status, lines[-1].partition("; ")[2]) == (0, "5 accounts repaired, 0 failures")
    accounts = asyncio.run(read(url))
    uses = counted(accounts, accounts["premium"].touched_at.date())
    assert max(account.touched_at for account in accounts.values()) <= datetime.now(UTC)
    assert left(accounts["free"]) == 10_000 - 1_600
    assert (accounts["premium"].plan, left(accounts["premium"])) == (PREMIUM, 30_000 - 1_600 * uses)
    assert accounts["quota"].quotas["calls"].used == uses
    assert accounts["quota"].quotas["calls"].start <= datetime.now(UTC)
    assert (left(accounts["holder"]), accounts["holder"].held) == (10_000, 0)
    assert left(accounts["packer"]) == 10_000 - 160
    assert left(accounts["packer"], GrantSource.PACK) == TOKENS
    assert accounts["other"].revision == 1
    assert asyncio.run(audited(url)) == []
    assert command("rollups", "--check")[0] == 0
    again = command("repair")
    assert (again[0], again[1][-1].partition("; ")[2]) == (0, "0 accounts repaired, 0 failures")
    assert asyncio.run(used_again(url)) == []
    assert command("rollups", "--check")[0] == 0


def test_a_renewal_that_came_meanwhile_counts(url: str) -> None:
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
    asyncio.run(renew(url, until))
    assert command("repair", "--account", "free")[0] == 0
    account = asyncio.run(read(url))["free"]
    assert (account.plan, account.plan_until) == (PREMIUM, until + timedelta(days=3))
    assert left(account) == 30_000 - 800
    assert asyncio.run(audited(url)) == []


async def renew(url: str, until: datetime) -> None:
    """Pay a subscription of `free` until then. By the wrong clock, it was over."""
    snapshot = Snapshot(said_at=1, status=SubscriptionStatus.ACTIVE, period_end=until)
    facts = SubscriptionFacts(snapshot, until)
    async with connected(url):
        await SUBSCRIPTIONS.add(plan_subscription(account_id="free", facts=facts))


def test_a_dry_run_tells_and_changes_nothing(url: str) -> None:
    before = asyncio.run(read(url))
    status, lines = command("repair", "--dry-run")
    assert (status, lines[-1].partition("; ")[2]) == (1, "5 accounts to repair, 0 failures")
    (line,) = [one for one in lines if one.startswith("premium: ")]
    assert f"{FREE_PLAN}, 8400 available" in line.partition(" -> ")[0]
    told = line.partition(" -> ")[2]
    uses = counted(before, date.fromisoformat(told.partition(" ")[0]))
    assert "PREMIUM until " in told
    assert f"{30_000 - 1_600 * uses} available" in told
    assert asyncio.run(read(url)) == before


def test_one_account_alone(url: str) -> None:
    status, lines = command("repair", "--account", "free", "--account", "nobody")
    assert status == 1
    assert "nobody: there is no such account" in lines
    assert lines[-1].endswith("; 1 accounts repaired, 1 failures")
    ahead = [a.id for a in asyncio.run(read(url)).values() if a.touched_at > datetime.now(UTC)]
    assert sorted(ahead) == ["holder", "packer", "premium", "quota"]


def test_a_name_that_no_account_can_have_is_not_damaged_data(url: str) -> None:
    done = CliRunner().invoke(commands, ["repair", "--account", "a\udcff"])
    assert isinstance(done.exception, BadInput)


def test_rows_that_are_damaged_are_told_and_left(url: str) -> None:
    asyncio.run(execute(url, "UPDATE account SET state = 'x' WHERE id = 'free'"))
    status, lines = command("repair")
    assert status == 1
    assert "free: its rows are damaged, see `audit`" in lines
    assert lines[-1].endswith("; 4 accounts repaired, 1 failures")


async def execute(url: str, statement: str) -> None:
    async with connected(url):
        await connections.get("default").execute_query(statement)


def test_nothing_happens_while_the_clock_is_wrong(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = asyncio.run(read(url))
    monkeypatch.setattr(server.clock, "GuardedClock", jumping(timedelta(days=-40)))
    done = CliRunner().invoke(commands, ["repair"])
    assert isinstance(done.exception, ClockJumped)
    assert asyncio.run(read(url)) == before


def jumping(by: timedelta) -> Callable[..., GuardedClock]:
    """Makes guarded clocks for machines whose clock jumped after the start."""

    def make(*, tolerance: float) -> GuardedClock:
        jumped = [False]
        at = datetime.now(UTC)

        def wall() -> float:
            return (at + by if jumped[0] else at).timestamp()

        clock = GuardedClock(tolerance=tolerance, wall=wall, steady=lambda: 0.0)
        jumped[0] = True
        return clock

    return make
