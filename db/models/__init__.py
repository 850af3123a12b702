"""The billing tables, as Tortoise models.

CHECK constraints, composite primary keys, the hot path's unique constraint and the append-only
triggers cannot be expressed here (aerich ignores `Meta.constraints`). The first migration writes
them, and `tests/db/test_constraints.py` proves that they exist on both databases.

Every table of the hot path has `account_id` first in its key, so that it can be distributed by it.
JSON is stored as text: PostgreSQL's jsonb would reorder keys and reformat numbers, and the ledger's
digests cover the exact text.
"""

from __future__ import annotations

from db.models.analytics import (
    ActiveMonth,
    CohortMonth,
    EventDay,
    Rolled,
    Sweep,
    TokenDay,
    UnitBlock,
    UnitDay,
    UsageBlock,
    UsageDay,
)
from db.models.audit import Anchor
from db.models.discounts import DiscountCode, ProgrammeChange
from db.models.insights import SuggestionShown
from db.models.ledger import Account, Entry, TokenGrant
from db.models.operations import (
    AdminAction,
    ApiKey,
    CatalogVersion,
    Erasing,
    Erasure,
    ImportProgress,
    PastUse,
    PoolLease,
    PoolWindow,
    ServiceClock,
    WriteProbe,
)
from db.models.payments import (
    InboxEvent,
    MoneyEntry,
    PaymentCustomer,
    PlanChange,
    PlanSubscription,
    PlanTaker,
    Purchase,
)
from db.models.teams import Team, TeamHandle, TeamInvitation, TeamRequest
from db.models.webhooks import WebhookDelivery, WebhookEndpoint

__all__ = [
    "Account",
    "ActiveMonth",
    "AdminAction",
    "Anchor",
    "ApiKey",
    "CatalogVersion",
    "CohortMonth",
    "DiscountCode",
    "Entry",
    "Erasing",
    "Erasure",
    "EventDay",
    "ImportProgress",
    "InboxEvent",
    "MoneyEntry",
    "PastUse",
    "PaymentCustomer",
    "PlanChange",
    "PlanSubscription",
    "PlanTaker",
    "PoolLease",
    "PoolWindow",
    "ProgrammeChange",
    "Purchase",
    "Rolled",
    "ServiceClock",
    "SuggestionShown",
    "Sweep",
    "Team",
    "TeamHandle",
    "TeamInvitation",
    "TeamRequest",
    "TokenDay",
    "TokenGrant",
    "UnitBlock",
    "UnitDay",
    "UsageBlock",
    "UsageDay",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WriteProbe",
]
