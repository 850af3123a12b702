"""The client of Yumi Billing: the whole API, typed, and metered calls of models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yumi_billing._generated.objects import (
    AccountNotFound,
    CapReached,
    HoldClosed,
    HoldNotFound,
    IdempotencyConflict,
    InsufficientTokens,
    ModelNotAllowed,
    ModelNotFound,
    QuotaExceeded,
)
from yumi_billing._metering.settlements import Settlement, Unmetered, Unsettled
from yumi_billing._version import VERSION as __version__
from yumi_billing._writing import UNSET
from yumi_billing.client import Billing
from yumi_billing.errors import (
    ApiError,
    BadInput,
    BillingError,
    ConnectionFailed,
    Forbidden,
    InternalError,
    LimitExceeded,
    NotFound,
    RateLimited,
    Refused,
    Unauthenticated,
    Unavailable,
)

if TYPE_CHECKING:
    from yumi_billing.async_client import AsyncBilling

__all__ = [
    "UNSET",
    "AccountNotFound",
    "ApiError",
    "AsyncBilling",
    "BadInput",
    "Billing",
    "BillingError",
    "CapReached",
    "ConnectionFailed",
    "Forbidden",
    "HoldClosed",
    "HoldNotFound",
    "IdempotencyConflict",
    "InsufficientTokens",
    "InternalError",
    "LimitExceeded",
    "ModelNotAllowed",
    "ModelNotFound",
    "NotFound",
    "QuotaExceeded",
    "RateLimited",
    "Refused",
    "Settlement",
    "Unauthenticated",
    "Unavailable",
    "Unmetered",
    "Unsettled",
    "__version__",
]


def __getattr__(name: str) -> Any:
    # aiohttp takes a quarter of a second to import, and only one of the clients needs it.
    if name == "AsyncBilling":
        from yumi_billing.async_client import AsyncBilling

        return AsyncBilling
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
