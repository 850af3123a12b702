"""The command line: `python -m server …`."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import sys
from collections.abc import Callable
from io import StringIO

import httpx
import jwt
import pytest

from server.cli.commands import commands
from server.production import DEVELOPMENT_SECRET
from tests.gateways.catalog.small_catalog import SMALL, with_paid
from tests.support.server.api import Api, real_clock
from tests.support.server.command_here import Result, exit_status
from tests.support.server.documents import BALANCE
from tests.support.server.server_process import api_of, run_command, server_process

Run = Callable[..., Result]


@pytest.fixture
def run(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Return a function that runs a command in this process, on its own database."""
    for name in ("JWT_SECRET", "JWT_JWKS_URL", "ENVIRONMENT", "CATALOG", "WORKERS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)

    def run_it(*arguments: str) -> Result:
        return Result(exit_status(monkeypatch, *arguments), *capsys.readouterr())

    return run_it


def all_commands() -> list[str]:
    found = []
    for name, command in commands.commands.items():
        inner = getattr(command, "commands", {})
        found += [name, *(f"{name} {other}" for other in inner)]
    return found


def test_the_promised_commands_are_there() -> None:
    promised = {"serve", "migrate", "catalog apply", "token"}
    promised |= {"key create", "key list", "key revoke"}
    assert promised <= set(all_commands())


@pytest.mark.parametrize("command", ["", *all_commands()])
def test_every_command_explains_itself(run: Run, command: str) -> None:
    result = run(*command.split(), "--help")
    assert (result.code, result.err) == (0, "")
    assert len(result.out.splitlines()) > 3
    assert result.out.startswith("Usage:")


@pytest.mark.parametrize("arguments", [["nonsense"], ["token"], ["key", "create"], ["serve", "x"]])
def test_a_wrong_command_line_is_told_without_a_traceback(run: Run, arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.code == 2
    assert "Error" in result.err
    assert "Traceback" not in result.err


def test_a_token_holds_what_was_asked_for(run: Run) -> None:
    result = run("token", "--account", "alice", "--scope", "admin usage:write", "--ttl", "60")
    claims = jwt.decode(result.out.strip(), DEVELOPMENT_SECRET, ["HS256"])
    assert (claims["sub"], claims["scope"]) == ("alice", "admin usage:write")
    assert 55 <= claims["exp"] - real_clock().timestamp() <= 60


def test_a_token_is_signed_by_the_configured_secret(run: Run, monkeypatch) -> None:
    secret = "another secret of more than 32 characters"
    monkeypatch.setenv("JWT_SECRET", secret)
    token = run("token", "--account", "alice").out.strip()
    assert jwt.decode(token, secret, ["HS256"])["sub"] == "alice"


@pytest.mark.parametrize(
    "arguments", [["--account", ""], ["--account", "a", "--ttl", "0"], ["--account", "a" * 256]]
)
def test_a_token_for_nobody_is_refused_in_a_line(run: Run, arguments: list[str]) -> None:
    result = run("token", *arguments)
    assert (result.code, result.out) == (1, "")
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize("space", ["\u00a0", "\t", "\u3000", "\n"])
def test_only_a_space_parts_scopes(run: Run, space: str) -> None:
    scope = f"account:read{space}admin"
    for arguments in (
        ("token", "--account", "alice", "--scope", scope),
        ("key", "create", "--name", "gateway", "--scope", scope),
    ):
        result = run(*arguments)
        assert (result.code, result.out) == (1, "")
    assert run("key", "list").out == ""


def test_a_token_with_a_scope_that_nobody_knows_is_refused(run: Run) -> None:
    result = run("token", "--account", "alice", "--scope", "account:read admn")
    assert result.code == 1
    assert "unknown scope 'admn'" in result.err


def test_tokens_of_a_provider_cannot_be_made_here(run: Run, monkeypatch) -> None:
    monkeypatch.setenv("JWT_JWKS_URL", "https://id.example/jwks.json")
    result = run("token", "--account", "alice")
    assert (result.code, result.out) == (1, "")
    assert "JWT_SECRET" in result.err


def test_keys_are_made_listed_and_revoked(run: Run, sqlite_url: str) -> None:
    plain = run("key", "create", "--name", "gateway", "--scope", "usage:write").out.strip()
    other = run("key", "create", "--name", "partner", "--scope", "accounts:read,usage:write")
    assert plain.startswith("yk_")
    listed = run("key", "list").out.splitlines()
    assert len(listed) == 2
    assert "gateway" in listed[0]
    assert "accounts:read usage:write" in listed[1]
    assert plain not in "\n".join(listed)
    key_id = plain.split("_")[1]
    assert listed[0].startswith(key_id)
    assert "revoked" in run("key", "revoke", key_id).out
    assert "revoked" in run("key", "list").out.splitlines()[0]
    assert "revoked" not in run("key", "list").out.splitlines()[1]
    assert stored_text(sqlite_url).count(plain.split("_", 2)[2]) == 0
    assert other.code == 0


def stored_text(url: str) -> str:
    with sqlite3.connect(url.removeprefix("sqlite://")) as connection:
        text = "\n".join(connection.iterdump())
    connection.close()
    return text


@pytest.mark.parametrize(
    "arguments",
    [
        ["revoke", "0123456789abcdef"],
        ["revoke", "'"],
        ["create", "--name", "", "--scope", "admin"],
        ["create", "--name", "x", "--scope", "root"],
    ],
)
def test_a_key_that_cannot_be_is_told_in_a_line(run: Run, arguments: list[str]) -> None:
    result = run("key", *arguments)
    assert (result.code, result.out) == (1, "")
    assert len(result.err.splitlines()) == 1
    assert run("key", "list").out == ""


def test_migrating_twice_has_nothing_to_do(run: Run) -> None:
    assert run("migrate").out == "nothing to do\n"
    assert "reverted" in run("migrate", "--down", "--yes").out
    assert "applied" in run("migrate").out


@pytest.mark.parametrize("command", [("migrate", "--down"), ("account", "erase", "alice")])
def test_what_is_gone_for_good_is_asked_for(
    run: Run, sqlite_url: str, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stored_text(sqlite_url)
    for answer in ("", "n\n", "\n"):
        monkeypatch.setattr(sys, "stdin", StringIO(answer))
        result = run(*command)
        assert (result.code, result.out) == (1, "")
        assert sqlite_url in result.err
        assert result.err.endswith("Error: nothing was changed; use --yes to skip the question\n")
    assert stored_text(sqlite_url) == before
    monkeypatch.setattr(sys, "stdin", StringIO("y\n"))
    assert "nothing was changed" not in run(*command).err


def test_migrating_goes_from_nothing_to_the_present(empty_database_url: str) -> None:
    first = run_command("migrate", DATABASE_URL=empty_database_url)
    again = run_command("migrate", DATABASE_URL=empty_database_url)
    assert (first.returncode, again.returncode) == (0, 0)
    assert "applied" in first.stdout
    assert again.stdout == "nothing to do\n"


def test_a_bad_catalog_is_refused_by_its_line_and_changes_nothing(
    run: Run, tmp_path, sqlite_url: str
) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(SMALL)
    bad.write_text(with_paid("cost: -8"))
    assert run("catalog", "apply", str(good)).out.strip().endswith("applied")
    before = stored_text(sqlite_url)
    for command in ("apply", "check"):
        result = run("catalog", command, str(bad))
        assert result.code == 1
        assert re.search(r"bad\.yaml.*7", result.err)
        assert "Traceback" not in result.err
    assert stored_text(sqlite_url) == before
    assert "already" in run("catalog", "apply", str(good)).out


async def test_a_running_server_takes_over_a_new_price(database_url: str, tmp_path) -> None:
    path = tmp_path / "new.yaml"
    with server_process(database_url) as server:
        async with api_of(server) as api:
            before = await api.user().record(model="gpt-4", inputTokens=10, outputTokens=0)
            path.write_text(cheaper((await shipped()), "gpt-4: {name: GPT-4, cost: 8,"))
            applied = await asyncio.to_thread(
                run_command, "catalog", "apply", str(path), DATABASE_URL=database_url
            )
            assert applied.returncode == 0, applied.stderr
            await until_cost(api, 6)
            after = await api.user().record(model="gpt-4", inputTokens=10, outputTokens=0)
    assert (before["usage"]["cost"], after["usage"]["cost"]) == (80, 60)


async def shipped() -> str:
    from server.settings import SHIPPED_CATALOG

    return await asyncio.to_thread(SHIPPED_CATALOG.read_text)


def cheaper(text: str, line: str) -> str:
    assert line in text
    return text.replace(line, line.replace("8,", "6,"))


async def until_cost(api: Api, cost: int) -> None:
    query = '{ model(name: "gpt-4") { cost } }'
    async with asyncio.timeout(180):
        while (await api.anonymous.data(query))["model"]["cost"] != cost:
            await asyncio.sleep(0.1)


def test_a_made_key_works_on_a_running_server_until_it_is_revoked(database_url: str) -> None:
    made = run_command(
        "key", "create", "--name", "g", "--scope", "accounts:read", DATABASE_URL=database_url
    )
    plain = made.stdout.strip()
    with server_process(database_url) as server:
        assert asked(server.address, plain) == {"data": {"account": None}}
        run_command("key", "revoke", plain.split("_")[1], DATABASE_URL=database_url)
        assert asked(server.address, plain)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def asked(address: str, plain: str) -> dict:
    answer = httpx.post(
        f"{address}/graphql",
        headers={"authorization": f"Bearer {plain}"},
        json={"query": BALANCE, "variables": {"id": "nobody"}},
    )
    return dict(answer.json())
