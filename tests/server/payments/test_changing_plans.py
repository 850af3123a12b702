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
PENDING = "seats price { amount } pendingChange { plan { name } seats price { amount } at }"
SHOWN = f"subscription {SUBSCRIPTION[:-1]} {PENDING} }}"
CHANGE = f"""mutation ($input: ChangePlanInput!) {{ changePlan(input: $input) {{ __typename
  ... on PlanChanged {{ replayed {SHOWN} }} {REFUSAL} }} }}"""
OF_BOTH = """query ($id: ID!) { mine: account { plan { name } subscription { id } }
  account(id: $id) { plan { name } subscription { plan { name } } } }"""
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


CREATE = """mutation ($input: CreateTeamInput!) { createTeam(input: $input) { __typename
  ... on TeamCreated { team { id } } ... on Refusal { code message } } }"""
INVITE = """mutation ($input: InviteToTeamInput!) { inviteToTeam(input: $input) { __typename
  ... on TeamInvited { code } ... on Refusal { code message } } }"""
JOIN = """mutation ($input: JoinTeamInput!) { joinTeam(input: $input) { __typename
  ... on Refusal { code message } } }"""


async def test_a_team_s_owner_buys_seats_and_changes_them_and_members_do_not(api: Api) -> None:
    alice, bob = api.user(), api.user("bob")
    made = await alice.act(CREATE, name="Club", kind="TEAM", idempotencyKey="team")
    team = made["team"]["id"]
    started = await alice.subscribe(accountId=team, plan="TEAM", seats=3)
    await alice.press(started["checkoutUrl"])
    account = await alice.until(lambda found: found["plan"]["name"] == "TEAM", id=team)
    assert account["balance"]["available"] == 3 * PREMIUM_TOKENS

    invited = await alice.act(INVITE, teamId=team, idempotencyKey="bob")
    joined = await bob.act(JOIN, code=invited["code"], idempotencyKey="join")
    assert joined["__typename"] == "TeamJoined"
    asked = {"accountId": team, "plan": "TEAM", "seats": 5}
    for caller in (bob, api.user("eve")):
        for document, key in ((PREVIEW, {}), (CHANGE, {"idempotencyKey": "k"})):
            found = await caller.act(document, **asked, **key)
            assert found["__typename"] == "AccountNotFound"

    shown = await alice.act(PREVIEW, **asked)
    assert (shown["seats"], shown["price"], shown["tokens"]["gains"]) == (
        5,
        {"amount": 5 * 900},
        2 * PREMIUM_TOKENS,
    )
    changed = await alice.act(CHANGE, **asked, asOf=shown["asOf"], idempotencyKey="more")
    assert changed["subscription"]["seats"] == 5
    account = await alice.account(id=team)
    assert account["balance"]["available"] == shown["tokens"]["available"] == 5 * PREMIUM_TOKENS
    less = await alice.act(CHANGE, **asked | {"seats": 4}, when="PERIOD_END", idempotencyKey="l")
    assert less["subscription"]["pendingChange"]["seats"] == 4
    assert less["subscription"]["seats"] == 5
    assert (await alice.act(CHANGE, **asked, when="NOW", idempotencyKey="b"))["subscription"][
        "pendingChange"
    ] is None


async def test_a_person_s_plan_becomes_the_team_s_and_comes_back(api: Api) -> None:
    alice, bob = api.user(), api.user("bob")
    team = (await alice.act(CREATE, name="Club", kind="TEAM", idempotencyKey="t"))["team"]["id"]
    invited = await alice.act(INVITE, teamId=team, role="ADMIN", idempotencyKey="i")
    await bob.act(JOIN, code=invited["code"], idempotencyKey="j")
    started = await alice.subscribe()
    await alice.press(started["checkoutUrl"])
    await alice.until(lambda found: found["plan"]["name"] == "PREMIUM")
    shown = await alice.act(PREVIEW, plan="FAMILY", teamId=team)
    assert (shown["plan"], shown["price"]) == ({"name": "FAMILY"}, {"amount": 2_500})
    strangers = {"plan": "FAMILY", "teamId": team, "accountId": "alice", "idempotencyKey": "x"}
    assert (await bob.act(CHANGE, **strangers))["__typename"] == "AccountNotFound"
    moved = await alice.act(CHANGE, plan="FAMILY", teamId=team, idempotencyKey="k")
    assert moved["__typename"] == "PlanChanged", moved
    seen = await alice.execute(OF_BOTH, id=team)
    assert seen["data"]["mine"] == {"plan": {"name": "FREE"}, "subscription": None}
    assert seen["data"]["account"]["plan"] == {"name": "FAMILY"}
    assert seen["data"]["account"]["subscription"]["plan"] == {"name": "FAMILY"}
    back = {"accountId": team, "plan": "PREMIUM", "when": "PERIOD_END"}
    assert (await bob.act(CHANGE, **back, idempotencyKey="b"))["code"] == "PLAN_NOT_FOR_ACCOUNT"
    done = await alice.act(CHANGE, **back, idempotencyKey="b")
    assert done["subscription"]["pendingChange"]["plan"] == {"name": "PREMIUM"}
