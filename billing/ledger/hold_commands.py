"""The commands of holds (billing rule 7). The constructor of a command checks it, as in
`billing.ledger.commands`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from billing.canonical import Plain
from billing.catalog.details import PLAIN, Details
from billing.catalog.terms import details_text
from billing.checks import (
    check_count,
    check_counts,
    check_key,
    check_metadata,
    check_parts,
    check_something,
    check_text,
    fingerprint_of,
)
from billing.errors import BadInput
from billing.keyless import Keyless
from billing.ledger.hold import Hold, Outcome, closing_key

TTL_SECONDS = 600
TTL_SECONDS_MAX = 86_400
"""The longest life of a hold, also of an extended one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceHold:
    """Reserve the highest possible cost of a use. With `allow_partial`, reserve less if the balance
    is lower. `guarded` comes from the caller's scope, and `api_key_id` is its key, if it has one;
    they are not part of the request's content.

    `details` are the most that is announced of each unit. `output_tokens` and `cached_input_tokens`
    give the command the same shape as a use.
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
    details: Details = PLAIN
    api_key_id: str | None = None
    fingerprint: bytes = field(init=False)

    def __post_init__(self) -> None:
        check_text("accountId", self.account_id)
        check_text("model", self.model)
        check_key(self.idempotency_key)
        check_count("inputTokens", self.input_tokens)
        check_count("maxOutputTokens", self.max_output_tokens)
        if self.input_tokens == self.max_output_tokens == 0:
            check_something("maxOutputTokens", self.details)
        check_parts(self.input_tokens, self.max_output_tokens, self.details)
        _check_ttl(self.ttl_seconds)
        content = ("placeHold", self.model, self.input_tokens, self.max_output_tokens)
        options = (self.allow_partial, self.ttl_seconds)
        fingerprint = fingerprint_of((*content, *options, *_said(self.details)))
        object.__setattr__(self, "fingerprint", fingerprint)

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
    details: Details = PLAIN
    fingerprint: bytes = field(init=False)

    def __post_init__(self) -> None:
        counts = (self.input_tokens, self.output_tokens, self.cached_input_tokens)
        check_counts(*counts, self.details)
        check_metadata(self.metadata)
        content = ("settleHold", self.number, *counts, self.outcome.value, self.metadata)
        fingerprint = fingerprint_of((*content, *_said(self.details)))
        object.__setattr__(self, "fingerprint", fingerprint)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendHold(Keyless):
    """Let the open hold `number` last until `ttl_seconds` from now, if it would end earlier.

    `placed` is the hold as placed, and `placed_at` when that was. The other fields are as in
    `SettleHold`.
    """

    number: int
    ttl_seconds: int = TTL_SECONDS
    placed: Hold | None = None
    placed_at: datetime | None = None
    may_guarded: bool = True
    models: frozenset[str] | None = None

    def __post_init__(self) -> None:
        _check_ttl(self.ttl_seconds)


def _check_ttl(seconds: int) -> None:
    if not 1 <= seconds <= TTL_SECONDS_MAX:
        raise BadInput("ttlSeconds", f"must be from 1 to {TTL_SECONDS_MAX}")


def _said(details: Details) -> tuple[Plain, ...]:
    """Return the details as content of a request; nothing for a plain one, as before there were
    details."""
    return () if details is PLAIN else (details_text(details),)
