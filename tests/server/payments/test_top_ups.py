"""Saved cards and automatic top-ups through the whole service. Billing rule 15."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from server.production import SANDBOX_API_KEY
from tests.support.payments.money import FREE_TOKENS, TOKENS, Json
from tests.support.payments.money_api import Api, Caller, Program, crash, key

pytestmark = pytest.mark.slow
REFUSAL = "... on Refusal { code message }"
SAVE = f"""mutation ($input: SavePaymentMethodInput!) {{ savePaymentMethod(input: $input) {{
  __typename ... on PaymentMethodStarted {{ url }} {REFUSAL} }} }}"""
REMOVE_CARD = f"""mutation ($input: RemovePaymentMethodInput!) {{
  removePaymentMethod(input: $input) {{ __typename
  ... on PaymentMethodRemoved {{ paymentMethod {{ last4 }} }} {REFUSAL} }} }}"""
TOP_UP = """{ pack { name } below maxPerMonth used resetsAt status failure { code message url } }"""
SET = f"""mutation ($input: SetAutoTopUpInput!) {{ setAutoTopUp(input: $input) {{ __typename
  ... on AutoTopUpSet {{ autoTopUp {TOP_UP} }} {REFUSAL} }} }}"""
REMOVE = f"""mutation ($input: RemoveAutoTopUpInput!) {{ removeAutoTopUp(input: $input) {{
  __typename ... on AutoTopUpRemoved {{ removed }} {REFUSAL} }} }}"""
SHOWN = f"""{{ account {{ autoTopUp {TOP_UP} balance {{ available }}
  ledger(first: 100) {{ nodes {{ kind tokens reason }} }} }} }}"""
CARDS = "{ account { paymentMethods { id brand last4 expMonth expYear } } }"
FOUND = """mutation ($input: CreateTeamInput!) { createTeam(input: $input) {
  ... on TeamCreated { team { id } } } }"""
CLOSE = """mutation ($input: CloseTeamInput!) { closeTeam(input: $input) { __typename } }"""
ADJUST = """mutation ($input: AdjustBalanceInput!) { adjustBalance(input: $input) {
  __typename } }"""
OF_TEAM = """query ($id: ID!) { account(id: $id) { paymentMethods { id } autoTopUp { status } } }"""
USE = """mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { __typename } }"""


async def shown(caller: Caller) -> Json:
    answer = await caller.execute(SHOWN)
    assert "errors" not in answer, answer
    account: Json = answer["data"]["account"]
    return account


async def cards(caller: Caller) -> list[Json]:
    answer = await caller.execute(CARDS)
    assert "errors" not in answer, answer
    found: list[Json] = answer["data"]["account"]["paymentMethods"]
    return found


async def save(caller: Caller, button: str = "save", **given: Any) -> None:
    started = await caller.act(SAVE, **given)
    assert started["__typename"] == "PaymentMethodStarted", started
    await caller.press(started["url"], button)


async def set_up(caller: Caller, **given: Any) -> Json:
    asked = {"pack": "starter", "below": 5_000, "maxPerMonth": 3}
    return await caller.act(SET, **asked | given)


async def use(caller: Caller, tokens: int) -> str:
    """Record a use of gpt-4o that costs that many tokens."""
    given = {
        "model": "gpt-4o",
        "inputTokens": tokens // 5,
        "outputTokens": 0,
        "idempotencyKey": key(),
    }
    told: str = (await caller.act(USE, **given))["__typename"]
    return told


async def until(caller: Caller, status: str) -> Json:
    async with asyncio.timeout(180):
        while (account := await shown(caller))["autoTopUp"]["status"] != status:
            await asyncio.sleep(0.05)
    return account


async def until_available(caller: Caller, tokens: int) -> Json:
    async with asyncio.timeout(180):
        while (account := await shown(caller))["balance"]["available"] != tokens:
            await asyncio.sleep(0.05)
    return account


def words(account: Json) -> list[str]:
    nodes = account["ledger"]["nodes"]
    return [one["reason"].split()[0] for one in nodes if one["kind"] == "TOP_UP"][::-1]


async def charges(api: Api) -> Counter[str]:
    found = (await api.provider("payment_intents", limit=100))["data"]
    return Counter(one["status"] for one in found)


async def test_a_card_is_saved_listed_and_removed(api: Api) -> None:
    alice, bob = api.user(), api.user("bob")
    assert (await cards(alice)) == []
    await save(alice)
    (card,) = await cards(alice)
    assert (card["brand"], card["last4"], card["expYear"]) == ("visa", "4242", 2099)
    assert (await cards(bob)) == []
    await save(bob)
    missing = await bob.act(REMOVE_CARD, paymentMethodId=card["id"])
    assert missing["code"] == "PAYMENT_METHOD_NOT_FOUND"
    removed = await alice.act(REMOVE_CARD, paymentMethodId=card["id"])
    assert removed["paymentMethod"] == {"last4": "4242"}
    again = await alice.act(REMOVE_CARD, paymentMethodId=card["id"])
    assert again["code"] == "PAYMENT_METHOD_NOT_FOUND"
    assert (await cards(alice)) == []
    assert len(await cards(bob)) == 1


async def test_closing_a_team_removes_its_top_up_and_its_cards(api: Api) -> None:
    alice = api.user()
    team = (await alice.act(FOUND, name="Club", kind="TEAM", idempotencyKey=key()))["team"]["id"]
    gift = {"accountId": team, "tokens": 500, "reason": "gift", "idempotencyKey": key()}
    assert (await api.admin.act(ADJUST, **gift))["__typename"] == "BalanceAdjusted"
    await save(alice, accountId=team)
    assert (await set_up(alice, accountId=team, below=1))["__typename"] == "AutoTopUpSet"
    before = (await api.admin.execute(OF_TEAM, id=team))["data"]["account"]
    assert (len(before["paymentMethods"]), before["autoTopUp"]["status"]) == (1, "ACTIVE")
    closed = await alice.act(CLOSE, teamId=team, idempotencyKey=key())
    assert closed["__typename"] == "TeamClosed"
    after = (await api.admin.execute(OF_TEAM, id=team))["data"]["account"]
    assert after == {"paymentMethods": [], "autoTopUp": None}
    refused = await api.admin.act(SAVE, accountId=team)
    assert refused["code"] == "ACCOUNT_NOT_FOUND"


async def test_a_pack_is_bought_when_too_few_tokens_are_left(api: Api) -> None:
    alice = api.user()
    assert (await set_up(alice))["code"] == "PAYMENT_METHOD_NOT_FOUND"
    await save(alice)
    made = (await set_up(alice))["autoTopUp"]
    assert (made["status"], made["used"], made["failure"]) == ("ACTIVE", 0, None)
    assert await use(alice, 5_000) == "UsageRecorded"
    assert (await shown(alice))["autoTopUp"]["status"] == "ACTIVE"
    assert await use(alice, 5) == "UsageRecorded"
    account = await until_available(alice, FREE_TOKENS - 5_005 + TOKENS)
    assert words(account) == ["SET", "NEEDED", "PAID"]
    assert (account["autoTopUp"]["status"], account["autoTopUp"]["used"]) == ("ACTIVE", 1)
    assert await charges(api) == {"succeeded": 1}
    # The event of the same payment credits nothing more.
    await api.control("flush", all=True)
    assert (await shown(alice))["balance"]["available"] == FREE_TOKENS - 5_005 + TOKENS
    assert await alice.act(REMOVE) == {"__typename": "AutoTopUpRemoved", "removed": True}
    assert await alice.act(REMOVE) == {"__typename": "AutoTopUpRemoved", "removed": False}


async def test_many_uses_that_cross_the_line_at_once_are_one_need(api: Api) -> None:
    alice = api.user()
    await save(alice)
    await set_up(alice, below=9_000)
    await asyncio.gather(*(use(alice, 100) for _ in range(30)))
    account = await until_available(alice, FREE_TOKENS - 3_000 + TOKENS)
    assert words(account) == ["SET", "NEEDED", "PAID"]
    assert await charges(api) == {"succeeded": 1}


@pytest.mark.parametrize(
    ("button", "code"),
    [("save-asking", "authentication_required"), ("save-declined", "card_declined")],
)
async def test_a_card_that_cannot_be_charged_stops_it_until_its_owner_acts(
    api: Api, button: str, code: str
) -> None:
    alice = api.user()
    await save(alice, button)
    await set_up(alice)
    await use(alice, 6_000)
    account = await until(alice, "STOPPED")
    failure = account["autoTopUp"]["failure"]
    assert failure["code"] == code
    for _ in range(3):
        await use(alice, 100)
    assert await charges(api) == {"requires_payment_method": 1}
    # Its owner pays the failed purchase at a checkout.
    await alice.press(failure["url"])
    account = await until_available(alice, FREE_TOKENS - 6_300 + TOKENS)
    assert account["autoTopUp"]["failure"] == failure | {"url": None}
    await save(alice)
    assert (await set_up(alice))["autoTopUp"]["status"] == "ACTIVE"
    await use(alice, 200_000)
    account = await until_available(alice, FREE_TOKENS - 206_300 + 2 * TOKENS)
    assert words(account) == ["SET", "NEEDED", "FAILED", "SET", "NEEDED", "PAID"]


async def test_no_more_than_the_monthly_maximum_is_bought(sqlite_api: Api) -> None:
    api, alice = sqlite_api, sqlite_api.user()
    await save(alice)
    # Always too few, so each pack makes the next one necessary.
    assert (await set_up(alice, below=10**9, maxPerMonth=2))["autoTopUp"]["status"] == "PENDING"
    account = await until_available(alice, FREE_TOKENS + 2 * TOKENS)
    assert (account["autoTopUp"]["used"], account["autoTopUp"]["status"]) == (2, "ACTIVE")
    assert await charges(api) == {"succeeded": 2}
    await api.advance(days=32)
    account = await until_available(api.user(), FREE_TOKENS + 4 * TOKENS)
    assert words(account) == ["SET"] + ["NEEDED", "PAID"] * 4


async def test_without_a_card_it_stops(sqlite_api: Api) -> None:
    alice = sqlite_api.user()
    await save(alice)
    await set_up(alice)
    (card,) = await cards(alice)
    await alice.act(REMOVE_CARD, paymentMethodId=card["id"])
    await use(alice, 6_000)
    failure = (await until(alice, "STOPPED"))["autoTopUp"]["failure"]
    assert failure == {
        "code": "no_payment_method",
        "message": "There is no saved card.",
        "url": None,
    }


async def test_an_answer_that_is_lost_after_the_charge_charges_once(api: Api) -> None:
    """As after a crash between the charge and the credit, with no event that would tell of it."""
    alice = api.user()
    await save(alice)
    await set_up(alice)
    await api.control("webhooks", drop=1_000)
    # As often as the SDK repeats the charge by itself.
    await api.control("faults", times=3, status=500, after=True, method="POST")
    await use(alice, 6_000)
    await until_available(alice, FREE_TOKENS - 6_000 + TOKENS)
    assert await charges(api) == {"succeeded": 1}


async def test_several_processes_charge_a_need_once(postgres_url: str, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        first = Program(postgres_url, tmp_path)
        stack.enter_context(first.serving())
        provider = {
            "STRIPE_API_KEY": SANDBOX_API_KEY,
            "STRIPE_API_BASE": f"{first.address}/sandbox",
        }
        programs = [first, *(Program(postgres_url, tmp_path, **provider) for _ in range(2))]
        for program in programs[1:]:
            stack.enter_context(program.serving())
        apis = [await stack.enter_async_context(one.api()) for one in programs]
        await save(apis[0].user())
        await set_up(apis[0].user(), below=9_000)
        await asyncio.gather(*(use(apis[n % 3].user(), 100) for n in range(30)))
        account = await until_available(apis[0].user(), FREE_TOKENS - 3_000 + TOKENS)
        assert words(account) == ["SET", "NEEDED", "PAID"]
        assert await charges(apis[0]) == {"succeeded": 1}
    audited = first.run("audit")
    assert audited.returncode == 0, audited.stdout + audited.stderr


async def test_after_kill_9_between_charge_and_credit_it_is_credited_once(
    database_url: str, tmp_path: Path
) -> None:
    program = Program(database_url, tmp_path)
    with program.serving() as process:
        async with program.api() as api:
            alice = api.user()
            await save(alice)
            await set_up(alice)
            await api.control("webhooks", drop=1_000)
            await api.control("faults", times=1_000, status=500, after=True, method="POST")
            await use(alice, 6_000)
            async with asyncio.timeout(180):
                while not await charges(api):
                    await asyncio.sleep(0.05)
            assert (await shown(alice))["autoTopUp"]["status"] == "PENDING"
        crash(process)
    with program.serving():
        async with program.api() as api:
            account = await until_available(api.user(), FREE_TOKENS - 6_000 + TOKENS)
            assert words(account) == ["SET", "NEEDED", "PAID"]
            assert await charges(api) == {"succeeded": 1}
    audited = program.run("audit")
    assert audited.returncode == 0, audited.stdout + audited.stderr


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"below": 0}, "below"),
        ({"maxPerMonth": 0}, "maxPerMonth"),
        ({"maxPerMonth": 101}, "maxPerMonth"),
        ({"pack": " "}, "pack"),
    ],
)
async def test_bad_input_is_refused(sqlite_api: Api, given: Json, field: str) -> None:
    alice = sqlite_api.user()
    asked = {"pack": "starter", "below": 1, "maxPerMonth": 1} | given
    assert (await alice.error(SET, **asked))["field"] == field
    assert (await set_up(alice, pack="none"))["code"] == "PACK_NOT_FOUND"
    assert (await shown(alice))["autoTopUp"] is None


async def test_others_change_nothing(sqlite_api: Api) -> None:
    alice, bob = sqlite_api.user(), sqlite_api.user("bob")
    await save(alice)
    await set_up(alice)
    for document, given in (
        (SET, {"pack": "starter", "below": 1, "maxPerMonth": 1}),
        (REMOVE, {}),
        (SAVE, {}),
        (REMOVE_CARD, {"paymentMethodId": "pm_x"}),
    ):
        refused = await bob.act(document, accountId="alice", **given)
        assert refused["code"] == "ACCOUNT_NOT_FOUND"
    assert (await shown(alice))["autoTopUp"]["below"] == 5_000
