"""A repair replays without a fault, and forged ones do not. As in `test_replay`, the digests of
every forgery are calculated again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from billing.ledger.account import NO_DIGEST
from billing.ledger.entry import Entry, EntryKind, chained
from billing.ledger.grant import Charge, GrantSource
from billing.ledger.posting import Posted
from billing.ledger.repair import repair
from billing.ledger.rules import decide_adjustment
from tests.support.audit.forgetful import Forgetful
from tests.support.ledger.factories import adjustment
from tests.support.ledger.keeper import Keeper
from tests.support.payments.money import NOW, PLANS, PREMIUM

HOUR = timedelta(hours=1)


def repaired() -> Keeper:
    """Make a history.

    Entries: 1 FREE's allowance, 2 use, 3 lapse, 4 PREMIUM, 5 its allowance, 6 use of 400, 7 gift of
    500. With the clock 40 days ahead: 8 and 9 lapses of 5 and 7, 10 FREE, 11 allowance, 12 use of
    1,600, 13 a hold. Repaired: 14 back, 15 release, 16 lapse of 11, 17 the gift, 18 PREMIUM, 19 the
    rest of 5, 20 the charge of 1,600.
    """
    keeper = Keeper()
    keeper.use(input_tokens=100)
    keeper.turn(PREMIUM, until=NOW + timedelta(days=33))
    keeper.use(input_tokens=50)
    given = adjustment(tokens=500, expires_at=NOW + timedelta(days=9))
    made = decide_adjustment(keeper.account, given, NOW)
    assert isinstance(made, Posted)
    keeper.keep([made])
    keeper.wait(40 * 86_400)
    keeper.use(input_tokens=200)
    keeper.place(input_tokens=100)
    keeper.now = NOW + HOUR
    keeper.keep(repair(keeper.account, keeper.entries, keeper.grants, plans=PLANS, now=keeper.now))
    assert len(keeper.entries) == 20
    return keeper


def faults(keeper: Keeper, entries: Sequence[Entry]) -> str:
    """Return the faults of a history with new digests."""
    replay = Forgetful("alice", keeper.grants, opened_at=NOW)
    found, digest = list[str](), NO_DIGEST
    for one in entries:
        entry = chained(one, digest)
        digest = entry.digest
        found += [f"{entry.revision}: {what}" for what in replay.add(entry)]
    account = keeper.account._replace(digest=digest, revision=len(entries))
    found += replay.compare(account, PLANS[account.plan].allowances)
    return "\n".join(found)


def forged(keeper: Keeper, number: int, **changes: Any) -> str:
    entries = [*keeper.entries]
    entries[number - 1] = entries[number - 1]._replace(**changes)
    return faults(keeper, entries)


def without(keeper: Keeper, *numbers: int) -> str:
    """Return the faults if entries are missing and the others have new numbers, balances and
    digests."""
    entries: list[Entry] = []
    for one in keeper.entries:
        if one.revision not in numbers:
            balance = (entries[-1].balance if entries else 0) + one.tokens
            entries.append(one._replace(revision=len(entries) + 1, balance=balance))
    return faults(keeper, entries)


def test_a_repair_is_sound() -> None:
    keeper = repaired()
    assert faults(keeper, keeper.entries) == ""


FORGERIES: list[tuple[int, dict[str, Any], str]] = [
    (12, {"recorded_at": NOW}, "12: was recorded at"),
    (14, {"reason": "goodwill"}, "14: was recorded at"),
    (14, {"idempotency_key": "k"}, "14: was recorded at"),
    (14, {"fingerprint": bytes(16)}, "14: has a fingerprint"),
    (14, {"occurred_at": NOW}, "14: does not begin a repair"),
    (14, {"tokens": 5, "balance": 10_405}, "14: does not begin a repair"),
    (14, {"recorded_at": NOW + timedelta(days=90)}, "14: was recorded at"),
    (15, {"reason": "hold 13 RELEASED"}, "15: does not close a hold"),
    (15, {"occurred_at": NOW}, "15: comes in the middle of a repair"),
    (16, {"recorded_at": NOW + 2 * HOUR}, "16: comes in the middle of a repair"),
    (16, {"tokens": -8_000, "charges": (Charge(11, GrantSource.ALLOWANCE, 8_000),)}, "16: lapses"),
    (17, {"tokens": 499}, "17: gives back 499, but 500 had lapsed"),
    (17, {"tokens": 501}, "17: gives back 501, but 500 had lapsed"),
    (17, {"reason": "the rest of grant 5"}, "17: gives back 500, but 0 had lapsed"),
    (17, {"reason": "spent while the clock was wrong"}, "17: is not part of a repair"),
    (18, {"kind": EntryKind.ALLOWANCE}, "18: comes in the middle of a repair"),
    (19, {"tokens": 29_601}, "19: gives back 29601, but 29600 had lapsed"),
    (19, {"reason": "the rest of grant 11"}, "19: gives back an allowance that was never granted"),
    (20, {"tokens": -1_592}, "20: charges 1592, but 1600 of the allowance was spent"),
    (20, {"reason": "the rest of grant 7"}, "20: is not part of a repair"),
    (20, {"reason": "goodwill"}, "20: 1600 were spent while the clock was wrong"),
    (
        20,
        {
            "charges": (
                Charge(7, GrantSource.ADJUSTMENT, 500),
                Charge(5, GrantSource.ALLOWANCE, 1_100),
            )
        },
        "20: charges 1600",
    ),
]


@pytest.mark.parametrize(("number", "changes", "told"), FORGERIES)
def test_a_forged_repair_is_found(number: int, changes: dict[str, Any], told: str) -> None:
    assert told in forged(repaired(), number, **changes)


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ((14,), "14: was recorded at"),
        ((15,), "holds is"),
        ((16,), "begins the plan again beside an allowance"),
        ((17,), "has not returned the rest of grant 7"),
        ((18, 19, 20), "a repair is not complete"),
        ((19,), "19: charges 1600, but 0 of the allowance was spent"),
        ((20,), "1600 were spent while the clock was wrong, but not charged"),
    ],
)
def test_a_repair_that_lacks_an_entry_is_found(numbers: tuple[int, ...], told: str) -> None:
    assert told in without(repaired(), *numbers)


def test_a_state_that_was_not_repaired_is_found() -> None:
    keeper = repaired()
    use = keeper.account._replace(touched_at=NOW + timedelta(days=40))
    replay = Forgetful("alice", keeper.grants, opened_at=NOW)
    assert [replay.add(entry) for entry in keeper.entries] == [[]] * 20
    told = replay.compare(use, PLANS[PREMIUM].allowances)
    assert [what.partition(" ")[0] for what in told] == ["touched_at"]
