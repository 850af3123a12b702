"""Inputs of accounts, usage and holds. The commands of `billing.ledger` check them and name the
field."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from billing.ledger.hold_commands import TTL_SECONDS, TTL_SECONDS_MAX
from schema.enums import Outcome, ServiceTier, UsageUnit
from schema.scalars import BigInt, described


@strawberry.input(description="The account to open.")
class OpenAccountInput:
    account_id: strawberry.ID | None = described(
        "The account's id, 1 to 255 characters. Default: the caller's own.", default=None
    )


@strawberry.input(description="How much of one unit was used.")
class UsageDetailInput:
    unit: UsageUnit = described("The unit.")
    quantity: BigInt = described("How much; 0 is the same as leaving it out.")


_DETAILS = (
    "Units beyond the plain counts, each at most once. Parts are included in `inputTokens` or in "
    "the output tokens, and are together at most their whole."
)
_ANNOUNCED = "Units beyond the plain counts, each at most once, at the most that will be used."


@strawberry.input(description="One use of a model.")
class RecordUsageInput:
    account_id: strawberry.ID | None = described(
        "The account that used it. Default: the caller's own.", default=None
    )
    model: str = described("The model's name in the catalog.")
    input_tokens: BigInt = described("All input tokens, cached included.")
    output_tokens: BigInt = described("Output tokens.")
    cached_input_tokens: BigInt | None = described(
        "Input tokens that the provider had cached.", default=BigInt(0)
    )
    idempotency_key: str = described(
        "1 to 255 characters, unique per account: makes the request safe to repeat."
    )
    occurred_at: datetime | None = described(
        "When the use happened, for reports: at most 35 days ago, at most 5 minutes ahead. "
        "Default: now.",
        default=None,
    )
    metadata: JSON | None = described("Metadata to store with the use, up to 16 KiB.", default=None)
    details: list[UsageDetailInput] | None = described(_DETAILS, default_factory=list)
    service_tier: ServiceTier | None = described(
        "The provider's tier of service.", default=ServiceTier.STANDARD
    )


@strawberry.input(description="Tokens to reserve for a use whose output is not known yet.")
class PlaceHoldInput:
    account_id: strawberry.ID | None = described(
        "The account that will use it. Default: the caller's own.", default=None
    )
    model: str = described("The model's name in the catalog.")
    input_tokens: BigInt = described("Input tokens; all count as not cached.")
    max_output_tokens: BigInt = described("The maximum number of output tokens of the use.")
    allow_partial: bool | None = described(
        "Whether to place a smaller hold if there are too few tokens for all of the output, or if "
        "a spend cap leaves too few.",
        default=False,
    )
    ttl_seconds: int | None = described(
        f"The seconds after which it expires, 1 to {TTL_SECONDS_MAX}.", default=TTL_SECONDS
    )
    idempotency_key: str = described(
        "1 to 255 characters, unique per account: makes the request safe to repeat."
    )
    details: list[UsageDetailInput] | None = described(_ANNOUNCED, default_factory=list)
    service_tier: ServiceTier | None = described(
        "The provider's tier of service.", default=ServiceTier.STANDARD
    )


@strawberry.input(description="The use of a hold.")
class SettleHoldInput:
    hold_id: strawberry.ID = described("The hold.")
    input_tokens: BigInt = described("All input tokens, cached included.")
    output_tokens: BigInt = described(
        "Output tokens; for an aborted stream, those that were delivered."
    )
    cached_input_tokens: BigInt | None = described(
        "Input tokens that the provider had cached.", default=BigInt(0)
    )
    outcome: Outcome | None = described("How it ended.", default=Outcome.COMPLETED)
    metadata: JSON | None = described("Metadata to store with the use, up to 16 KiB.", default=None)
    details: list[UsageDetailInput] | None = described(_DETAILS, default_factory=list)
    service_tier: ServiceTier | None = described(
        "The provider's tier of service.", default=ServiceTier.STANDARD
    )


@strawberry.input(description="A hold to release unused.")
class ReleaseHoldInput:
    hold_id: strawberry.ID = described("The hold.")


@strawberry.input(description="A hold that has to last longer.")
class ExtendHoldInput:
    hold_id: strawberry.ID = described("The hold.")
    ttl_seconds: int | None = described(
        f"The seconds from now after which it expires, 1 to {TTL_SECONDS_MAX}. It never expires "
        f"earlier than before, and at most {TTL_SECONDS_MAX} seconds after it was placed.",
        default=TTL_SECONDS,
    )


@strawberry.input(description="A correction by an operator.")
class AdjustBalanceInput:
    account_id: strawberry.ID = described("The account.")
    tokens: BigInt = described("Premium tokens to give (above 0) or to take (below 0).")
    reason: str = described("The reason, stored in the ledger; 1 to 1,000 characters.")
    idempotency_key: str = described(
        "1 to 255 characters, unique per account: makes the request safe to repeat."
    )
    expires_at: datetime | None = described(
        "When the given tokens lapse. Default: never.", default=None
    )


@strawberry.input(description="A use that has not happened yet.")
class QuoteInput:
    account_id: strawberry.ID | None = described(
        "The account that would use it. Default: the caller's own.", default=None
    )
    model: str = described("The model's name in the catalog.")
    input_tokens: BigInt = described("All input tokens, cached included.")
    output_tokens: BigInt = described("Output tokens.")
    cached_input_tokens: BigInt | None = described(
        "Input tokens that the provider had cached.", default=BigInt(0)
    )
    details: list[UsageDetailInput] | None = described(_DETAILS, default_factory=list)
    service_tier: ServiceTier | None = described(
        "The provider's tier of service.", default=ServiceTier.STANDARD
    )
