"""The requests of the provider's SDK, to a server that only records them."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateways.payments.errors import PaymentsAway
from gateways.payments.stripe_api import API_VERSION, RETRIES_MAX, Payments
from tests.support.payments.money import NOW, Json
from tests.support.server.serving import serving

SINCE = NOW - timedelta(days=1)


class Recorder:
    """Returns the given answers one after the other, and stores the requests."""

    def __init__(self, *answers: tuple[int, Json]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, dict[str, str], dict[str, str]]] = []

    async def answer(self, request: Request) -> Response:
        body = dict(parse_qsl((await request.body()).decode()))
        self.asked.append((request.url.query, dict(request.headers), body))
        status, answer = self.answers.pop(0)
        return JSONResponse(answer, status_code=status)

    @asynccontextmanager
    async def payments(self) -> AsyncIterator[Payments]:
        app = Starlette(routes=[Route("/{path:path}", self.answer, methods=["GET", "POST"])])
        with socket.create_server(("127.0.0.1", 0)) as listener:
            base = f"http://127.0.0.1:{listener.getsockname()[1]}"
            async with serving(app, listener, ws="websockets-sansio"):
                made = Payments(api_key="sk_test_1", api_base=base)
                try:
                    yield made
                finally:
                    await made.close()


async def test_requests_pin_the_version_and_repeat_with_one_key() -> None:
    recorder = Recorder((500, {}), (200, {"id": "cus_1", "object": "customer"}))
    async with recorder.payments() as payments:
        assert await payments.create_customer("alice", key="pur_1") == "cus_1"
    headers = [one[1] for one in recorder.asked]
    assert {one["stripe-version"] for one in headers} == {API_VERSION}
    assert [one["idempotency-key"] for one in headers] == ["customer:pur_1"] * 2
    assert headers[0]["authorization"] == "Bearer sk_test_1"


def intent(name: str, **changes: object) -> Json:
    known = {"object": "payment_intent", "status": "succeeded", "amount": 500, "currency": "usd"}
    return {"id": name, "created": 1, "metadata": {}, "latest_charge": None, **known, **changes}


def page(*intents: Json, more: bool) -> Json:
    return {"object": "list", "url": "/v1/payment_intents", "data": intents, "has_more": more}


async def test_payments_are_read_page_by_page() -> None:
    charge = {"id": "ch_1", "object": "charge", "amount_refunded": 200}
    first = intent("pi_2", latest_charge=charge, metadata={"purchase_id": "pur_2"})
    recorder = Recorder((200, page(first, more=True)), (200, page(intent("pi_1"), more=False)))
    async with recorder.payments() as payments:
        found = [one async for one in payments.payments_since(SINCE)]
    assert [(one.id, one.amount_refunded, one.purchase_id) for one in found] == [
        ("pi_2", 200, "pur_2"),
        ("pi_1", 0, None),
    ]
    queries = [one[0] for one in recorder.asked]
    assert f"created[gte]={int(SINCE.timestamp())}" in queries[0]
    assert "starting_after=pi_2" in queries[1]


async def test_a_provider_that_goes_away_between_pages_is_away() -> None:
    failing = [(500, {})] * (RETRIES_MAX + 1)
    recorder = Recorder((200, page(intent("pi_2"), more=True)), *failing)
    async with recorder.payments() as payments:
        with pytest.raises(PaymentsAway):
            _ = [one async for one in payments.payments_since(SINCE)]
