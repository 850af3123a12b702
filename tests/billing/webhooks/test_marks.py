"""Which refusals are one event: the cheap mark of a refusal says the same as its event."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from billing.ledger.caps.cap import CapScope, SpendCap
from billing.ledger.caps.limits import CapUse
from billing.ledger.quota import Quota, QuotaPeriod
from billing.ledger.refusals import CapReached, InsufficientTokens, QuotaExceeded
from billing.webhooks.told import mark_of, told_by_refusal
from tests.support.ledger.factories import NOW, free_model

ACCOUNTS = st.sampled_from(["alice", "bob"])
ENDS = st.sampled_from([NOW, NOW + timedelta(days=1)])
CAPS = st.builds(
    SpendCap,
    st.sampled_from([CapScope.ACCOUNT, CapScope.MODEL]),
    st.sampled_from(["", "paid"]),
    st.sampled_from(QuotaPeriod),
    st.sampled_from([1, 2]),
    ENDS,
    st.integers(0, 2),
)
MODELS = [free_model(name=name, amount=5) for name in ("gift", "other")]


def exceeded(account: str, number: int, used: int, shared: bool, end: datetime) -> QuotaExceeded:
    model = MODELS[number]
    assert model.native_limit is not None
    return QuotaExceeded(Quota(account, model, model.native_limit, used, end, shared=shared))


REFUSALS = st.one_of(
    CAPS.map(lambda cap: CapReached(CapUse(cap, 0))),
    st.builds(exceeded, ACCOUNTS, st.sampled_from([0, 1]), st.integers(0, 5), st.booleans(), ENDS),
    st.just(InsufficientTokens(1, 0, NOW)),
)


@given(st.lists(st.tuples(ACCOUNTS, REFUSALS), min_size=2, max_size=6))
def test_refusals_have_one_mark_as_often_as_they_are_one_event(
    refused: list[tuple[str, object]],
) -> None:
    known = []
    for account, refusal in refused:
        mark, told = mark_of(refusal, account), told_by_refusal(refusal, account, NOW)
        assert (mark is None) is (told is None)
        if told is not None:
            known.append((mark, told.once))
    for (mark, once), (other, second) in product(known, known):
        assert (mark == other) is (once == second)
