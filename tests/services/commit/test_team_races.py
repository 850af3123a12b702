"""Members of a team compete: for its last tokens, one limit, one key, and while the team changes.
Each race ends with an audit of everything. Billing rule 13."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import timedelta
from signal import SIGKILL

import pytest

from billing.catalog.catalog import QuotaPeriod
from billing.ledger.account import Account
from billing.ledger.commands import Command, Touch
from billing.ledger.hold_commands import SettleHold
from billing.ledger.teams.commands import JoinTeam
from billing.ledger.teams.link import paid_by_team
from billing.ledger.teams.membership import MemberLimit, PayFrom, TeamKind
from db.commit.journal import read_accounts
from db.ledger.history import read_entries
from services.catalog import CatalogService
from services.commit.batcher import Batcher
from services.commit.decisions import CommandOutcome, Done
from services.commit.unavailable import Unavailable
from tests.services.commit.test_racers import raced, started
from tests.services.ledger.hold_desks import desks
from tests.services.teams.asking import Asker, asking
from tests.support.analytics.folding import faults as rollup_faults
from tests.support.analytics.folding import fold_all
from tests.support.audit.tampering import CATALOG, faults
from tests.support.clocks import Clock
from tests.support.engine.statements import counting_statements
from tests.support.ledger.factories import adjustment, done, placing, releasing, settling, use

RACERS = 6
OWNER = "olga"
MEMBERS = [f"member-{number}" for number in range(5)]
COST = 800
DAY = QuotaPeriod.DAY


async def _submitted(batcher: Batcher, command: Command) -> CommandOutcome:
    while True:
        try:
            return await batcher.submit(command)
        except Unavailable:
            await asyncio.sleep(0)


class Race:
    """A team, and the batchers of several processes."""

    def __init__(self, asker: Asker, batchers: Sequence[Batcher], clock: Clock) -> None:
        self.asker, self.batchers, self.clock = asker, batchers, clock
        self.team = ""
        self._turn = 0

    async def begin(self, tokens: int, order: PayFrom = PayFrom.TEAM_ONLY) -> None:
        await CatalogService(clock=self.clock).apply(CATALOG, "test")
        self.team = await self.asker.team(OWNER, TeamKind.TEAM)
        await self.asker.join(self.team, *MEMBERS)
        for name in MEMBERS:
            await self.asker.change(self.team, name, pay_from=order)
        if tokens:
            await self.do(adjustment(account_id=self.team, tokens=tokens))

    async def do(self, *commands: Command) -> list[CommandOutcome]:
        """Submit each command to the next process, all at once. As clients do, repeat those for
        which another process locks an account for too long, as on a busy machine."""
        asked = []
        for command in commands:
            self._turn += 1
            asked.append(_submitted(self.batchers[self._turn % len(self.batchers)], command))
        return await asyncio.gather(*asked)

    async def account(self, name: str) -> Account:
        return (await read_accounts([name]))[name]

    async def check(self) -> None:
        """Audit all ledgers and the rollups."""
        names = [OWNER, *MEMBERS, self.team]
        assert await faults() == []
        await fold_all(*names)
        assert await rollup_faults() == []
        await self.asker_consistent()

    async def asker_consistent(self) -> None:
        total = 0
        for name in [OWNER, *MEMBERS]:
            for entry in await read_entries(name, limit=500):
                link = paid_by_team(entry.reason)
                total += link.tokens if link else 0
        theirs = await read_entries(self.team, limit=500, uses_only=True)
        assert total == sum(entry.cost for entry in theirs)


@pytest.fixture
async def race(database: str) -> AsyncIterator[Race]:
    clock = Clock()
    async with asking(database, clock, 2) as asker, desks(database, clock, RACERS) as batchers:
        yield Race(asker, batchers, clock)


def codes(outcomes: Iterable[CommandOutcome]) -> Counter[str]:
    told: Counter[str] = Counter()
    for one in outcomes:
        if isinstance(one, Done):
            told["REPLAYED" if one.replayed else "DONE"] += 1
        else:
            told[getattr(one, "code", type(one).__name__)] += 1
    return told


async def test_as_many_members_get_the_last_tokens_as_can_be_paid(race: Race) -> None:
    await race.begin(9 * COST + 5)
    asked = [use(account_id=MEMBERS[n % 5], input_tokens=100) for n in range(40)]
    assert codes(await race.do(*asked)) == {"DONE": 9, "INSUFFICIENT_TOKENS": 31}
    assert (await race.account(race.team)).available == 5
    await race.check()


async def test_one_member_gets_no_more_than_its_limit(race: Race) -> None:
    await race.begin(100 * COST)
    limit = MemberLimit(7 * COST, DAY)
    await race.asker.change(race.team, MEMBERS[0], limit=limit, keeps_limit=False)
    asked = [use(account_id=MEMBERS[n % 2], input_tokens=100) for n in range(40)]
    outcomes = await race.do(*asked)
    assert codes(outcomes[::2]) == {"DONE": 7, "CAP_REACHED": 13}
    assert codes(outcomes[1::2]) == {"DONE": 20}
    race.clock.advance(days=1)
    again = await race.do(*(use(account_id=MEMBERS[0], input_tokens=100) for _ in range(9)))
    assert codes(again) == {"DONE": 7, "CAP_REACHED": 2}
    await race.check()


async def test_one_key_has_one_effect_whichever_side_could_pay(race: Race) -> None:
    await race.begin(COST, PayFrom.TEAM_FIRST)
    member = MEMBERS[0]
    asked = [use(account_id=member, input_tokens=100, key="same") for _ in range(24)]
    change = race.asker.change(race.team, member, pay_from=PayFrom.OWN_FIRST)
    outcomes, _ = await asyncio.gather(race.do(*asked), change)
    assert codes(outcomes) == {"DONE": 1, "REPLAYED": 23}
    own, shared = (await race.account(member)).available, (await race.account(race.team)).available
    assert (own, shared) in {(10_000, 0), (10_000 - COST, COST)}
    await race.check()


async def test_both_sides_together_pay_exactly_what_they_have(race: Race) -> None:
    await race.begin(6 * COST, PayFrom.OWN_FIRST)
    # Each of the five members has 10,000 of its own, which pays 12 uses.
    asked = [use(account_id=MEMBERS[n % 5], input_tokens=100) for n in range(100)]
    assert codes(await race.do(*asked)) == {"DONE": 66, "INSUFFICIENT_TOKENS": 34}
    assert (await race.account(race.team)).available == 0
    await race.check()


async def test_whoever_is_removed_takes_nothing_more(race: Race) -> None:
    await race.begin(1_000 * COST)
    member = MEMBERS[0]
    asked = [use(account_id=member, input_tokens=100) for _ in range(40)]
    outcomes, _ = await asyncio.gather(race.do(*asked), race.asker.remove(race.team, member))
    paid = [one for one in outcomes if isinstance(one, Done)]
    shared = [one for one in paid if paid_by_team(one.recorded.reason)]
    left = next(
        entry for entry in await read_entries(member, limit=99) if entry.kind.value == "TEAM"
    )
    assert all((one.recorded.revision < left.revision) is (one in shared) for one in paid)
    assert (await race.account(race.team)).available == (1_000 - len(shared)) * COST
    await race.check()


async def test_what_is_given_to_a_team_meanwhile_is_spent_once(race: Race) -> None:
    await race.begin(5 * COST)
    gifts = [adjustment(account_id=race.team, tokens=COST) for _ in range(7)]
    asked = [use(account_id=MEMBERS[n % 5], input_tokens=100) for n in range(30)]
    mixed: list[Command] = [*asked[:10], *gifts, *asked[10:]]
    told = codes(await race.do(*mixed))
    spent = told["DONE"] - len(gifts)
    assert 5 <= spent <= 12
    assert (await race.account(race.team)).available == (12 - spent) * COST
    await race.check()


async def test_holds_of_the_team_close_once_on_both_sides(race: Race) -> None:
    await race.begin(10 * COST)
    asked = [placing(account_id=MEMBERS[n % 5], input_tokens=100) for n in range(15)]
    outcomes = await race.do(*asked)
    assert codes(outcomes) == {"DONE": 10, "INSUFFICIENT_TOKENS": 5}
    placed = [one for one in outcomes if isinstance(one, Done)]
    closing: list[Command] = []
    for number, one in enumerate(placed):
        assert one.hold is not None
        given = {"account_id": one.account.id}
        closing += [settling(one.hold.number, input_tokens=50, **given) for _ in range(3)]
        if number % 2:
            closing.append(releasing(one.hold.number, **given))
    race.clock.advance(seconds=1)
    await race.do(*closing)
    team = await race.account(race.team)
    assert team.holds == ()
    uses = await read_entries(race.team, limit=99, uses_only=True)
    assert team.available == 10 * COST - len(uses) * COST // 2
    assert 5 <= len(uses) <= 10
    await race.check()


async def test_a_hold_expires_on_both_sides_and_still_settles_with_the_team(race: Race) -> None:
    await race.begin(10 * COST)
    held = done((await race.do(placing(account_id=MEMBERS[0], input_tokens=100, ttl_seconds=1)))[0])
    assert held.hold is not None
    race.clock.advance(days=40)
    await race.asker.remove(race.team, MEMBERS[0])
    asked = settling(held.hold.number, account_id=MEMBERS[0], input_tokens=100, placed=held.hold)
    assert codes(await race.do(*[asked] * 9)) == {"DONE": 1, "REPLAYED": 8}
    assert (await race.account(race.team)).available == 9 * COST
    await race.check()


async def test_a_process_that_remembers_another_team_asks_again(race: Race) -> None:
    await race.begin(10 * COST)
    member = MEMBERS[0]
    # All processes remember the first team.
    for _ in range(2 * RACERS):
        await race.do(use(account_id=member))
    before = await race.account(race.team)
    await race.asker.leave(race.team, member)
    other = await race.asker.team("oskar")
    code = await race.asker.code(other, "oskar")
    await race.asker.done(JoinTeam, member, code=code)
    await race.asker.change(other, member, caller="oskar", pay_from=PayFrom.TEAM_ONLY)
    await race.do(adjustment(account_id=other, tokens=100 * COST))
    told = codes(await race.do(*(use(account_id=member, input_tokens=100) for _ in range(12))))
    assert told == {"DONE": 12}
    assert (await race.account(other)).available == 88 * COST
    assert (await race.account(race.team)).available == before.available


async def test_closing_a_team_gives_its_owner_each_token_once(race: Race) -> None:
    await race.begin(20 * COST, PayFrom.TEAM_FIRST)
    asked = [use(account_id=MEMBERS[n % 5], input_tokens=100) for n in range(30)]
    outcomes, _ = await asyncio.gather(race.do(*asked), race.asker.close(race.team))
    assert codes(outcomes) == {"DONE": 30}
    shared = sum(paid_by_team(one.recorded.reason) is not None for one in outcomes)  # type: ignore[union-attr]
    assert (await race.account(race.team)).available == 0
    assert (await race.account(OWNER)).available == 10_000 + (20 - shared) * COST
    await race.check()


async def test_processes_that_are_killed_leave_each_key_with_one_effect(
    race: Race, database: str
) -> None:
    await race.begin(60 * COST, PayFrom.TEAM_FIRST)
    shares = [
        [
            {"account_id": MEMBERS[n % 5], "input_tokens": 100, "key": f"key-{n}"}
            for n in range(process, 80, 2)
        ]
        for process in range(2)
    ]
    before = await race.account(race.team)
    racers = await started(database, shares)
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write(b"go\n")
        await racer.stdin.drain()
    async with asyncio.timeout(180):
        while (await race.account(race.team)).revision < before.revision + 5:
            await asyncio.sleep(0)
    for racer in racers:
        racer.kill()
        await racer.wait()
    assert {racer.returncode for racer in racers} <= {-SIGKILL, 0}
    done_before = 0
    for name in MEMBERS:
        done_before += len(await read_entries(name, limit=99, uses_only=True))
    assert done_before >= 5
    answers = await raced(database, shares)
    # The database may still have committed what a killed process had sent.
    told = Counter(answer[0] for answer in answers)
    assert told.keys() <= {"DONE", "REPLAYED"}
    assert (told.total(), told["REPLAYED"] >= done_before) == (80, True)
    assert (await race.account(race.team)).available == 0
    own = [10_000 - (await race.account(name)).available for name in MEMBERS]
    assert sum(own) == 20 * COST
    await race.check()


async def test_the_statements_of_a_batch_do_not_depend_on_its_members(race: Race) -> None:
    await race.begin(1_000 * COST)
    first = race.batchers[0]
    counts = []
    for number in (1, 5):
        asked = [use(account_id=name) for name in MEMBERS[:number]]
        await first.submit_all([Touch(name) for name in MEMBERS])
        with counting_statements() as made:
            await first.submit_all(asked)
        counts.append(len(made))
    assert counts[0] == counts[1]


async def test_the_uses_of_a_member_are_read_from_the_team_s_ledger(race: Race) -> None:
    await race.begin(1_000 * COST)
    asked = [use(account_id=MEMBERS[n % 2], input_tokens=1 + n) for n in range(10)]
    await race.do(*asked)
    membership = (await race.account(MEMBERS[1])).membership
    assert membership is not None
    found = await read_entries(race.team, limit=9, handle=membership.handle)
    assert {entry.use.input_tokens for entry in found if entry.use} == {2, 4, 6, 8, 10}
    older = await read_entries(race.team, limit=2, handle=membership.handle, before=found[1][1])
    assert older == found[2:4]


async def test_an_expired_settlement_needs_its_team_once_more(race: Race) -> None:
    """The process that settles knows neither the member nor the team."""
    await race.begin(10 * COST)
    held = done((await race.do(placing(account_id=MEMBERS[0], input_tokens=100)))[0])
    assert held.hold is not None
    await race.asker.remove(race.team, MEMBERS[0])
    race.clock.advance(seconds=timedelta(days=2).total_seconds())
    asked = SettleHold(
        account_id=MEMBERS[0],
        number=held.hold.number,
        input_tokens=100,
        output_tokens=0,
        placed=held.hold,
    )
    assert codes(await race.do(*[asked] * (RACERS + 1))) == {"DONE": 1, "REPLAYED": RACERS}
    await race.check()
