"""What callers send. Checked by the commands of `billing.commands`, which name the field."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from schema.scalars import BigInt, described


@strawberry.input(description="Whose account to open.")
class OpenAccountInput:
    account_id: strawberry.ID | None = described(
        "1 to 255 characters; the caller's own account when left out.", default=None
    )


@strawberry.input(description="One use of a model.")
class RecordUsageInput:
    account_id: strawberry.ID | None = described(
        "Who used it; the caller's own account when left out.", default=None
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
        "When it happened, for reports; at most 35 days old, at most 5 minutes ahead. "
        "Now when left out.",
        default=None,
    )
    metadata: JSON | None = described("Anything to keep with it, up to 16 KiB.", default=None)


@strawberry.input(description="A correction by an operator.")
class AdjustBalanceInput:
    account_id: strawberry.ID = described("Whose balance.")
    tokens: BigInt = described("Premium tokens to give (above 0) or to take (below 0).")
    reason: str = described("Why, kept in the ledger; 1 to 1,000 characters.")
    idempotency_key: str = described(
        "1 to 255 characters, unique per account: makes the request safe to repeat."
    )
    expires_at: datetime | None = described(
        "When given tokens lapse; never when left out.", default=None
    )


@strawberry.input(description="A use that has not happened yet.")
class QuoteInput:
    account_id: strawberry.ID | None = described(
        "Who would use it; the caller's own account when left out.", default=None
    )
    model: str = described("The model's name in the catalog.")
    input_tokens: BigInt = described("All input tokens, cached included.")
    output_tokens: BigInt = described("Output tokens.")
    cached_input_tokens: BigInt | None = described(
        "Input tokens that the provider had cached.", default=BigInt(0)
    )
