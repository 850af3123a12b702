"""Packs and debts of teams that are closed: what their owners got of them. Billing rule 13.

The caller of `settle_purchase` and `owed_by_owner` has locked the accounts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from billing.ledger.account import Account
from billing.ledger.entry import Entry
from billing.ledger.teams.membership import is_team_id
from billing.ledger.teams.transfer import Taken, given
from billing.payments.packs import Bought, Settled, settle
from billing.payments.passed_on import settle_passed_on
from billing.payments.purchase import Purchase
from db.commit.journal import read_accounts
from db.teams.handles import accounts_of
from db.teams.transfers import debt_after_closing, taken_back, transfers_of
from services.ledger.desk import Desks


class Heir(NamedTuple):
    """Who gets the tokens of an account: itself, or the owner of a closed team; None if nobody
    does, because that account was erased."""

    account_id: str | None
    closed: bool = False


async def heir_of(account_id: str) -> Heir:
    """Return who gets the tokens of the account."""
    if not is_team_id(account_id):
        return Heir(account_id)
    account = (await read_accounts([account_id])).get(account_id)
    team = account and account.team
    if team is None or not team.closed:
        return Heir(account_id)
    owner = team.owner
    return Heir((await accounts_of(account_id, [owner])).get(owner), closed=True)


def is_present(heir: Heir, account: Account) -> bool:
    """Return whether the heir is that of the account, now that it is locked."""
    return heir.closed == (account.team is not None and account.team.closed)


async def settle_purchase(purchase: Purchase, heir: Heir, opened: Desks) -> Settled:
    """Post what the facts of the purchase require, in the ledgers of its account and the heir."""
    account = opened[purchase.account_id].account
    owner = opened.find(heir.account_id)
    if not heir.closed or owner is None:
        settled = settle(account, purchase.bought, purchase.facts, opened.now)
    else:
        settled = settle_passed_on(
            account,
            owner.account,
            purchase.bought,
            await _parts(account.id, owner.account.id, purchase.bought),
            facts=purchase.facts,
            now=opened.now,
        )
    opened.keep(settled.posted)
    return settled


async def _parts(team_id: str, owner_id: str, bought: Bought) -> list[Bought]:
    """Return the grants that the owner got of a team's pack."""
    parts = []
    for entry in await transfers_of(team_id):
        part = _part(team_id, entry)
        if part is not None and entry.charges[0].number == bought.grant_number:
            parts.append(part)
    back = await taken_back(owner_id, [part.purchase_id for part in parts])
    return [replace(part, reversed_tokens=back[part.purchase_id]) for part in parts]


def _part(team_id: str, entry: Entry) -> Bought | None:
    """Return the grant that the owner got by a transfer; None for the transfer of a debt."""
    link = given(entry.reason)
    if link is None:
        return None
    [charge] = entry.charges
    took = Taken(team_id, entry.revision, charge.number, charge.source).encode()
    return Bought(took, entry.cost, 0, link.entry, entry.recorded_at)


async def owed_by_owner(team: Account, owner_id: str) -> int:
    """Return the part of a closed team's debt that its owner has to pay: what holds that settled
    after closing have cost more than there was. Their tokens had come back before and went to the
    owner, who owes at most what it got and still has to give. Earlier debt stays with the team."""
    if not team.debt:
        return 0
    moved = await transfers_of(team.id)
    parts = [part for part in (_part(team.id, entry) for entry in moved) if part is not None]
    back = await taken_back(owner_id, [part.purchase_id for part in parts])
    paid = sum(entry.tokens for entry in moved if entry.tokens > 0)
    got = sum(part.tokens for part in parts) - back.total() - paid
    late = await debt_after_closing(team.id) - paid
    return max(min(team.debt, got, late), 0)
