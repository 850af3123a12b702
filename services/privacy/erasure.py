"""Erases accounts: the ledger stays and balances, but no longer identifies a person.

One transaction, under the account's lock, moves the ledger to a random pseudonym that is never
stored together with the old id. A later caller with the old id finds no account, and may open a new
one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from time import perf_counter
from uuid import uuid4

from billing.ledger.account import NO_DIGEST, Account
from billing.ledger.entry import Entry
from billing.ledger.refusals import AccountNotFound
from billing.ledger.teams.membership import is_team_id
from billing.payments.open_orders import may_be_paid
from billing.payments.plan_state import PlanPolicy
from billing.payments.purchase import PlanSubscription, Purchase
from billing.privacy.actions import AccountNotErasable, AdminAction, AdminActionKind, action_id
from billing.privacy.erasure import (
    erased_entry,
    erased_purchase,
    erased_subscription,
)
from billing.reserved import PSEUDONYM_MARK
from db.commit.journal import read_accounts, read_revisions
from db.payments.purchases import (
    PURCHASES,
    SUBSCRIPTIONS,
    all_purchases,
    customer_of,
    subscriptions_of,
)
from db.privacy.actions import actions_of, add_action, find_action, replace_actions
from db.privacy.erasure import ErasureJournal, erasing
from services.clock.movable import confirm
from services.commit.changed import Publish

ENTRIES_A_CHUNK = 100
"""A few milliseconds of work. Then others are served, for as long as it took."""
OUTCOME = "AccountErased"


@dataclass(frozen=True, slots=True)
class Erased:
    """An erased account: `pseudonym` is its new id, `entries` the size of its ledger."""

    pseudonym: str
    entries: int
    replayed: bool


ErasureOutcome = Erased | AccountNotErasable | AccountNotFound


class _Refused(Exception):
    """Rolls the transaction back."""

    def __init__(self, refusal: AccountNotErasable | AccountNotFound) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


Depart = Callable[[str], Awaitable[str | None]]
"""Ends an account's membership in a team. Returns why that is not possible, or None."""


async def _no_teams(account_id: str) -> str | None:
    return f"The account {account_id!r} is in a team, which it must leave first."


class _Checked(Exception):
    """Rolls back a transaction that only looked."""


class Erasures:
    """One per process. `forget` removes the account from this process's memory; `publish` tells
    other processes. `depart` makes an account leave its team first."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        publish: Publish,
        forget: Callable[[str], object] = lambda _: None,
        depart: Depart = _no_teams,
    ) -> None:
        self._clock = clock
        self._depart = depart
        self._publish = publish
        self._forget = forget

    async def erase(self, account_id: str, *, actor: str, key: str | None = None) -> ErasureOutcome:
        """Erase the account. A repeat with the same `key` returns the first result.

        Refused while a subscription continues, a checkout may be paid, a payment event waits or a
        hold is open: their outcome would be lost. A member leaves its team; the owner of a team is
        refused, and so is the account of a team. Raises the database's errors; then nothing has
        happened.
        """
        await confirm(self._clock)
        request = action_id("erase", account_id, uuid4().hex if key is None else key)
        if first := await _first_answer(request):
            return first
        pseudonym = f"{PSEUDONYM_MARK}{token_hex(16)}"
        try:
            await self._leave_team(account_id, pseudonym)
            account = await self._move(account_id, pseudonym, actor, request)
        except _Refused as refused:
            # Another process or task may have carried out the same request meanwhile.
            return await _first_answer(request) or refused.refusal
        self._forget(account_id)
        # Above every revision that a listener has seen, so that all listeners read again.
        self._publish([(pseudonym, account.revision), (account_id, account.revision + 1)])
        return Erased(pseudonym, account.revision, replayed=False)

    async def _leave_team(self, account_id: str, pseudonym: str) -> None:
        """End the account's membership, if nothing else is in the way of the erasure."""
        if is_team_id(account_id):
            raise _Refused(AccountNotErasable("It is the account of a team: its owner closes it."))
        account = (await read_accounts([account_id])).get(account_id)
        if account is None or account.membership is None:
            return
        with suppress(_Checked):
            async with erasing(account_id, pseudonym) as journal:
                await self._locked(journal, account_id)
                raise _Checked
        if (reason := await self._depart(account_id)) is not None:
            raise _Refused(AccountNotErasable(reason))

    async def _locked(self, journal: ErasureJournal, account_id: str) -> Account:
        """Return the account, which is locked and has nothing unfinished."""
        account = await journal.lock()
        if account is None:
            raise _Refused(AccountNotFound(account_id))
        await self._refuse_unfinished(journal, account)
        return account

    async def _move(self, account_id: str, pseudonym: str, actor: str, request: str) -> Account:
        if account_id not in await read_accounts([account_id]):
            raise _Refused(AccountNotFound(account_id))
        async with erasing(account_id, pseudonym) as journal:
            # Nearly all of the ledger is copied before the account is locked. Not all: while the
            # account is used, there is always another entry.
            copied = (0, NO_DIGEST)
            while (revision := await _revision(account_id)) - copied[0] > ENTRIES_A_CHUNK:
                copied = await _copy(journal, pseudonym, copied, revision)
            account = await self._locked(journal, account_id)
            if account.membership is not None:
                raise _Refused(AccountNotErasable("It has just joined a team."))
            _, digest = await _copy(journal, pseudonym, copied, account.revision)
            await _erase_payments(account_id, pseudonym)
            await replace_actions(
                [_erased_action(one, pseudonym) for one in await actions_of(account_id)],
                account_id,
            )
            await journal.rename(digest)
            await self._write_down(account, pseudonym, actor, request)
        return account

    async def _refuse_unfinished(self, journal: ErasureJournal, account: Account) -> None:
        now = self._clock()
        if any(hold.expires_at > now for hold in account.holds):
            raise _Refused(AccountNotErasable("A hold is open: settle or release it first."))
        purchases = await all_purchases(account.id)
        concerned = await subscriptions_of([account.id])
        subscriptions = [one for one in concerned if one.account_id == account.id]
        if any(_goes_on(one) and _is_of(one, account.id) for one in concerned):
            raise _Refused(AccountNotErasable("A subscription is active: cancel it first."))
        started: list[Purchase | PlanSubscription] = [*purchases, *subscriptions]
        if any(may_be_paid(one, now) for one in started):
            raise _Refused(AccountNotErasable("A recent checkout may still be paid."))
        needles = await _needles(account.id, purchases, subscriptions)
        if await journal.waiting_events(needles):
            raise _Refused(AccountNotErasable("A payment event has not been handled yet."))
        await journal.blank_events(needles)

    async def _write_down(self, account: Account, pseudonym: str, actor: str, request: str) -> None:
        details = {"entries": account.revision}
        kind = AdminActionKind.ERASE_ACCOUNT
        # If the holder is an administrator too, the name must not stand beside the pseudonym.
        by = pseudonym if actor == account.id else actor
        at = self._clock()
        await add_action(AdminAction(request, at, by, kind, pseudonym, request, OUTCOME, details))


async def _first_answer(request: str) -> Erased | None:
    """Return the earlier result of the request, or None."""
    first = await find_action(request)
    if first is None:
        return None
    return Erased(first.account_id or "", int(first.details["entries"]), replayed=True)


async def _revision(account_id: str) -> int:
    """Return the present revision; 0 if another process has just erased the account."""
    return dict(await read_revisions([account_id])).get(account_id, 0)


async def _copy(
    journal: ErasureJournal, pseudonym: str, reached: tuple[int, bytes], upto: int
) -> tuple[int, bytes]:
    """Copy the entries after a revision, up to another one; return that and its new digest. A gap,
    which only damage can make, does not end it: what is not copied would be lost."""
    revision, digest = reached
    while revision < upto:
        started = perf_counter()
        last = min(revision + ENTRIES_A_CHUNK, upto)
        expiries = await journal.expiries(first=revision + 1, last=last)
        made: list[Entry] = []
        for entry in await journal.entries(after=revision, limit=last - revision):
            expires_at = expiries.get(entry.revision)
            made.append(
                erased_entry(entry, pseudonym=pseudonym, previous=digest, expires_at=expires_at)
            )
            digest = made[-1].digest
        if made:
            await journal.add_entries(made)
        revision = last
        # Nobody could be served who needs the database.
        rest = 0 if journal.locks_everything else perf_counter() - started
        await asyncio.sleep(rest)
    return revision, digest


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


async def _erase_payments(account_id: str, pseudonym: str) -> None:
    for purchase in await all_purchases(account_id):
        await PURCHASES.save(erased_purchase(purchase, pseudonym))
    for one in await subscriptions_of([account_id]):
        await SUBSCRIPTIONS.save(erased_subscription(one, account_id, pseudonym))


def _erased_action(action: AdminAction, pseudonym: str) -> AdminAction:
    """Return the action without its texts and under a new id: the old one was made from the
    account's id."""
    actor = pseudonym if action.actor == action.account_id else action.actor
    kept = {name: v for name, v in action.details.items() if isinstance(v, int | None)}
    request = action_id(action.request, pseudonym)
    return action._replace(
        id=uuid4().hex, actor=actor, account_id=pseudonym, request=request, details=kept
    )
