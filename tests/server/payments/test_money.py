"""Purchases of packs and their refunds through the whole service: API, websocket, sandbox."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.support.payments.money import CREDITED, FREE_TOKENS, TOKENS, Json
from tests.support.payments.money_api import (
    ACCOUNT,
    BUY,
    CANCEL,
    REFUND,
    SUBSCRIBE,
    Api,
    served,
    widget,
)

pytestmark = pytest.mark.slow


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
        assert datetime.fromisoformat(bought["paidAt"]) >= datetime.fromisoformat(
            bought["createdAt"]
        )
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
