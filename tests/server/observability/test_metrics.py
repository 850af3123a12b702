"""The content of /metrics."""

from __future__ import annotations

import asyncio
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tortoise import connections
from tortoise.exceptions import OperationalError

from db.engine.transactions import transaction
from db.payments.inbox import InboxStatus, close_event, postpone_event, receive_event
from server.version import VERSION
from tests.support.clocks import Clock
from tests.support.engine.relay import relay_to
from tests.support.server.api import NOON, Api, running_app, served_app, use
from tests.support.server.documents import QUOTE, SET_CAP, SETTLE
from tests.support.server.websocket import websocket


async def figures(api: Api) -> dict[str, float]:
    """Return the values by name and labels, such as `billing_requests_total{failed="false"}`."""
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


async def test_operations_of_sockets_are_counted_as_those_of_requests(served: Api) -> None:
    async with websocket(served.address, served.user().token) as socket:
        await socket.execute("query recordUsage { named: models { name } }")
        await socket.execute('{ account(id: "bob") { id } viewer { subject } }')
        await socket.execute("{ audit: auditLog { edges { node { actor } } } }")
        await socket.execute("{ nothing }")
    found = await figures(served)
    counts = {name: n for name, n in found.items() if name.startswith("billing_requests_total")}
    assert counts == {
        'billing_requests_total{failed="false",operation="models"}': 1,
        'billing_requests_total{failed="false",operation="account"}': 1,
        'billing_requests_total{failed="true",operation="auditLog"}': 1,
        'billing_requests_total{failed="true",operation="other"}': 1,
    }
    assert found['billing_request_seconds_count{operation="models"}'] == 1


async def test_statements_are_counted_by_what_they_are_for(database_url: str) -> None:
    async with running_app(database_url, AUDIT_ACCOUNTS_PER_SECOND="0") as api:
        alice = api.user()
        await alice.balance()
        before = await figures(api)
        await alice.record()
        await alice.record_batch(use(model="no such model"))
        await alice.balance()
        await alice.data("{ account { usage { edges { node { cost } } } } }")
        after = await figures(api)

    def sent(kind: str) -> tuple[float, bool]:
        number = f'billing_statements_total{{kind="{kind}"}}'
        seconds = f'billing_statement_seconds_total{{kind="{kind}"}}'
        return after[number] - before[number], after[seconds] > before[seconds]

    # The use needed no read, and the refusal is one after a read.
    assert sent("batch_read") == (1, True)
    assert sent("batch_write") == (1, True)
    for outcome in ("written", "confirmed"):
        assert after[f'billing_batches_recalled_total{{outcome="{outcome}"}}'] == 1
    assert sent("group_read")[0] >= 1
    assert sent("other")[0] >= 1


async def test_a_failed_statement_counts_too(api: Api) -> None:
    before = (await figures(api))['billing_statements_total{kind="other"}']
    with pytest.raises(OperationalError):
        await connections.get("default").execute_query("SELECT nothing")
    assert (await figures(api))['billing_statements_total{kind="other"}'] > before


async def test_the_lag_of_webhooks_is_told(database_url: str) -> None:
    clock = Clock(NOON)
    async with running_app(database_url, clock=clock) as api:
        for number, minutes in enumerate((5, 40, 20)):
            at = NOON - timedelta(minutes=minutes)
            # It is never due, so nobody handles it meanwhile.
            async with transaction():
                await receive_event(f"evt_{number}", kind="x", payload="{}", at=at)
                until = NOON + timedelta(days=1)
                await postpone_event(f"evt_{number}", until=until, note="later")
        await close_event("evt_0", InboxStatus.ALERT, "strange")
        found = await figures(api)
    assert found["billing_webhook_pending"] == 2
    assert found["billing_webhook_alerts"] == 1
    assert found["billing_webhook_oldest_seconds"] == 40 * 60


async def test_an_empty_inbox_lags_nowhere(api: Api) -> None:
    found = await figures(api)
    assert found["billing_webhook_oldest_seconds"] == found["billing_webhook_pending"] == 0


async def test_what_the_database_can_not_tell_now_is_left_out(postgres_url: str) -> None:
    async with relay_to(postgres_url) as relay, running_app(relay.url) as api:
        await relay.cut()
        found = await figures(api)
        await relay.restore()
    assert "billing_webhook_pending" not in found
    assert found["billing_queue_depth"] == 0


async def test_the_audit_is_told(database_url: str) -> None:
    async with running_app(database_url, AUDIT_ACCOUNTS_PER_SECOND="1000") as api:
        await api.user().record()
        async with asyncio.timeout(180):
            while not (found := await figures(api))["billing_audit_accounts_total"]:
                await asyncio.sleep(0)
    assert found["billing_audit_entries_total"] >= 2
    assert found["billing_invariant_faults"] == 0


async def test_a_broken_invariant_is_told(database_url: str) -> None:
    async with running_app(database_url, AUDIT_ACCOUNTS_PER_SECOND="1000") as api:
        await api.user().record()
        change = "UPDATE account SET available = available + 1"
        await connections.get("default").execute_query(change)
        await api.user("bob").record()
        assert api.app is not None
        await api.app.endpoints.process.audit.audit("alice")
        assert (await figures(api))["billing_invariant_faults"] >= 1
        assert (await api.get("/readyz")).status_code == 200


async def test_process_and_build_are_told(api: Api) -> None:
    found = await figures(api)
    assert found["process_resident_memory_bytes"] > 1e6
    assert found["process_cpu_seconds_total"] > 0
    assert 'python_gc_collections_total{generation="0"}' in found
    assert [name for name in found if "billing_build_info" in name and VERSION in name]


def test_the_version_is_that_of_the_project() -> None:
    text = (Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["project"]["version"] == VERSION


async def test_uses_without_a_price_are_counted_once_by_unit(api: Api) -> None:
    alice = api.user()
    pages, searches = [{"unit": unit, "quantity": 3} for unit in ("PAGES", "SEARCHES")]
    written = {"unit": "CACHE_WRITE_TOKENS", "quantity": 3}
    await alice.record(details=[pages, written])
    for _ in range(2):
        await alice.record(details=[pages, searches], idempotencyKey="twice")
    await alice.record(details=[written], serviceTier="FLEX")
    await alice.record(details=[searches], model="no-such-model")
    found = await figures(api)
    counted = {k: v for k, v in found.items() if k.startswith("billing_unpriced_uses_total")}
    assert counted == {
        'billing_unpriced_uses_total{unit="PAGES"}': 2,
        'billing_unpriced_uses_total{unit="SEARCHES"}': 1,
    }


async def test_refusals_are_counted_by_code(api: Api) -> None:
    alice = api.user()
    cap = {"scope": "ACCOUNT", "tokens": 150, "period": "DAY"}
    await alice.data(SET_CAP, input=cap)
    # One is recorded, and its repeat is no refusal.
    for key in ("once", "once", "twice", "thrice"):
        await alice.record(idempotencyKey=key)
    await alice.record_batch(use(model="no-such-model"), use(), use(model="qwen-turbo"))
    await alice.data(QUOTE, input={"model": "gpt-4o", "inputTokens": 12, "outputTokens": 8})
    settled = {"holdId": "alice:1", "inputTokens": 1, "outputTokens": 1}
    await alice.data(SETTLE, input=settled)
    found = await figures(api)
    counted = {k: v for k, v in found.items() if k.startswith("billing_refusals_total")}
    assert counted == {
        'billing_refusals_total{code="CAP_REACHED"}': 3,
        'billing_refusals_total{code="MODEL_NOT_FOUND"}': 1,
    }
