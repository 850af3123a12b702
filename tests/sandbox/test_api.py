"""Authentication, API versions, the form of errors, and unknown paths."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from sandbox.world.act import API_VERSION
from tests.sandbox.stage import KEY, Stage

BEARER = {"authorization": f"Bearer {KEY}"}


def test_the_version_is_the_one_that_the_sdk_is_made_for() -> None:
    assert API_VERSION == stripe._api_version._ApiVersion.CURRENT


async def test_a_wrong_key_is_refused_and_not_shown(stage: Stage) -> None:
    with pytest.raises(stripe.AuthenticationError) as caught:
        await stage.client("sk_test_wrong_key").v1.customers.list_async()
    assert caught.value.http_status == 401
    assert "wrong_key" not in str(caught.value)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic %%%", "Digest x", "Bearer é"])
async def test_no_key_is_refused(stage: Stage, header: str | None) -> None:
    headers = {} if header is None else {"authorization": header.encode()}
    answer = await stage.web.get("/v1/customers", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "invalid_request_error"


async def test_the_key_may_be_a_user_name(stage: Stage) -> None:
    assert (await stage.web.get("/v1/customers", auth=(KEY, ""))).status_code == 200


async def test_another_version_is_refused(stage: Stage) -> None:
    answer = await stage.web.get(
        "/v1/customers", headers={**BEARER, "stripe-version": "2020-01-01"}
    )
    assert (answer.status_code, "2020-01-01" in answer.text) == (400, True)


async def test_an_answer_names_its_request_and_version(stage: Stage) -> None:
    answer = await stage.web.get("/v1/customers", headers=BEARER)
    assert answer.headers["request-id"].startswith("req_")
    assert answer.headers["stripe-version"] == API_VERSION
    made = await stage.sdk.v1.customers.create_async({})
    assert made.last_response is not None
    await stage.flush()
    assert stage.endpoint.events[0]["request"]["id"] == made.last_response.request_id


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/payouts"),
        ("POST", "/v1/setup_intents"),
        ("DELETE", "/v1/prices/price_x"),
        ("GET", "/v1/customers/cus_a/sources"),
        ("GET", "/v1/"),
        ("GET", "/v1/customers/"),
    ],
)
async def test_what_is_not_spoken_is_said_to_be_unknown(
    stage: Stage, method: str, path: str
) -> None:
    answer = await stage.web.request(method, path, headers=BEARER)
    assert (answer.status_code, answer.json()["error"]["type"]) == (404, "invalid_request_error")


@pytest.mark.parametrize("name", ["cus_no", "pi_no", "x", "cus_%00", "..%2fcustomers", "'--"])
async def test_an_unknown_id_is_not_found(stage: Stage, name: str) -> None:
    answer = await stage.web.get(f"/v1/customers/{name}", headers=BEARER)
    assert answer.status_code == 404


async def test_an_object_of_another_type_is_not_found(stage: Stage) -> None:
    customer = await stage.sdk.v1.customers.create_async({})
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await stage.sdk.v1.invoices.retrieve_async(customer.id)
    assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")


@pytest.mark.parametrize(
    "body", [b"\xff=1", b"a", b"a[b=1", b"a=1&a=2", b"a=1&a[b]=2", b"=", b"[]=1"]
)
async def test_a_body_that_is_no_form_is_refused(stage: Stage, body: bytes) -> None:
    answer = await stage.web.post("/v1/customers", content=body, headers=BEARER)
    assert answer.status_code == 400


async def test_a_huge_body_is_refused(stage: Stage) -> None:
    body = b"name=" + b"x" * 1_000_000
    answer = await stage.web.post("/v1/customers", content=body, headers=BEARER)
    assert answer.status_code == 400
    assert not (await stage.sdk.v1.customers.list_async()).data


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, stripe.AuthenticationError),
        (402, stripe.CardError),
        (403, stripe.PermissionError),
        (409, stripe.APIError),
        (429, stripe.RateLimitError),
        (503, stripe.APIError),
    ],
)
async def test_faults_come_as_often_as_asked(
    stage: Stage, status: int, error: type[Exception]
) -> None:
    await stage.control("faults", status=status, times=2)
    sdk = stage.client(max_network_retries=0)
    for _ in range(2):
        with pytest.raises(error):
            await sdk.v1.customers.create_async({})
    await sdk.v1.customers.create_async({})
    assert len((await sdk.v1.customers.list_async()).data) == 1


async def test_a_lost_answer_is_found_again_by_the_sdks_own_retry(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_wait: Any = lambda *_: 0.0  # noqa: E731
    monkeypatch.setattr(stripe.HTTPClient, "_sleep_time_seconds", no_wait)
    await stage.control("faults", status=500, times=1, after=True)
    made = await stage.client(max_network_retries=1).v1.customers.create_async({})
    assert [one.id for one in (await stage.sdk.v1.customers.list_async()).data] == [made.id]
    assert await stage.flush() == ["customer.created"]
