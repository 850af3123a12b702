"""Payments through the whole service: its API, its webhook, its websocket, and the sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType, build_schema

from db.models import InboxEvent
from server.graphql.schema import schema_text
from server.production import SANDBOX_WEBHOOK_SECRET
from tests.support.clocks import TickingClock
from tests.support.payments.money import (
    FREE_TOKENS,
    PREMIUM_TOKENS,
    TOKENS,
    Json,
    body,
    event,
    signed,
)
from tests.support.payments.money_api import (
    ACCOUNT,
    BUY,
    CANCEL,
    REFUND,
    RESUME,
    SUBSCRIBE,
    Api,
    key,
    served,
    widget,
)

pytestmark = pytest.mark.slow

CREDITED = FREE_TOKENS + TOKENS
PERIOD_END = datetime(2026, 12, 23, 12, tzinfo=UTC)
MUTATIONS: list[tuple[str, Json]] = [
    (BUY, {"pack": "starter", "idempotencyKey": "k"}),
    (SUBSCRIBE, {"idempotencyKey": "k"}),
    (CANCEL, {}),
    (RESUME, {}),
]


@pytest.fixture
async def api(database_url: str, tmp_path: Path) -> AsyncIterator[Api]:
    """Yield the API, on each database in turn."""
    async with served(database_url, tmp_path) as made:
        yield made


@pytest.fixture
async def sqlite_api(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Api]:
    async with served(sqlite_url, tmp_path) as made:
        yield made


def time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def advance(api: Api, *, days: int) -> None:
    assert isinstance(api.clock, TickingClock)
    api.clock.advance(days=days)


def is_credited(account: Json) -> bool:
    return bool(account["purchases"]["nodes"][0]["status"] == "PAID")


class TestBuying:
    async def test_a_pack_bought_in_a_browser_is_credited_and_seen_live(self, api: Api) -> None:
        alice = api.user()
        async with widget(api, alice) as live:
            await live.until(available=FREE_TOKENS)
            started = await alice.buy()
            assert (started["__typename"], started["replayed"]) == ("PurchaseStarted", False)
            assert started["purchase"]["status"] == "PENDING"
            await alice.press(started["checkoutUrl"])
            await live.until(available=CREDITED)
        account = await alice.account()
        [bought] = account["purchases"]["nodes"]
        assert bought["id"] == started["purchase"]["id"]
        assert bought["status"] == "PAID"
        assert time(bought["paidAt"]) >= time(bought["createdAt"])
        assert bought["price"] == {"amount": 500, "currency": "USD"}
        assert (bought["tokens"], bought["refundedTokens"]) == (TOKENS, 0)
        assert account["ledger"]["nodes"][0] == {"kind": "PURCHASE", "tokens": TOKENS}
        assert {"source": "PACK", "remaining": TOKENS} in account["balance"]["grants"]

    async def test_the_options_reach_the_provider(self, sqlite_api: Api) -> None:
        started = await sqlite_api.user().buy(
            pack="ultra",
            quantity=2,
            successUrl="https://shop.test/paid",
            cancelUrl="https://shop.test/left",
            promotionCodes=True,
            automaticTax=True,
            receiptEmail="alice@example.test",
        )
        assert started["purchase"]["tokens"] == 4_000_000
        [session] = (await sqlite_api.provider("checkout/sessions"))["data"]
        assert session["amount_total"] == started["purchase"]["price"]["amount"] == 4_000
        assert session["metadata"] == {"purchase_id": started["purchase"]["id"]}
        assert session["success_url"] == "https://shop.test/paid"
        assert session["cancel_url"] == "https://shop.test/left"
        assert session["allow_promotion_codes"] is True
        assert session["automatic_tax"]["enabled"] is True

    async def test_duplicated_and_reordered_webhooks_credit_once(self, api: Api) -> None:
        alice = api.user()
        await api.control("webhooks", duplicate=3, reorder=True)
        for _ in range(3):
            await alice.paid()
        await api.control("flush", all=True)
        account = await alice.account()
        assert account["balance"]["available"] == FREE_TOKENS + 3 * TOKENS
        kinds = [entry["kind"] for entry in account["ledger"]["nodes"]]
        assert kinds == ["PURCHASE"] * 3 + ["ALLOWANCE"]

    async def test_while_the_provider_is_away_and_after(self, sqlite_api: Api) -> None:
        alice, given = sqlite_api.user(), {"pack": "starter", "idempotencyKey": "k"}
        await sqlite_api.control("faults", status=503, times=3)
        refused = await alice.act(BUY, **given)
        assert refused["__typename"] == "PaymentUnavailable"
        assert (await alice.act(BUY, **given))["replayed"] is False
        assert (await alice.act(BUY, **given))["replayed"] is True
        conflict = await alice.act(BUY, **given, quantity=2)
        assert conflict["__typename"] == "IdempotencyConflict"
        assert len((await alice.account())["purchases"]["nodes"]) == 1

    @pytest.mark.parametrize("status", [401, 403])
    async def test_a_key_that_is_not_accepted_is_no_reason_to_repeat(
        self, sqlite_api: Api, status: int
    ) -> None:
        """The operator hears of it; everything that needs no provider goes on."""
        alice = sqlite_api.user()
        bought = await alice.paid()
        await alice.until(is_credited)
        subscribed = await alice.subscribe()
        await alice.press(subscribed["checkoutUrl"])
        await alice.until(lambda account: account["plan"]["name"] == "PREMIUM")
        given = {"pack": "starter", "idempotencyKey": "k"}
        for document, asked in [(BUY, given), (CANCEL, {}), (SUBSCRIBE, {"idempotencyKey": "s"})]:
            await sqlite_api.control("faults", status=status, times=9)
            refused = await alice.act(document, **asked)
            assert refused["__typename"] in {"PaymentRefused", "AlreadySubscribed"}
            assert "same key" not in refused["message"]
        back = {"purchaseId": bought["id"], "idempotencyKey": "r"}
        refused = await sqlite_api.admin.act(REFUND, **back)
        assert refused["code"] == "PURCHASE_NOT_REFUNDABLE"
        assert "operator" in refused["message"]
        assert (await sqlite_api.http.get("/readyz")).status_code == 200
        assert "billing_payments_denied 1.0" in (await sqlite_api.http.get("/metrics")).text
        await sqlite_api.control("faults", status=status, times=0)
        assert (await alice.act(BUY, **given))["replayed"] is False
        assert "billing_payments_denied 0.0" in (await sqlite_api.http.get("/metrics")).text

    async def test_in_production_there_is_no_sandbox_and_nothing_to_pay_with(
        self, sqlite_url: str, tmp_path: Path
    ) -> None:
        secret = "a secret of this test with more than 32 characters"
        production = {"ENVIRONMENT": "production", "JWT_SECRET": secret}
        async with served(sqlite_url, tmp_path, **production) as api:
            for path in ("/sandbox/_control/state", "/sandbox/v1/customers"):
                assert (await api.http.get(path)).status_code == 404
            response = await api.webhook(b"{}", None)
            assert response.status_code == 404
        assert not (tmp_path / "sandbox.db").exists()


async def test_purchases_are_paged_newest_first(api: Api) -> None:
    alice = api.user()
    made = [(await alice.buy())["purchase"]["id"] for _ in range(5)]
    seen: list[str] = []
    after = None
    while True:
        page = (await alice.account(first=2, after=after))["purchases"]
        info = page["pageInfo"]
        seen += [edge["node"]["id"] for edge in page["edges"]]
        assert [node["id"] for node in page["nodes"]] == seen[-len(page["edges"]) :]
        assert info["hasPreviousPage"] is (after is not None)
        assert info["startCursor"] == page["edges"][0]["cursor"]
        after = info["endCursor"]
        if not info["hasNextPage"]:
            break
    assert seen == made[::-1]
    assert (await api.user("bob").account())["purchases"]["nodes"] == []


@pytest.mark.parametrize(
    ("field", "variables"),
    [("first", {"first": 0}), ("first", {"first": 501}), ("after", {"after": "cjE"})],
)
async def test_a_bad_page_is_named(sqlite_api: Api, field: str, variables: Json) -> None:
    [error] = (await sqlite_api.user().execute(ACCOUNT, **variables))["errors"]
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BAD_INPUT", field)


class TestGivingBack:
    async def test_an_operator_gives_back_and_the_tokens_follow_live(self, api: Api) -> None:
        alice = api.user()
        bought = await alice.paid()
        await alice.until(is_credited)
        given = {"purchaseId": bought["id"], "amount": 250, "idempotencyKey": "r"}
        async with widget(api, alice) as live:
            await live.until(available=CREDITED)
            first = await api.admin.act(REFUND, **given)
            await live.until(available=CREDITED - TOKENS // 2)
        assert first["purchase"]["status"] == "PARTIALLY_REFUNDED"
        assert first["purchase"]["refundedTokens"] == TOKENS // 2
        assert first["balance"] == {"available": CREDITED - TOKENS // 2, "debt": 0}
        again = await api.admin.act(REFUND, **given)
        assert (again["replayed"], again["purchase"]) == (True, first["purchase"])
        conflict = await api.admin.act(REFUND, **given | {"amount": 100})
        assert conflict["__typename"] == "IdempotencyConflict"
        rest = await api.admin.act(REFUND, purchaseId=bought["id"], idempotencyKey="rest")
        assert rest["purchase"]["status"] == "REFUNDED"
        nothing = await api.admin.act(REFUND, purchaseId=bought["id"], idempotencyKey="more")
        assert nothing["__typename"] == "PurchaseNotRefundable"
        await api.control("flush", all=True)
        assert (await alice.account())["balance"]["available"] == FREE_TOKENS

    async def test_only_an_operator_may(self, sqlite_api: Api) -> None:
        bought = await sqlite_api.user().paid()
        given = {"purchaseId": bought["id"], "idempotencyKey": "r"}
        scopes = "account:read account:write accounts:read accounts:write usage:write"
        for caller, code in (
            (sqlite_api.nobody, "UNAUTHENTICATED"),
            (sqlite_api.user(), "FORBIDDEN"),
            (sqlite_api.user(scope=scopes), "FORBIDDEN"),
        ):
            assert (await caller.error(REFUND, **given))["code"] == code

    async def test_a_purchase_that_is_not_there(self, sqlite_api: Api) -> None:
        refused = await sqlite_api.admin.act(REFUND, purchaseId="pur_no", idempotencyKey="r")
        assert refused["__typename"] == "PurchaseNotFound"


class TestSubscribing:
    async def test_the_plan_comes_and_goes_at_its_instants_and_is_seen_live(self, api: Api) -> None:
        alice = api.user()
        assert (await alice.account())["subscription"] is None
        async with widget(api, alice) as live:
            await live.until(available=FREE_TOKENS)
            started = await alice.subscribe()
            assert started["subscription"]["status"] == "PENDING"
            await alice.press(started["checkoutUrl"])
            balance = await live.until(available=PREMIUM_TOKENS)
            assert time(balance["nextReset"]) == datetime(2026, 11, 24, tzinfo=UTC)
            account = await alice.until(lambda found: found["subscription"] is not None)
            found = account["subscription"]
            assert (found["status"], found["plan"]) == ("ACTIVE", {"name": "PREMIUM"})
            assert abs((time(found["currentPeriodEnd"]) - PERIOD_END).total_seconds()) < 60
            canceled = await alice.act(CANCEL)
            assert canceled["subscription"]["cancelAtPeriodEnd"] is True
            advance(api, days=31)
            # This is the first access after the boundary. No event has reported the end yet.
            assert (await alice.account())["plan"] == {"name": "FREE"}
            await live.until(available=FREE_TOKENS)
        ended = await alice.until(lambda found: found["subscription"]["status"] == "CANCELED")
        assert ended["subscription"]["endedAt"] is not None

    async def test_cancelled_taken_back_and_ended_at_once(self, api: Api) -> None:
        alice = api.user()
        started = await alice.subscribe()
        await alice.press(started["checkoutUrl"])
        await alice.until(lambda found: found["plan"]["name"] == "PREMIUM")
        assert (await alice.subscribe())["__typename"] == "AlreadySubscribed"
        for document, cancels in ((CANCEL, True), (RESUME, False), (CANCEL, True)):
            changed = await alice.act(document)
            assert changed["subscription"]["cancelAtPeriodEnd"] is cancels
        ended = await alice.act(CANCEL, atPeriodEnd=False)
        assert ended["subscription"]["status"] == "CANCELED"
        assert (await alice.account())["plan"] == {"name": "FREE"}
        for document in (CANCEL, RESUME):
            assert (await alice.act(document))["__typename"] == "SubscriptionNotFound"

    async def test_a_failed_renewal_shows_its_grace(self, sqlite_api: Api) -> None:
        api, alice = sqlite_api, sqlite_api.user()
        started = await alice.subscribe()
        await alice.press(started["checkoutUrl"])
        account = await alice.until(
            lambda found: (found["subscription"] or {}).get("status") == "ACTIVE"
        )
        assert account["subscription"]["graceUntil"] is None
        [known] = (await api.provider("subscriptions"))["data"]
        await api.control("make_next_renewal_fail", subscription=known["id"], attempts=9)
        advance(api, days=31)
        account = await alice.until(lambda found: found["subscription"]["status"] == "PAST_DUE")
        paid, grace = (
            account["subscription"]["currentPeriodEnd"],
            account["subscription"]["graceUntil"],
        )
        assert (time(grace) - time(paid)).days == 3
        assert account["plan"] == {"name": "PREMIUM"}

    async def test_the_same_key_answers_the_same_checkout(self, sqlite_api: Api) -> None:
        alice = sqlite_api.user()
        first = await alice.subscribe(idempotencyKey="k")
        again = await alice.subscribe(idempotencyKey="k")
        assert again == first | {"replayed": True}
        other = await alice.subscribe(idempotencyKey="k", promotionCodes=True)
        assert other["__typename"] == "IdempotencyConflict"

    @pytest.mark.parametrize("plan", ["FREE", "GOLD"])
    async def test_a_plan_that_is_not_for_sale(self, sqlite_api: Api, plan: str) -> None:
        assert (await sqlite_api.user().subscribe(plan=plan))["__typename"] == "PlanNotFound"


class TestWhoMay:
    @pytest.mark.parametrize(("document", "given"), MUTATIONS)
    async def test_another_s_account_is_answered_like_none(
        self, sqlite_api: Api, document: str, given: Json
    ) -> None:
        await sqlite_api.user("bob").account()
        answers = [
            await sqlite_api.user("alice").act(document, accountId=name, **given)
            for name in ("bob", "nobody")
        ]
        assert [one["__typename"] for one in answers] == ["AccountNotFound"] * 2
        assert answers[0]["message"].replace("bob", "nobody") == answers[1]["message"]

    @pytest.mark.parametrize(("document", "given"), MUTATIONS)
    async def test_one_s_own_needs_the_scope(
        self, sqlite_api: Api, document: str, given: Json
    ) -> None:
        for scope in ("account:read", "usage:write", "accounts:read"):
            error = await sqlite_api.user(scope=scope).error(document, **given)
            assert error["code"] == "FORBIDDEN"
        assert (await sqlite_api.nobody.error(document, **given))["code"] == "UNAUTHENTICATED"

    async def test_a_partner_buys_for_any_account_that_exists(self, sqlite_api: Api) -> None:
        await sqlite_api.user("bob").account()
        partner = sqlite_api.user("partner", "accounts:write")
        assert (await partner.buy(accountId="bob"))["__typename"] == "PurchaseStarted"
        assert (await partner.buy(accountId="none"))["__typename"] == "AccountNotFound"
        assert len((await sqlite_api.user("bob").account())["purchases"]["nodes"]) == 1


BAD: list[tuple[str, str, list[Any]]] = [
    (BUY, "accountId", ["", "a" * 256, "a\0"]),
    (BUY, "pack", ["", "p" * 256]),
    (BUY, "quantity", [0, -1, 101]),
    (BUY, "idempotencyKey", ["", "k" * 256, "k\n"]),
    (BUY, "successUrl", ["", "shop", "javascript:alert(1)", "https://", "https://a b"]),
    (BUY, "cancelUrl", ["ftp://shop.test"]),
    (BUY, "receiptEmail", ["", "nobody"]),
    (SUBSCRIBE, "plan", ["", "\x7f"]),
    (SUBSCRIBE, "successUrl", ["shop"]),
    (SUBSCRIBE, "cancelUrl", ["http://"]),
    (SUBSCRIBE, "idempotencyKey", [""]),
    (REFUND, "purchaseId", ["", "p\0"]),
    (REFUND, "amount", [0, -1]),
    (REFUND, "idempotencyKey", ["", "k" * 256]),
    (CANCEL, "accountId", ["", "a\0"]),
    (RESUME, "accountId", [""]),
]


async def test_bad_input_is_named_and_changes_nothing(sqlite_api: Api) -> None:
    good: dict[str, Json] = {
        BUY: {"pack": "starter"},
        SUBSCRIBE: {},
        REFUND: {"purchaseId": "p"},
    }
    for document, field, values in BAD:
        for value in values:
            given = {"idempotencyKey": key()} if document in good else {}
            error = await sqlite_api.admin.error(
                document, **given | good.get(document, {}) | {field: value}
            )
            assert (error["code"], error.get("field")) == ("BAD_INPUT", field), (field, value)
    assert (await sqlite_api.provider("checkout/sessions"))["data"] == []


async def test_an_unknown_pack_is_refused(sqlite_api: Api) -> None:
    refused = await sqlite_api.user().buy(pack="mega")
    assert (refused["__typename"], refused["code"]) == ("PackNotFound", "PACK_NOT_FOUND")


class TestTheWebhook:
    async def test_answers_200_to_the_provider_also_for_what_it_ignores(self, api: Api) -> None:
        payload = body(event("product.created", {"id": "prod_1"}))
        header = signed(payload, secret=SANDBOX_WEBHOOK_SECRET, at=api.clock())
        for _ in range(2):
            response = await api.webhook(payload, header)
            assert (response.status_code, response.json()) == (200, {"received": True})
        assert [row.status for row in await InboxEvent.all()] == ["IGNORED"]

    async def test_refuses_what_is_not_the_provider_s(self, sqlite_api: Api) -> None:
        payload, at = body(event("x", {})), sqlite_api.clock()
        secret = SANDBOX_WEBHOOK_SECRET
        stale = sqlite_api.clock().replace(year=2025)
        for header in (
            None,
            "t=1,v1=x",
            f"t={'9' * 400},v1=x",
            signed(payload, at=at),
            signed(payload, secret=secret, at=at, scheme="v0"),
            signed(payload, secret=secret, at=stale),
        ):
            response = await sqlite_api.webhook(payload, header)
            assert response.status_code == 400, header
            assert "error" in response.json()
        for odd in (b"not JSON", b"[" * 500_000, b"{}"):
            header = signed(odd, secret=secret, at=at)
            assert (await sqlite_api.webhook(odd, header)).status_code == 400
        assert await InboxEvent.all().count() == 0

    async def test_takes_one_megabyte_and_no_more(self, sqlite_api: Api) -> None:
        at = sqlite_api.clock()
        told = event("product.created", {"id": "prod_1", "description": ""})
        told["data"]["object"]["description"] = "x" * (1_000_000 - len(body(told)))
        for extra, status in ((0, 200), (1, 413)):
            payload = body(told) + b" " * extra
            header = signed(payload, secret=SANDBOX_WEBHOOK_SECRET, at=at)
            assert (await sqlite_api.webhook(payload, header)).status_code == status

    async def test_takes_only_posts(self, sqlite_api: Api) -> None:
        assert (await sqlite_api.http.get("/webhooks/stripe")).status_code == 405

    async def test_is_closed_without_a_secret_and_takes_both_while_they_rotate(
        self, sqlite_url: str, tmp_path: Path
    ) -> None:
        payload = body(event("x", {}))
        async with served(sqlite_url, tmp_path, STRIPE_WEBHOOK_SECRET="") as api:
            header = signed(payload, secret="", at=api.clock())
            assert (await api.webhook(payload, header)).status_code == 404
        async with served(sqlite_url, tmp_path, STRIPE_WEBHOOK_SECRET="old, new") as api:
            for secret, status in (("old", 200), ("new", 200), ("other", 400)):
                header = signed(payload, secret=secret, at=api.clock())
                assert (await api.webhook(payload, header)).status_code == status

    async def test_the_events_of_one_payment_at_once_credit_once(self, api: Api) -> None:
        alice = api.user()
        await api.control("webhooks", pause=True)
        await alice.paid()
        told = (await api.provider("events", limit=100))["data"]
        payloads = [body(one) for one in told] * 4
        at = api.clock()
        responses = await asyncio.gather(
            *(
                api.webhook(one, signed(one, secret=SANDBOX_WEBHOOK_SECRET, at=at))
                for one in payloads
            )
        )
        assert {response.status_code for response in responses} == {200}
        assert (await alice.account())["balance"]["available"] == CREDITED


class TestTheSchema:
    RESULTS: ClassVar = {
        "PurchasePackResult": "PurchaseStarted PackNotFound AccountNotFound IdempotencyConflict "
        "PaymentUnavailable PaymentRefused",
        "RefundPurchaseResult": "PurchaseRefunded PurchaseNotFound PurchaseNotRefundable "
        "IdempotencyConflict PaymentUnavailable",
        "SubscribeResult": "SubscriptionStarted PlanNotFound AlreadySubscribed AccountNotFound "
        "IdempotencyConflict PaymentUnavailable PaymentRefused",
        "CancelSubscriptionResult": "SubscriptionCanceled SubscriptionNotFound AccountNotFound "
        "PaymentUnavailable PaymentRefused",
        "ResumeSubscriptionResult": "SubscriptionResumed SubscriptionNotFound AccountNotFound "
        "PaymentUnavailable PaymentRefused",
    }
    INPUTS = "PurchasePack RefundPurchase Subscribe CancelSubscription ResumeSubscription"

    def test_every_act_answers_its_successes_and_refusals(self) -> None:
        schema = build_schema(schema_text())
        for name, members in self.RESULTS.items():
            union: Any = schema.type_map[name]
            assert {one.name for one in union.types} == set(members.split())
            successes = [one for one in union.types if one.name == members.split()[0]]
            for refusal in set(union.types) - set(successes):
                assert [interface.name for interface in refusal.interfaces] == ["Refusal"]

    def test_everything_is_described(self) -> None:
        schema = build_schema(schema_text())
        names = {"Purchase", "PurchaseConnection", "PurchaseEdge", "PlanSubscription"}
        names |= {f"{name}Input" for name in self.INPUTS.split()} | {"PurchaseStatus"}
        for name, members in self.RESULTS.items():
            names |= {name, *members.split()}
        for name in names:
            found = schema.type_map[name]
            assert found.description, name
            if isinstance(found, GraphQLObjectType | GraphQLInputObjectType):
                for field, definition in found.fields.items():
                    assert definition.description, f"{name}.{field}"
            if isinstance(found, GraphQLEnumType):
                assert all(value.description for value in found.values.values()), name

    def test_the_promised_names_are_there(self) -> None:
        schema = build_schema(schema_text())
        purchase: Any = schema.type_map["Purchase"]
        fields = "id pack quantity tokens price status createdAt paidAt refundedTokens"
        assert set(fields.split()) <= purchase.fields.keys()
        status: Any = schema.type_map["PurchaseStatus"]
        expected = "PENDING PAID FAILED EXPIRED PARTIALLY_REFUNDED REFUNDED DISPUTED"
        assert set(status.values) == set(expected.split())
        account: Any = schema.type_map["Account"]
        assert {"purchases", "subscription"} <= account.fields.keys()
