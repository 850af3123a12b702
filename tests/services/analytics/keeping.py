"""Stores histories of one account in a real database, as if the services had written them."""

from __future__ import annotations

from itertools import count

from billing.catalog.catalog import FREE_PLAN
from billing.ledger.account import open_account
from db.commit.journal import journal
from tests.support.ledger.keeper import Keeper

_numbers = count(1)


async def kept(keeper: Keeper, *, account_id: str | None = None, upto: int | None = None) -> str:
    """Store the history; return the account's name in the database, which is unique unless chosen.

    With `upto`, only the entries up to that revision are stored. Later calls add the rest.
    """
    name = account_id or f"kept-{next(_numbers)}"
    account = keeper.account._replace(id=name, revision=upto or keeper.account.revision)
    async with journal() as ledger:
        opened = open_account(name, plan=FREE_PLAN, now=keeper.account.opened_at)
        await ledger.open([opened])
        known = (await ledger.lock([name]))[name].revision
        new = range(known + 1, account.revision + 1)
        await ledger.write(
            [account],
            [one._replace(account_id=name) for one in keeper.entries if one.revision in new],
            [(name, grant) for number, grant in keeper.grants.items() if number in new],
        )
    return name
