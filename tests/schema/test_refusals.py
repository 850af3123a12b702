"""Every refusal of `billing` has a type in the API, and the type checker knows which one."""

from __future__ import annotations

from typing import get_args, get_overloads, get_type_hints

import pytest

from billing.catalog.catalog import QuotaPeriod
from billing.clock import ClockNotMovable
from billing.discounts import refusals as discounts
from billing.ledger import refusals as ledger
from billing.ledger.caps.cap import CapScope, SpendCap
from billing.ledger.caps.limits import CapUse
from billing.ledger.hold import HoldStatus
from billing.ledger.quota import quota_of
from billing.ledger.teams import lifecycle_refusals as requests
from billing.ledger.teams import refusals as teams
from billing.payments import refusals as payments
from billing.privacy.actions import AccountNotErasable
from billing.webhooks import refusals as webhooks
from schema.refusals import AnyRefusal, refusal_of
from tests.support.ledger.factories import NOW, account, book, free_model, hold

QUOTA = quota_of(account(), free_model(name="gift"), NOW)
assert QUOTA is not None
CAP = SpendCap(CapScope.MODEL, "gift", QuotaPeriod.DAY, 8, NOW)

EVERY: list[AnyRefusal] = [
    ledger.InsufficientTokens(8, 7, NOW, ("gift",)),
    ledger.QuotaExceeded(QUOTA, ("paid", "gift")),
    ledger.CapReached(CapUse(CAP, 3), ("gift",)),
    ledger.ModelNotFound("xyz"),
    ledger.ModelNotAllowed("gpt"),
    ledger.AccountNotFound("alice"),
    ledger.ApiKeyNotFound("0123456789abcdef"),
    ledger.ModelWithoutLimit("paid"),
    ledger.IdempotencyConflict("k"),
    ledger.HoldNotFound("alice:1"),
    ledger.HoldClosed("alice", hold(), HoldStatus.SETTLED),
    discounts.ProgrammeNotFound("EDO"),
    discounts.CodeNotFound(),
    discounts.CodeAlreadyUsed(),
    discounts.AlreadyEnrolled("EDU"),
    payments.PackNotFound("huge"),
    payments.PlanNotFound("GOLD"),
    payments.PurchaseNotFound("pur_1"),
    payments.PurchaseNotRefundable("It was not paid."),
    payments.AlreadySubscribed("PREMIUM"),
    payments.PlanNotForAccount("TEAM", for_teams=True),
    payments.PlanNotForAccount("PREMIUM", for_teams=False),
    payments.SeatsNotPossible("Team has 3 to 500 seats."),
    payments.NothingToChange(),
    payments.ChangePending("TEAM"),
    payments.SubscriptionNotPaid(),
    payments.PaymentDeclined(),
    payments.SubscriptionNotFound(),
    payments.PaymentMethodNotFound(None),
    payments.PaymentUnavailable(),
    payments.PaymentRefused(),
    teams.AlreadyInTeam("team:a"),
    teams.TeamFull("team:a", 6),
    teams.TeamIsClosed("team:a"),
    teams.OwnerMustHandOver("team:a"),
    teams.LimitNotPossible(),
    teams.NotAMember("alice"),
    requests.TeamNotFound("team:a"),
    requests.NotAllowedInTeam("the owner of the team"),
    requests.InvitationNotFound(),
    requests.InvitationExpired(),
    requests.InvitationUsed(),
    requests.TeamPlanGoesOn(),
    AccountNotErasable("A hold is open."),
    ClockNotMovable("Not in production."),
    webhooks.WebhookEndpointNotFound("whe_1"),
    webhooks.WebhookDeliveryNotFound("msg_1"),
    webhooks.WebhookAddressRefused("It is private."),
    webhooks.TooManyWebhookEndpoints(),
    webhooks.WebhooksUnavailable("there is no key"),
]


def test_the_list_above_is_complete() -> None:
    assert {type(one) for one in EVERY} == set(get_args(AnyRefusal))


@pytest.mark.parametrize("refusal", EVERY, ids=lambda one: type(one).__name__)
def test_a_refusal_is_shown_by_the_type_of_its_name(refusal: AnyRefusal) -> None:
    shown = refusal_of(refusal, book())
    assert type(shown).__name__ == type(refusal).__name__
    assert (shown.code, shown.message) == (refusal.code, refusal.message)


def test_the_types_that_mypy_sees_are_those_that_are_returned() -> None:
    promised = {}
    for overload in get_overloads(refusal_of):
        hints = get_type_hints(overload)
        promised[hints["refusal"]] = hints["return"]
    assert promised == {type(one): type(refusal_of(one, book())) for one in EVERY}


def test_models_that_would_serve_are_described() -> None:
    shown = refusal_of(ledger.InsufficientTokens(8, 7, NOW, ("gift", "gone")), book())
    assert [model.domain_model.name for model in shown.alternatives] == ["gift", "gone"]
    assert (shown.required, shown.available, shown.next_reset) == (8, 7, NOW)
