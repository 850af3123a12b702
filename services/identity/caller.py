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
    ACCOUNTS_OPEN = "accounts:open"
    WEBHOOKS_WRITE = "webhooks:write"
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

    An API key may be restricted: `models` are names of the only models that it may use, and
    `account_prefixes` the beginnings of the ids of the only accounts that exist for it. None means
    all. `api_key_id` is the id of the key; a user has none. `address` is the email address of a
    user, if the issuer of the token has verified it.
    """

    subject: str
    kind: CallerKind
    account_id: str | None
    scopes: frozenset[str]
    expires_at: datetime | None
    models: frozenset[str] | None = None
    account_prefixes: tuple[str, ...] | None = None
    api_key_id: str | None = None
    address: str | None = None

    @property
    def is_admin(self) -> bool:
        return Scope.ADMIN in self.scopes

    def owns(self, account_id: str) -> bool:
        return self.account_id is not None and self.account_id == account_id

    def reaches(self, account_id: str) -> bool:
        """Return whether the account can exist for the caller. Any other account is answered as
        one that does not exist, whatever the scopes."""
        prefixes = self.account_prefixes
        return prefixes is None or account_id.startswith(prefixes)

    def may_read(self, account_id: str) -> bool:
        return self._may(Scope.ACCOUNT_READ, Scope.ACCOUNTS_READ, account_id)

    def may_write(self, account_id: str) -> bool:
        return self._may(Scope.ACCOUNT_WRITE, Scope.ACCOUNTS_WRITE, account_id)

    def may_record(self, account_id: str) -> bool:
        """Return whether the caller may record usage for the account and place holds on it."""
        if self.may_write(account_id):
            return True
        return self._has(Scope.USAGE_WRITE) and self.reaches(account_id)

    @property
    def may_record_others(self) -> bool:
        """Return whether the caller may record usage for accounts of others.

        These are gateways and partners. The owner of an account cannot close their holds.
        """
        return self._has(Scope.ACCOUNTS_WRITE) or self._has(Scope.USAGE_WRITE)

    @property
    def may_use_webhooks(self) -> bool:
        """Return whether the caller may see and change the webhook endpoints of its partner."""
        return self._has(Scope.WEBHOOKS_WRITE)

    def opens(self, account_id: str) -> bool:
        """Return whether a use or a hold of the caller creates the account, if there is none.

        A user's own token does so with any scopes. A key does so only if an operator has said it:
        otherwise a wrong id in a request would be a new account.
        """
        if self.owns(account_id):
            return True
        return Scope.ACCOUNTS_OPEN in self.scopes and self.reaches(account_id)

    def may_open(self, account_id: str) -> bool:
        """Return whether the caller may create the account by `openAccount`."""
        if self.opens(account_id):
            return True
        return self._has(Scope.ACCOUNTS_WRITE) and self.reaches(account_id)

    def _may(self, own: Scope, all_: Scope, account_id: str) -> bool:
        if own in self.scopes and self.owns(account_id):
            return True
        return self._has(all_) and self.reaches(account_id)

    def _has(self, scope: Scope) -> bool:
        return scope in self.scopes or self.is_admin
