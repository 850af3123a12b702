"""Inputs and results of the mutations of webhook endpoints. The endpoint itself is in `resolvers`,
because its deliveries are read there."""

from __future__ import annotations

from datetime import datetime

import strawberry

from schema.ledger.results import Refusal
from schema.scalars import described
from schema.webhooks.deliveries import WebhookDelivery

_ENDPOINT = "The endpoint."


@strawberry.type(description="There is no such endpoint, or the caller may not see it.")
class WebhookEndpointNotFound(Refusal):
    pass


@strawberry.type(description="There is no such delivery, or the caller may not see it.")
class WebhookDeliveryNotFound(Refusal):
    pass


@strawberry.type(
    description="The address leads to a private, loopback or link-local network, to which nothing "
    "is sent unless the operator allows it."
)
class WebhookAddressRefused(Refusal):
    pass


@strawberry.type(description="The partner has 20 endpoints already.")
class TooManyWebhookEndpoints(Refusal):
    pass


@strawberry.type(description="This service sends no webhooks. The message says what it lacks.")
class WebhooksUnavailable(Refusal):
    pass


@strawberry.input(description="A new endpoint of a partner.")
class CreateWebhookEndpointInput:
    url: str = described(
        "Where events are sent, by POST. It must begin with https://; in development also with "
        "http://."
    )
    events: list[str] | None = described(
        "The types of the events that it gets, such as `balance.low`. Default: all.", default=None
    )
    description: str | None = described("For people.", default=None)
    account_prefixes: list[str] | None = described(
        "The partner: it gets only events of accounts whose id begins with one of these. Only for "
        "administrators; an API key always means the accounts that it reaches. Default: all.",
        default=None,
    )


@strawberry.input(description="The endpoint that gets a new secret.")
class RotateWebhookSecretInput:
    endpoint_id: strawberry.ID = described(_ENDPOINT)


@strawberry.input(description="The endpoint to delete.")
class DeleteWebhookEndpointInput:
    endpoint_id: strawberry.ID = described(_ENDPOINT)


@strawberry.input(description="The endpoint to pause.")
class PauseWebhookEndpointInput:
    endpoint_id: strawberry.ID = described(_ENDPOINT)


@strawberry.input(description="The paused or dead endpoint to resume.")
class ResumeWebhookEndpointInput:
    endpoint_id: strawberry.ID = described(_ENDPOINT)


@strawberry.input(description="The endpoint to try.")
class SendTestEventInput:
    endpoint_id: strawberry.ID = described(_ENDPOINT)


@strawberry.input(description="The delivery to send again.")
class ReplayWebhookDeliveryInput:
    delivery_id: strawberry.ID = described("The delivery: its `webhook-id`.")


@strawberry.type(description="The delivery is sent again, with the same `webhook-id`.")
class WebhookDeliveryReplayed:
    delivery: WebhookDelivery = described("The delivery.")


@strawberry.type(description="An event of the type `webhook.test` is sent to the endpoint.")
class TestEventSent:
    # Otherwise pytest would look for tests in it.
    __test__ = False
    delivery: WebhookDelivery = described("The delivery of the event.")


EARLIER = described(
    "Until when the earlier secret is valid too: until then each request has two signatures."
)


def earlier_until(until: datetime | None) -> datetime:
    """Return the end of the earlier secret after a rotation."""
    if until is None:
        raise TypeError("a rotation left no earlier secret")
    return until
