"""Deliveries to webhook endpoints."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Self

import strawberry
from strawberry.scalars import JSON

from billing.webhooks.delivery import Delivery, WebhookDeliveryStatus
from schema.describing import describe
from schema.ids import cursor_of
from schema.ledger.history import PageInfo
from schema.scalars import described

describe(
    WebhookDeliveryStatus,
    "The status of a delivery.",
    PENDING="It waits for its first or next attempt.",
    DELIVERED="The endpoint answered with a status from 200 to 299.",
    FAILED="It was given up after three days. It can be replayed.",
)


@strawberry.type(description="An event for a webhook endpoint, with what its last attempt gave.")
class WebhookDelivery:
    id: strawberry.ID = described("The `webhook-id`, the same in every attempt.")
    type: str = described("The type of the event, such as `balance.low`.")
    account_id: strawberry.ID | None = described(
        "The account that the event is about; null for a test."
    )
    status: WebhookDeliveryStatus = described("What became of it.")
    created_at: datetime = described("When it happened.")
    attempts: int = described("The attempts since it was created or replayed.")
    next_attempt_at: datetime | None = described("When it is tried next; null if it is over.")
    last_attempt_at: datetime | None = described("When it was tried last.")
    response_code: int | None = described("The HTTP status of the last answer; null without one.")
    duration_ms: int | None = described("How long the last attempt took, in milliseconds.")
    response_body: str | None = described(
        "The beginning of the last answer, or why there was none."
    )
    payload: JSON = described("What the endpoint gets: the type, the time, and the object.")

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        return cls(
            id=strawberry.ID(delivery.id),
            type=delivery.type,
            account_id=None if delivery.account_id is None else strawberry.ID(delivery.account_id),
            status=delivery.status,
            created_at=delivery.created_at,
            attempts=delivery.attempts,
            next_attempt_at=delivery.due_at,
            last_attempt_at=delivery.attempted_at,
            response_code=delivery.code,
            duration_ms=delivery.duration_ms,
            response_body=delivery.answer,
            payload=JSON(json.loads(delivery.payload)),
        )


@strawberry.type(description="A delivery in a list.")
class WebhookDeliveryEdge:
    cursor: str = described("Its cursor.")
    node: WebhookDelivery = described("The delivery.")


@strawberry.type(description="A page of deliveries, the newest first (Relay).")
class WebhookDeliveryConnection:
    edges: list[WebhookDeliveryEdge] = described("The deliveries, each with its cursor.")
    nodes: list[WebhookDelivery] = described("The deliveries alone.")
    page_info: PageInfo = described("The position of the page.")

    @classmethod
    def of(cls, deliveries: Sequence[Delivery], *, more: bool, later: bool) -> Self:
        nodes = [WebhookDelivery.of(one) for one in deliveries]
        cursors = [cursor_of(one.number) for one in deliveries]
        edges = [
            WebhookDeliveryEdge(cursor=cursor, node=node)
            for cursor, node in zip(cursors, nodes, strict=True)
        ]
        return cls(edges=edges, nodes=nodes, page_info=PageInfo.of(cursors, more=more, later=later))
