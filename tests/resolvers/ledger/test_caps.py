"""Spend caps through the API: set, listed, removed, and refusing. Billing rule 12."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.identity.api_keys import create_key, revoke_key
from tests.support.clocks import Clock
from tests.support.server.api import NOON, Api, Client, use

CAP = "scope model { name } apiKeyId tokens period used held remaining resetsAt"
SET = f"""mutation ($input: SetSpendCapInput!) {{ setSpendCap(input: $input) {{ __typename
  ... on SpendCapSet {{ cap {{ {CAP} }} }} ... on Refusal {{ code message }} }} }}"""
REMOVE = """mutation ($input: RemoveSpendCapInput!) { removeSpendCap(input: $input) { __typename
  ... on SpendCapRemoved { removed } ... on Refusal { code } } }"""
LIST = f"query ($id: ID) {{ account(id: $id) {{ spendCaps {{ {CAP} }} }} }}"
REACHED = f"""__typename ... on Refusal {{ code message }}
  ... on CapReached {{ cap {{ {CAP} }} used resetsAt alternatives {{ name }} }}"""
RECORD = (
    f"""mutation ($input: RecordUsageInput!) {{ recordUsage(input: $input) {{ {REACHED} }} }}"""
)
BATCH = """mutation ($input: [RecordUsageInput!]!) { recordUsageBatch(input: $input) {
  __typename } }"""
PLACE = f"""mutation ($input: PlaceHoldInput!) {{ placeHold(input: $input) {{ {REACHED}
  ... on HoldPlaced {{ hold {{ id maxOutputTokens tokens }} }} }} }}"""
SETTLE = """mutation ($input: SettleHoldInput!) { settleHold(input: $input) { __typename } }"""
QUOTE = f"""query ($input: QuoteInput!) {{ quote(input: $input) {{ cost allowed
  refusal {{ {REACHED} }} }} }}"""
AVAILABILITY = """query ($name: String!) { model(name: $name) { availability {
  available reason remaining resetsAt } } }"""
LOG = "{ auditLog { nodes { kind actor accountId outcome details } } }"
LEDGER = "{ account { ledger(first: 1) { nodes { kind tokens reason } } balance { revision } } }"
DAY_ENDS, MONTH_ENDS = "2026-03-11T00:00:00Z", "2026-04-10T12:00:00Z"


async def set_cap(client: Client, **given: Any) -> dict[str, Any]:
    asked = {"scope": "ACCOUNT", "tokens": 250, "period": "DAY"} | given
    answer: dict[str, Any] = (await client.data(SET, input=asked))["setSpendCap"]
    return answer


async def remove_cap(client: Client, **given: Any) -> dict[str, Any]:
    asked = {"scope": "ACCOUNT", "period": "DAY"} | given
    answer: dict[str, Any] = (await client.data(REMOVE, input=asked))["removeSpendCap"]
    return answer


async def caps_of(client: Client, account: str | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.data(LIST, id=account))["account"]["spendCaps"]
    return found


async def recorded(client: Client, **changes: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await client.data(RECORD, input=use(**changes)))["recordUsage"]
    return answer


async def key_of(api: Api, *scopes: str, **given: Any) -> tuple[str, Client]:
    stored, plain = await create_key("gateway", scopes or ["usage:write"], clock=api.clock, **given)
    return stored.id, api.bearing(plain)


async def test_a_cap_is_set_listed_counted_and_removed(api: Api, clock: Clock) -> None:
    alice = api.user()
    made = await set_cap(alice)
    fresh = {
        "scope": "ACCOUNT",
        "model": None,
        "apiKeyId": None,
        "tokens": 250,
        "period": "DAY",
        "used": 0,
        "held": 0,
        "remaining": 250,
        "resetsAt": DAY_ENDS,
    }
    assert made == {"__typename": "SpendCapSet", "cap": fresh}
    assert await set_cap(alice) == made
    for _ in range(2):
        assert (await recorded(alice))["__typename"] == "UsageRecorded"
    full = fresh | {"used": 200, "remaining": 50}
    assert await caps_of(alice) == [full]
    refused = await recorded(alice)
    assert (refused["__typename"], refused["code"]) == ("CapReached", "CAP_REACHED")
    assert (refused["cap"], refused["used"], refused["resetsAt"]) == (full, 200, DAY_ENDS)
    assert len(refused["alternatives"]) == 5
    clock.advance(hours=12)
    alice = api.user()
    assert (await caps_of(alice))[0]["remaining"] == 250
    assert (await recorded(alice))["__typename"] == "UsageRecorded"
    assert await remove_cap(alice) == {"__typename": "SpendCapRemoved", "removed": True}
    assert await remove_cap(alice) == {"__typename": "SpendCapRemoved", "removed": False}
    assert await caps_of(alice) == []


async def test_setting_a_cap_is_one_entry_and_the_same_again_none(api: Api) -> None:
    alice = api.user()
    await set_cap(alice, scope="MODEL", model="openai/gpt-4o", period="MONTH")
    told = (await alice.data(LEDGER))["account"]
    entry = {"kind": "CAP", "tokens": 0, "reason": "MODEL MONTH 250 gpt-4o"}
    assert told == {"ledger": {"nodes": [entry]}, "balance": {"revision": 2}}
    again = await set_cap(alice, scope="MODEL", model="gpt-4o-2024-08-06", period="MONTH")
    assert (again["cap"]["model"], again["cap"]["resetsAt"]) == ({"name": "gpt-4o"}, MONTH_ENDS)
    assert (await alice.data(LEDGER))["account"] == told
    gone = await remove_cap(alice, scope="MODEL", model="openai/gpt-4o", period="MONTH")
    assert gone["removed"]


async def test_a_cap_of_a_key_counts_what_this_key_records(api: Api) -> None:
    alice = api.user()
    await alice.balance()
    key_id, gateway = await key_of(api)
    _, other = await key_of(api)
    made = await set_cap(alice, scope="API_KEY", apiKeyId=f"key:{key_id}", tokens=100)
    assert made["cap"]["apiKeyId"] == key_id
    assert (await recorded(gateway, accountId="alice"))["__typename"] == "UsageRecorded"
    refused = await recorded(gateway, accountId="alice")
    assert (refused["__typename"], refused["cap"]["apiKeyId"]) == ("CapReached", key_id)
    quote = {"accountId": "alice", "model": "gpt-4o", "inputTokens": 12, "outputTokens": 8}
    told = (await gateway.data(QUOTE, input=quote))["quote"]
    assert (told["allowed"], told["refusal"]["code"]) == (False, "CAP_REACHED")
    for client in (other, alice):
        given = quote if client is other else quote | {"accountId": None}
        assert (await client.data(QUOTE, input=given))["quote"]["allowed"]
    assert (await recorded(other, accountId="alice"))["__typename"] == "UsageRecorded"
    assert (await recorded(alice))["__typename"] == "UsageRecorded"
    assert (await caps_of(alice))[0]["used"] == 100


async def test_holds_count_with_what_they_reserve_and_then_with_their_cost(api: Api) -> None:
    alice = api.user()
    await set_cap(alice)
    asked = {"model": "gpt-4o", "inputTokens": 10, "maxOutputTokens": 90, "allowPartial": True}
    placed = (await alice.data(PLACE, input=asked | {"idempotencyKey": "h"}))["placeHold"]
    assert (placed["hold"]["maxOutputTokens"], placed["hold"]["tokens"]) == (40, 250)
    assert (await caps_of(alice))[0]["held"] == 250
    more = (await alice.data(PLACE, input=asked | {"idempotencyKey": "i"}))["placeHold"]
    assert (more["__typename"], more["cap"]["held"]) == ("CapReached", 250)
    done = {"holdId": placed["hold"]["id"], "inputTokens": 10, "outputTokens": 50}
    assert (await alice.data(SETTLE, input=done))["settleHold"]["__typename"] == "HoldSettled"
    (cap,) = await caps_of(alice)
    assert (cap["used"], cap["held"], cap["remaining"]) == (300, 0, 0)


async def test_a_batch_is_decided_use_by_use(api: Api) -> None:
    alice = api.user()
    await set_cap(alice)
    uses = [use(), use(model="gpt-4o"), use(), use(model="qwen-turbo")]
    results = (await alice.data(BATCH, input=uses))["recordUsageBatch"]
    assert [one["__typename"] for one in results] == [
        "UsageRecorded",
        "UsageRecorded",
        "CapReached",
        "UsageRecorded",
    ]


async def test_a_replay_is_answered_although_the_cap_is_reached(api: Api) -> None:
    alice = api.user()
    await set_cap(alice, tokens=100)
    assert (await recorded(alice, idempotencyKey="k"))["__typename"] == "UsageRecorded"
    assert (await recorded(alice, idempotencyKey="j"))["__typename"] == "CapReached"
    assert (await recorded(alice, idempotencyKey="k"))["__typename"] == "UsageRecorded"
    await set_cap(alice, tokens=200)
    assert (await recorded(alice, idempotencyKey="j"))["__typename"] == "UsageRecorded"


async def test_availability_tells_of_a_cap_that_is_nearer_than_the_balance(api: Api) -> None:
    alice = api.user()
    await set_cap(alice, scope="MODEL", model="gpt-4o", tokens=100)
    told = (await alice.data(AVAILABILITY, name="gpt-4o"))["model"]["availability"]
    near = {"available": True, "reason": "AVAILABLE", "remaining": 100, "resetsAt": DAY_ENDS}
    assert told == near
    await recorded(alice)
    told = (await alice.data(AVAILABILITY, name="gpt-4o"))["model"]["availability"]
    assert told == near | {"available": False, "reason": "CAP_REACHED", "remaining": 0}
    other = (await alice.data(AVAILABILITY, name="gpt-4"))["model"]["availability"]
    assert (other["reason"], other["remaining"]) == ("AVAILABLE", 9_900)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"tokens": -1}, "tokens"),
        ({"tokens": 2**53}, "tokens"),
        ({"model": "gpt-4o"}, "model"),
        ({"scope": "MODEL"}, "model"),
        ({"scope": "MODEL", "model": ""}, "model"),
        ({"scope": "API_KEY"}, "apiKeyId"),
        ({"scope": "API_KEY", "apiKeyId": "key:"}, "apiKeyId"),
        ({"scope": "API_KEY", "apiKeyId": "k", "model": "gpt-4o"}, "model"),
    ],
)
async def test_a_bad_input_names_its_field_and_changes_nothing(
    sqlite_api: Api, given: dict[str, Any], field: str
) -> None:
    alice = sqlite_api.user()
    asked = {"scope": "ACCOUNT", "tokens": 1, "period": "DAY"} | given
    error = await alice.error(SET, input=asked)
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert field in error["message"]
    assert await caps_of(alice) == []


async def test_an_unknown_model_and_a_key_of_no_use_are_refused(api: Api, clock: Clock) -> None:
    alice = api.user()
    unknown = await set_cap(alice, scope="MODEL", model="gpt-44")
    assert (unknown["__typename"], unknown["code"]) == ("ModelNotFound", "MODEL_NOT_FOUND")
    revoked, _ = await key_of(api)
    await revoke_key(revoked, clock=clock)
    elsewhere, _ = await key_of(api, account_prefixes=["b"])
    reader, _ = await key_of(api, "accounts:read")
    answers = [
        await set_cap(alice, scope="API_KEY", apiKeyId=one)
        for one in (revoked, elsewhere, reader, "0" * 16, "nothing")
    ]
    assert {one["__typename"] for one in answers} == {"ApiKeyNotFound"}
    messages = {one["message"].split("'", 2)[2] for one in answers}
    assert messages == {" that may record usage for this account."}
    assert await caps_of(alice) == []


async def test_the_cap_of_a_revoked_key_can_be_removed(api: Api, clock: Clock) -> None:
    alice = api.user()
    key_id, _ = await key_of(api)
    await set_cap(alice, scope="API_KEY", apiKeyId=key_id)
    await revoke_key(key_id, clock=clock)
    assert (await remove_cap(alice, scope="API_KEY", apiKeyId=key_id))["removed"]


async def test_an_account_has_at_most_fifty_caps(sqlite_api: Api) -> None:
    alice, admin = sqlite_api.user(), sqlite_api.admin
    await alice.balance()
    names = [one["name"] for one in (await alice.data("{ models { name } }"))["models"]][:51]
    for name in names[:50]:
        made = await set_cap(admin, accountId="alice", scope="MODEL", model=name)
        assert made["__typename"] == "SpendCapSet"
    asked = {"scope": "MODEL", "model": names[50], "tokens": 1, "period": "DAY"}
    error = await alice.error(SET, input=asked)
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert len(await caps_of(alice)) == 50


async def test_whoever_may_write_the_account_sets_its_caps(sqlite_api: Api) -> None:
    alice = sqlite_api.user()
    await alice.balance()
    _, partner = await key_of(sqlite_api, "accounts:write")
    assert (await set_cap(partner, accountId="alice"))["__typename"] == "SpendCapSet"
    for client in ((await key_of(sqlite_api))[1], sqlite_api.user("bob")):
        refused = await set_cap(client, accountId="alice", tokens=1)
        assert refused["__typename"] == "AccountNotFound"
        refused = await remove_cap(client, accountId="alice")
        assert refused["__typename"] == "AccountNotFound"
    reader = sqlite_api.user("alice", "account:read")
    error = await reader.error(SET, input={"scope": "ACCOUNT", "tokens": 1, "period": "DAY"})
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert [cap["tokens"] for cap in await caps_of(reader)] == [250]


async def test_what_others_do_to_the_caps_of_an_account_is_logged(api: Api) -> None:
    await api.user().balance()
    await set_cap(api.user())
    await remove_cap(api.user())
    assert await logged(api) == []
    key_id, partner = await key_of(api, "accounts:write")
    await set_cap(partner, accountId="alice", tokens=7)
    await remove_cap(partner, accountId="alice")
    await set_cap(partner, accountId="nobody")
    told = [(one["kind"], one["accountId"], one["outcome"]) for one in await logged(api)]
    assert sorted(told, key=str) == [
        ("REMOVE_SPEND_CAP", "alice", "SpendCapRemoved"),
        ("REMOVE_SPEND_CAP", "alice", None),
        ("SET_SPEND_CAP", "alice", "SpendCapSet"),
        ("SET_SPEND_CAP", "alice", None),
        ("SET_SPEND_CAP", "nobody", "AccountNotFound"),
        ("SET_SPEND_CAP", "nobody", None),
    ]
    assert {one["actor"] for one in await logged(api)} == {f"key:{key_id}"}
    (asked,) = [
        one
        for one in await logged(api)
        if one["outcome"] is None and one["accountId"] == "alice" and one["kind"] == "SET_SPEND_CAP"
    ]
    details = {"scope": "ACCOUNT", "subject": "", "period": "DAY", "tokens": 7}
    assert asked["details"] == details


async def logged(api: Api) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = (await api.admin.data(LOG))["auditLog"]["nodes"]
    return nodes


async def test_a_key_of_some_models_sets_no_cap_of_another(sqlite_api: Api) -> None:
    await sqlite_api.user().balance()
    _, partner = await key_of(sqlite_api, "accounts:write", models=["gpt-4"])
    asked = {"accountId": "alice", "scope": "MODEL", "tokens": 1, "period": "DAY"}
    error = await partner.error(SET, input=asked | {"model": "gpt-4o"})
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert (await set_cap(partner, **asked, model="gpt-4"))["__typename"] == "SpendCapSet"


async def test_a_cap_opens_the_callers_own_account_and_no_other(sqlite_api: Api) -> None:
    assert (await set_cap(sqlite_api.user("new")))["__typename"] == "SpendCapSet"
    refused = await set_cap(sqlite_api.admin, accountId="nobody")
    assert refused["__typename"] == "AccountNotFound"


async def test_a_months_window_is_the_accounts_own(sqlite_api: Api, clock: Clock) -> None:
    clock.now = NOON + timedelta(days=21)
    assert (await set_cap(sqlite_api.user(), period="MONTH"))["cap"][
        "resetsAt"
    ] == "2026-04-30T12:00:00Z"
