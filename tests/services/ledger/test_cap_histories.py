"""Random histories with spend caps, in memory and on both databases, compared with a model that
adds up every use. Billing rule 12."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings

from billing.ledger.account import Account
from billing.ledger.caps.limits import cap_uses
from billing.ledger.hold_commands import ReleaseHold, SettleHold
from billing.tokens import MAX_TOKENS
from db.audit.reading import read_grants
from db.commit.journal import read_accounts
from db.ledger.history import read_entries
from services.ledger.holds import Holds
from tests.services.ledger.hold_desks import desks
from tests.services.ledger.test_hold_histories import Ledger, sound
from tests.support.clocks import Clock
from tests.support.examples import scaled
from tests.support.ledger.capped import STEPS, Caps, Known, Step, rich
from tests.support.ledger.histories import START

pytestmark = pytest.mark.slow

_examples = count(1)


def shown(account: Account, now: datetime) -> dict[object, Known]:
    uses = cap_uses(account, now)
    return {one.cap.name: (one.cap.tokens, one.cap.used, one.held, one.cap.ends_at) for one in uses}


@settings(max_examples=scaled(300))
@given(steps=STEPS)
def test_caps_are_as_the_sum_of_all_uses_says_and_replay_without_a_fault(
    steps: list[Step],
) -> None:
    ledger, clock = Ledger(), Clock(START)
    ledger.do(rich(), clock)
    caps = Caps(START)
    for step in steps:
        if step[0] == "wait":
            clock.now += timedelta(seconds=step[1])  # type: ignore[arg-type]
            continue
        command = caps.command(step)
        if command is None:
            continue
        now = max(clock.now, ledger.accounts["alice"].touched_at)
        caps.expect(command, ledger.do(command, clock), now)
        found = shown(ledger.accounts["alice"], now)
        assert list(found.items()) == list(caps.known(now).items())
    sound(ledger.accounts["alice"], ledger.entries["alice"], ledger.grants["alice"])


@settings(max_examples=scaled(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_both_databases_keep_caps(database: str, steps: list[Step]) -> None:
    name, clock = f"alice-{next(_examples)}", Clock(START)
    async with desks(database, clock, 2) as racing:
        await racing[0].submit(replace(rich(), account_id=name))  # type: ignore[call-overload]
        caps, account = Caps(START), (await read_accounts([name]))[name]
        for number, step in enumerate(steps):
            if step[0] == "wait":
                clock.now += timedelta(seconds=step[1])  # type: ignore[arg-type]
                continue
            command = caps.command(step)
            if command is None:
                continue
            command = replace(command, account_id=name)
            now = max(clock.now, account.touched_at)
            batcher = racing[number % 2]
            if isinstance(command, SettleHold | ReleaseHold):
                outcome = await Holds(batcher).close(command)
            else:
                outcome = await batcher.submit(command)  # type: ignore[call-overload]
            account = (await read_accounts([name]))[name]
            caps.expect(command, outcome, now)
            assert shown(account, now) == caps.known(now)
    entries = (await read_entries(name, limit=10_000))[::-1]
    grants = await read_grants([name], after=0, upto=MAX_TOKENS)
    sound(account, entries, {g.number: g.value for g in grants if g.value})
