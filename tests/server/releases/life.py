"""The actions of users while the database of a release is recorded: some of every kind.

Keys are fixed, so that a later release gets the same requests again and must answer with replays.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx

from gateways.identity.jwt_verifier import issue_token
from server.settings import DEVELOPMENT_SECRET, SANDBOX_API_KEY

Json = dict[str, Any]

TIMEOUT_SECONDS = 180

RECORD = """mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { __typename
  ... on UsageRecorded { replayed usage { id cost } } ... on Refusal { code message } } }"""
BATCH = """mutation ($input: [RecordUsageInput!]!) { recordUsageBatch(input: $input) { __typename
  ... on UsageRecorded { replayed usage { id cost } } ... on Refusal { code message } } }"""
PLACE = """mutation ($input: PlaceHoldInput!) { placeHold(input: $input) { __typename
  ... on HoldPlaced { replayed hold { id } } ... on Refusal { code message } } }"""
SETTLE = """mutation ($input: SettleHoldInput!) { settleHold(input: $input) { __typename
  ... on HoldSettled { replayed usage { id cost } } ... on Refusal { code message } } }"""
RELEASE = """mutation ($input: ReleaseHoldInput!) { releaseHold(input: $input) { __typename
  ... on Refusal { code message } } }"""
BUY = """mutation ($input: PurchasePackInput!) { purchasePack(input: $input) { __typename
  ... on PurchaseStarted { replayed checkoutUrl purchase { id } }
  ... on Refusal { code message } } }"""
REFUND = """mutation ($input: RefundPurchaseInput!) { refundPurchase(input: $input) { __typename
  ... on Refusal { code message } } }"""
SUBSCRIBE = """mutation ($input: SubscribeInput!) { subscribe(input: $input) { __typename
  ... on SubscriptionStarted { replayed checkoutUrl } ... on Refusal { code message } } }"""
CANCEL = """mutation ($input: CancelSubscriptionInput!) { cancelSubscription(input: $input) {
  __typename ... on Refusal { code message } } }"""
ADJUST = """mutation ($input: AdjustBalanceInput!) { adjustBalance(input: $input) { __typename
  ... on Refusal { code message } } }"""
ACCOUNT = """{ account { plan { name } balance { available held debt revision }
  subscription { status } purchases { nodes { id status refundedTokens } } } }"""

USES: list[Json] = [
    {
        "accountId": "alice",
        "model": "gpt-4o",
        "inputTokens": 120,
        "outputTokens": 80,
        "cachedInputTokens": 20,
        "idempotencyKey": "use-1",
        "metadata": {"chat": "1"},
    },
    {
        "accountId": "alice",
        "model": "qwen-turbo",
        "inputTokens": 5_000,
        "outputTokens": 700,
        "idempotencyKey": "use-2",
    },
    {
        "accountId": "bob",
        "model": "meta-llama/llama-3-70b-instruct",
        "inputTokens": 1,
        "outputTokens": 1,
        "idempotencyKey": "use-3",
    },
    {
        "accountId": "carol",
        "model": "gpt-4",
        "inputTokens": 300,
        "outputTokens": 900,
        "idempotencyKey": "use-4",
    },
]
"""Uses that every release recorded. Each one must be replayed."""


async def live(address: str) -> None:
    async with httpx.AsyncClient(base_url=address, timeout=TIMEOUT_SECONDS) as http:
        people = People(http)
        await people.open("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi")
        await people.admin(BATCH, USES)
        await people.packs()
        await people.plans()
        if await people.can_hold():
            await people.holds()


class People:
    """Callers of one server, each with a token."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def ask(self, who: str, query: str, scope: str | None = None, **variables: Any) -> Json:
        headers = {"authorization": f"Bearer {token(who, scope)}"}
        body = {"query": query, "variables": variables}
        answer: Json = (await self.http.post("/graphql", json=body, headers=headers)).json()
        return answer

    async def act(self, who: str, query: str, scope: str | None = None, **given: Any) -> Json:
        """Return a mutation's answer. Raises AssertionError for errors and refusals."""
        answer = await self.ask(who, query, scope, input=given)
        assert "errors" not in answer, answer
        [result] = answer["data"].values()
        assert "code" not in result, result
        return dict(result)

    async def admin(self, query: str, given: Any) -> Any:
        answer = await self.ask("root", query, "admin", input=given)
        assert "errors" not in answer, answer
        [result] = answer["data"].values()
        return result

    async def open(self, *names: str) -> None:
        for name in names:
            await self.ask(name, ACCOUNT)

    async def can_hold(self) -> bool:
        """Return whether the release has holds; the first one had none."""
        answer = await self.ask("alice", '{ __type(name: "PlaceHoldInput") { name } }')
        return answer["data"]["__type"] is not None

    async def until(self, who: str, holds: Callable[[Json], bool]) -> Json:
        """Wait until the account fulfils a condition; return it. Payment events arrive by
        themselves."""
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while True:
                account: Json = (await self.ask(who, ACCOUNT))["data"]["account"]
                if holds(account):
                    return account
                await asyncio.sleep(0.05)

    async def control(self, command: str, **given: Any) -> None:
        answer = await self.http.post(f"/sandbox/_control/{command}", json=given)
        answer.raise_for_status()

    async def provider(self, path: str, **params: Any) -> list[Json]:
        headers = {"authorization": f"Bearer {SANDBOX_API_KEY}"}
        answer = await self.http.get(f"/sandbox/v1/{path}", params=params, headers=headers)
        found: list[Json] = answer.json()["data"]
        return found

    async def buy(self, who: str, key: str, pack: str) -> str:
        started = await self.act(who, BUY, pack=pack, idempotencyKey=key)
        await self.http.post(f"{started['checkoutUrl']}/pay")
        await self.until(who, lambda one: one["purchases"]["nodes"][0]["status"] == "PAID")
        return str(started["purchase"]["id"])

    async def packs(self) -> None:
        """Buy packs: paid, spent, refunded in part, disputed (won and lost), never paid."""
        await self.buy("dave", "pack-1", "starter")
        use = {"model": "gpt-4", "inputTokens": 1_000, "outputTokens": 3_000}
        await self.act("dave", RECORD, **use, idempotencyKey="dave-1")
        bought = await self.buy("erin", "pack-2", "power")
        await self.act(
            "root", REFUND, "admin", purchaseId=bought, amount=250, idempotencyKey="refund-1"
        )
        await self.until("erin", lambda one: one["purchases"]["nodes"][0]["refundedTokens"] > 0)
        for who, status, seen in (("frank", "won", "PAID"), ("grace", "lost", "DISPUTED")):
            await self.buy(who, f"pack-{who}", "pro")
            await self.dispute(who, status, seen)
        await self.act("heidi", BUY, pack="ultra", idempotencyKey="pack-heidi")
        await self.act(
            "root",
            ADJUST,
            "admin",
            accountId="bob",
            tokens=-2_500,
            reason="a correction",
            idempotencyKey="adjust-1",
        )

    async def dispute(self, who: str, status: str, seen: str) -> None:
        charge = (await self.provider("charges", limit=1))[0]
        await self.control("open_dispute", charge=charge["id"], amount=charge["amount"])
        await self.until(who, lambda one: one["purchases"]["nodes"][0]["status"] == "DISPUTED")
        dispute = (await self.provider("disputes", limit=1))[0]
        await self.control("close_dispute", dispute=dispute["id"], status=status)
        await self.control("flush", all=True)
        await self.until(who, lambda one: one["purchases"]["nodes"][0]["status"] == seen)

    async def plans(self) -> None:
        """Subscribe: one plan continues, one ends with its period, one has ended."""
        for who in ("alice", "carol", "heidi"):
            started = await self.act(who, SUBSCRIBE, idempotencyKey=f"plan-{who}")
            await self.http.post(f"{started['checkoutUrl']}/pay")
            await self.until(who, lambda one: one["plan"]["name"] == "PREMIUM")
        use = {"model": "gpt-4o", "inputTokens": 500, "outputTokens": 500}
        await self.act("carol", RECORD, **use, idempotencyKey="carol-premium")
        await self.act("carol", CANCEL, atPeriodEnd=True)
        await self.act("heidi", CANCEL, atPeriodEnd=False)
        await self.until("heidi", lambda one: one["plan"]["name"] == "FREE")

    async def holds(self) -> None:
        """Place holds: one settled, one released, and three open (tokens, a quota, a gateway's)."""
        hold = {"model": "gpt-4o", "inputTokens": 100, "maxOutputTokens": 200}
        placed = await self.act("dave", PLACE, **hold, idempotencyKey="hold-1")
        await self.act(
            "dave", SETTLE, holdId=placed["hold"]["id"], inputTokens=100, outputTokens=90
        )
        placed = await self.act("dave", PLACE, **hold, idempotencyKey="hold-2")
        await self.act("dave", RELEASE, holdId=placed["hold"]["id"])
        await self.act("dave", PLACE, **hold, ttlSeconds=86_400, idempotencyKey="hold-3")
        free = hold | {"model": "qwen-max"}
        await self.act("erin", PLACE, **free, ttlSeconds=86_400, idempotencyKey="hold-4")
        gateway = hold | {"accountId": "frank", "ttlSeconds": 86_400}
        await self.act("root", PLACE, "admin", **gateway, idempotencyKey="hold-5")


def token(account: str, scope: str | None = None) -> str:
    """Return a development token. Every release signs them with the same secret."""
    return issue_token(
        DEVELOPMENT_SECRET, account=account, scope=scope, ttl=3_600, now=datetime.now(UTC)
    )
