"""The query of any object by its id (Relay).

An id tells what it is of: `pur_…` is a purchase, an account's id with a colon and a number a thing
of that account, and everything else an account. An account may have an id like that of a thing. It
is found first, if the caller may see it.
"""

from __future__ import annotations

from typing import Annotated

import strawberry

from billing.checks import check_text
from billing.ledger.teams.rights import manages
from resolvers.context import Context, Info
from resolvers.teams.account import Account
from schema.ids import item_of
from schema.ledger.balance import Grant
from schema.ledger.history import Usage
from schema.ledger.hold import Hold
from schema.node import Node
from schema.payments.purchases import Purchase
from services.ledger.history import page_of
from services.ledger.holds import holds_of

PURCHASE_MARK = "pur_"

NodeId = Annotated[strawberry.ID, strawberry.argument(description="The `id` of the object.")]


@strawberry.type
class NodeQuery:
    @strawberry.field(
        description="An account, a use, a hold, a grant or a purchase by its id. Null if it does "
        "not exist, or if the caller may not see it. A hold is found while it is open, and while "
        "it is among the last closed ones; a grant while any of it is left."
    )
    async def node(self, info: Info, id: NodeId) -> Node | None:
        context = info.context
        context.require_caller()
        item = item_of(id)
        if item is None:
            check_text("id", id)
        account = await _account(id, context)
        if account is not None:
            return account
        if id.startswith(PURCHASE_MARK):
            return await _purchase(id, context)
        return None if item is None else await _item(*item, context)


async def _account(account_id: str, context: Context) -> Account | None:
    view = await context.view(account_id)
    if view is None:
        return None
    state = await context.account(account_id)
    return Account.of(state, view=view) if state else None


async def _purchase(purchase_id: str, context: Context) -> Purchase | None:
    # Both are read whoever bought it, so that a stranger learns nothing from the time it takes.
    own = await context.own_account()
    found = await context.services.purchases.find(purchase_id)
    if found is None:
        return None
    team = own.membership if own is not None else None
    is_managed = team is not None and team.team == found.account_id and manages(team.role)
    if not is_managed and not context.require_caller().may_read(found.account_id):
        return None
    return Purchase.of(found, context.book)


async def _item(account_id: str, number: int, context: Context) -> Node | None:
    """Return the use, hold or grant with this number; they share one numbering."""
    view = await context.view(account_id)
    state = None if view is None else await context.account(account_id)
    if view is None or state is None:
        return None
    uses = await page_of(account_id, size=1, before=number + 1, uses_only=True, handle=view.handle)
    if uses.items and uses.items[0].revision == number:
        return Usage.of(uses.items[0], context.book)
    for grant in state.grants:
        if grant.number == number:
            return Grant.of(account_id, grant)
    if view.handle is not None:
        return None
    for one in await holds_of(state, None):
        if one.hold.number == number:
            return Hold(account_id=account_id, hold=one.hold, book=context.book, status=one.status)
    return None
