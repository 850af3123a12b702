"""Endpoints of partners over the API: who sees which, and what can be done with them."""

from __future__ import annotations

from typing import Any

import pytest

from services.identity.api_keys import create_key
from tests.support.server.api import Api, Client
from tests.support.server.documents import CREATE_ENDPOINT, SEND_TEST

HOOK = "http://127.0.0.1:9/hook"
LIST = """{ webhookEndpoints { id url events accountPrefixes status statusReason
  previousSecretValidUntil deliveries(first: 2) { nodes { id type status attempts }
    pageInfo { hasNextPage endCursor } } } }"""
PAGE = """query ($after: String, $status: WebhookDeliveryStatus) { webhookEndpoints {
  deliveries(first: 2, after: $after, status: $status) {
    nodes { id } pageInfo { hasNextPage endCursor } } } }"""
ROTATE = """mutation ($input: RotateWebhookSecretInput!) { rotateWebhookSecret(input: $input) {
  __typename ... on WebhookSecretRotated { secret previousValidUntil endpoint { id } } } }"""
DELETE = """mutation ($input: DeleteWebhookEndpointInput!) {
  deleteWebhookEndpoint(input: $input) { __typename } }"""
PAUSE = """mutation ($input: PauseWebhookEndpointInput!) { pauseWebhookEndpoint(input: $input) {
  __typename ... on WebhookEndpointPaused { endpoint { status statusReason } } } }"""
RESUME = """mutation ($input: ResumeWebhookEndpointInput!) { resumeWebhookEndpoint(input: $input) {
  __typename ... on WebhookEndpointResumed { endpoint { status statusReason } } } }"""
REPLAY = """mutation ($input: ReplayWebhookDeliveryInput!) { replayWebhookDelivery(input: $input) {
  __typename } }"""
CHANGES = {"rotateWebhookSecret": ROTATE, "pauseWebhookEndpoint": PAUSE}
LOG = """{ auditLog(first: 50) { nodes { kind actor details } } }"""


async def key(api: Api, *scopes: str, **restrictions: Any) -> Client:
    _, plain = await create_key(
        "key", scopes or ["webhooks:write"], clock=api.clock, **restrictions
    )
    return api.bearing(plain)


async def created(client: Client, **given: Any) -> dict[str, Any]:
    made = await client.data(CREATE_ENDPOINT, input={"url": HOOK, **given})
    result: dict[str, Any] = made["createWebhookEndpoint"]
    return result


async def urls(client: Client) -> list[str]:
    return [one["url"] for one in (await client.data(LIST))["webhookEndpoints"]]


async def test_an_endpoint_is_shown_with_a_secret_once(api: Api) -> None:
    made = await created(api.admin, events=["quota.exhausted", "balance.low"])
    assert made["secret"].startswith("whsec_")
    assert made["endpoint"] == {
        "id": made["endpoint"]["id"],
        "url": HOOK,
        "events": ["balance.low", "quota.exhausted"],
        "accountPrefixes": None,
        "status": "ACTIVE",
    }
    answer = await api.admin.execute(LIST)
    assert made["secret"] not in str(answer)


async def test_partners_see_only_their_own_endpoints(api: Api) -> None:
    school = await key(api, account_prefixes=["school:", "club:"])
    same_school = await key(api, account_prefixes=["club:", "school:"])
    part = await key(api, account_prefixes=["school:"])
    whole = await key(api)
    await created(school, url=f"{HOOK}/school")
    await created(whole, url=f"{HOOK}/whole")
    await created(api.admin, url=f"{HOOK}/part", accountPrefixes=["school:"])
    assert await urls(school) == await urls(same_school) == [f"{HOOK}/school"]
    assert await urls(part) == [f"{HOOK}/part"]
    assert await urls(whole) == [f"{HOOK}/whole"]
    assert set(await urls(api.admin)) == {f"{HOOK}/school", f"{HOOK}/whole", f"{HOOK}/part"}


async def test_nobody_changes_the_endpoint_of_another_partner(api: Api) -> None:
    made = await created(await key(api, account_prefixes=["school:"]))
    given = {"endpointId": made["endpoint"]["id"]}
    sent = await api.admin.data(SEND_TEST, input=given)
    delivery = sent["sendTestEvent"]["delivery"]["id"]
    restricted = {"account_prefixes": ["a:"]}
    for other in (
        await key(api),
        await key(api, **restricted),
        await key(api, "admin", **restricted),
    ):
        for name, document in (CHANGES | {"sendTestEvent": SEND_TEST}).items():
            answer = await other.data(document, input=given)
            assert answer[name]["__typename"] == "WebhookEndpointNotFound"
        answer = await other.data(REPLAY, input={"deliveryId": delivery})
        assert answer["replayWebhookDelivery"]["__typename"] == "WebhookDeliveryNotFound"
        gone = await other.data(DELETE, input=given)
        assert gone["deleteWebhookEndpoint"]["__typename"] == "WebhookEndpointNotFound"
    assert await urls(api.admin) == [HOOK]


@pytest.mark.parametrize("scope", ["usage:write", "accounts:read", "accounts:write"])
async def test_other_scopes_do_not_reach_endpoints(api: Api, scope: str) -> None:
    for client in (await key(api, scope), api.user("alice", scope), api.user("alice")):
        for document, given in ((LIST, {}), (CREATE_ENDPOINT, {"input": {"url": HOOK}})):
            error = await client.error(document, **given)
            assert error["extensions"]["code"] == "FORBIDDEN"
    error = await api.anonymous.error(LIST)
    assert error["extensions"]["code"] == "UNAUTHENTICATED"


async def test_only_administrators_of_all_name_the_accounts(api: Api) -> None:
    given = {"url": HOOK, "accountPrefixes": ["club:"]}
    for client in (await key(api), await key(api, account_prefixes=["school:"])):
        error = await client.error(CREATE_ENDPOINT, input=given)
        assert error["extensions"]["code"] == "BAD_INPUT"
    made = await created(await key(api, account_prefixes=["school:"]))
    assert made["endpoint"]["accountPrefixes"] == ["school:"]


@pytest.mark.parametrize(
    "given",
    [
        {"url": "ftp://127.0.0.1/"},
        {"url": "https://"},
        {"url": "https://user:word@127.0.0.1/"},
        {"url": "https://127.0.0.1/#part"},
        {"url": "https://127.0.0.1:99999/"},
        {"url": "https://[::1/"},
        {"url": "https://a b/"},
        {"url": ""},
        {"events": ["balance.high"]},
        {"events": []},
        {"accountPrefixes": []},
        {"accountPrefixes": [""]},
        {"description": ""},
    ],
)
async def test_bad_input_is_told(api: Api, given: dict[str, Any]) -> None:
    error = await api.admin.error(CREATE_ENDPOINT, input={"url": HOOK, **given})
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert await urls(api.admin) == []


async def test_private_addresses_are_refused(api: Api) -> None:
    for host in ("10.0.0.1", "192.168.1.1", "169.254.169.254", "[fe80::1]", "0.0.0.0"):
        made = await created(api.admin, url=f"https://{host}/hook")
        assert made["code"] == "WEBHOOK_ADDRESS_REFUSED", host


async def test_a_partner_has_at_most_twenty_endpoints(api: Api) -> None:
    school = await key(api, account_prefixes=["school:"])
    for _ in range(20):
        await created(school)
    assert (await created(school))["code"] == "TOO_MANY_WEBHOOK_ENDPOINTS"
    assert "secret" in await created(api.admin)


async def test_a_rotation_keeps_the_earlier_secret_for_a_day(api: Api) -> None:
    made = await created(api.admin)
    given = {"endpointId": made["endpoint"]["id"]}
    rotated = (await api.admin.data(ROTATE, input=given))["rotateWebhookSecret"]
    assert rotated["secret"] != made["secret"]
    [shown] = (await api.admin.data(LIST))["webhookEndpoints"]
    assert shown["previousSecretValidUntil"] == rotated["previousValidUntil"]


async def test_an_endpoint_is_paused_resumed_and_deleted(api: Api) -> None:
    made = await created(api.admin)
    given = {"endpointId": made["endpoint"]["id"]}
    paused = (await api.admin.data(PAUSE, input=given))["pauseWebhookEndpoint"]
    assert paused["endpoint"] == {"status": "PAUSED", "statusReason": "It was paused."}
    resumed = (await api.admin.data(RESUME, input=given))["resumeWebhookEndpoint"]
    assert resumed["endpoint"] == {"status": "ACTIVE", "statusReason": None}
    gone = (await api.admin.data(DELETE, input=given))["deleteWebhookEndpoint"]
    assert gone["__typename"] == "WebhookEndpointDeleted"
    again = (await api.admin.data(DELETE, input=given))["deleteWebhookEndpoint"]
    assert again["__typename"] == "WebhookEndpointNotFound"
    assert await urls(api.admin) == []


async def test_deliveries_come_in_pages(api: Api) -> None:
    made = await created(api.admin)
    given = {"endpointId": made["endpoint"]["id"]}
    await api.admin.data(PAUSE, input=given)
    sent = []
    for _ in range(5):
        test = (await api.admin.data(SEND_TEST, input=given))["sendTestEvent"]["delivery"]
        assert (test["type"], test["status"], test["accountId"]) == (
            "webhook.test",
            "PENDING",
            None,
        )
        assert test["payload"]["data"]["endpointId"] == made["endpoint"]["id"]
        sent.append(test["id"])
    seen: list[str] = []
    after, more = None, True
    while more:
        [shown] = (await api.admin.data(PAGE, after=after))["webhookEndpoints"]
        seen += [one["id"] for one in shown["deliveries"]["nodes"]]
        place = shown["deliveries"]["pageInfo"]
        after, more = place["endCursor"], place["hasNextPage"]
    assert seen == sent[::-1]
    [shown] = (await api.admin.data(PAGE, status="DELIVERED"))["webhookEndpoints"]
    assert shown["deliveries"]["nodes"] == []


async def test_changes_are_in_the_log_of_actions_without_secrets(api: Api) -> None:
    made = await created(api.admin)
    given = {"endpointId": made["endpoint"]["id"]}
    rotated = await api.admin.data(ROTATE, input=given)
    await api.admin.data(PAUSE, input=given)
    await api.admin.data(DELETE, input=given)
    nodes = (await api.admin.data(LOG))["auditLog"]["nodes"]
    told = [one for one in nodes if "WEBHOOK" in one["kind"]]
    assert sorted(one["kind"] for one in told) == [
        "CREATE_WEBHOOK_ENDPOINT",
        "DELETE_WEBHOOK_ENDPOINT",
        "PAUSE_WEBHOOK_ENDPOINT",
        "ROTATE_WEBHOOK_SECRET",
    ]
    assert {one["details"]["endpoint"] for one in told} == {made["endpoint"]["id"]}
    assert made["secret"] not in str(nodes)
    assert rotated["rotateWebhookSecret"]["secret"] not in str(nodes)
