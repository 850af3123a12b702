"""What a caller may ask the ledger to do. Making a command checks it: `BadInput` names the field.

`fingerprint` stands for the content, so that a repeated idempotency key can be told from a
conflicting one (contract rule 8).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b

from billing.errors import BadInput
from billing.tokens import MAX_TOKENS, is_count

OCCURRED_AT_MAX_AGE = timedelta(days=35)
OCCURRED_AT_MAX_AHEAD = timedelta(minutes=5)
KEY_LENGTH_MAX = 255
REASON_LENGTH_MAX = 1_000
USE_TOKENS_MAX = 10**10
"""Ten thousand times the longest context there is: sums of such uses stay exact for long."""
METADATA_LENGTH_MAX = 16_384


@dataclass(frozen=True, slots=True)
class Touch:
    """Bring the account to the present; open it if it does not exist and `may_open`."""

    account_id: str
    may_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordUsage:
    """Record one use of a model. `input_tokens` includes the cached ones.

    `metadata` is JSON text. `occurred_at` serves reports only; `check_time` bounds it where
    callers say it, while an operator imports the past on purpose.
    """

    account_id: str
    model: str
    input_tokens: int
    output_tokens: int
    cached_input_tokens: int = 0
    idempotency_key: str
    occurred_at: datetime | None = None
    metadata: str | None = None
    may_open: bool = False
    fingerprint: bytes = field(init=False)

    def __post_init__(self) -> None:
        check_text("accountId", self.account_id)
        check_text("model", self.model)
        check_key(self.idempotency_key)
        check_use(self.input_tokens, self.output_tokens, self.cached_input_tokens)
        if self.metadata is not None and len(self.metadata) > METADATA_LENGTH_MAX:
            raise BadInput("metadata", f"must be at most {METADATA_LENGTH_MAX} characters of JSON")
        content = (
            "recordUsage",
            self.model,
            self.input_tokens,
            self.output_tokens,
            self.cached_input_tokens,
            self.occurred_at and self.occurred_at.isoformat(),
            self.metadata,
        )
        object.__setattr__(self, "fingerprint", fingerprint_of(content))


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustBalance:
    """Give (`tokens` > 0) or take (`tokens` < 0) premium tokens, for a stated `reason`.

    Given tokens never expire unless `expires_at` says when.
    """

    account_id: str
    tokens: int
    reason: str
    idempotency_key: str
    expires_at: datetime | None = None
    may_open: bool = False
    fingerprint: bytes = field(init=False)

    def __post_init__(self) -> None:
        check_text("accountId", self.account_id)
        check_key(self.idempotency_key)
        check_text("reason", self.reason, REASON_LENGTH_MAX)
        if type(self.tokens) is not int or not 0 < abs(self.tokens) <= MAX_TOKENS:
            raise BadInput("tokens", f"must be a whole number, not 0, within ±{MAX_TOKENS}")
        if self.tokens < 0 and self.expires_at is not None:
            raise BadInput("expiresAt", "only given tokens expire, not taken ones")
        expiry = self.expires_at and self.expires_at.isoformat()
        content = ("adjustBalance", self.tokens, self.reason, expiry)
        object.__setattr__(self, "fingerprint", fingerprint_of(content))


Command = Touch | RecordUsage | AdjustBalance


def check_use(input_tokens: int, output_tokens: int, cached_input_tokens: int) -> None:
    """Refuses counts below 0 or above USE_TOKENS_MAX, cached above input, and a use of nothing."""
    counts = (
        ("inputTokens", input_tokens),
        ("outputTokens", output_tokens),
        ("cachedInputTokens", cached_input_tokens),
    )
    for name, count in counts:
        if not is_count(count) or count > USE_TOKENS_MAX:
            raise BadInput(name, f"must be a whole number from 0 to {USE_TOKENS_MAX}")
    if cached_input_tokens > input_tokens:
        raise BadInput("cachedInputTokens", "is part of inputTokens and can't be above it")
    if input_tokens == output_tokens == 0:
        raise BadInput("inputTokens", "inputTokens and outputTokens can't both be 0")


def check_time(occurred_at: datetime | None, now: datetime) -> None:
    """At most 35 days old, at most 5 minutes ahead (contract: `RecordUsageInput.occurredAt`)."""
    if occurred_at is None:
        return
    if occurred_at < now - OCCURRED_AT_MAX_AGE:
        raise BadInput("occurredAt", "must be at most 35 days old")
    if occurred_at > now + OCCURRED_AT_MAX_AHEAD:
        raise BadInput("occurredAt", "must be at most 5 minutes ahead")


def check_key(idempotency_key: str) -> None:
    """1 to 255 characters, blanks too (contract rule 8)."""
    check_text("idempotencyKey", idempotency_key, KEY_LENGTH_MAX, may_be_blank=True)


def check_text(name: str, text: str, length_max: int = 255, *, may_be_blank: bool = False) -> None:
    """1 to `length_max` characters, none of them a control character or half a surrogate pair; not
    all of them blank, unless they may be."""
    if not 1 <= len(text) <= length_max:
        raise BadInput(name, f"must be 1 to {length_max} characters long")
    if text.isspace() and not may_be_blank:
        raise BadInput(name, "must not be blank")
    if text.isprintable() and text.isascii():
        return
    if any(ord(c) < 32 or 127 <= ord(c) < 160 or 0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise BadInput(name, "must not hold control characters or lone surrogates")


def fingerprint_of(content: tuple[object, ...]) -> bytes:
    """16 bytes that stand for what was asked."""
    return blake2b(json.dumps(content).encode(), digest_size=16).digest()
