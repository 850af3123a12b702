"""Holds, as the API shows them."""

from __future__ import annotations

from datetime import datetime

import strawberry

from billing.catalog.price_book import PriceBook
from billing.catalog.terms import terms_of
from billing.ledger import hold as domain
from schema.catalog import Model
from schema.enums import HoldStatus, Priority, ServiceTier
from schema.ids import item_id
from schema.ledger.history import UsageDetail
from schema.node import Node
from schema.scalars import BigInt, described, reads


@strawberry.type(description="Tokens reserved for a use whose output is not known yet.")
class Hold(Node):
    account_id: strawberry.Private[str]
    hold: strawberry.Private[domain.Hold]
    book: strawberry.Private[PriceBook]

    id: strawberry.ID = reads("Unique.", lambda self: item_id(self.account_id, self.hold.number))
    model: Model = reads(
        "The model it is for.", lambda self: Model.of(self.book.described(self.hold.model))
    )
    tokens: BigInt = reads(
        "Premium tokens that it reserves, or reserved.", lambda self: self.hold.tokens
    )
    quota_tokens: BigInt = reads(
        "The part of a free model's native limit that it reserves, or reserved, in the limit's "
        "unit.",
        lambda self: self.hold.counted,
    )
    input_tokens: BigInt = reads(
        "Input tokens that it covers.", lambda self: self.hold.input_tokens
    )
    max_output_tokens: BigInt = reads(
        "Output tokens that it covers: fewer than requested if it is partial.",
        lambda self: self.hold.max_output_tokens,
    )
    details: list[UsageDetail] = reads(
        "The units beyond the plain counts, as they were announced. A partial hold covers only "
        "`maxOutputTokens` of the output, so the announced parts of the output may be more.",
        lambda self: UsageDetail.all_of(self.hold.terms),
    )
    service_tier: ServiceTier = reads(
        "The announced tier of service.", lambda self: terms_of(self.hold.terms).details.tier
    )
    priority: Priority = reads(
        "The priority of the account's plan.", lambda self: self.hold.priority
    )
    status: HoldStatus = described("Its status.")
    expires_at: datetime = reads(
        "When its tokens are returned if it is not closed before.",
        lambda self: self.hold.expires_at,
    )
