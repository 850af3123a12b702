"""What /metrics tells."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from tests.api import Api, served_app
from tests.websocket import websocket


async def figures(api: Api) -> dict[str, float]:
    """By name and labels, as `billing_requests_total{operation="models",failed="false"}`."""
    response = await api.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain")
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(response.text):
        for name, labels, value, *_ in family.samples:
            shown = ",".join(f'{key}="{labels[key]}"' for key in sorted(labels))
            found[f"{name}{{{shown}}}" if shown else name] = value
    return found


async def test_requests_are_counted_by_their_first_root_field(api: Api) -> None:
    for _ in range(3):
        await api.anonymous.data("{ first: models { name } packs { name } }")
    await api.anonymous.execute("{ nothing }")
    await api.anonymous.execute("{ viewer { subject } }")
    found = await figures(api)
    assert found['billing_requests_total{failed="false",operation="models"}'] == 3
    assert found['billing_requests_total{failed="true",operation="other"}'] == 1
    assert found['billing_requests_total{failed="true",operation="viewer"}'] == 1
    assert found['billing_request_seconds_count{operation="models"}'] == 3


async def test_batches_are_measured(api: Api) -> None:
    alice = api.user()
    await alice.record()
    await alice.record_batch(
        *(
            {"model": "gpt-4o", "inputTokens": 1, "outputTokens": 1, "idempotencyKey": f"k{n}"}
            for n in range(7)
        )
    )
    found = await figures(api)
    assert found["billing_batch_size_sum"] == 8
    assert found["billing_batch_size_count"] == found["billing_batch_seconds_count"] == 2
    assert found["billing_queue_depth"] == 0


async def test_sockets_and_pushes_are_counted(database: str) -> None:
    async with served_app(database) as api:
        alice = api.user()
        async with websocket(api.address, alice.token) as socket:
            balance = await socket.subscribe("subscription { balance { revision } }")
            quota = await socket.subscribe('subscription { quota(models: ["qwen-max"]) { used } }')
            await socket.next(balance)
            await socket.next(quota)
            await alice.record()
            await socket.next(balance)
            found = await figures(api)
            assert found["billing_sockets"] == found["billing_accounts_watched"] == 1
            assert found["billing_subscriptions"] == found["billing_streams"] == 2
            assert found["billing_push_seconds_count"] >= 1
