"""Inputs that are given in lists or inside others.

Generated from schema/schema.graphql by `make sdk`. Do not edit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from yumi_billing._generated.enums import QuotaPeriod, ServiceTier, UsageUnit
from yumi_billing._reading import Json
from yumi_billing._writing import Input, new_key


@dataclass(slots=True, kw_only=True)
class RecordUsageInput(Input):
    """One use of a model."""

    model: str
    """The model's name in the catalog."""
    input_tokens: int
    """All input tokens, cached included."""
    output_tokens: int
    """Output tokens."""
    account_id: str | None = None
    """The account that used it. Default: the caller's own."""
    cached_input_tokens: int | None = None
    """Input tokens that the provider had cached."""
    idempotency_key: str = field(default_factory=new_key)
    """1 to 255 characters, unique per account: makes the request safe to repeat."""
    occurred_at: datetime | None = None
    """When the use happened, for reports: at most 35 days ago, at most 5 minutes ahead.
    Default: now.
    """
    metadata: Json | None = None
    """Metadata to store with the use, up to 16 KiB."""
    details: Sequence[UsageDetailInput] | None = None
    """Units beyond the plain counts, each at most once. Parts are included in `inputTokens` or
    in the output tokens, and are together at most their whole.
    """
    service_tier: ServiceTier | None = None
    """The provider's tier of service."""

    def _names(self) -> dict[str, str]:
        return {
            "account_id": "accountId",
            "model": "model",
            "input_tokens": "inputTokens",
            "output_tokens": "outputTokens",
            "cached_input_tokens": "cachedInputTokens",
            "idempotency_key": "idempotencyKey",
            "occurred_at": "occurredAt",
            "metadata": "metadata",
            "details": "details",
            "service_tier": "serviceTier",
        }


@dataclass(slots=True, kw_only=True)
class TokenLimitInput(Input):
    """What the team pays at most for a member in each window."""

    tokens: int
    """Premium tokens, 0 or more; 0: the team pays nothing."""
    period: QuotaPeriod
    """The length of a window."""

    def _names(self) -> dict[str, str]:
        return {"tokens": "tokens", "period": "period"}


@dataclass(slots=True, kw_only=True)
class UsageDetailInput(Input):
    """How much of one unit was used."""

    unit: UsageUnit
    """The unit."""
    quantity: int
    """How much; 0 is the same as leaving it out."""

    def _names(self) -> dict[str, str]:
        return {"unit": "unit", "quantity": "quantity"}
