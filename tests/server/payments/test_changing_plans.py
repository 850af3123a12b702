"""Changes of plans through the whole service."""

from __future__ import annotations

import pytest

from tests.support.payments.money import FREE_TOKENS, PREMIUM_TOKENS
from tests.support.payments.money_api import REFUSAL, SUBSCRIPTION, Api

pytestmark = pytest.mark.slow
PREVIEW = f"""query ($input: PreviewPlanChangeInput!) {{ previewPlanChange(input: $input) {{
  __typename ... on PlanChangePreview {{ plan {{ name }} seats dueNow {{ amount }}
    credit {{ amount }} price {{ amount }} needsCheckout nextPaymentAt at asOf
    tokens {{ before {{ tokens }} after {{ tokens }} lapses gains available }} }} {REFUSAL} }} }}"""
PENDING = "seats pendingChange { plan { name } seats price { amount } at }"
SHOWN = f"subscription {SUBSCRIPTION[:-1]} {PENDING} }}"
CHANGE = f"""mutation ($input: ChangePlanInput!) {{ changePlan(input: $input) {{ __typename
  ... on PlanChanged {{ replayed {SHOWN} }} {REFUSAL} }} }}"""
KEEP = f"""mutation ($input: CancelPlanChangeInput!) {{ cancelPlanChange(input: $input) {{
  __typename ... on PlanChangeCanceled {{ {SHOWN} }} {REFUSAL} }} }}"""


async def test_a_person_looks_changes_and_takes_it_back(api: Api) -> None:
    alice = api.user()
    first = await alice.act(PREVIEW, plan="PREMIUM")
    assert (first["needsCheckout"], first["dueNow"]) == (True, {"amount": 1_000})
    assert first["tokens"] == {
        "before": [{"tokens": FREE_TOKENS}],
        "after": [{"tokens": PREMIUM_TOKENS}],
        "lapses": FREE_TOKENS,
        "gains": PREMIUM_TOKENS,
        "available": PREMIUM_TOKENS,
    }
    assert (await alice.act(CHANGE, plan="PREMIUM", idempotencyKey="k"))["__typename"] == (
        "SubscriptionNotFound"
    )
    started = await alice.subscribe()
    await alice.press(started["checkoutUrl"])
    await alice.until(lambda found: found["plan"]["name"] == "PREMIUM")
    for plan, seats, refusal in (
        ("PREMIUM", None, "NothingToChange"),
        ("TEAM", 3, "PlanNotForAccount"),
        ("GOLD", None, "PlanNotFound"),
        ("PREMIUM", 2, "SeatsNotPossible"),
    ):
        for document, key in ((PREVIEW, {}), (CHANGE, {"idempotencyKey": "k"})):
            given = {"plan": plan, "seats": seats, **key}
            assert (await alice.act(document, **given))["__typename"] == refusal
    shown = await alice.act(PREVIEW, plan="FREE", when="PERIOD_END")
    assert (shown["dueNow"]["amount"], shown["nextPaymentAt"]) == (0, None)
    asked = {"plan": "FREE", "when": "PERIOD_END", "idempotencyKey": "end"}
    ended = await alice.act(CHANGE, **asked)
    assert ended["subscription"]["cancelAtPeriodEnd"] is True
    assert ended["subscription"]["currentPeriodEnd"] == shown["at"]
    assert (await alice.act(CHANGE, **asked))["replayed"] is True
    kept = await alice.act(KEEP)
    assert kept["subscription"]["cancelAtPeriodEnd"] is False
    assert kept["subscription"]["pendingChange"] is None
    now = await alice.act(CHANGE, plan="FREE", idempotencyKey="now")
    assert now["subscription"]["status"] == "CANCELED"
    assert (await alice.account())["plan"] == {"name": "FREE"}
    assert (await alice.act(KEEP))["__typename"] == "SubscriptionNotFound"


async def test_nobody_changes_the_plan_of_another_account(sqlite_api: Api) -> None:
    alice, eve = sqlite_api.user(), sqlite_api.user("eve")
    await alice.account()
    for document, given in (
        (PREVIEW, {"plan": "PREMIUM"}),
        (CHANGE, {"plan": "FREE", "idempotencyKey": "k"}),
        (KEEP, {}),
    ):
        found = await eve.act(document, accountId="alice", **given)
        assert found["__typename"] == "AccountNotFound"
