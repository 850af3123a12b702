"""The caller of a request, and their rights (scopes)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    """A right. `account:*` is for the caller's own account, the others are for all accounts."""

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
    """An authenticated caller. `account_id` is their own account; an API key has none.

    `expires_at` (UTC) is when a connection of this caller must end; None means never. A scope
    grants only what it names: a right to write does not include the right to read.
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
        """Return whether the caller may record usage for the account and place holds on it."""
        return self.may_write(account_id) or self._any(Scope.USAGE_WRITE)

    @property
    def may_record_any(self) -> bool:
        """Return whether the caller may record usage for every account.

        These are gateways and partners. The owner of an account cannot close their holds.
        """
        return self._any(Scope.ACCOUNTS_WRITE) or self._any(Scope.USAGE_WRITE)

    def may_open(self, account_id: str) -> bool:
        """Return whether the caller may create the account.

        A user's own token creates it at first use, with any scopes.
        """
        return self.owns(account_id) or self._any(Scope.ACCOUNTS_WRITE)

    def _own_with(self, scope: Scope, account_id: str) -> bool:
        return self.owns(account_id) and scope in self.scopes

    def _any(self, scope: Scope) -> bool:
        return scope in self.scopes or self.is_admin
