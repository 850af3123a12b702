"""The commands of the ledger. The constructor of a command checks it: `BadInput` names the field.

`fingerprint` stands for the content. It separates a repeat of an idempotency key from a conflict
(billing rule 8).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from billing.canonical import quoted
from billing.catalog.details import PLAIN, Details
from billing.catalog.terms import details_text
from billing.checks import (
    REASON_LENGTH_MAX,
    check_key,
    check_metadata,
    check_text,
    check_use,
    fingerprint_of,
    fingerprint_of_text,
)
from billing.errors import BadInput
from billing.keyless import Keyless
from billing.ledger.alerts.commands import Alerting
from billing.ledger.caps.cap import CapName, CapScope
from billing.ledger.hold_commands import ExtendHold, PlaceHold, ReleaseHold, SettleHold
from billing.ledger.top_ups.commands import RemoveAutoTopUp, SetAutoTopUp
from billing.tokens import MAX_TOKENS, is_count


@dataclass(frozen=True, slots=True)
class Touch(Keyless):
    """Bring the account to the present; open it if it does not exist and `may_open`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSpendCap(Keyless):
    """Limit what the uses that the cap counts may cost, to `tokens` premium tokens in each window
    (billing rule 12). 0 lets none through that costs anything."""

    cap: CapName
    tokens: int

    def __post_init__(self) -> None:
        check_text("accountId", self.account_id)
        _check_cap(self.cap)
        if not is_count(self.tokens):
            raise BadInput("tokens", f"must be a whole number from 0 to {MAX_TOKENS}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveSpendCap(Keyless):
    """Remove a spend cap, if there is one of that name."""

    cap: CapName

    def __post_init__(self) -> None:
        check_text("accountId", self.account_id)
        _check_cap(self.cap)


def _check_cap(name: CapName) -> None:
    if name.scope is CapScope.MODEL:
        check_text("model", name.subject)
    elif name.scope is CapScope.API_KEY:
        check_text("apiKeyId", name.subject)
    elif name.scope is CapScope.MEMBER:
        raise BadInput("scope", "is the limit of a team's member, which the team sets")


# Not frozen: a frozen class takes three times as long to construct, once per use. No code changes a
# command.
@dataclass(slots=True, kw_only=True)
class RecordUsage:
    """Record one use of a model. `input_tokens` includes the cached ones.

    `api_key_id` is the key of the caller, if it has one; it is not part of the request's content.
    `metadata` is JSON text. `occurred_at` is for reports only. `check_time` limits it in requests
    of callers, but an operator may import older uses.
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
    details: Details = PLAIN
    api_key_id: str | None = None
    fingerprint: bytes = field(init=False)

    def __post_init__(self) -> None:
        check_text("accountId", self.account_id)
        check_text("model", self.model)
        check_key(self.idempotency_key)
        check_use(self.input_tokens, self.output_tokens, self.cached_input_tokens, self.details)
        check_metadata(self.metadata)
        self.fingerprint = fingerprint_of_text(_content_text(self))


def _content_text(use: RecordUsage) -> str:
    """Return the text of `json_list` for the content of a use, in a third of its time: every use
    runs this code. The content of a plain use is as it was before there were details."""
    occurred_at, metadata, details = use.occurred_at, use.metadata, use.details
    return (
        f'["recordUsage", {quoted(use.model)}, {use.input_tokens}, {use.output_tokens}, '
        f"{use.cached_input_tokens}, "
        f"{'null' if occurred_at is None else quoted(occurred_at.isoformat())}, "
        f"{'null' if metadata is None else quoted(metadata)}"
        f"{'' if details is PLAIN else f', {quoted(details_text(details))}'}]"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustBalance:
    """Give (`tokens` > 0) or take (`tokens` < 0) premium tokens, with a `reason`.

    The given tokens expire at `expires_at`, or never.
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
            raise BadInput("expiresAt", "only tokens that are given can expire")
        expiry = self.expires_at.isoformat() if self.expires_at else None
        content = ("adjustBalance", self.tokens, self.reason, expiry)
        object.__setattr__(self, "fingerprint", fingerprint_of(content))


Capping = SetSpendCap | RemoveSpendCap
Setting = Capping | Alerting | SetAutoTopUp | RemoveAutoTopUp
"""A command that changes what the owner of an account has set."""
Command = (
    Touch
    | Setting
    | RecordUsage
    | AdjustBalance
    | PlaceHold
    | SettleHold
    | ReleaseHold
    | ExtendHold
)
