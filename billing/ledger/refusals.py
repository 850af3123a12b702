"""Business refusals. They change nothing and leave no trace.

Each has a `code`, and a `message` that callers may show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from billing.ledger.account import Account
from billing.ledger.caps.cap import CapScope
from billing.ledger.caps.limits import CapUse
from billing.ledger.hold import Hold, HoldStatus
from billing.ledger.quota import Quota


@dataclass(frozen=True, slots=True)
class InsufficientTokens:
    """The balance is too low. `required` and `available` are premium tokens; `alternatives` are
    model names."""

    required: int
    available: int
    next_reset: datetime
    alternatives: tuple[str, ...] = ()
    code = "INSUFFICIENT_TOKENS"

    @property
    def message(self) -> str:
        return (
            f"This takes {self.required} premium tokens and {self.available} are available. "
            f"The allowance renews at {self.next_reset:%Y-%m-%d %H:%M} UTC."
        )


@dataclass(frozen=True, slots=True)
class QuotaExceeded:
    """The native limit of a free model, or the pool of all accounts, leaves too little for this
    use."""

    quota: Quota
    alternatives: tuple[str, ...] = ()
    code = "QUOTA_EXCEEDED"

    @property
    def message(self) -> str:
        limit, left = self.quota.limit, self.quota.remaining
        sharers = " for all accounts together" if self.quota.shared else ""
        return (
            f"{self.quota.model.name} has {left} of {limit.amount} {limit.unit.lower()} left"
            f"{sharers} until {self.quota.resets_at:%Y-%m-%d %H:%M} UTC."
        )


@dataclass(frozen=True, slots=True)
class CapReached:
    """A spend cap leaves too little for this use (billing rule 12)."""

    use: CapUse
    alternatives: tuple[str, ...] = ()
    code = "CAP_REACHED"

    @property
    def message(self) -> str:
        cap, left = self.use.cap, self.use.remaining
        whose = {
            CapScope.ACCOUNT: "The account",
            CapScope.MODEL: f"The model {cap.subject!r}",
            CapScope.API_KEY: f"The API key {cap.subject!r}",
            CapScope.MEMBER: "The member of the team",
        }
        return (
            f"{whose[cap.scope]} has {left} of {cap.tokens} premium tokens left under a spend cap "
            f"until {cap.ends_at:%Y-%m-%d %H:%M} UTC."
        )


def unpaid(
    account: Account, cost: int, cap: CapUse | None, others: tuple[str, ...]
) -> InsufficientTokens | CapReached:
    """Return why a use of that cost is refused: by what leaves less for it, the balance or the
    nearest cap. `others` are models that could serve instead."""
    if cap is not None and cap.remaining < account.available:
        return CapReached(cap, others)
    return InsufficientTokens(cost, account.available, account.next_reset, others)


@dataclass(frozen=True, slots=True)
class ModelNotFound:
    """No model has this name, or it can not be used yet. `nearest` are names of similar models;
    decisions leave them to the one who shows the refusal."""

    model: str
    nearest: tuple[str, ...] = ()
    code = "MODEL_NOT_FOUND"

    @property
    def message(self) -> str:
        unknown = f"There is no model named {self.model!r} in the catalog."
        return f"{unknown} Did you mean {' or '.join(self.nearest)}?" if self.nearest else unknown


@dataclass(frozen=True, slots=True)
class ModelNotAllowed:
    """The caller's key is restricted to other models."""

    model: str
    code = "FORBIDDEN"

    @property
    def message(self) -> str:
        return f"This key may not use the model {self.model!r}."


@dataclass(frozen=True, slots=True)
class AccountNotFound:
    account_id: str
    code = "ACCOUNT_NOT_FOUND"

    @property
    def message(self) -> str:
        return f"There is no account {self.account_id!r}."


@dataclass(frozen=True, slots=True)
class ApiKeyNotFound:
    """No valid key with this id may record usage for the account. Whether it exists is not told."""

    api_key_id: str
    code = "API_KEY_NOT_FOUND"

    @property
    def message(self) -> str:
        return f"There is no API key {self.api_key_id!r} that may record usage for this account."


@dataclass(frozen=True, slots=True)
class ModelWithoutLimit:
    """An alert about a quota needs a model with a native limit of each account."""

    model: str
    code = "MODEL_WITHOUT_LIMIT"

    @property
    def message(self) -> str:
        return f"The model {self.model!r} has no native limit, so there is no quota to watch."


@dataclass(frozen=True, slots=True)
class IdempotencyConflict:
    idempotency_key: str
    code = "IDEMPOTENCY_CONFLICT"

    @property
    def message(self) -> str:
        return (
            f"The idempotency key {self.idempotency_key!r} was already used for another request. "
            "Use a new key for a new request."
        )


@dataclass(frozen=True, slots=True)
class HoldNotFound:
    hold_id: str
    code = "HOLD_NOT_FOUND"

    @property
    def message(self) -> str:
        return f"There is no hold {self.hold_id!r}."


@dataclass(frozen=True, slots=True)
class HoldClosed:
    """The status of the hold does not allow the request."""

    account_id: str
    hold: Hold
    status: HoldStatus
    code = "HOLD_CLOSED"

    @property
    def message(self) -> str:
        return f"The hold was closed before: it is {self.status.lower()}."


UseRefusal = (
    InsufficientTokens
    | QuotaExceeded
    | CapReached
    | ModelNotFound
    | AccountNotFound
    | IdempotencyConflict
)
AdjustmentRefusal = InsufficientTokens | AccountNotFound | IdempotencyConflict
ClosingRefusal = HoldNotFound | HoldClosed | AccountNotFound
CappingRefusal = ModelNotFound | ApiKeyNotFound | AccountNotFound
Refusal = UseRefusal | ClosingRefusal | ModelNotAllowed | ApiKeyNotFound | ModelWithoutLimit
