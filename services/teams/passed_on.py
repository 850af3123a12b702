"""Packs of teams that are closed: what their owners got of them. Billing rule 13.

The caller of `settle_purchase` has locked the accounts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from billing.ledger.account import Account
from billing.ledger.teams.membership import is_team_id
from billing.ledger.teams.transfer import Taken, given
from billing.payments.packs import Bought, Settled, settle
from billing.payments.passed_on import settle_passed_on
from billing.payments.purchase import Purchase
from db.commit.journal import read_accounts
from db.teams.handles import accounts_of
from db.teams.transfers import taken_back, transfers_of
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
        link = given(entry.reason)
        [charge] = entry.charges
        if link is not None and charge.number == bought.grant_number:
            took = Taken(team_id, entry.revision, charge.number, charge.source).encode()
            part = Bought(took, entry.cost, 0, link.entry, entry.recorded_at)
            parts.append(part)
    back = await taken_back(owner_id, [part.purchase_id for part in parts])
    return [replace(part, reversed_tokens=back[part.purchase_id]) for part in parts]
