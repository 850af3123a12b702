"""Refunds of packs whose rest a closed team gave to its owner. Billing rules 9 and 13."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from billing.ledger.teams.membership import is_team_id
from billing.ledger.teams.transfer import Lent, lent_of, recall
from billing.payments.packs import Settled
from billing.payments.purchase import Purchase
from db.ledger.history import read_transfers
from db.teams.handles import accounts_of
from services.commit.unavailable import Unavailable
from services.ledger.desk import AccountGone, Desks

ATTEMPTS = 3

Lenders = list[tuple[str, Lent]]
"""Accounts, each with what it got of a team's pack."""


async def lenders(purchase: Purchase) -> Lenders:
    """Return the accounts that got what a closed team had left of the purchase's pack, and what
    they got. An erased one is not among them."""
    if not is_team_id(purchase.account_id) or purchase.grant_number is None:
        return []
    lent = lent_of(await read_transfers(purchase.account_id), purchase.grant_number)
    if not lent:
        return []
    found = await accounts_of(purchase.account_id, {one.handle for one in lent})
    return [(found[one.handle], one) for one in lent if one.handle in found]


async def again_if_closed(account_id: str, apply: Callable[[], Awaitable[None]]) -> None:
    """Apply what concerns a purchase of the account. Again, if its team was closed meanwhile: then
    the owner has to be locked, too. Raises AccountGone and Unavailable."""
    for _ in range(ATTEMPTS):
        try:
            return await apply()
        except AccountGone:
            if not is_team_id(account_id):
                raise
    raise Unavailable


def recall_debt(settled: Settled, before: int, lent: Lenders, opened: Desks) -> None:
    """Let the owners give back what the settled refund made the team owe, above its debt
    `before`, up to what they got of the pack."""
    team = settled.account
    owed, pack = team.debt - before, settled.bought.grant_number or 0
    for owner, one in lent:
        tokens = min(owed, one.tokens)
        if tokens <= 0:
            return
        holder = opened[owner].account
        given, paid = recall(holder, team, one, pack=pack, tokens=tokens, now=opened.now)
        opened.keep([given, paid])
        team, owed = paid.account, owed - tokens
