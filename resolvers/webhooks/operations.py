"""The query and the mutations of webhook endpoints."""

from __future__ import annotations

from typing import Annotated

import strawberry

from billing.checks import check_text
from billing.errors import BadInput
from billing.webhooks.delivery import Delivery
from billing.webhooks.endpoint import Endpoint, check_events, check_prefixes
from resolvers.context import Context, Info
from resolvers.errors import Forbidden
from resolvers.webhooks.endpoint import (
    CreateWebhookEndpointResult,
    DeleteWebhookEndpointResult,
    PauseWebhookEndpointResult,
    ReplayWebhookDeliveryResult,
    ResumeWebhookEndpointResult,
    RotateWebhookSecretResult,
    SendTestEventResult,
    WebhookEndpoint,
    WebhookEndpointCreated,
    WebhookEndpointDeleted,
    WebhookEndpointPaused,
    WebhookEndpointResumed,
    WebhookSecretRotated,
)
from schema.refusals import refusal_of
from schema.webhooks.deliveries import WebhookDelivery
from schema.webhooks.results import (
    CreateWebhookEndpointInput,
    DeleteWebhookEndpointInput,
    PauseWebhookEndpointInput,
    ReplayWebhookDeliveryInput,
    ResumeWebhookEndpointInput,
    RotateWebhookSecretInput,
    SendTestEventInput,
    TestEventSent,
    WebhookDeliveryReplayed,
    earlier_until,
)
from services.identity.caller import Scope
from services.webhooks.endpoints import Reach, WithSecret

EndpointToCreate = Annotated[
    CreateWebhookEndpointInput, strawberry.argument(description="The endpoint.")
]
EndpointToRotate = Annotated[
    RotateWebhookSecretInput, strawberry.argument(description="The endpoint.")
]
EndpointToDelete = Annotated[
    DeleteWebhookEndpointInput, strawberry.argument(description="The endpoint.")
]
EndpointToPause = Annotated[
    PauseWebhookEndpointInput, strawberry.argument(description="The endpoint.")
]
EndpointToResume = Annotated[
    ResumeWebhookEndpointInput, strawberry.argument(description="The endpoint.")
]
EndpointToTry = Annotated[SendTestEventInput, strawberry.argument(description="The endpoint.")]
DeliveryToReplay = Annotated[
    ReplayWebhookDeliveryInput, strawberry.argument(description="The delivery.")
]


@strawberry.type
class WebhookQuery:
    @strawberry.field(
        description="The webhook endpoints of the caller's partner, the oldest first; of all "
        "partners for an administrator of all accounts. Needs the scope `webhooks:write`."
    )
    async def webhook_endpoints(self, info: Info) -> list[WebhookEndpoint]:
        context = info.context
        found = await context.services.webhook_endpoints.all_of(_reach(context))
        return [WebhookEndpoint.of(one, context.now()) for one in found]


@strawberry.type
class WebhookMutation:
    @strawberry.mutation(
        description="Creates a webhook endpoint, and shows its secret. Each call creates another."
    )
    async def create_webhook_endpoint(
        self, info: Info, input: EndpointToCreate
    ) -> CreateWebhookEndpointResult:
        context = info.context
        if input.description is not None:
            check_text("description", input.description)
        prefixes = check_prefixes(input.account_prefixes)
        events, reach = check_events(input.events), _reach(context)
        if prefixes is not None and not reach.of_all:
            raise BadInput("accountPrefixes", "is only for administrators of all accounts")
        wanted = Endpoint(
            id="",
            url=input.url,
            account_prefixes=prefixes if reach.of_all else reach.account_prefixes,
            events=events,
            description=input.description,
            created_at=context.now(),
        )
        made = await context.services.webhook_endpoints.create(wanted, reach)
        if not isinstance(made, WithSecret):
            return refusal_of(made, context.book)
        shown = WebhookEndpoint.of(made.endpoint, context.now())
        return WebhookEndpointCreated(endpoint=shown, secret=made.secret)

    @strawberry.mutation(
        description="Gives an endpoint a new secret. The earlier one stays valid for 24 hours, in "
        "which each request has two signatures; an even earlier one ends at once."
    )
    async def rotate_webhook_secret(
        self, info: Info, input: EndpointToRotate
    ) -> RotateWebhookSecretResult:
        context, name = info.context, _named(input.endpoint_id)
        made = await context.services.webhook_endpoints.rotate(name, _reach(context))
        if not isinstance(made, WithSecret):
            return refusal_of(made, context.book)
        shown = WebhookEndpoint.of(made.endpoint, context.now())
        until = earlier_until(shown.previous_secret_valid_until)
        return WebhookSecretRotated(endpoint=shown, secret=made.secret, previous_valid_until=until)

    @strawberry.mutation(description="Deletes an endpoint and its deliveries.")
    async def delete_webhook_endpoint(
        self, info: Info, input: EndpointToDelete
    ) -> DeleteWebhookEndpointResult:
        context, name = info.context, _named(input.endpoint_id)
        found = await context.services.webhook_endpoints.delete(name, _reach(context))
        if not isinstance(found, Endpoint):
            return refusal_of(found, context.book)
        return WebhookEndpointDeleted(endpoint=WebhookEndpoint.of(found, context.now()))

    @strawberry.mutation(
        description="Sends nothing to an endpoint until it is resumed. Its events wait, up to "
        "three days."
    )
    async def pause_webhook_endpoint(
        self, info: Info, input: EndpointToPause
    ) -> PauseWebhookEndpointResult:
        context, name = info.context, _named(input.endpoint_id)
        found = await context.services.webhook_endpoints.pause(name, _reach(context))
        if not isinstance(found, Endpoint):
            return refusal_of(found, context.book)
        return WebhookEndpointPaused(endpoint=WebhookEndpoint.of(found, context.now()))

    @strawberry.mutation(description="Sends events to a paused or dead endpoint again.")
    async def resume_webhook_endpoint(
        self, info: Info, input: EndpointToResume
    ) -> ResumeWebhookEndpointResult:
        context, name = info.context, _named(input.endpoint_id)
        found = await context.services.webhook_endpoints.resume(name, _reach(context))
        if not isinstance(found, Endpoint):
            return refusal_of(found, context.book)
        return WebhookEndpointResumed(endpoint=WebhookEndpoint.of(found, context.now()))

    @strawberry.mutation(
        description="Sends a delivery again, with the same `webhook-id`. One that still waits "
        "stays as it is."
    )
    async def replay_webhook_delivery(
        self, info: Info, input: DeliveryToReplay
    ) -> ReplayWebhookDeliveryResult:
        context, name = info.context, _named(input.delivery_id, "deliveryId")
        found = await context.services.webhook_endpoints.replay(name, _reach(context))
        if not isinstance(found, Delivery):
            return refusal_of(found, context.book)
        return WebhookDeliveryReplayed(delivery=WebhookDelivery.of(found))

    @strawberry.mutation(description="Sends an event of the type `webhook.test` to an endpoint.")
    async def send_test_event(self, info: Info, input: EndpointToTry) -> SendTestEventResult:
        context, name = info.context, _named(input.endpoint_id)
        made = await context.services.webhook_endpoints.send_test(name, _reach(context))
        if not isinstance(made, Delivery):
            return refusal_of(made, context.book)
        return TestEventSent(delivery=WebhookDelivery.of(made))


def _reach(context: Context) -> Reach:
    """Return whose endpoints the caller sees. Raises Missing or Forbidden."""
    caller = context.require_caller()
    if not caller.may_use_webhooks:
        raise Forbidden(Scope.WEBHOOKS_WRITE)
    of_all = caller.is_admin and caller.account_prefixes is None
    return Reach(caller.subject, caller.account_prefixes, of_all)


def _named(id: str, name: str = "endpointId") -> str:
    check_text(name, id)
    return id
