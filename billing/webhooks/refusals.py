"""Refusals of requests about webhooks."""

from __future__ import annotations

from dataclasses import dataclass

from billing.webhooks.endpoint import ENDPOINTS_MAX


@dataclass(frozen=True, slots=True)
class WebhookEndpointNotFound:
    endpoint_id: str
    code = "WEBHOOK_ENDPOINT_NOT_FOUND"

    @property
    def message(self) -> str:
        return f"There is no webhook endpoint {self.endpoint_id!r}."


@dataclass(frozen=True, slots=True)
class WebhookDeliveryNotFound:
    delivery_id: str
    code = "WEBHOOK_DELIVERY_NOT_FOUND"

    @property
    def message(self) -> str:
        return f"There is no webhook delivery {self.delivery_id!r}."


@dataclass(frozen=True, slots=True)
class WebhookAddressRefused:
    """The address leads to a network to which nothing is sent, or nowhere."""

    reason: str
    code = "WEBHOOK_ADDRESS_REFUSED"

    @property
    def message(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class TooManyWebhookEndpoints:
    code = "TOO_MANY_WEBHOOK_ENDPOINTS"
    message = f"There are {ENDPOINTS_MAX} endpoints already: delete one first."


@dataclass(frozen=True, slots=True)
class WebhooksUnavailable:
    """The service has no key for secrets, or not the packages that send."""

    reason: str
    code = "WEBHOOKS_UNAVAILABLE"

    @property
    def message(self) -> str:
        return f"This service sends no webhooks: {self.reason}."


WebhookRefusal = (
    WebhookEndpointNotFound
    | WebhookDeliveryNotFound
    | WebhookAddressRefused
    | TooManyWebhookEndpoints
    | WebhooksUnavailable
)
