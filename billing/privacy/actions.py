"""Actions of administrators on accounts, and the reasons why an account cannot be erased now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any, NamedTuple

from billing.canonical import json_list


class AdminActionKind(StrEnum):
    """The kind of an action."""

    OPEN_ACCOUNT = "OPEN_ACCOUNT"
    ADJUST_BALANCE = "ADJUST_BALANCE"
    SET_SPEND_CAP = "SET_SPEND_CAP"
    REMOVE_SPEND_CAP = "REMOVE_SPEND_CAP"
    SET_ALERT = "SET_ALERT"
    REMOVE_ALERT = "REMOVE_ALERT"
    SET_PROGRAMME = "SET_PROGRAMME"
    REMOVE_PROGRAMME = "REMOVE_PROGRAMME"
    SET_AUTO_TOP_UP = "SET_AUTO_TOP_UP"
    REMOVE_AUTO_TOP_UP = "REMOVE_AUTO_TOP_UP"
    REFUND_PURCHASE = "REFUND_PURCHASE"
    EXPORT_ACCOUNT = "EXPORT_ACCOUNT"
    ERASE_ACCOUNT = "ERASE_ACCOUNT"
    CREATE_KEY = "CREATE_KEY"
    REVOKE_KEY = "REVOKE_KEY"
    CREATE_CODE = "CREATE_CODE"
    REVOKE_CODE = "REVOKE_CODE"
    APPLY_CATALOG = "APPLY_CATALOG"
    ADVANCE_CLOCK = "ADVANCE_CLOCK"
    CREATE_WEBHOOK_ENDPOINT = "CREATE_WEBHOOK_ENDPOINT"
    ROTATE_WEBHOOK_SECRET = "ROTATE_WEBHOOK_SECRET"  # noqa: S105 - the name of an action
    DELETE_WEBHOOK_ENDPOINT = "DELETE_WEBHOOK_ENDPOINT"
    PAUSE_WEBHOOK_ENDPOINT = "PAUSE_WEBHOOK_ENDPOINT"
    RESUME_WEBHOOK_ENDPOINT = "RESUME_WEBHOOK_ENDPOINT"
    REPLAY_WEBHOOK_DELIVERY = "REPLAY_WEBHOOK_DELIVERY"


class AdminAction(NamedTuple):
    """One row of the log. `details` is plain JSON. Rows of one request share `request`. The row of
    the request has no `outcome`, the row of its result has one. An action that cannot fail is one
    row."""

    id: str
    at: datetime
    actor: str
    kind: AdminActionKind
    account_id: str | None
    request: str
    outcome: str | None
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AccountNotErasable:
    """Erasure would lose an unfinished process; `reason` describes it, for people."""

    reason: str
    code = "ACCOUNT_NOT_ERASABLE"

    @property
    def message(self) -> str:
        return self.reason


def action_id(*parts: str) -> str:
    """Return 32 hexadecimal digits that are the same for the same parts."""
    return blake2b(json_list(parts).encode(), digest_size=16).hexdigest()
