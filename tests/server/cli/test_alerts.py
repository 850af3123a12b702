"""`alert list` and `top-up show`: what they print of an account."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result

from billing.ledger.alerts.alert import AlertKind, AlertName
from billing.ledger.alerts.commands import SetAlert
from billing.ledger.commands import RecordUsage
from billing.ledger.top_ups.commands import SetAutoTopUp
from server.cli.commands import commands
from tests.support.imports.importing import service
from tests.support.server.api import real_clock

Command = Callable[..., Result]
LOW = AlertName(AlertKind.BALANCE_BELOW, 9_990)
FEW = AlertName(AlertKind.DAYS_LEFT_BELOW, 7)
OF_ALICE = ("--account", "alice")


@pytest.fixture
def command(database_url: str) -> Command:
    asyncio.run(do(database_url))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(commands, arguments, env={"DATABASE_URL": database_url})

    return run


async def do(url: str, *asked: Any) -> None:
    async with service(url, real_clock) as services:
        await services.accounts.open("alice")
        for one in asked:
            await services.batcher.submit(one)


def test_alerts_are_listed_with_what_they_told_last(command: Command, database_url: str) -> None:
    assert command("alert", "list", *OF_ALICE, "--json").stdout == "[]\n"
    assert command("alert", "list", *OF_ALICE).stdout == ""
    use = RecordUsage(
        account_id="alice", model="gpt-4o", input_tokens=5, output_tokens=5, idempotency_key="k"
    )
    asked = [SetAlert("alice", alert=LOW), SetAlert("alice", alert=FEW), use]
    asyncio.run(do(database_url, *asked))
    low, few = json.loads(command("alert", "list", *OF_ALICE, "--json").stdout)
    at = low.pop("lastFiredAt")
    told = {"kind": "BALANCE_BELOW", "model": None, "threshold": 9_990, "beyond": True}
    assert low == told | {"lastValue": 9_950, "revision": 5}
    assert (few["kind"], few["lastFiredAt"], few["revision"]) == ("DAYS_LEFT_BELOW", None, None)
    first, second = command("alert", "list", *OF_ALICE).stdout.splitlines()
    assert first.split() == ["BALANCE_BELOW", "-", "9990", "yes", at, "9950", "5"]
    assert second.split() == ["DAYS_LEFT_BELOW", "-", "7", "no", "-", "-", "-"]


def test_a_top_up_is_shown_with_its_state(command: Command, database_url: str) -> None:
    assert command("top-up", "show", *OF_ALICE, "--json").stdout == "null\n"
    assert command("top-up", "show", *OF_ALICE).stdout == ""
    wanted = SetAutoTopUp("alice", pack="starter", below=5_000, max_per_month=3)
    asyncio.run(do(database_url, wanted))
    shown = json.loads(command("top-up", "show", *OF_ALICE, "--json").stdout)
    ends_at = shown.pop("resetsAt")
    told = {"pack": "starter", "below": 5_000, "maxPerMonth": 3, "used": 0}
    assert shown == told | {"status": "ACTIVE", "failure": None}
    cells = ["starter", "5000", "3", "0", ends_at, "ACTIVE", "-"]
    assert command("top-up", "show", *OF_ALICE).stdout.split() == cells


@pytest.mark.parametrize("asked", [("alert", "list"), ("top-up", "show")])
def test_an_unknown_account_is_an_error(command: Command, asked: tuple[str, str]) -> None:
    refused = command(*asked, "--account", "nobody")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "there is no account 'nobody'" in refused.stderr
