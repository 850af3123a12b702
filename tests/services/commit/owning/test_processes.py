"""Processes that share their commands race, and one of them is killed or hangs meanwhile."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from asyncio import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from billing.ledger.commands import Command, Touch
from db.commit.journal import read_accounts
from db.engine.config import connect, disconnect
from db.ledger.history import read_entries
from services.catalog import CatalogService
from services.commit.owning.lane import DECIDED_HERE, HANDED_OVER
from services.commit.owning.ownership import TAKEN
from tests.services.commit.racer import commit
from tests.services.commit.test_racers import COST, PAYABLE, ROOT, assert_sound, kinds, share
from tests.support.audit.tampering import CATALOG, faults
from tests.support.clocks import Clock
from tests.support.ledger.factories import adjustment

Uses = list[dict[str, Any]]
TIMEOUT_SECONDS = 180
MANY = 120
"""The uses of each process, of one account: enough for many batches."""
GIVEN = 1_000_000


@pytest.fixture
async def connected(postgres_url: str) -> AsyncIterator[str]:
    await connect(postgres_url)
    try:
        await CatalogService(clock=Clock()).apply(CATALOG, "test")
        yield postgres_url
    finally:
        await disconnect()


@pytest.fixture
async def racers(connected: str, tmp_path: Path) -> AsyncIterator[Racers]:
    made = Racers(connected, tmp_path)
    try:
        yield made
    finally:
        await made.end()


class Racers:
    """Processes of `tests.services.commit.owning.racer`. The first one owns everything."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._folder = url, folder
        self.processes: list[subprocess.Process] = []

    async def start(
        self, shares: Sequence[Uses], *, at_once: int, patience: float = TIMEOUT_SECONDS
    ) -> None:
        """Start a process for each share, and wait until they know each other. `patience` is how
        many seconds they wait for each other."""
        for number, uses in enumerate(shares):
            racer = await subprocess.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.services.commit.owning.racer",
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            self.processes.append(racer)
            task = {
                "url": self._url,
                "folder": str(self._folder),
                "name": f"w{number}",
                "workers": len(shares),
                "uses": uses,
                "at_once": at_once,
                "patience": patience,
            }
            assert racer.stdin is not None
            racer.stdin.write(json.dumps(task).encode() + b"\n")
        for number in range(len(shares)):
            assert await self._line(number) == b"ready\n"

    def go(self) -> None:
        for racer in self.processes:
            assert racer.stdin is not None
            racer.stdin.write(b"go\n")

    async def result(self, number: int) -> dict[str, Any]:
        """Return what a process tells in the end."""
        told: dict[str, Any] = json.loads(await self._line(number))
        told["answers"] = [tuple(answer) for answer in told["answers"]]
        return told

    async def _line(self, number: int) -> bytes:
        stdout = self.processes[number].stdout
        assert stdout is not None
        async with asyncio.timeout(TIMEOUT_SECONDS):
            return await stdout.readline()

    async def end(self) -> None:
        """Let them stop, as soon as all have told their results."""
        for racer in self.processes:
            assert racer.stdin is not None
            racer.stdin.close()
        async with asyncio.timeout(TIMEOUT_SECONDS):
            await asyncio.gather(*(racer.wait() for racer in self.processes))


async def made(*commands: Command) -> None:
    await commit(commands)


def busy(process: int) -> Uses:
    """Return the uses of one process for the account of all."""
    return [{"account_id": "hot", "key": f"{process}-{number}"} for number in range(MANY)]


async def recorded() -> list[str]:
    """Return the keys of all uses of the account of all."""
    return [
        entry.idempotency_key or ""
        for entry in await read_entries("hot", limit=1_000, uses_only=True)
    ]


async def begun() -> None:
    """Wait until the first uses are recorded."""
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while not await recorded():
            await asyncio.sleep(0)


async def test_they_race_as_fairly_as_one(racers: Racers) -> None:
    await made(*(Touch(name, may_open=True) for name in ("tokens", "quota", "key")))
    shares = [share(process) for process in range(3)]
    await racers.start(shares, at_once=50)
    racers.go()
    results = [await racers.result(number) for number in range(3)]
    answers = [answer for one in results for answer in one["answers"]]
    asked = [one["account_id"] for uses in shares for one in uses]
    by_account = {
        name: kinds([a for a, owner in zip(answers, asked, strict=True) if owner == name])
        for name in ("tokens", "quota", "key", "new")
    }
    assert by_account == {
        "tokens": {"DONE": PAYABLE, "INSUFFICIENT_TOKENS": 60 - PAYABLE},
        "quota": {"DONE": 3, "QUOTA_EXCEEDED": 27},
        "key": {"DONE": 1, "REPLAYED": 14, "IDEMPOTENCY_CONFLICT": 15},
        "new": {"DONE": 30},
    }
    await assert_sound("tokens", spent=PAYABLE * COST)
    await assert_sound("new", spent=30 * 8)
    # The commands of two went to the third, and no batch was stale.
    counts = sum((Counter(one["counts"]) for one in results), Counter())
    assert counts == {HANDED_OVER: 100, TAKEN: 100}
    assert sum(one["stale"] for one in results) == 0
    assert await faults() == []


async def test_a_killed_owner_loses_and_doubles_nothing(racers: Racers) -> None:
    await made(Touch("hot", may_open=True))
    await made(adjustment(account_id="hot", tokens=GIVEN, key="given"))
    await racers.start([busy(process) for process in range(3)], at_once=8)
    racers.go()
    await begun()
    racers.processes[0].send_signal(signal.SIGKILL)
    results = [await racers.result(number) for number in (1, 2)]
    for one in results:
        # Nobody repeated anything, so nothing is a replay.
        assert kinds(one["answers"]) == {"DONE": MANY}
    keys = await recorded()
    assert len(keys) == len(set(keys))
    assert {one["key"] for process in (1, 2) for one in busy(process)} <= set(keys)
    account = (await read_accounts(["hot"]))["hot"]
    assert account.available == 10_000 + GIVEN - 8 * len(keys)
    assert await faults() == []


async def test_a_hanging_owner_holds_nobody_up(racers: Racers) -> None:
    await made(Touch("hot", may_open=True))
    await made(adjustment(account_id="hot", tokens=GIVEN, key="given"))
    await racers.start([busy(process) for process in range(3)], at_once=8, patience=0.5)
    racers.processes[0].send_signal(signal.SIGSTOP)
    racers.go()
    try:
        results = [await racers.result(number) for number in (1, 2)]
    finally:
        racers.processes[0].send_signal(signal.SIGCONT)
    for one in results:
        assert kinds(one["answers"]) == {"DONE": MANY}
        assert one["counts"][DECIDED_HERE] > 0
    # What the owner has taken before, and decides now, has its effect already.
    assert kinds((await racers.result(0))["answers"]) == {"DONE": MANY}
    await racers.end()
    keys = await recorded()
    assert sorted(keys) == sorted(one["key"] for process in range(3) for one in busy(process))
    assert await faults() == []


async def test_a_use_that_was_refused_meanwhile_is_not_recorded_by_the_owner_later(
    racers: Racers,
) -> None:
    """The owner hangs, so another worker refuses the use. Then the account gets tokens, and the
    owner goes on."""
    await made(Touch("poor", may_open=True), Touch("hot", may_open=True))
    asked = {"account_id": "poor", "key": "refused", "input_tokens": 100_000}
    own = {"account_id": "hot", "key": "own"}
    await racers.start([[own], [asked]], at_once=1, patience=0.5)
    racers.processes[0].send_signal(signal.SIGSTOP)
    racers.go()
    try:
        assert kinds((await racers.result(1))["answers"]) == {"INSUFFICIENT_TOKENS": 1}
        await made(adjustment(account_id="poor", tokens=GIVEN, key="given"))
    finally:
        racers.processes[0].send_signal(signal.SIGCONT)
    assert kinds((await racers.result(0))["answers"]) == {"DONE": 1}
    await racers.end()
    assert await read_entries("poor", limit=10, uses_only=True) == []
    assert await faults() == []
