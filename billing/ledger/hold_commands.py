"""The commands of holds (billing rule 7). The constructor of a command checks it, as in
`billing.ledger.commands`."""

from __future__ import annotations

from dataclasses import dataclass, field

from billing.checks import (
    check_count,
    check_counts,
    check_key,
    check_metadata,
    check_text,
    fingerprint_of,
)
from billing.errors import BadInput
from billing.ledger.hold import Hold, Outcome, closing_key

TTL_SECONDS = 600
TTL_SECONDS_MAX = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceHold:
    """Reserve the highest possible cost of a use. With `allow_partial`, reserve less if the balance
    is lower. `guarded` comes from the caller's scope; it is not part of the request's content.

    `output_tokens` and `cached_input_tokens` give it the same shape as a use.
    """

    account_id: str
    model: str
    input_tokens: int
    max_output_tokens: int
    allow_partial: bool = False
    ttl_seconds: int = TTL_SECONDS
    idempotency_key: str
    may_open: bool = False
    guarded: bool = False
    fingerprint: bytes = field(init=False)

    def __post_init__(self) -> None:
        check_text("accountId", self.account_id)
        check_text("model", self.model)
        check_key(self.idempotency_key)
        check_count("inputTokens", self.input_tokens)
        check_count("maxOutputTokens", self.max_output_tokens)
        if self.input_tokens == self.max_output_tokens == 0:
            raise BadInput("inputTokens", "inputTokens and maxOutputTokens can't both be 0")
        if not 1 <= self.ttl_seconds <= TTL_SECONDS_MAX:
            raise BadInput("ttlSeconds", f"must be from 1 to {TTL_SECONDS_MAX}")
        content = ("placeHold", self.model, self.input_tokens, self.max_output_tokens)
        options = (self.allow_partial, self.ttl_seconds)
        object.__setattr__(self, "fingerprint", fingerprint_of((*content, *options)))

    @property
    def output_tokens(self) -> int:
        return self.max_output_tokens

    @property
    def cached_input_tokens(self) -> int:
        return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleHold:
    """Record the use that the hold `number` was for, and close the hold.

    `placed` is the hold as placed, if it is no longer open. `may_guarded` means that the caller may
    close guarded holds. `models` are the only models whose holds the caller may close; None means
    all.
    """

    account_id: str
    number: int
    input_tokens: int
    output_tokens: int
    cached_input_tokens: int = 0
    outcome: Outcome = Outcome.COMPLETED
    metadata: str | None = None
    placed: Hold | None = None
    may_guarded: bool = True
    models: frozenset[str] | None = None
    may_open: bool = field(default=False, init=False)
    fingerprint: bytes = field(init=False)

    def __post_init__(self) -> None:
        check_counts(self.input_tokens, self.output_tokens, self.cached_input_tokens)
        check_metadata(self.metadata)
        counts = (self.input_tokens, self.output_tokens, self.cached_input_tokens)
        content = ("settleHold", self.number, *counts, self.outcome.value, self.metadata)
        object.__setattr__(self, "fingerprint", fingerprint_of(content))

    @property
    def idempotency_key(self) -> str:
        """The key of the closing: a hold closes once."""
        return closing_key(self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseHold:
    """Release the hold `number`: its tokens go back to their grants. The other fields are as in
    `SettleHold`."""

    account_id: str
    number: int
    placed: Hold | None = None
    may_guarded: bool = True
    models: frozenset[str] | None = None
    may_open: bool = field(default=False, init=False)

    @property
    def fingerprint(self) -> bytes:
        return fingerprint_of(("releaseHold", self.number))

    @property
    def idempotency_key(self) -> str:
        """The key of the closing: a hold closes once."""
        return closing_key(self.number)
