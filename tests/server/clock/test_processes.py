"""Several real processes agree on a clock that was moved, and production refuses it."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest

from db.clock import move_ahead
from db.engine.config import connect, disconnect
from services.clock.guard import GuardedClock
from tests.server.observability.test_metrics import figures
from tests.server.observability.test_readiness import readiness
from tests.support.server.api import Api, running_app, served_app, use
from tests.support.server.documents import BALANCE, CLOCK, LIVE_BALANCE, RECORD
from tests.support.server.server_process import api_of, run_command, server_process
from tests.support.server.websocket import websocket

pytestmark = pytest.mark.heavy

DAY = 86_400
SECRET = "a secret of this place with more than 32 characters"
TOLERANCE = timedelta(minutes=2)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def recorded_at(api: Api) -> datetime:
    recorded = await api.user().record(inputTokens=1, outputTokens=0)
    return at(recorded["usage"]["recordedAt"])


async def ahead_by(url: str, seconds: int) -> None:
    """Move the clock of a database without a server."""
    await connect(url)
    try:
        assert await move_ahead(known=0, to=seconds)
    finally:
        await disconnect()


async def test_two_servers_agree_at_once_and_a_restart_keeps_the_time(database_url: str) -> None:
    with server_process(database_url) as first, server_process(database_url) as second:
        async with api_of(first) as one, api_of(second) as other:
            token = one.user().token
            async with websocket(second.address, token) as socket:
                following = await socket.subscribe(LIVE_BALANCE)
                before = (await socket.next(following))["balance"]
                for days in (40, 80):
                    moved = await one.admin.advance(40 * DAY)
                    present = datetime.now(UTC) + timedelta(days=days)
                    assert abs(at(moved["clock"]["now"]) - present) < TOLERANCE
                    # Without waiting, a write of any process has the new time.
                    assert abs(await recorded_at(other) - present) < TOLERANCE
                    assert abs(await recorded_at(one) - present) < TOLERANCE
                # The socket of the other process is still open, and got the ends of the windows.
                while before["nextReset"] != (await other.user().balance())["nextReset"]:
                    before = (await socket.next(following))["balance"]
                assert at(before["nextReset"]) > present
            # A token of the real time is still valid.
            assert (await other.bearing(token).data(BALANCE))["account"]
    with server_process(database_url) as again:
        async with api_of(again) as api:
            present = datetime.now(UTC) + timedelta(days=80)
            assert abs(await recorded_at(api) - present) < TOLERANCE
            told = await api.get("/healthz")
            assert abs(parsedate_to_datetime(told.headers["date"]) - present) < TOLERANCE
            assert (await figures(api))["billing_clock_ahead_seconds"] == 80 * DAY
    audited = run_command("audit", DATABASE_URL=database_url)
    assert audited.returncode == 0, audited.stdout


async def test_a_server_follows_the_command(database_url: str) -> None:
    with server_process(database_url) as server:
        async with api_of(server) as api:
            settings = {"DATABASE_URL": database_url, "PORT": str(server.port)}
            done = run_command("clock", "advance", "31d", **settings)
            assert done.returncode == 0, done.stderr
            assert "it is 31 days ahead of the real time" in done.stdout
            present = datetime.now(UTC) + timedelta(days=31)
            assert abs(await recorded_at(api) - present) < TOLERANCE
            assert (await api.admin.data(CLOCK))["clock"]["aheadSeconds"] == 31 * DAY
            log = "{ auditLog { nodes { kind actor outcome } } }"
            found = (await api.admin.data(log))["auditLog"]["nodes"]
            assert [(one["kind"], one["outcome"]) for one in found] == [
                ("ADVANCE_CLOCK", "ClockAdvanced"),
                ("ADVANCE_CLOCK", None),
            ]
            assert found[0]["actor"].startswith("cli:")


async def test_many_writes_meanwhile_are_dated_by_one_time_or_the_other(
    database_url: str,
) -> None:
    """Writes that begin after the answer have the new time."""
    with server_process(database_url) as first, server_process(database_url) as second:
        async with api_of(first) as one, api_of(second) as other:
            answered = asyncio.Event()
            seen: list[tuple[bool, datetime]] = []

            async def write() -> None:
                while len(seen) < 20 or not seen[-1][0]:
                    after = answered.is_set()
                    seen.append((after, await recorded_at(other)))

            writing = asyncio.create_task(write())
            began = datetime.now(UTC)
            await one.admin.advance(5 * DAY)
            answered.set()
            await writing
            dates = [date for _, date in seen]
            assert dates == sorted(dates)
            assert all(date - began > timedelta(days=5) for after, date in seen if after)


@pytest.mark.parametrize(
    "environ",
    [
        {"ENVIRONMENT": "production", "JWT_SECRET": SECRET},
        {"STRIPE_API_KEY": "sk_test_1"},
    ],
    ids=["production", "a real provider"],
)
async def test_a_database_that_is_ahead_is_not_served(
    database_url: str, environ: dict[str, str]
) -> None:
    await ahead_by(database_url, 40 * DAY)
    for command in ("serve", "repair --dry-run", "clock show", "key list"):
        done = run_command(*command.split(), DATABASE_URL=database_url, **environ)
        told = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
        assert (done.returncode, len(told)) == (1, 1), done.stderr
        assert "Traceback" not in done.stderr
        assert "the time was moved 40 days ahead" in told[0]
    assert run_command("clock", DATABASE_URL=database_url).returncode == 0


class Wall:
    """The machine's clock, which the test can move."""

    moved = 0.0

    def __call__(self) -> float:
        return time.time() + self.moved


async def test_a_jump_of_the_machine_is_refused_while_the_clock_is_ahead(
    database_url: str,
) -> None:
    wall = Wall()
    async with running_app(database_url, clock=GuardedClock(tolerance=900, wall=wall)) as api:
        await api.admin.advance(40 * DAY)
        alice = api.user()
        assert await readiness(api) == (200, "ok")
        wall.moved = 40 * DAY
        error = await alice.error(RECORD, input=use())
        assert error["extensions"]["code"] == "UNAVAILABLE"
        status, reason = await readiness(api)
        assert status == 503
        assert "jumped by" in reason
        wall.moved = 0
        assert abs(await recorded_at(api) - datetime.now(UTC) - timedelta(days=40)) < TOLERANCE


async def test_a_socket_outlives_the_move_and_its_token_does_not_age(sqlite_url: str) -> None:
    async with served_app(sqlite_url) as api:
        token = api.user(ttl=300).token
        async with websocket(api.address, token) as socket:
            following = await socket.subscribe(LIVE_BALANCE)
            opened = (await socket.next(following))["balance"]
            await api.admin.advance(366 * DAY)
            renewed = (await socket.next(following))["balance"]
            assert at(renewed["nextReset"]) > at(opened["nextReset"]) + timedelta(days=330)
            recorded = await api.bearing(token).record()
            assert (await socket.next(following))["balance"] == recorded["balance"]
