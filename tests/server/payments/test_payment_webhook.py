"""The webhook's address: what it takes and what it refuses."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from db.models import InboxEvent
from server.production import SANDBOX_WEBHOOK_SECRET
from tests.support.payments.money import CREDITED, body, event, signed
from tests.support.payments.money_api import Api, served

pytestmark = pytest.mark.slow


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
