"""The automatic top-up and the saved cards of an account, for its fields."""

from __future__ import annotations

import strawberry

from billing.ledger.account import Account
from billing.ledger.top_ups.rules import present
from billing.payments.refusals import PaymentUnavailable
from resolvers.context import Context
from schema.goods import Pack
from schema.payments.top_ups import AutoTopUp, PaymentMethod, auto_top_up_of
from services.commit.unavailable import Unavailable
from services.payments.top_ups import SavedCard


async def auto_top_up(account: Account, context: Context) -> AutoTopUp | None:
    """Return the account's top-up, with a link to pay what failed."""
    if account.top_up is None:
        return None
    top_up = present(account.top_up, account.opened_at, context.now())
    pack = context.services.catalog.catalog.packs.get(top_up.pack)
    url = await context.services.top_ups.link(account)
    return auto_top_up_of(top_up, Pack.of(pack) if pack else None, url)


async def payment_methods(account_id: str, context: Context) -> list[PaymentMethod]:
    """Return the account's saved cards. Raises Unavailable without the provider."""
    cards = await context.services.cards.of(account_id)
    if isinstance(cards, PaymentUnavailable):
        raise Unavailable(reason="The payment provider can't be reached.")
    return [card_shown(card) for card in cards]


def card_shown(card: SavedCard) -> PaymentMethod:
    """Return a card as the API shows it."""
    return PaymentMethod(
        id=strawberry.ID(card.id),
        brand=card.brand,
        last4=card.last4,
        exp_month=card.exp_month,
        exp_year=card.exp_year,
    )
