"""The failures of requests to the payment provider, without its SDK, which is optional.

PaymentsAway           it cannot be reached, or rejects every request
└── PaymentsDenied     it does not accept our key
PaymentsConflict       the idempotency key had other parameters
PaymentsRefused        it refuses this request
├── AlreadyThere       it has an object with this id
├── Missing            it does not have the object
├── CardRefused        the card cannot be charged
└── CustomerGone       it does not have the customer any more
"""

from __future__ import annotations


class PaymentsAway(Exception):
    """The provider cannot be reached or rejects our requests. The result is not known. The same
    request may be retried."""


class PaymentsDenied(PaymentsAway):
    """The provider does not accept our key, or the key lacks a right. The same request fails until
    an operator has corrected the key."""


class PaymentsConflict(Exception):
    """The same idempotency key was used with other parameters."""


class PaymentsRefused(Exception):
    """The provider refuses this request, and would refuse it again. The message is for people."""


class AlreadyThere(PaymentsRefused):
    """The provider has an object with this id already."""


class Missing(PaymentsRefused):
    """The provider does not have the object of the request."""


class CardRefused(PaymentsRefused):
    """The card cannot be charged. `code` is the provider's, such as "card_declined" or
    "authentication_required"."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class CustomerGone(PaymentsRefused):
    """The provider no longer has the customer. The request may be repeated with a new customer."""
