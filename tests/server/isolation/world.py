"""Somebody with an account, holds, purchases and keys, and somebody else who has nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from billing.discounts.code import Code
from db.discounts.codes import add_code
from schema.isolation.names import Names
from schema.isolation.needs import Need
from services.discounts.codes import hash_of
from services.identity.api_keys import create_key
from tests.server.isolation.documents import SAMPLES
from tests.support.clocks import Clock
from tests.support.server.api import Api, Client
from tests.support.server.documents import CREATE_ENDPOINT, PLACE, RELEASE, SEND_TEST
from tests.support.server.teams import founded

THERE, NOWHERE = "b-there", "b-empty"
"""Two ids of the same length; only the first is of an account."""
OWN = "a-own"
NO_TEAM = "team:nobody-is-in-this-te"
"""An id of the form of a team's, which no team has."""
NO_CODE = "wrong-code-of-27-characters"
NO_ENDPOINT, NO_DELIVERY = f"whe_{'0' * 24}", f"msg_{'0' * 32}"
USED, FREE = "key-of-b", "key-of-0"
"""Two idempotency keys of the same length; only the first was used."""

BUY = """mutation ($input: PurchasePackInput!) { purchasePack(input: $input) {
  ... on PurchaseStarted { purchase { id } } } }"""
SUBSCRIBE = "mutation ($input: SubscribeInput!) { subscribe(input: $input) { __typename } }"
APPLY = "mutation ($input: ApplyCodeInput!) { applyCode(input: $input) { __typename } }"
ENROL = "mutation ($input: SetProgrammeInput!) { setProgramme(input: $input) { __typename } }"
LAST_PURCHASE = "{ account { purchases(first: 1) { pageInfo { endCursor } } } }"

_ANY = frozenset(
    {Need.READ, Need.RECORD, Need.QUOTE, Need.WRITE, Need.OPEN, Need.ADMIN, Need.PARTNER}
)
RIGHTS: dict[str, frozenset[Need]] = {
    "anonymous": frozenset(),
    "user": frozenset(),
    "reading user": frozenset(),
    "usage:write": frozenset({Need.RECORD, Need.QUOTE}),
    "accounts:read": frozenset({Need.READ, Need.QUOTE}),
    "accounts:write": frozenset({Need.RECORD, Need.QUOTE, Need.WRITE, Need.OPEN}),
    "restricted usage:write": frozenset(),
    "restricted admin": frozenset(),
    "restricted webhooks:write": frozenset(),
    "admin": _ANY,
}
"""The roles, and what each may do with the accounts of others. An operation that needs none of this
must not tell whether they exist."""


@dataclass(frozen=True)
class World:
    """The running service, the callers by their roles, and the things that requests name."""

    api: Api
    clients: Mapping[str, Client]
    choices: Mapping[Names, tuple[str, ...]]
    """For each class: a thing that exists, and some that do not."""


async def furnish(api: Api, clock: Clock) -> World:
    there = api.user(THERE)
    _, plain = await create_key("gateway", ["usage:write"], clock=api.clock)
    gateway = api.bearing(plain)
    await there.record(idempotencyKey=USED)
    await api.admin.adjust(THERE, 5, idempotencyKey=USED)
    await api.bearing(plain).record(accountId=THERE)
    holds = [await placed(one, number) for number, one in enumerate((there, gateway, there))]
    await there.data(RELEASE, input={"holdId": holds[2]})
    bought = await there.data(BUY, input={"pack": "starter", "idempotencyKey": USED})
    await there.data(SUBSCRIBE, input={"idempotencyKey": USED})
    await enrolled(api, there)
    cursor = await last_purchase(there)
    team = await founded(there)
    endpoint, delivery = await told(api)
    # A read of this account would be followed by a write now: its window has ended.
    clock.advance(days=40)
    await api.user(OWN).balance()
    # So the user who asks may found no other.
    await founded(api.user(OWN))
    purchase = bought["purchasePack"]["purchase"]["id"]
    place = holds[0].rpartition(":")[2]
    return World(
        api,
        await callers(api),
        {
            Names.ACCOUNT: (THERE, NOWHERE),
            Names.TEAM: (team, NO_TEAM),
            Names.CODE: (NO_CODE,),
            # Revision 2 is a use, and 9 is still to come.
            Names.HOLD: (*holds, f"{THERE}:2", f"{THERE}:9", f"{NOWHERE}:{place}"),
            Names.PURCHASE: (purchase, purchase[:-4] + "0000"),
            Names.NODE: (THERE, f"{THERE}:2", *holds, f"{THERE}:9", f"{NOWHERE}:2", NOWHERE),
            Names.KEY: (USED, FREE),
            Names.ENDPOINT: (endpoint, NO_ENDPOINT),
            Names.DELIVERY: (delivery, NO_DELIVERY),
            Names.CURSOR: (cursor,),
        },
    )


async def told(api: Api) -> tuple[str, str]:
    """Create an endpoint of another partner, and an event for it."""
    given = {"url": "http://127.0.0.1:9/hook", "accountPrefixes": ["b-"]}
    made = (await api.admin.data(CREATE_ENDPOINT, input=given))["createWebhookEndpoint"]
    endpoint: str = made["endpoint"]["id"]
    sent = await api.admin.data(SEND_TEST, input={"endpointId": endpoint})
    return endpoint, sent["sendTestEvent"]["delivery"]["id"]


async def enrolled(api: Api, there: Client) -> None:
    """Create the code of the requests, let somebody use it, and put them into a programme."""
    secret = hash_of(str(SAMPLES["code"]))
    await add_code(Code("code_1", secret, "PARTNER", 1_000, api.clock()))
    await there.data(APPLY, input={"code": SAMPLES["code"], "idempotencyKey": USED})
    given = {"accountId": THERE, "programme": "EDU", "reason": "a card"}
    await api.admin.data(ENROL, input=given)


async def placed(client: Client, number: int) -> str:
    hold = {"model": "gpt-4o", "inputTokens": 1, "maxOutputTokens": 1}
    given = hold | {"accountId": THERE, "idempotencyKey": f"hold-{number}", "ttlSeconds": 86_400}
    identifier: str = (await client.data(PLACE, input=given))["placeHold"]["hold"]["id"]
    return identifier


async def last_purchase(client: Client) -> str:
    found = await client.data(LAST_PURCHASE)
    cursor: str = found["account"]["purchases"]["pageInfo"]["endCursor"]
    return cursor


async def callers(api: Api) -> dict[str, Client]:
    async def key(scope: str, **restrictions: Any) -> Client:
        _, plain = await create_key("key", [scope], clock=api.clock, **restrictions)
        return api.bearing(plain)

    return {
        "anonymous": api.anonymous,
        "user": api.user(OWN),
        "reading user": api.user(OWN, "account:read"),
        "usage:write": await key("usage:write"),
        "accounts:read": await key("accounts:read"),
        "accounts:write": await key("accounts:write"),
        "restricted usage:write": await key(
            "usage:write", account_prefixes=["a-"], models=["gpt-4o"]
        ),
        "restricted admin": await key("admin", account_prefixes=["a-"]),
        "restricted webhooks:write": await key("webhooks:write", account_prefixes=["a-"]),
        "admin": await key("admin"),
    }


_RANDOM = re.compile(r"(pur|sub|cs)_\w+|[0-9a-f]{32}")


def neutral(text: str, things: Mapping[Names, str]) -> str:
    """Return an answer without the things that its request named, and without random ids."""
    for name in sorted(things.values(), key=len, reverse=True):
        text = text.replace(name, "…")
    return _RANDOM.sub("…", text)
