"""Windows that stay open while their plan is not in force replay without a fault; forged ones do
not.

As in `test_replay`, the digests of every forgery are calculated again. Histories of older versions
are correct too.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from billing.catalog.catalog import FREE_PLAN, Allowance, QuotaPeriod
from billing.ledger.account import NO_DIGEST, Account
from billing.ledger.entry import Entry, EntryKind, chained
from billing.ledger.grant import Charge, GrantSource
from billing.ledger.plan_window import ANY_PLAN, PlanTurn, PlanWindow
from billing.ledger.posting import Posted, post_lapse, post_plan
from db.ledger.rows import ACCOUNT_COLUMNS, account_from, account_row
from tests.support.audit.forgetful import Forgetful
from tests.support.ledger.keeper import Keeper
from tests.support.payments.money import FREE_TOKENS, GOLD, NOW, PLANS, PREMIUM

DAY, MONTH = QuotaPeriod.DAY, QuotaPeriod.MONTH


def faults(
    keeper: Keeper, *, account: Account | None = None, entries: list[Entry] | None = None
) -> list[str]:
    """Return the faults of the keeper's history, with new digests, and those of the account."""
    replay = Forgetful("alice", keeper.grants, opened_at=NOW)
    given = account or keeper.account
    found, digest = list[str](), NO_DIGEST
    for one in entries or keeper.entries:
        entry = chained(one, digest)
        digest = entry.digest
        found += [f"{entry.revision}: {what}" for what in replay.add(entry)]
    return found + replay.compare(given._replace(digest=digest), _offered(given.plan))


def _offered(plan: str) -> tuple[Allowance, ...]:
    return PLANS[plan].allowances


def forged(keeper: Keeper, number: int, **changes: Any) -> list[str]:
    """Return the faults if the entry of that revision is changed."""
    entries = [*keeper.entries]
    entries[number - 1] = entries[number - 1]._replace(**changes)
    return faults(keeper, entries=entries)


def there_and_back() -> Keeper:
    """Make a history: 1 allowance, 2 use of 800, 3 lapse, 4 PREMIUM, 5 allowance, 6 lapse, 7 FREE,
    8 the rest."""
    keeper = Keeper()
    keeper.use(input_tokens=100)
    keeper.turn(PREMIUM)
    keeper.turn(FREE_PLAN)
    assert [e.kind.value[0] for e in keeper.entries] == list("AULPALPA")
    return keeper


def test_going_there_and_back_is_sound() -> None:
    assert faults(there_and_back()) == []


FORGERIES: list[tuple[int, dict[str, Any], str]] = [
    (8, {"reason": None}, "8: its grant 8 is missing"),
    (8, {"reason": "the rest of grant 5"}, "8: gives back an allowance of PREMIUM"),
    (8, {"reason": "the rest of grant 9"}, "8: gives back an allowance that was never granted"),
    (8, {"reason": "a gift"}, "8: gives back an allowance that was never granted"),
    (8, {"tokens": 9_201, "balance": 9_201}, "8: gives back 9201, but 9200 had lapsed"),
    (8, {"tokens": 9_199, "balance": 9_199}, "8: gives back 9199, but 9200 had lapsed"),
    (8, {"charges": (Charge(1, GrantSource.ALLOWANCE, 1),)}, "8: should have paid 0 of debt"),
    (8, {"occurred_at": NOW - timedelta(1)}, "8: returns an allowance whose plan did not"),
    (7, {"reason": GOLD}, "8: gives back an allowance of FREE"),
    (7, {"reason": f"{PREMIUM} until 2026-12-01T00:00:00+00:00"}, "plan did not come back"),
]


@pytest.mark.parametrize(("number", "changes", "fault"), FORGERIES)
def test_a_forged_return_is_found(number: int, changes: dict[str, Any], fault: str) -> None:
    assert fault in " | ".join(forged(there_and_back(), number, **changes))


def test_what_returns_twice_is_found() -> None:
    keeper = there_and_back()
    last = keeper.entries[-1]
    again = last._replace(revision=9, balance=last.balance + last.tokens)
    assert "9: gives back 9200, but 0 had lapsed" in faults(
        keeper, entries=[*keeper.entries, again]
    )


def test_what_returns_later_than_its_plan_is_found() -> None:
    keeper = there_and_back()
    *before, last = keeper.entries
    between = last._replace(kind=EntryKind.USAGE, reason=None, tokens=0, balance=0)
    late = last._replace(revision=9)
    found = faults(keeper, entries=[*before, between, late])
    assert any(what.startswith("9: returns an allowance whose plan") for what in found)


def test_what_returns_after_its_window_has_ended_is_found() -> None:
    keeper = Keeper()
    keeper.turn(PREMIUM)
    keeper.turn(FREE_PLAN)
    keeper.wait(86_400)
    keeper.turn(PREMIUM)
    last = keeper.entries[-1]
    assert last.kind is EntryKind.ALLOWANCE
    late = {"reason": "the rest of grant 4", "occurred_at": last.recorded_at}
    found = forged(keeper, last.revision, **late)
    assert f"{last.revision}: gives back an allowance of PREMIUM that lapsed at" in found[0]


def away() -> Keeper:
    """Make an account on PREMIUM; 9,200 tokens of FREE's month will return."""
    keeper = Keeper()
    keeper.use(input_tokens=100)
    keeper.turn(PREMIUM)
    return keeper


def _window(keeper: Keeper) -> PlanWindow:
    [window] = keeper.account.suspended
    assert window.grant is not None
    return window


@pytest.mark.parametrize(
    "change",
    [
        {"end": NOW + timedelta(days=9)},
        {"plan": GOLD},
        {"plan": PREMIUM},
        {"period": DAY},
        {"grant": None},
        {"plan": ANY_PLAN, "end": NOW + timedelta(days=9), "grant": None},
    ],
    ids=str,
)
def test_a_forged_window_is_found(change: dict[str, Any]) -> None:
    keeper = away()
    account = keeper.account._replace(suspended=(_window(keeper)._replace(**change),))
    [found] = faults(keeper, account=account)
    assert found.startswith("suspended is ")


@pytest.mark.parametrize("change", [{"remaining": 9_201}, {"amount": 9}, {"number": 2}], ids=str)
def test_a_forged_rest_is_found(change: dict[str, Any]) -> None:
    keeper = away()
    window = _window(keeper)
    assert window.grant is not None
    window = window._replace(grant=window.grant._replace(**change))
    [found] = faults(keeper, account=keeper.account._replace(suspended=(window,)))
    assert found.startswith("suspended is ")


def test_a_window_that_is_left_out_is_found() -> None:
    keeper = away()
    [found] = faults(keeper, account=keeper.account._replace(suspended=()))
    assert found.startswith("suspended is ")


class TestOlderVersions:
    """Older versions stored the windows of other plans by period only, and returned nothing."""

    @staticmethod
    def turn(keeper: Keeper, plan: str) -> None:
        """Change the plan like these versions."""
        account, posted = keeper.account, list[Posted]()
        for grant in account.grants:
            posted.append(post_lapse(account, grant, now=keeper.now, at=keeper.now))
            account = posted[-1].account
        posted.append(post_plan(account, PlanTurn(plan), now=keeper.now, at=keeper.now))
        keeper.keep(posted)

    @staticmethod
    def state(keeper: Keeper, **windows: Any) -> None:
        """Make the account as read from such a state, with these `renewals` and `suspended`."""
        row = dict(zip(ACCOUNT_COLUMNS, account_row(keeper.account), strict=True))
        given = {
            name: {p: end.isoformat() for p, end in ends.items()} for name, ends in windows.items()
        }
        state = {k: v for k, v in json.loads(row["state"]).items() if k != "plan_windows"} | given
        keeper.account = account_from(row | {"state": json.dumps(state)})

    def test_an_account_that_went_and_came_back_is_sound(self) -> None:
        keeper = Keeper()
        end = keeper.account.next_reset
        self.turn(keeper, PREMIUM)
        self.turn(keeper, FREE_PLAN)
        self.state(keeper, renewals={MONTH: end}, suspended={})
        assert faults(keeper) == []
        keeper.turn(PREMIUM)
        keeper.check()
        keeper.turn(FREE_PLAN)
        keeper.check()
        # Nothing lapsed when the plan ended.
        assert keeper.account.available == 0

    def test_an_account_that_is_away_is_sound_and_gets_no_window_twice(self) -> None:
        keeper = Keeper()
        end = keeper.account.next_reset
        self.turn(keeper, PREMIUM)
        self.state(keeper, renewals={}, suspended={MONTH: end})
        assert keeper.account.suspended == (PlanWindow(ANY_PLAN, MONTH, end),)
        keeper.check()
        keeper.wait()
        keeper.turn(FREE_PLAN)
        keeper.check()
        assert (keeper.account.available, keeper.account.next_reset) == (0, end)
        keeper.turn(GOLD)
        keeper.check()
        assert keeper.account.available == 0
        keeper.turn(FREE_PLAN)
        keeper.wait((end - keeper.now).total_seconds())
        assert keeper.account.available == FREE_TOKENS
        keeper.check()

    def test_what_a_hold_gives_back_to_a_plan_that_is_away_lapses(self) -> None:
        keeper = Keeper()
        end = keeper.account.next_reset
        hold = keeper.place(input_tokens=1_000)
        self.turn(keeper, PREMIUM)
        self.state(keeper, renewals={}, suspended={MONTH: end})
        keeper.wait()
        keeper.release(hold)
        assert keeper.told[-1] == ("LAPSE", -8_000)
        keeper.check()

    def test_a_window_that_another_plan_opened_is_sound(self) -> None:
        keeper = Keeper()
        keeper.turn(GOLD)
        keeper.wait(31 * 86_400)
        end = keeper.account.next_reset
        self.turn(keeper, FREE_PLAN)
        self.state(keeper, renewals={MONTH: end}, suspended={})
        keeper.check()

    def test_a_plan_that_went_on_with_a_window_of_another_is_sound(self) -> None:
        keeper = Keeper()
        end = keeper.account.next_reset
        self.turn(keeper, GOLD)
        self.state(keeper, renewals={MONTH: end}, suspended={})
        assert faults(keeper) == []
        keeper.turn(FREE_PLAN)
        keeper.check()
        assert keeper.account.available == 0
