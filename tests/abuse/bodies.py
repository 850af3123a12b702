"""Attacks by bodies: their size, what they hold, and who may send them."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from billing.catalog.units import UsageUnit
from tests.abuse.attack import SERVED, Attack, answered, client, http
from tests.support.server.api import Api, use
from tests.support.server.documents import RECORD_BATCH, USAGE

MEGABYTES = 4 * 1024 * 1024 - 1_000
RECORD = "mutation B($i: [RecordUsageInput!]!) { recordUsageBatch(input: $i) { __typename } }"
QUOTAS = "query Q($m: [String!]) { account { quotas(models: $m) { used } } }"
LIMIT = ("LIMIT_EXCEEDED",)


def uses(number: int) -> list[dict[str, Any]]:
    return [
        {
            "accountId": "mallory",
            "model": "gpt-4o",
            "inputTokens": 1,
            "outputTokens": 1,
            "idempotencyKey": f"k{each}",
        }
        for each in range(number)
    ]


def detailed(number: int, **last: Any) -> dict[str, Any]:
    """Return a request with so many uses that have every unit of details. `last` changes the last
    detail."""
    details = [{"unit": unit.name, "quantity": 1} for unit in UsageUnit]
    counts = {"inputTokens": 100, "outputTokens": 100}
    given = [one | counts | {"details": details} for one in uses(number)]
    given[-1]["details"] = [*details[:-1], details[-1] | last]
    return {"query": RECORD, "variables": {"i": given}}


def body(query: str, **variables: str) -> bytes:
    """Return a body whose variables are JSON already."""
    given = ", ".join(f"{json.dumps(name)}: {text}" for name, text in variables.items())
    return f'{{"query": {json.dumps(query)}, "variables": {{{given}}}}}'.encode()


STRINGS = body(QUOTAS, m="[" + '"",' * 1_300_000 + '""]')
UNDECLARED = body("{ packs { name } }", x="[" + "[]," * 1_300_000 + "[]]")
BLANK = b" " * MEGABYTES


async def longest_pages(api: Api, rounds: int) -> Counter[str]:
    """Record 500 uses, then ask for the longest page with every field of each."""
    who, found = client(api, "user"), Counter[str]()
    for _ in range(5):
        await who.record_batch(*(use(model="qwen-turbo") for _ in range(100)))
    for _ in range(min(5, rounds)):
        found.update(answered(await who.execute(USAGE, first=500)))
    return found


async def longest_answers(api: Api, rounds: int) -> Counter[str]:
    """Record a thousand uses and have everything about each of them answered."""
    who, found = client(api, "gateway"), Counter[str]()
    for _ in range(min(3, rounds // 6)):
        given = [use(model="qwen-turbo", accountId="mallory") for _ in range(1_000)]
        found.update(answered(await who.execute(RECORD_BATCH, input=given)))
    return found


ATTACKS: tuple[Attack, ...] = (
    Attack("pages of 500 uses with every field", longest_pages, frozenset({SERVED})),
    Attack("1,000 uses with every field of the results", longest_answers, frozenset({SERVED})),
    *(
        http(f"4 MB of empty strings, by {caller}", STRINGS, answers=LIMIT, caller=caller)
        for caller in ("anonymous", "user", "gateway")
    ),
    *(
        http(f"4 MB of undeclared variables, by {caller}", UNDECLARED, answers=LIMIT, caller=caller)
        for caller in ("anonymous", "gateway")
    ),
    *(
        http(
            f"60,000 uses, by {caller}",
            body(RECORD, i=json.dumps(uses(60_000))[: MEGABYTES - 200].rpartition(",")[0] + "}]"),
            answers=("LIMIT_EXCEEDED", "BAD_INPUT"),
            caller=caller,
        )
        for caller in ("anonymous", "gateway")
    ),
    http("4 MB of blanks", BLANK, answers=LIMIT),
    http(
        "1,000 uses, by a user",
        {"query": RECORD, "variables": {"i": uses(1_000)}},
        answers=LIMIT,
        caller="user",
    ),
    http(
        "100 uses, by a user",
        {"query": RECORD, "variables": {"i": uses(100)}},
        answers=(SERVED,),
        caller="user",
    ),
    http(
        "1,000 uses, by a gateway",
        {"query": RECORD, "variables": {"i": uses(1_000)}},
        answers=(SERVED,),
        caller="gateway",
    ),
    http(
        "1,000 uses with 15 details each, by a gateway",
        detailed(1_000),
        answers=(SERVED,),
        caller="gateway",
    ),
    http(
        "1,000 uses with 15 details each, the last one of no unit",
        detailed(1_000, unit="NONE"),
        answers=("BAD_INPUT",),
        caller="gateway",
    ),
    http(
        "1,000 uses with 15 details each, the last one below zero",
        detailed(1_000, quantity=-1),
        answers=("BAD_INPUT",),
        caller="gateway",
    ),
    http(
        "5,000 uses with 15 details each, by a gateway",
        detailed(5_000),
        answers=LIMIT,
        caller="gateway",
    ),
    http(
        "100,000 values with a number of 20 digits, by a gateway",
        body("{ packs { name } }", x="[" + "1," * 100_000 + "12345678901234567890]"),
        answers=(SERVED, *LIMIT),
        caller="gateway",
    ),
)
