"""A webhook endpoint, and the results that contain one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

import strawberry

from billing.webhooks.delivery import WebhookDeliveryStatus
from billing.webhooks.endpoint import Endpoint, WebhookEndpointStatus
from resolvers.context import Info
from resolvers.ledger.pages import After, First, page_size
from schema.describing import describe
from schema.ids import number_of
from schema.scalars import described
from schema.webhooks.deliveries import WebhookDeliveryConnection
from schema.webhooks.results import (
    EARLIER,
    TestEventSent,
    TooManyWebhookEndpoints,
    WebhookAddressRefused,
    WebhookDeliveryNotFound,
    WebhookDeliveryReplayed,
    WebhookEndpointNotFound,
    WebhooksUnavailable,
)

describe(
    WebhookEndpointStatus,
    "Whether an endpoint gets events.",
    ACTIVE="It gets events.",
    PAUSED="Somebody paused it. Its events wait.",
    DEAD="It answered 410, or failed for three days. Its events wait until it is resumed.",
)

Status = Annotated[
    WebhookDeliveryStatus | None,
    strawberry.argument(description="Only deliveries with this status."),
]


@strawberry.type(description="An address of a partner's server, to which events are sent.")
class WebhookEndpoint:
    id: strawberry.ID = described("Its id.")
    url: str = described("Where events are sent, by POST.")
    description: str | None = described("For people.")
    events: list[str] | None = described("The types of events that it gets; null: all.")
    account_prefixes: list[str] | None = described(
        "The partner: it gets events of accounts whose id begins with one of these; null: all."
    )
    status: WebhookEndpointStatus = described("Whether it gets events.")
    status_reason: str | None = described("Why it gets none.")
    failing_since: datetime | None = described(
        "Since when every attempt failed; null if the last one succeeded."
    )
    created_at: datetime = described("When it was created.")
    previous_secret_valid_until: datetime | None = described(
        "Until when the earlier secret signs too; null if there is none."
    )

    @strawberry.field(description="The deliveries of the last weeks, the newest first.")
    async def deliveries(
        self, info: Info, first: First = None, after: After = None, status: Status = None
    ) -> WebhookDeliveryConnection:
        page = await info.context.services.webhook_endpoints.page(
            str(self.id),
            size=page_size(first),
            before=None if after is None else number_of(after),
            status=status,
        )
        return WebhookDeliveryConnection.of(page.items, more=page.more, later=after is not None)

    @classmethod
    def of(cls, endpoint: Endpoint, now: datetime) -> Self:
        prefixes, events = endpoint.account_prefixes, endpoint.events
        return cls(
            id=strawberry.ID(endpoint.id),
            url=endpoint.url,
            description=endpoint.description,
            events=None if events is None else list(events),
            account_prefixes=None if prefixes is None else list(prefixes),
            status=endpoint.status,
            status_reason=endpoint.reason,
            failing_since=endpoint.failing_since,
            created_at=endpoint.created_at,
            previous_secret_valid_until=endpoint.earlier_until(now),
        )


@strawberry.type(description="The endpoint is created.")
class WebhookEndpointCreated:
    endpoint: WebhookEndpoint = described("The endpoint.")
    secret: str = described("Its secret, with which requests are signed. It is shown only now.")


@strawberry.type(description="The endpoint has a new secret.")
class WebhookSecretRotated:
    endpoint: WebhookEndpoint = described("The endpoint.")
    secret: str = described("Its new secret. It is shown only now.")
    previous_valid_until: datetime = EARLIER


@strawberry.type(description="The endpoint and its deliveries are deleted.")
class WebhookEndpointDeleted:
    endpoint: WebhookEndpoint = described("The endpoint as it was.")


@strawberry.type(description="The endpoint is paused. Its events wait until it is resumed.")
class WebhookEndpointPaused:
    endpoint: WebhookEndpoint = described("The endpoint.")


@strawberry.type(description="The endpoint gets events again, beginning with those that waited.")
class WebhookEndpointResumed:
    endpoint: WebhookEndpoint = described("The endpoint.")


CreateWebhookEndpointResult = Annotated[
    WebhookEndpointCreated | WebhookAddressRefused | TooManyWebhookEndpoints | WebhooksUnavailable,
    strawberry.union("CreateWebhookEndpointResult", description="The result of creating one."),
]
RotateWebhookSecretResult = Annotated[
    WebhookSecretRotated | WebhookEndpointNotFound | WebhooksUnavailable,
    strawberry.union("RotateWebhookSecretResult", description="The result of a new secret."),
]
DeleteWebhookEndpointResult = Annotated[
    WebhookEndpointDeleted | WebhookEndpointNotFound,
    strawberry.union("DeleteWebhookEndpointResult", description="The result of deleting one."),
]
PauseWebhookEndpointResult = Annotated[
    WebhookEndpointPaused | WebhookEndpointNotFound,
    strawberry.union("PauseWebhookEndpointResult", description="The result of pausing one."),
]
ResumeWebhookEndpointResult = Annotated[
    WebhookEndpointResumed | WebhookEndpointNotFound,
    strawberry.union("ResumeWebhookEndpointResult", description="The result of resuming one."),
]
SendTestEventResult = Annotated[
    TestEventSent | WebhookEndpointNotFound,
    strawberry.union("SendTestEventResult", description="The result of a test event."),
]
ReplayWebhookDeliveryResult = Annotated[
    WebhookDeliveryReplayed | WebhookDeliveryNotFound,
    strawberry.union("ReplayWebhookDeliveryResult", description="The result of a replay."),
]
