"""Which refusals are one event: the cheap mark of a refusal says the same as its event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product

from billing.ledger.caps.cap import CapScope, SpendCap
from billing.ledger.caps.limits import CapUse
from billing.ledger.quota import Quota, QuotaPeriod
from billing.ledger.refusals import CapReached, InsufficientTokens, QuotaExceeded
from billing.webhooks.told import mark_of, told_by_refusal
from tests.support.ledger.factories import NOW, free_model

ENDS = (NOW, NOW + timedelta(days=1))


def exceeded(name: str, used: int, end: datetime, *, shared: bool = False) -> QuotaExceeded:
    model = free_model(name=name, amount=5)
    assert model.native_limit is not None
    return QuotaExceeded(Quota("alice", model, model.native_limit, used, end, shared=shared))


def refusals() -> Iterator[object]:
    """Yield refusals that differ in one part or more."""
    scopes = (CapScope.ACCOUNT, CapScope.MODEL)
    for parts in product(scopes, ("", "paid"), QuotaPeriod, (1, 2), ENDS, (0, 1)):
        yield CapReached(CapUse(SpendCap(*parts), 0))
    for name, used, end in product(("gift", "other"), (4, 5), ENDS):
        yield exceeded(name, used, end)
        yield exceeded(name, used, end, shared=True)
    yield InsufficientTokens(1, 0, NOW)


def test_refusals_have_one_mark_if_they_are_one_event() -> None:
    known = []
    for account, refusal in product(("alice", "bob"), refusals()):
        mark, told = mark_of(refusal, account), told_by_refusal(refusal, account, NOW)
        assert (mark is None) is (told is None)
        if told is not None:
            known.append((mark, told.once))
    for (mark, once), (other, second) in product(known, known):
        assert (mark == other) is (once == second)
