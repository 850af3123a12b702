"""What is in the way of an erasure: processes whose outcome would be lost."""

from __future__ import annotations

from datetime import datetime, timedelta

from billing.ledger.account import Account
from billing.ledger.refusals import AccountNotFound
from billing.payments.open_orders import may_be_paid
from billing.payments.plan_state import PlanPolicy
from billing.payments.purchase import PlanSubscription, Purchase
from billing.privacy.actions import AccountNotErasable
from db.payments.purchases import all_purchases, customer_of, subscriptions_of
from db.privacy.erasure import ErasureJournal


class NotErasable(Exception):
    """The account cannot be erased. Rolls the transaction back."""

    def __init__(self, refusal: AccountNotErasable | AccountNotFound) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


async def locked(
    journal: ErasureJournal, account_id: str, now: datetime
) -> tuple[Account, list[str]]:
    """Return the account, which is locked and has nothing unfinished, and the texts by which the
    provider's events name it. Raises NotErasable."""
    account = await journal.lock()
    if account is None:
        raise NotErasable(AccountNotFound(account_id))
    if any(hold.expires_at > now for hold in account.holds):
        raise NotErasable(AccountNotErasable("A hold is open: settle or release it first."))
    purchases = await all_purchases(account.id)
    concerned = await subscriptions_of([account.id])
    subscriptions = [one for one in concerned if one.account_id == account.id]
    if any(_goes_on(one) and _is_of(one, account.id) for one in concerned):
        raise NotErasable(AccountNotErasable("A subscription is active: cancel it first."))
    started: list[Purchase | PlanSubscription] = [*purchases, *subscriptions]
    if any(may_be_paid(one, now) for one in started):
        raise NotErasable(AccountNotErasable("A recent checkout may still be paid."))
    needles = await _needles(account.id, purchases, subscriptions)
    if await journal.waiting_events(needles):
        raise NotErasable(AccountNotErasable("A payment event has not been handled yet."))
    return account, needles


def _goes_on(one: PlanSubscription) -> bool:
    """Return whether it continues. A subscription without the provider's id is from an older
    system, so no event will end it."""
    return one.external_id is not None and one.goes_on


def _is_of(one: PlanSubscription, account_id: str) -> bool:
    """Return whether the account ordered it, or has or gets its plan."""
    return account_id in {one.account_id, one.next_holder, one.holder(PlanPolicy(timedelta(0)))}


async def _needles(
    account_id: str, purchases: list[Purchase], subscriptions: list[PlanSubscription]
) -> list[str]:
    """Return the identifiers by which the provider's events name this account."""
    names = [
        await customer_of(account_id),
        *(name for one in purchases for name in (one.id, one.session_id, one.payment_intent)),
        *(name for one in subscriptions for name in (one.id, one.session_id, one.external_id)),
        # Events of refunds and disputes name only the payment.
        *(name for one in subscriptions for name in _refunds(one)),
    ]
    return [f'"{name}"' for name in names if name]


def _refunds(one: PlanSubscription) -> list[str]:
    paid = one.facts.invoices.values()
    return [name for facts in paid for name in (*facts.refunds, *facts.disputes)]
