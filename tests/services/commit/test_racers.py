"""Many callers compete for the last tokens: in one process, and in several on one database."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from billing.ledger.commands import Touch
from billing.ledger.entry import EntryKind
from db.commit.journal import read_accounts
from db.engine.config import connect, disconnect
from db.ledger.history import read_entries
from services.commit.batcher import Batcher
from services.ledger.accounts import Accounts
from tests.services.commit.racer import commit, commit_at, race
from tests.support.clocks import Clock
from tests.support.ledger.factories import use
from tests.support.ledger.oracle import Answer

ROOT = Path(__file__).parents[3]
BATCHERS = 8
COST = 800
PAYABLE = 10_000 // COST


def kinds(answers: list[Answer]) -> Counter[object]:
    return Counter(answer[0] for answer in answers)


async def opened(*names: str) -> None:
    await commit([Touch(name, may_open=True) for name in names])


async def test_as_many_get_the_last_tokens_as_can_be_paid(database: str) -> None:
    await opened("alice")
    answers = await race(database, [use(input_tokens=100) for _ in range(40)], batchers=BATCHERS)
    assert kinds(answers) == {"DONE": PAYABLE, "INSUFFICIENT_TOKENS": 40 - PAYABLE}
    await assert_sound("alice", spent=PAYABLE * COST)


async def test_as_many_get_the_last_of_a_quota_as_it_has(database: str) -> None:
    await opened("alice")
    answers = await race(database, [use(model="calls") for _ in range(24)], batchers=BATCHERS)
    assert kinds(answers) == {"DONE": 3, "QUOTA_EXCEEDED": 21}
    await assert_sound("alice", spent=0)


async def test_one_key_has_one_effect(database: str) -> None:
    await opened("alice")
    answers = await race(database, [use(key="same") for _ in range(24)], batchers=BATCHERS)
    assert kinds(answers) == {"DONE": 1, "REPLAYED": 23}
    assert {answer[1] for answer in answers} == {2}
    await assert_sound("alice", spent=8)


async def test_one_key_for_two_requests_has_one_effect_and_conflicts(database: str) -> None:
    await opened("alice")
    asked = [use(key="same", input_tokens=1 + number % 2) for number in range(24)]
    answers = await race(database, asked, batchers=BATCHERS)
    assert kinds(answers) == {"DONE": 1, "REPLAYED": 11, "IDEMPOTENCY_CONFLICT": 12}
    winner = asked[[answer[0] for answer in answers].index("DONE")]
    for one, answer in zip(asked, answers, strict=True):
        conflicts = answer[0] == "IDEMPOTENCY_CONFLICT"
        assert conflicts == (one.input_tokens != winner.input_tokens)
    await assert_sound("alice", spent=8 * winner.input_tokens)


async def test_an_account_is_opened_once(database: str) -> None:
    names = ["alice", "bob", "carol"]
    asked = [use(account_id=names[n % 3], may_open=True) for n in range(30)]
    assert kinds(await race(database, asked, batchers=BATCHERS)) == {"DONE": 30}
    for name in names:
        await assert_sound(name, spent=80)


@pytest.mark.usefixtures("database")
async def test_a_window_that_ended_is_renewed_once() -> None:
    await opened("alice")
    clock = Clock()
    clock.advance(days=60)
    batchers = [Batcher(commit_at(clock), lambda _: False) for _ in range(BATCHERS)]
    for one in batchers:
        one.start()
    reads = [Accounts(one, clock).present(["alice"]) for one in batchers]
    found = await asyncio.gather(*reads)
    assert {read["alice"].revision for read in found} == {3}
    for one in batchers:
        await one.close()


async def test_several_processes_race_as_fairly_as_one(database_url: str) -> None:
    await connect(database_url)
    try:
        await opened("tokens", "quota", "key")
        shares = [share(process) for process in range(2)]
        answers = await raced(database_url, shares)
        asked = [one["account_id"] for uses in shares for one in uses]
        by_account = {
            name: kinds([a for a, owner in zip(answers, asked, strict=True) if owner == name])
            for name in ("tokens", "quota", "key", "new")
        }
        assert by_account == {
            "tokens": {"DONE": PAYABLE, "INSUFFICIENT_TOKENS": 40 - PAYABLE},
            "quota": {"DONE": 3, "QUOTA_EXCEEDED": 17},
            "key": {"DONE": 1, "REPLAYED": 9, "IDEMPOTENCY_CONFLICT": 10},
            "new": {"DONE": 20},
        }
        await assert_sound("tokens", spent=PAYABLE * COST)
        await assert_sound("new", spent=20 * 8)
    finally:
        await disconnect()


def share(process: int) -> list[dict[str, Any]]:
    """Return the uses of one process for all races at once, with its own keys if keys differ."""
    uses: list[dict[str, Any]] = []
    for number in range(10):
        own = f"{process}-{number}"
        uses += [
            {"account_id": "tokens", "input_tokens": 100, "key": f"{own}-a"},
            {"account_id": "tokens", "input_tokens": 100, "key": f"{own}-b"},
            {"account_id": "quota", "model": "calls", "key": own},
            {"account_id": "key", "input_tokens": 1 + number % 2, "key": "same"},
            {"account_id": "new", "key": own, "may_open": True},
        ]
    return uses


async def started(url: str, shares: list[list[dict[str, Any]]]) -> list[subprocess.Process]:
    """Return one process for each share, ready to start."""
    racers = [await _racer(url, uses) for uses in shares]
    for racer in racers:
        assert racer.stdout
        assert await racer.stdout.readline() == b"ready\n"
    return racers


async def raced(url: str, shares: list[list[dict[str, Any]]]) -> list[Answer]:
    """Return the answers of all processes, in the order of their shares."""
    async with asyncio.timeout(180):
        racers = await started(url, shares)
        answers = await asyncio.gather(*(racer.communicate(b"go\n") for racer in racers))
    assert [racer.returncode for racer in racers] == [0] * len(racers)
    return [tuple(answer) for out, _ in answers for answer in json.loads(out)]


async def _racer(url: str, uses: list[dict[str, Any]]) -> subprocess.Process:
    pipe = subprocess.PIPE
    racer = await subprocess.create_subprocess_exec(
        sys.executable, "-m", "tests.services.commit.racer", cwd=ROOT, stdin=pipe, stdout=pipe
    )
    assert racer.stdin
    task = {"url": url, "uses": uses, "batchers": 4}
    racer.stdin.write(json.dumps(task).encode() + b"\n")
    return racer


async def assert_sound(name: str, *, spent: int) -> None:
    """Check that the account was opened once, and that every missing token is in an entry."""
    account = (await read_accounts([name]))[name]
    entries = (await read_entries(name, limit=1_000))[::-1]
    assert account.available == 10_000 - spent
    assert sum(entry.tokens for entry in entries) == account.available
    assert [entry.revision for entry in entries] == [*range(1, account.revision + 1)]
    assert [entry.kind is EntryKind.ALLOWANCE for entry in entries] == [
        number == 0 for number in range(len(entries))
    ]
