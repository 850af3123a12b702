"""`python -m server inbox`, as an operator runs it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from db.engine.config import database_name
from db.payments.inbox import InboxStatus, close_event, inbox_lag, receive_event
from tests.support.payments.money import FREE_TOKENS, TOKENS, body, event, session_event
from tests.support.payments.shop import inbox, shop, status_of
from tests.support.server.server_process import run_command

Run = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def run(database: str, database_url: str) -> Run:
    """Return a function that gives the exit status, and the lines of both outputs without the name
    of the database."""

    def command(*arguments: str) -> tuple[int, list[str]]:
        done = run_command("inbox", *arguments, DATABASE_URL=database_url)
        told = (done.stderr + done.stdout).replace(
            f" (database: {database_name(database_url)})", ""
        )
        lines = [line for line in told.splitlines() if not line.startswith("database: ")]
        return done.returncode, lines

    return command


ODD = ["show a\udcff", "retry a\udcff", "close a\udcff --reason x", "close evt_1 --reason a\udcff"]


@pytest.mark.parametrize("command", ODD)
def test_what_no_database_stores_is_told_in_a_line(run: Run, command: str) -> None:
    status, lines = run(*command.split())
    assert status == 1
    assert lines[-1].endswith(": must not contain control characters or lone surrogates")


async def test_an_event_that_was_given_up_is_seen_read_and_tried_again(run: Run) -> None:
    async with shop() as store:
        made = await store.bought()
        told = session_event(made)
        await receive_event(
            told["id"], kind=told["type"], payload=body(told).decode(), at=store.clock()
        )
        await close_event(told["id"], InboxStatus.ALERT, "given up after 8 failures: no money")
        status, lines = run("list")
        assert status == 0
        assert lines[-1] == "inbox: 1 events are ALERT or PENDING"
        assert told["id"] in lines[0]
        assert lines[0].endswith("ALERT  given up after 8 failures: no money")

        status, lines = run("show", told["id"])
        assert (status, json.loads(lines[-1])) == (0, told)

        status, lines = run("retry", "--all")
        assert (status, lines) == (
            0,
            [f"{told['id']} is tried again", "inbox: 1 of 1 events"],
        )
        assert (await inbox())[told["id"]][:2] == ("PENDING", 0)
        store.clock.advance(days=3_650)
        await store.webhooks.handle_due()
        assert await status_of(told) == "HANDLED"
        assert [grant.amount for grant in (await store.account()).grants] == [FREE_TOKENS, TOKENS]


async def test_an_operator_closes_what_was_settled_by_hand(run: Run) -> None:
    for name in ("evt_a", "evt_b"):
        told = event("invoice.paid", {}, id=name)
        async with shop() as store:
            await receive_event(
                name, kind="invoice.paid", payload=body(told).decode(), at=store.clock()
            )
    await close_event("evt_a", InboxStatus.ALERT, "another amount")
    status, lines = run("close", "evt_a", "evt_b", "evt_c", "--reason", "paid back")
    assert (status, lines[0], lines[-1]) == (1, "evt_c: nothing to do", "inbox: 2 of 3 events")
    assert {one[0] for one in (await inbox()).values()} == {"HANDLED"}
    assert (await inbox())["evt_a"][2].startswith("closed by cli:")  # type: ignore[union-attr]
    lag = await inbox_lag()
    assert (lag.pending, lag.alerts) == (0, 0)
    # A handled event stays handled.
    assert run("retry", "evt_a")[0] == 1
    assert run("list")[1] == ["inbox: 0 events are ALERT or PENDING"]
    assert len(run("list", "--status", "handled")[1]) == 3


def test_what_can_not_be_done_is_said_in_a_line(run: Run) -> None:
    assert run("show", "evt_no") == (1, ["Error: there is no event 'evt_no'; see `inbox list`"])
    for arguments in (["retry"], ["retry", "evt_1", "--all"]):
        status, lines = run(*arguments)
        assert (status, lines[-1]) == (2, "Error: name the events, or use --all")
