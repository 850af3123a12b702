"""The tree of errors. Business refusals are values: `billing.ledger.refusals`.

BillingError
├── BadInput            the caller's mistake, with the field's name; nothing was changed
│   ├── LimitReached    more than the allowed number at once
│   └── Reserved        the caller has no right to do this
└── Inconsistent        the database contradicts the rules; the cause is a bug or a changed row
"""

from __future__ import annotations


class BillingError(Exception):
    """The root of the tree."""


class BadInput(BillingError):
    """The caller's mistake. `field` is the field's name in the API's spelling (camelCase); `code`
    is the `extensions.code` of the GraphQL error."""

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
    """A broken invariant. Callers never see it; `audit` reports it."""
