"""The tree of errors. Refusals of a business kind are values: `billing.ledger.refusals`.

BillingError
├── BadInput            the caller's mistake, with the field's name; nothing was changed
│   ├── LimitReached    more than there may be at once
│   └── Reserved        not the caller's to do
└── Inconsistent        the memory contradicts the law: only a bug or a tampered row does that
"""

from __future__ import annotations


class BillingError(Exception):
    """Root of the tree."""


class BadInput(BillingError):
    """`field` is the name that the API's caller used, in the API's spelling (camelCase); `code` is
    the `extensions.code` of the GraphQL error."""

    code = "BAD_INPUT"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


class LimitReached(BadInput):
    code = "LIMIT_EXCEEDED"


class Reserved(BadInput):
    code = "FORBIDDEN"


class Inconsistent(BillingError):
    """An invariant does not hold. Never shown to callers; `audit` reports it."""
