"""Each event of a dispute contains its status, the time of the event, and the money taken."""

from __future__ import annotations

from typing import Any

import pytest

from billing.payments.packs import Dispute, DisputeState
from gateways.payments.events import read_event
from gateways.payments.notices import PaymentNotice
from tests.support.payments.money import NOW, dispute_event, intent_of, purchase

PACK = purchase()
AT = int(NOW.timestamp())
KINDS = ("created", "updated", "closed", "funds_withdrawn", "funds_reinstated")
OPEN, LOST, WON = DisputeState


def told(status: str, *, kind: str = "updated", **changes: Any) -> Dispute:
    notice = read_event(dispute_event(PACK, status, kind=kind, **changes))
    assert isinstance(notice, PaymentNotice)
    assert notice.payment_intent == intent_of(PACK)
    return notice.facts.disputes[f"dp_of_{PACK.id}"]


def moved(*amounts: int) -> dict[str, Any]:
    return {"balance_transactions": [{"amount": amount} for amount in amounts]}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("needs_response", OPEN),
        ("under_review", OPEN),
        ("warning_needs_response", OPEN),
        ("warning_under_review", OPEN),
        ("a status of tomorrow", OPEN),
        ("warning_closed", WON),
        ("prevented", WON),
        ("won", WON),
    ],
)
def test_the_status_counts_whichever_event_tells_it(
    kind: str, status: str, state: DisputeState
) -> None:
    assert told(status, kind=kind, amount=200) == Dispute(200, state, AT)


@pytest.mark.parametrize("kind", KINDS[:-1])
def test_one_that_is_lost_took_all_that_it_is_about(kind: str) -> None:
    assert told("lost", kind=kind, amount=200) == Dispute(200, LOST, AT)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ((-200,), Dispute(200, LOST, AT)),
        ((-200, 200), Dispute(0, WON, AT)),
        # A part of the payment had been refunded before, and that part returns.
        ((-200, 50), Dispute(150, LOST, AT)),
        # The account keeps its money in another currency.
        ((-180, 45), Dispute(150, LOST, AT)),
    ],
)
@pytest.mark.parametrize("status", ["lost", "prevented"])
def test_the_money_that_moved_says_what_was_taken(
    kind: str, moves: tuple[int, ...], expected: Dispute, status: str
) -> None:
    assert told(status, kind=kind, amount=200, **moved(*moves)) == expected


def test_money_that_was_reinstated_is_no_loss_where_nothing_is_listed() -> None:
    assert told("lost", kind="funds_reinstated", amount=200).state is WON
    assert told("under_review", kind="funds_reinstated", amount=200).state is OPEN
