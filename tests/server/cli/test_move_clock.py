"""`python -m server clock`: its output, its refusals, and events that wait for a server."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from services.clock import moves
from tests.support.payments.money_api import Caller, Program
from tests.support.server.command_here import exit_status

PRODUCTION = {
    "ENVIRONMENT": "production",
    "JWT_SECRET": "a secret of this place with more than 32 characters",
}
TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"


Clock = Callable[..., tuple[int, str, str]]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Clock:
    """Return a function that runs the command in this process: its exit status and its output."""
    for name in ("JWT_SECRET", "ENVIRONMENT", "STRIPE_API_KEY", "SANDBOX_PATH"):
        monkeypatch.delenv(name, raising=False)
    # Nobody else has to be waited for.
    monkeypatch.setattr(moves, "LEASE_SECONDS", 0)

    def run(url: str, *arguments: str, **settings: str) -> tuple[int, str, str]:
        with monkeypatch.context() as patch:
            for name, value in {"DATABASE_URL": url, **settings}.items():
                patch.setenv(name, value)
            code = exit_status(patch, "clock", *arguments)
        return code, *capsys.readouterr()

    return run


def test_it_shows_and_moves_the_time(clock: Clock, database_url: str) -> None:
    for arguments, told in [
        ((), "it is the real time"),
        (("advance", "40d"), "it is 40 days ahead of the real time"),
        (("show",), "it is 40 days ahead of the real time"),
        (("advance", "1d12h"), "it is 41 days 12 hours ahead of the real time"),
    ]:
        code, out, err = clock(database_url, *arguments)
        assert code == 0, err
        assert re.fullmatch(rf"clock: {TIME}; {told}\n", out), out
        assert err.startswith("database: ")


@pytest.mark.parametrize("duration", ["40", "-1d", "1y", "0s", "367d", "999999999w", "soon"])
def test_a_bad_duration_is_told(clock: Clock, sqlite_url: str, duration: str) -> None:
    code, out, err = clock(sqlite_url, "advance", "--", duration)
    assert (code, out) == (2, "")
    assert "not a duration such as 40d" in err or "it must be from 1s to 366d" in err
    assert "it is the real time" in clock(sqlite_url)[1]


@pytest.mark.parametrize(
    "settings", [PRODUCTION, {"STRIPE_API_KEY": "sk_test_1"}], ids=["production", "a real provider"]
)
def test_it_is_moved_only_in_development(
    clock: Clock, sqlite_url: str, settings: dict[str, str]
) -> None:
    code, out, err = clock(sqlite_url, "advance", "1d", **settings)
    assert (code, out) == (1, "")
    assert err.startswith("Error: The clock can be moved only in development")
    assert err.count("\n") == 1
    code, out, _ = clock(sqlite_url, **settings)
    assert code == 0
    assert "it can be moved only in development" in out


async def test_what_the_sandbox_has_to_say_waits_for_a_server(
    sqlite_url: str, tmp_path: Path
) -> None:
    program = Program(sqlite_url, tmp_path)
    with program.serving():
        async with program.api() as api:
            alice = api.user()
            await alice.press((await alice.subscribe())["checkoutUrl"])
            await alice.until(lambda account: account["plan"]["name"] == "PREMIUM")
            before = await period_end(alice)
    done = program.run("clock", "advance", "40d")
    assert done.returncode == 0, done.stderr
    assert re.search(
        r"^\d+ events of the payment sandbox wait for a running server$", done.stderr, re.M
    )
    with program.serving():
        async with program.api() as api:
            alice = api.user()
            await alice.until(
                lambda account: (
                    account["subscription"]["currentPeriodEnd"] != before
                    and account["plan"]["name"] == "PREMIUM"
                )
            )


async def period_end(caller: Caller) -> str:
    return str((await caller.account())["subscription"]["currentPeriodEnd"])


def test_no_sandbox_is_made_where_there_is_none(
    clock: Clock, sqlite_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "elsewhere.db"
    assert clock(sqlite_url, "advance", "1d", SANDBOX_PATH=str(path))[0] == 0
    assert not path.exists()


def test_a_sandbox_that_cannot_be_read_is_told_and_nothing_moves(
    clock: Clock, sqlite_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "elsewhere.db"
    path.write_text("not a database, but long enough to be taken for one " * 100)
    code, out, err = clock(sqlite_url, "advance", "1d", SANDBOX_PATH=str(path))
    assert (code, out) == (1, "")
    assert err.startswith("Error: SANDBOX_PATH: ")
    assert str(path) in err
    assert "it is the real time" in clock(sqlite_url)[1]
