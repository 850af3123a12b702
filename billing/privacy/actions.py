"""Actions of administrators on accounts, and the reasons why an account can't be erased now."""

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
    REFUND_PURCHASE = "REFUND_PURCHASE"
    EXPORT_ACCOUNT = "EXPORT_ACCOUNT"
    ERASE_ACCOUNT = "ERASE_ACCOUNT"
    CREATE_KEY = "CREATE_KEY"
    REVOKE_KEY = "REVOKE_KEY"
    APPLY_CATALOG = "APPLY_CATALOG"


class AdminAction(NamedTuple):
    """One row of the log. `details` is plain JSON. Rows of one request share `request`: what was
    asked for has no `outcome`, what became of it has one; an act that can't fail is one row.
    """

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
    """Something is under way that erasing would lose; `reason` says what, for people."""

    reason: str
    code = "ACCOUNT_NOT_ERASABLE"

    @property
    def message(self) -> str:
        return self.reason


def action_id(*parts: str) -> str:
    """32 hexadecimal digits that are the same for the same parts."""
    return blake2b(json_list(parts).encode(), digest_size=16).hexdigest()
