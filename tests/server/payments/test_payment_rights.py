"""Who may pay, and bad input of payments."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.payments.money import Json
from tests.support.payments.money_api import BUY, CANCEL, REFUND, RESUME, SUBSCRIBE, Api, key

pytestmark = pytest.mark.slow
MUTATIONS: list[tuple[str, Json]] = [
    (BUY, {"pack": "starter", "idempotencyKey": "k"}),
    (SUBSCRIBE, {"idempotencyKey": "k"}),
    (CANCEL, {}),
    (RESUME, {}),
]


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
