"""`code …` and `programme …`: an operator's codes, programmes and requests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime

import pytest
from click.testing import CliRunner, Result

from billing.discounts.commands import RequestProgramme
from db.engine.config import connect, disconnect
from db.privacy.actions import read_actions
from server.cli.commands import commands
from services.discounts.programmes import Programmes
from tests.support.imports.importing import service
from tests.support.server.api import real_clock

Command = Callable[..., Result]
END = "2099-01-01T00:00:00Z"


@pytest.fixture
def command(database_url: str) -> Command:
    async def lived() -> None:
        async with service(database_url, real_clock) as services:
            await services.accounts.open("alice")

    asyncio.run(lived())

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(commands, [*arguments], env={"DATABASE_URL": database_url})

    return run


def listed(command: Command) -> list[dict[str, object]]:
    codes: list[dict[str, object]] = json.loads(command("code", "list", "--json").stdout)
    return codes


def actions(url: str) -> list[str]:
    async def read() -> list[str]:
        await connect(url)
        try:
            return [one.kind.value for one in await read_actions(limit=10)]
        finally:
            await disconnect()

    return asyncio.run(read())


def test_a_code_has_its_own_limits_or_the_catalog_s(command: Command) -> None:
    own = ("--uses", "3", "--budget", "12.50 USD", "--months", "2", "--until", END)
    made = command("code", "create", "--programme", "PARTNER", *own, "--note", "spring")
    assert len(made.stdout.strip()) == 23
    command("code", "create", "--programme", "PARTNER")
    first, second = listed(command)
    assert first | {"id": 0, "createdAt": 0} == {
        "id": 0,
        "createdAt": 0,
        "programme": "PARTNER",
        "state": "in use",
        "uses": 0,
        "usesMax": 3,
        "budget": 1_250,
        "booked": 0,
        "currency": "USD",
        "months": 2,
        "note": "spring",
        "until": END,
        "revokedAt": None,
    }
    assert (second["usesMax"], second["budget"], second["months"]) == (100, None, 12)
    assert made.stdout.strip() not in json.dumps(listed(command))


def test_a_code_is_revoked_and_that_is_logged(command: Command, database_url: str) -> None:
    command("code", "create", "--programme", "PARTNER")
    [made] = listed(command)
    told = command("code", "revoke", str(made["id"]))
    assert "revoked" in told.stdout
    assert [one["state"] for one in listed(command)] == ["revoked"]
    assert command("code", "revoke", "code_0").exit_code == 1
    assert actions(database_url) == ["REVOKE_CODE", "CREATE_CODE"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--programme", "EDU"), "is no programme of the catalog that has codes"),
        (("--programme", "PARTNER", "--uses", "0"), "uses: must be from 1"),
        (("--programme", "PARTNER", "--budget", "free"), "is not a price"),
        (("--programme", "PARTNER", "--until", "2020-01-01T00:00:00Z"), "must be in the future"),
    ],
)
def test_a_faulty_code_is_refused(
    command: Command, arguments: tuple[str, ...], message: str
) -> None:
    refused = command("code", "create", *arguments)
    assert refused.exit_code != 0
    assert message in f"{refused.stderr}{refused.exception}"
    assert listed(command) == []


def test_an_account_is_put_into_a_programme_and_taken_out(
    command: Command, database_url: str
) -> None:
    given = ("programme", "set", "alice", "EDU", "--reason", "card", "--until", END)
    assert command(*given).stdout == "EDU: set\n"
    assert command(*given).stdout == "EDU: was set already\n"
    assert command("programme", "list", "alice").stdout == f"EDU  {END}\n"
    out = ("programme", "remove", "alice", "EDU", "--reason", "over")
    assert [command(*out).stdout for _ in range(2)] == ["EDU: removed\n", "EDU: there was none\n"]
    assert command("programme", "list", "alice").stdout == ""
    assert actions(database_url) == ["REMOVE_PROGRAMME", "SET_PROGRAMME"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nobody", "EDU"), "nobody"),
        (("alice", "EDO"), "There is no programme named 'EDO'"),
        (("alice", "EDU", "--until", "2020-01-01T00:00:00Z"), "must be in the future"),
    ],
)
def test_what_cannot_be_set(command: Command, arguments: tuple[str, ...], message: str) -> None:
    refused = command("programme", "set", *arguments, "--reason", "x")
    assert refused.exit_code != 0
    assert message in f"{refused.stderr}{refused.exception}"


def test_requests_are_listed_until_they_are_answered(command: Command, database_url: str) -> None:
    async def ask() -> datetime:
        async with service(database_url, real_clock) as services:
            programmes = Programmes(services.catalog, real_clock, lambda _: None)
            given = RequestProgramme(account_id="alice", programme="EDU", proof="card 5")
            await programmes.request(given, actor="alice")
        return real_clock()

    asyncio.run(ask())
    assert command("programme", "requests").stdout.split()[1:] == ["alice", "EDU", "card", "5"]
    command("programme", "remove", "alice", "EDU", "--reason", "unreadable")
    assert command("programme", "requests").stdout == ""
