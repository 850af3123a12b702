"""An erased ledger is as consistent as before, and contains nothing personal."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given

from billing.ledger.account import NO_DIGEST
from billing.ledger.entry import Entry
from billing.privacy.erasure import erased_entry, erased_purchase, erased_subscription
from tests.support.audit.forgetful import Forgetful
from tests.support.ledger.histories import Batch, fold, held_histories, histories
from tests.support.payments.money import plan_subscription, purchase

PSEUDONYM = "erased:0"


def erased(entries: Sequence[Entry], expiries: dict[int, object]) -> list[Entry]:
    made: list[Entry] = []
    for entry in entries:
        previous = made[-1].digest if made else NO_DIGEST
        expires_at = expiries.get(entry.revision)
        made.append(
            erased_entry(entry, pseudonym=PSEUDONYM, previous=previous, expires_at=expires_at)  # type: ignore[arg-type]
        )
    return made


def check(history: Sequence[Batch]) -> None:
    folded = fold(history)
    for account in folded.accounts.values():
        entries = [one for one in folded.entries if one.account_id == account.id]
        grants = {grant.number: grant for name, grant in folded.grants if name == account.id}
        expiries: dict[int, object] = {n: grant.expires_at for n, grant in grants.items()}
        made = erased(entries, expiries)
        replay = Forgetful(PSEUDONYM, grants, opened_at=account.opened_at)
        assert [fault for entry in made for fault in replay.add(entry)] == []
        digest = made[-1].digest if made else NO_DIGEST
        moved = account._replace(id=PSEUDONYM, digest=digest)
        assert replay.account(moved) == moved
        assert [one.tokens for one in made] == [one.tokens for one in entries]
        keys = [one.idempotency_key for one in made if one.idempotency_key]
        assert len(keys) == len(set(keys))
        assert all(one.use is None or one.use.metadata is None for one in made)


@given(histories(accounts=["alice", "bob"]))
def test_any_erased_history_replays_to_the_same_account(history: Sequence[Batch]) -> None:
    check(history)


@given(held_histories(accounts=["alice", "bob"]))
def test_so_does_any_with_holds(history: Sequence[Batch]) -> None:
    check(history)


def test_a_purchase_and_a_subscription_keep_sums_and_payments_alone() -> None:
    bought = purchase(checkout_url="https://pay.test/alice", idempotency_key="alice")
    left = erased_purchase(bought, PSEUDONYM)
    assert (left.id, left.amount, left.payment_intent) == (
        bought.id,
        bought.amount,
        bought.payment_intent,
    )
    assert "alice" not in repr(left)
    subscribed = plan_subscription(checkout_url="https://pay.test/alice", idempotency_key="alice")
    assert "alice" not in repr(erased_subscription(subscribed, "alice", PSEUDONYM))
