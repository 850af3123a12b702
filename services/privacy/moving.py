"""Moves the ledger of an account to its pseudonym: the steps of an erasure inside a transaction."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from billing.ledger.account import Account
from billing.ledger.entry import Entry
from billing.privacy.actions import AdminAction, AdminActionKind, action_id
from billing.privacy.erasure import erased_entry, erased_purchase, erased_subscription
from db.payments.purchases import PURCHASES, SUBSCRIPTIONS, all_purchases, subscriptions_of
from db.privacy.actions import actions_of, add_action, replace_actions
from db.privacy.erasure import ErasureJournal

ENTRIES_A_CHUNK = 100
"""The entries that are read, changed and written at once: a few milliseconds of work."""
OUTCOME = "AccountErased"


class Renaming(NamedTuple):
    """A request for an erasure, with the pseudonym that the account gets."""

    account_id: str
    pseudonym: str
    request: str
    actor: str


class Copied(NamedTuple):
    """How far a ledger is copied: the revision, and the digest of the copies' chain."""

    revision: int
    digest: bytes


async def copy(journal: ErasureJournal, pseudonym: str, copied: Copied, upto: int) -> Copied:
    """Copy the entries and grants after a revision, up to another one. A gap, which only damage can
    make, does not end it: what is not copied would be lost."""
    revision, digest = copied
    await journal.add_grants(after=revision, upto=upto)
    while revision < upto:
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
    return Copied(revision, digest)


async def give_pseudonym(
    journal: ErasureJournal, account: Account, asked: Renaming, copied: Copied, now: datetime
) -> None:
    """Copy the rest of the ledger of a locked account, and rename everything else. The log says who
    asked for it."""
    done = await copy(journal, asked.pseudonym, copied, account.revision)
    await _erase_payments(account.id, asked.pseudonym)
    actions = await actions_of(account.id)
    await replace_actions([_erased_action(one, asked.pseudonym) for one in actions], account.id)
    await journal.rename(done.digest)
    # If the holder is an administrator too, the name must not stand beside the pseudonym.
    actor = asked.pseudonym if asked.actor == account.id else asked.actor
    kind, details = AdminActionKind.ERASE_ACCOUNT, {"entries": account.revision}
    request = asked.request
    await add_action(
        AdminAction(request, now, actor, kind, asked.pseudonym, request, OUTCOME, details)
    )


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
