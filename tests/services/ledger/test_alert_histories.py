"""Random histories with alerts, in memory and on both databases, compared with a model that says
when each alert must fire. Billing rule 14."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings

from billing.ledger.account import Account
from billing.ledger.alerts.alert import AlertKind, AlertName, AlertWord, alert_change
from billing.ledger.commands import Touch
from billing.ledger.entry import Entry, EntryKind
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
from tests.support.ledger.alerted import DAY, STEPS, Alerting, Step
from tests.support.ledger.histories import START

pytestmark = pytest.mark.slow

_examples = count(1)


def fired(entries: Sequence[Entry]) -> list[tuple[AlertName, int | None]]:
    told = (alert_change(one.reason) for one in entries if one.kind is EntryKind.ALERT)
    return [(one.name, one.value) for one in told if one.word is AlertWord.FIRED]


def in_order(found: list[tuple[AlertName, int | None]]) -> list[tuple[AlertName, int | None]]:
    return sorted(found)


def agrees(account: Account, entries: Sequence[Entry], model: Alerting) -> None:
    assert in_order(fired(entries)) == in_order([*model.fired])
    beyond = {alert.name: alert.is_beyond(account.touched_at) for alert in account.alerts}
    assert beyond.keys() == model.alerts.keys()
    assert account.available == model.book.available


OF_LIMIT = AlertName(AlertKind.QUOTA_USED_PERCENT, 33, "calls")
AGAIN: list[Step] = [
    ("set", OF_LIMIT),
    ("use", "calls", 1),
    ("wait", DAY),
    ("use", "calls", 1),
]
"""A limit of a day is passed on two days."""


@settings(max_examples=scaled(400))
@given(steps=STEPS)
@example(steps=AGAIN)
def test_alerts_fire_as_the_model_says_and_replay_without_a_fault(steps: list[Step]) -> None:
    ledger, clock, model = Ledger(), Clock(START), Alerting()
    ledger.do(Touch("alice", may_open=True), clock)
    model.oracle.expect(Touch("alice", may_open=True), clock.now)
    for step in steps:
        if step[0] == "wait":
            clock.now += timedelta(seconds=step[1])  # type: ignore[arg-type]
            continue
        command = model.command(step, clock.now)
        if command is not None:
            model.expect(command, ledger.do(command, clock), clock.now)
            agrees(ledger.accounts["alice"], ledger.entries["alice"], model)
    sound(ledger.accounts["alice"], ledger.entries["alice"], ledger.grants["alice"])


@settings(max_examples=scaled(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_both_databases_tell_the_same(database: str, steps: list[Step]) -> None:
    name, clock, model = f"alice-{next(_examples)}", Clock(START), Alerting()
    async with desks(database, clock, 2) as racing:
        await racing[0].submit(Touch(name, may_open=True))
        model.oracle.expect(Touch("alice", may_open=True), clock.now)
        for number, step in enumerate(steps):
            if step[0] == "wait":
                clock.now += timedelta(seconds=step[1])  # type: ignore[arg-type]
                continue
            command = model.command(step, clock.now)
            if command is None:
                continue
            meant = replace(command, account_id=name)
            batcher = racing[number % 2]
            if isinstance(meant, SettleHold | ReleaseHold):
                outcome = await Holds(batcher).close(meant)
            else:
                outcome = await batcher.submit(meant)  # type: ignore[call-overload]
            model.expect(command, outcome, clock.now)
    account = (await read_accounts([name]))[name]
    entries = (await read_entries(name, limit=10_000))[::-1]
    agrees(account, entries, model)
    grants = await read_grants([name], after=0, upto=MAX_TOKENS)
    sound(account, entries, {g.number: g.value for g in grants if g.value})
