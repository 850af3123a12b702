"""Every change of an automatic top-up is found: of its entries, of the state, and a need that is
missing or needless."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from billing.ledger.commands import Touch
from billing.ledger.entry import EntryKind
from billing.ledger.top_ups.commands import RemoveAutoTopUp, SetAutoTopUp
from billing.ledger.top_ups.rules import decide_top_up, ended, needed
from services.ledger.desk import desks
from tests.services.audit.test_audit_holds import missed
from tests.support.audit.histories import History
from tests.support.audit.histories import faults as history_faults
from tests.support.audit.tampering import Ledger, account, entry, faults, open_ledger, rows
from tests.support.ledger.factories import NOW, adjustment, book, use

ASKED = SetAutoTopUp("alice", pack="starter", below=9_500, max_per_month=2)
SET, NEEDED, PAID, AGAIN, FAILED, REMOVED, LAST = 2, 4, 6, 7, 8, 11, 13


async def end(ledger: Ledger, need: int, failure: str | None) -> None:
    """End a need, as a receipt or a declined card does."""
    async with desks(
        {"alice"}, plans=book().plans, clock=ledger.clock, publish=lambda _: None
    ) as opened:
        desk = opened["alice"]
        made = ended(desk.account, need, desk.now, failure=failure)
        assert made is not None
        desk.keep([made])


@pytest.fixture
async def ledger(database: str) -> Ledger:
    """Make a history: 3 is a use, 5 are the tokens of a pack, and all others are of a top-up."""
    ledger = await open_ledger()
    await ledger.do(Touch("alice", may_open=True), ASKED, use(input_tokens=100))
    await ledger.do(adjustment(tokens=100))
    await end(ledger, NEEDED, None)
    await end(ledger, AGAIN, "card_declined")
    await ledger.do(replace(ASKED, max_per_month=3), RemoveAutoTopUp("alice"), ASKED)
    return ledger


async def test_a_history_of_a_top_up_is_sound(ledger: Ledger) -> None:
    told = [row["reason"] for row in await rows("entry", "account_id = 'alice'")]
    assert told[1:4] + told[5:] == [
        "SET below 9500 at most 2 starter",
        None,
        "NEEDED",
        "PAID 4",
        "NEEDED",
        "FAILED 7 card_declined",
        "SET below 9500 at most 3 starter",
        "NEEDED",
        "REMOVED",
        "SET below 9500 at most 2 starter",
        "NEEDED",
    ]
    assert await faults() == []
    ledger.clock.advance(days=40)
    await ledger.do(use(input_tokens=1))
    assert await faults() == []


async def test_a_change_of_any_column_is_found(ledger: Ledger) -> None:
    numbers = (SET, NEEDED, PAID, FAILED, REMOVED, LAST)
    other_kinds = [k.value for k in EntryKind if k.value not in {"TOP_UP", "USAGE"}]
    texts = (None, "", "NEEDED 4", "PAID 5", "FAILED 7", "SET below 1 at most 2 starter")
    later = NOW + timedelta(days=1)
    tried = [
        *(one for n in numbers for one in entry(n, "kind", *other_kinds)),
        *(one for n in numbers for one in entry(n, "tokens", -1, 1)),
        *(one for n in numbers for one in entry(n, "charges", '[[1,"ALLOWANCE",1]]', "{")),
        *(one for n in numbers for one in entry(n, "reason", *texts)),
        *(one for n in numbers for one in entry(n, "idempotency_key", "key")),
        *(one for n in numbers for one in entry(n, "occurred_at", later)),
        *(one for n in numbers for one in entry(n, "recorded_at", later)),
        *(one for n in numbers for one in entry(n, "digest", bytes(16))),
    ]
    assert await missed(tried) == []


async def test_a_change_of_any_part_of_the_states_top_up_is_found(ledger: Ledger) -> None:
    (row,) = await rows("account", "id = 'alice'")
    text = str(row["state"])
    start = text.index('"top_up":')
    top_up = text[start:]
    changes = [
        ('"starter"', '"large"'),
        (",9500,", ",9501,"),
        (",2,", ",3,"),
        ("2026-12-23", "2026-12-24"),
        (f",{LAST},", ",0,"),
        ("null", '"card_declined"'),
    ]
    assert all(old in top_up for old, _ in changes), top_up
    tried: list[Any] = [text[:start] + top_up.replace(old, new, 1) for old, new in changes]
    assert await missed(account("state", *tried)) == []


def stories() -> History:
    """Make a history with a top-up, and a use after which too few tokens are left."""
    history = History()
    history.post(lambda account, now: decide_top_up(account, ASKED, now))
    history.do(use(input_tokens=100))
    return history


def need(history: History, **forged: Any) -> None:
    """Open a need, as if the top-up were `forged`."""
    known = history.account.top_up
    assert known is not None
    history.account = history.account._replace(top_up=known._replace(**forged))
    history.post(needed)


def close(history: History, number: int, failure: str | None = None) -> None:
    history.post(lambda account, now: ended(account, number, now, failure=failure))


def twice(history: History) -> None:
    need(history)
    need(history, need=0)


def after_a_failure(history: History) -> None:
    need(history)
    close(history, 4, "card_declined")
    need(history, failure=None)


def too_often(history: History) -> None:
    for number in (4, 6):
        need(history)
        close(history, number)
    need(history, used=0)


def too_early(history: History) -> None:
    """A need of the next month, a second before it begins."""
    for number in (4, 6):
        need(history)
        close(history, number)
    ends = history.account.top_up.ends_at
    history.now = ends - timedelta(seconds=1)
    need(history, ends_at=history.now)


def with_enough(history: History) -> None:
    history.do(adjustment(tokens=300))
    need(history, below=9_501)


class TestAForgedHistory:
    """The digests fit, and the state is what the entries make: only the meaning is wrong."""

    def test_a_missing_need_is_told(self) -> None:
        history = stories()
        history.now += timedelta(days=1)
        history.do(adjustment(tokens=1))
        told = history_faults(history)
        assert told
        assert all(
            one.endswith("leave too few tokens, but opened no need of a top-up") for one in told
        )

    @pytest.mark.parametrize("forge", [twice, after_a_failure, too_often, too_early, with_enough])
    def test_a_needless_need_is_told(self, forge: Callable[[History], None]) -> None:
        history = stories()
        forge(history)
        number = len(history.entries)
        told = [one for one in history_faults(history) if one.startswith(f"{number}: ")]
        assert told[0].startswith(f"{number}: opens a need that there is not, with ")

    def test_a_new_month_allows_another_need_from_its_first_instant(self) -> None:
        history = stories()
        for number in (4, 6):
            need(history)
            close(history, number)
        assert history_faults(history) == []
        history.now = history.account.top_up.ends_at
        history.touch()
        history.do(use(input_tokens=100))
        need(history)
        assert history_faults(history) == []

    def test_an_end_of_another_need_is_told(self) -> None:
        history = stories()
        need(history)
        history.account = history.account._replace(top_up=history.account.top_up._replace(need=3))
        close(history, 3)
        assert "5: ends need 3, but 4 is open" in history_faults(history)

    @pytest.mark.parametrize("word", ["PAID 0", "FAILED 0 card_declined"])
    def test_an_end_of_no_need_is_told(self, word: str) -> None:
        history = stories()
        need(history)
        close(history, 4)
        history.forge(4, reason=word)
        assert "4: ends need 0, but 0 is open" in history_faults(history)

    @pytest.mark.parametrize("change", [{"tokens": 1}, {"idempotency_key": "k"}])
    def test_more_than_news_of_the_top_up_is_told(self, change: dict[str, Any]) -> None:
        history = stories()
        need(history)
        history.forge(4, **change)
        assert any("but is about a top-up" in one for one in history_faults(history))

    def test_news_without_a_top_up_are_told(self) -> None:
        history = stories()
        need(history)
        history.forge(2, reason="REMOVED")
        told = history_faults(history)
        assert "2: is about a top-up, but none is set" in told
        assert "4: is about a top-up, but none is set" in told
