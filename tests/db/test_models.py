"""The models read and write what the tables take."""

from __future__ import annotations

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from db.models import (
    Account,
    Anchor,
    ApiKey,
    CatalogVersion,
    DiscountCode,
    Entry,
    InboxEvent,
    PaymentCustomer,
    PlanChange,
    PlanSubscription,
    PlanTaker,
    ProgrammeChange,
    Purchase,
    ServiceClock,
    SuggestionShown,
    Team,
    TeamHandle,
    TeamInvitation,
    TeamRequest,
    TokenGrant,
    WebhookDelivery,
    WebhookEndpoint,
)
from tests.support.engine.raw_rows import ROWS, insert

MODELS = {
    "account": Account,
    "anchor": Anchor,
    "token_grant": TokenGrant,
    "entry": Entry,
    "catalog_version": CatalogVersion,
    "api_key": ApiKey,
    "purchase": Purchase,
    "plan_subscription": PlanSubscription,
    "plan_change": PlanChange,
    "plan_taker": PlanTaker,
    "programme_change": ProgrammeChange,
    "discount_code": DiscountCode,
    "payment_customer": PaymentCustomer,
    "inbox_event": InboxEvent,
    "service_clock": ServiceClock,
    "suggestion_shown": SuggestionShown,
    "webhook_endpoint": WebhookEndpoint,
    "webhook_delivery": WebhookDelivery,
    "team": Team,
    "team_handle": TeamHandle,
    "team_invitation": TeamInvitation,
    "team_request": TeamRequest,
}


@pytest.mark.parametrize("table", ROWS)
async def test_a_row_is_read_by_the_models_as_it_was_written(
    db: BaseDBAsyncClient, table: str
) -> None:
    await insert(db, table)
    (found,) = await MODELS[table].all()
    assert {name: getattr(found, name) for name in ROWS[table]} == ROWS[table]


@pytest.mark.parametrize("table", ROWS)
async def test_the_models_write_what_the_tables_take(db: BaseDBAsyncClient, table: str) -> None:
    await MODELS[table].create(**ROWS[table])
    (found,) = await MODELS[table].all()
    assert {name: getattr(found, name) for name in ROWS[table]} == ROWS[table]
