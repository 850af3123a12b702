"""The caller of a request and their rights (scopes)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    """`account:*` reach the caller's own account, the others every account."""

    ACCOUNT_READ = "account:read"
    ACCOUNT_WRITE = "account:write"
    USAGE_WRITE = "usage:write"
    ACCOUNTS_READ = "accounts:read"
    ACCOUNTS_WRITE = "accounts:write"
    ADMIN = "admin"


SCOPES = frozenset(scope.value for scope in Scope)
USER_SCOPES = frozenset({Scope.ACCOUNT_READ.value, Scope.ACCOUNT_WRITE.value})


class CallerKind(StrEnum):
    USER = "USER"
    API_KEY = "API_KEY"


@dataclass(frozen=True, slots=True)
class Caller:
    """An authenticated caller. `account_id` is the own account, which API keys have none of;
    `expires_at` (UTC) is when a connection made by this caller must end, None for never.

    A scope grants what it names and no more: writing doesn't imply reading.
    """

    subject: str
    kind: CallerKind
    account_id: str | None
    scopes: frozenset[str]
    expires_at: datetime | None

    @property
    def is_admin(self) -> bool:
        return Scope.ADMIN in self.scopes

    def owns(self, account_id: str) -> bool:
        return self.account_id is not None and self.account_id == account_id

    def may_read(self, account_id: str) -> bool:
        return self._own_with(Scope.ACCOUNT_READ, account_id) or self._any(Scope.ACCOUNTS_READ)

    def may_write(self, account_id: str) -> bool:
        return self._own_with(Scope.ACCOUNT_WRITE, account_id) or self._any(Scope.ACCOUNTS_WRITE)

    def may_record(self, account_id: str) -> bool:
        """Record usage and place holds."""
        return self.may_write(account_id) or self._any(Scope.USAGE_WRITE)

    @property
    def may_record_any(self) -> bool:
        """Of every account: gateways and partners, whose holds an account's owner can't close."""
        return self._any(Scope.ACCOUNTS_WRITE) or self._any(Scope.USAGE_WRITE)

    def may_open(self, account_id: str) -> bool:
        """Make the account exist: a user's own token does so at first use, whatever its scopes."""
        return self.owns(account_id) or self._any(Scope.ACCOUNTS_WRITE)

    def _own_with(self, scope: Scope, account_id: str) -> bool:
        return self.owns(account_id) and scope in self.scopes

    def _any(self, scope: Scope) -> bool:
        return scope in self.scopes or self.is_admin
