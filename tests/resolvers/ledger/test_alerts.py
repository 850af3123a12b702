"""Alerts through the API: set, listed, told and removed. Billing rule 14."""

from __future__ import annotations

from typing import Any

import pytest

from billing.ledger.alerts.rules import ALERTS_MAX
from tests.support.clocks import Clock
from tests.support.server.api import Api, Client

ALERT = "accountId kind model { name } threshold beyond lastFiredAt lastValue revision"
SET = f"""mutation ($input: SetAlertInput!) {{ setAlert(input: $input) {{ __typename
  ... on AlertSet {{ alert {{ {ALERT} }} }} ... on Refusal {{ code message }} }} }}"""
REMOVE = """mutation ($input: RemoveAlertInput!) { removeAlert(input: $input) { __typename
  ... on AlertRemoved { removed } ... on Refusal { code } } }"""
LIST = f"query ($id: ID) {{ account(id: $id) {{ alerts {{ {ALERT} }} }} }}"
LEDGER = "{ account { ledger(first: 9) { nodes { kind tokens reason } } balance { revision } } }"
LOG = "{ auditLog { nodes { kind actor accountId outcome details } } }"
FREE = "gemini-1.5-flash"


async def set_alert(client: Client, **given: Any) -> dict[str, Any]:
    asked = {"kind": "BALANCE_BELOW", "threshold": 9_850} | given
    answer: dict[str, Any] = (await client.data(SET, input=asked))["setAlert"]
    return answer


async def remove_alert(client: Client, **given: Any) -> dict[str, Any]:
    asked = {"kind": "BALANCE_BELOW", "threshold": 9_850} | given
    answer: dict[str, Any] = (await client.data(REMOVE, input=asked))["removeAlert"]
    return answer


async def alerts_of(client: Client, account: str | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.data(LIST, id=account))["account"]["alerts"]
    return found


async def reasons(client: Client) -> list[str]:
    nodes = (await client.data(LEDGER))["account"]["ledger"]["nodes"]
    return [one["reason"] for one in nodes if one["kind"] == "ALERT"]


async def test_an_alert_is_set_told_once_listed_and_removed(api: Api) -> None:
    alice = api.user()
    fresh = {
        "accountId": "alice",
        "kind": "BALANCE_BELOW",
        "model": None,
        "threshold": 9_850,
        "beyond": False,
        "lastFiredAt": None,
        "lastValue": None,
        "revision": None,
    }
    assert await set_alert(alice) == {"__typename": "AlertSet", "alert": fresh}
    assert await set_alert(alice) == {"__typename": "AlertSet", "alert": fresh}
    balances = [(await alice.record())["balance"]["available"] for _ in range(3)]
    assert balances == [9_900, 9_800, 9_700]
    told = {"lastFiredAt": "2026-03-10T12:00:00Z", "lastValue": 9_800, "revision": 5}
    assert await alerts_of(alice) == [fresh | told | {"beyond": True}]
    assert await reasons(alice) == ["FIRED:9800 BALANCE_BELOW 9850", "SET BALANCE_BELOW 9850"]
    await api.admin.adjust("alice", 1_000)
    assert not (await alerts_of(alice))[0]["beyond"]
    await api.admin.adjust("alice", -1_000)
    assert (await alerts_of(alice))[0]["lastValue"] == 9_700
    assert await remove_alert(alice) == {"__typename": "AlertRemoved", "removed": True}
    assert await remove_alert(alice) == {"__typename": "AlertRemoved", "removed": False}
    assert await alerts_of(alice) == []


async def test_the_answer_of_the_use_that_crosses_has_the_revision_after_it(api: Api) -> None:
    alice = api.user()
    await set_alert(alice, threshold=10_000)
    answer = await alice.record()
    assert answer["balance"]["revision"] == 4 == (await alice.balance())["revision"]


async def test_an_alert_that_is_beyond_when_it_is_set_waits_for_the_next_crossing(
    api: Api,
) -> None:
    alice = api.user()
    assert (await set_alert(alice, threshold=20_000))["alert"]["beyond"]
    await alice.record()
    assert (await alerts_of(alice))[0]["lastFiredAt"] is None
    await api.admin.adjust("alice", 20_000)
    await api.admin.adjust("alice", -20_000)
    assert (await alerts_of(alice))[0]["lastValue"] == 9_900


async def test_a_quota_alert_names_a_free_model_by_any_of_its_names(api: Api) -> None:
    alice = api.user()
    model = (await alice.data("{ models(tier: FREE) { name nativeLimit { amount unit } } }"))[
        "models"
    ]
    limit = next(one for one in model if one["nativeLimit"]["unit"] == "TOKENS")
    percent = {"kind": "QUOTA_USED_PERCENT", "model": limit["name"], "threshold": 50}
    assert (await set_alert(alice, **percent))["alert"]["model"] == {"name": limit["name"]}
    half = limit["nativeLimit"]["amount"] // 2
    await alice.record(model=limit["name"], inputTokens=half - 1, outputTokens=0)
    assert (await alerts_of(alice))[0]["lastFiredAt"] is None
    await alice.record(model=limit["name"], inputTokens=1, outputTokens=0)
    assert (await alerts_of(alice))[0]["lastValue"] == 50


async def test_the_window_of_a_quota_ends_what_is_beyond(api: Api, clock: Clock) -> None:
    alice = api.user()
    models = (await alice.data("{ models(tier: FREE) { name nativeLimit { amount unit } } }"))[
        "models"
    ]
    one = next(one for one in models if one["nativeLimit"]["unit"] == "TOKENS")
    await alice.record(model=one["name"], inputTokens=one["nativeLimit"]["amount"], outputTokens=0)
    percent = {"kind": "QUOTA_USED_PERCENT", "model": one["name"], "threshold": 100}
    assert (await set_alert(alice, **percent))["alert"]["beyond"]
    clock.advance(days=31)
    assert not (await alerts_of(api.user()))[0]["beyond"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"threshold": 0}, "threshold"),
        ({"threshold": -1}, "threshold"),
        ({"kind": "QUOTA_USED_PERCENT", "threshold": 101, "model": FREE}, "threshold"),
        ({"kind": "DAYS_LEFT_BELOW", "threshold": 366}, "threshold"),
        ({"kind": "QUOTA_USED_PERCENT", "threshold": 1}, "model"),
        ({"kind": "BALANCE_BELOW", "model": FREE}, "model"),
        ({"accountId": " "}, "accountId"),
    ],
)
async def test_bad_input_is_refused_and_sets_nothing(
    sqlite_api: Api, given: dict[str, Any], field: str
) -> None:
    alice = sqlite_api.user()
    asked = {"kind": "BALANCE_BELOW", "threshold": 1} | given
    error = await alice.error(SET, input=asked)
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BAD_INPUT", field)
    assert await alerts_of(alice) == []


@pytest.mark.parametrize(
    ("model", "code"), [("no-such", "MODEL_NOT_FOUND"), ("gpt-4", "MODEL_WITHOUT_LIMIT")]
)
async def test_a_quota_needs_a_free_model(sqlite_api: Api, model: str, code: str) -> None:
    asked = {"kind": "QUOTA_USED_PERCENT", "threshold": 9, "model": model}
    refused = await set_alert(sqlite_api.user(), **asked)
    assert refused["code"] == code
    assert await alerts_of(sqlite_api.user()) == []


async def test_the_number_of_alerts_is_limited(sqlite_api: Api) -> None:
    alice = sqlite_api.user()
    for number in range(ALERTS_MAX):
        await set_alert(alice, threshold=number + 1)
    error = await alice.error(SET, input={"kind": "BALANCE_BELOW", "threshold": 99})
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert len(await alerts_of(alice)) == ALERTS_MAX


async def test_others_see_and_change_nothing_and_an_operator_is_logged(sqlite_api: Api) -> None:
    alice, bob = sqlite_api.user(), sqlite_api.user("bob")
    await set_alert(alice)
    for refused in (
        await set_alert(bob, accountId="alice"),
        await remove_alert(bob, accountId="alice"),
    ):
        assert refused["code"] == "ACCOUNT_NOT_FOUND"
    assert len(await alerts_of(alice)) == 1
    await set_alert(sqlite_api.admin, accountId="alice", threshold=7)
    await remove_alert(sqlite_api.admin, accountId="alice", threshold=7)
    nodes = (await sqlite_api.admin.data(LOG))["auditLog"]["nodes"]
    told = [(one["kind"], one["accountId"], one["outcome"]) for one in nodes]
    assert {("SET_ALERT", "alice", "AlertSet"), ("REMOVE_ALERT", "alice", "AlertRemoved")} <= {
        *told
    }
