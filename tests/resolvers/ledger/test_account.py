"""The fields `viewer` and `account`."""

from __future__ import annotations

import pytest

from gateways.catalog.file import read_catalog
from server.settings import SHIPPED_CATALOG
from services.catalog import CatalogService
from tests.support.clocks import Clock
from tests.support.server.api import Api, use
from tests.support.server.documents import OPEN, QUOTAS

VIEWER = "{ viewer { subject kind scopes expiresAt account { id } } }"
BILLING = """{ account { userBilling {
  premiumTokens qwenTokensUsed openrouterRequestsUsed nextReset } } }"""


async def test_a_user_is_told_who_they_are(api: Api) -> None:
    viewer = (await api.user().data(VIEWER))["viewer"]
    assert viewer == {
        "subject": "alice",
        "kind": "USER",
        "scopes": ["account:read", "account:write"],
        "expiresAt": "2026-03-10T13:00:00Z",
        "account": {"id": "alice"},
    }


async def test_nobody_has_no_viewer_and_no_account(sqlite_api: Api) -> None:
    for query in (VIEWER, "{ account { id } }", '{ account(id: "alice") { id } }'):
        error = await sqlite_api.anonymous.error(query)
        assert error["extensions"]["code"] == "UNAUTHENTICATED"


async def test_the_own_account_opens_at_first_use_with_the_free_plan(api: Api) -> None:
    alice = api.user()
    query = "{ account { id createdAt plan { name } } }"
    assert (await alice.data(query))["account"] == {
        "id": "alice",
        "createdAt": "2026-03-10T12:00:00Z",
        "plan": {"name": "FREE"},
    }
    balance = await alice.balance()
    [allowance] = balance.pop("grants")
    assert balance == {
        "accountId": "alice",
        "available": 10_000,
        "held": 0,
        "debt": 0,
        "nextReset": "2026-04-10T12:00:00Z",
        "revision": 1,
    }
    assert (allowance["source"], allowance["amount"], allowance["remaining"]) == (
        "ALLOWANCE",
        10_000,
        10_000,
    )
    assert allowance["effectiveAt"] == "2026-03-10T12:00:00Z"
    assert allowance["expiresAt"] == "2026-04-10T12:00:00Z"


async def test_the_first_read_after_a_window_ends_sees_the_next_one(api: Api, clock: Clock) -> None:
    await api.user().record(inputTokens=1_000, outputTokens=0)
    clock.advance(days=31, microseconds=-1)
    before = await api.user().balance()
    clock.advance(microseconds=1)
    after = await api.user().balance()
    assert (before["available"], before["nextReset"]) == (5_000, "2026-04-10T12:00:00Z")
    assert (after["available"], after["nextReset"]) == (10_000, "2026-05-10T12:00:00Z")


async def test_what_expires_first_is_spent_first_and_packs_outlive_the_month(
    api: Api, clock: Clock
) -> None:
    await api.user().balance()
    soon = "2026-03-20T00:00:00Z"
    await api.admin.adjust("alice", 500)
    await api.admin.adjust("alice", 200, expiresAt=soon)
    grants = (await api.user().balance())["grants"]
    assert [grant["amount"] for grant in grants] == [200, 10_000, 500]
    recorded = await api.user().record(inputTokens=100, outputTokens=0)
    assert [(c["source"], c["tokens"]) for c in recorded["usage"]["charges"]] == [
        ("ADJUSTMENT", 200),
        ("ALLOWANCE", 300),
    ]
    assert recorded["usage"]["charges"][0]["grantId"] == grants[0]["id"]
    clock.advance(days=40)
    assert (await api.user().balance())["available"] == 10_500


async def test_opening_an_account_twice_changes_nothing(api: Api, clock: Clock) -> None:
    partner = api.user("partner", "accounts:read accounts:write")
    first = (await partner.data(OPEN, input={"accountId": "carol"}))["openAccount"]
    clock.advance(minutes=30)
    again = (await partner.data(OPEN, input={"accountId": "carol"}))["openAccount"]
    assert first == again
    assert (first["createdAt"], first["balance"]["available"]) == ("2026-03-10T12:00:00Z", 10_000)


async def test_a_user_opens_their_own_account_without_naming_it(api: Api) -> None:
    opened = (await api.user().data(OPEN, input={}))["openAccount"]
    assert opened["id"] == "alice"
    assert opened["balance"] == await api.user().balance()


async def test_quotas_count_each_model_for_itself(api: Api) -> None:
    alice = api.user()
    await alice.record_batch(
        use(model="qwen-max", inputTokens=70, outputTokens=30),
        use(model="microsoft/wizardlm-2-8x22b"),
        use(model="microsoft/wizardlm-2-8x22b"),
    )
    quotas = {q["model"]["name"]: q for q in (await alice.data(QUOTAS))["account"]["quotas"]}
    assert len(quotas) == 12
    assert {name: q["used"] for name, q in quotas.items() if q["used"]} == {
        "qwen-max": 100,
        "microsoft/wizardlm-2-8x22b": 2,
    }
    assert quotas["qwen-max"] == {
        "accountId": "alice",
        "model": {"name": "qwen-max"},
        "unit": "TOKENS",
        "limit": 1_000_000,
        "used": 100,
        "held": 0,
        "remaining": 999_900,
        "period": "MONTH",
        "resetsAt": "2026-04-01T00:00:00Z",
    }
    chosen = await alice.data(QUOTAS, models=["qwen-max", "qwen-turbo"])
    assert [q["model"]["name"] for q in chosen["account"]["quotas"]] == ["qwen-max", "qwen-turbo"]


@pytest.mark.parametrize("name", ["gpt-4o", "nobody", ""])
async def test_a_quota_of_a_model_without_one_is_a_bad_input(sqlite_api: Api, name: str) -> None:
    error = await sqlite_api.user().error(QUOTAS, models=[name])
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "models"}


async def test_what_the_first_billing_system_kept_is_answerable(api: Api, clock: Clock) -> None:
    alice = api.user()
    await alice.record_batch(
        use(),
        use(model="qwen-turbo", inputTokens=1_000, outputTokens=500),
        use(model="qwen-vl-max", inputTokens=1, outputTokens=1),
        use(model="google/gemini-2.5-pro"),
        use(model="mistralai/mistral-7b-instruct"),
    )
    assert (await alice.data(BILLING))["account"]["userBilling"] == {
        "premiumTokens": 9_900,
        "qwenTokensUsed": 1_502,
        "openrouterRequestsUsed": 2,
        "nextReset": "2026-04-10T12:00:00Z",
    }
    clock.advance(days=1)
    tomorrow = (await api.user().data(BILLING))["account"]["userBilling"]
    assert (tomorrow["qwenTokensUsed"], tomorrow["openrouterRequestsUsed"]) == (1_502, 0)


async def test_what_was_used_of_a_model_stays_answerable_when_the_catalog_drops_it(
    sqlite_api: Api,
) -> None:
    await sqlite_api.user().record(model="qwen-max", inputTokens=2, outputTokens=1)
    shipped, _ = read_catalog(SHIPPED_CATALOG)
    without = "".join(line for line in shipped.splitlines(True) if "qwen-max:" not in line)
    assert without != shipped
    catalog: CatalogService = sqlite_api.app.endpoints.process.services.catalog
    await catalog.apply(without, "a test")
    query = "{ account { userBilling { qwenTokensUsed } quotas { model { name } } } }"
    account = (await sqlite_api.user().data(query))["account"]
    assert "qwen-max" not in {quota["model"]["name"] for quota in account["quotas"]}
    assert account["userBilling"]["qwenTokensUsed"] == 3
