"""Holds through the API: placing, settling, releasing and listing them."""

from __future__ import annotations

from itertools import count
from typing import Any

from tests.support.server.api import Client, Json
from tests.support.server.documents import EXTEND, HOLDS, PLACE, RELEASE, SETTLE

_keys = count(1)


def placing(**changes: Any) -> Json:
    """Return a PlaceHoldInput with a new key: 500 premium tokens of gpt-4o, unless changed."""
    return {
        "model": "gpt-4o",
        "inputTokens": 40,
        "maxOutputTokens": 60,
        "idempotencyKey": f"hold-{next(_keys)}",
        **changes,
    }


async def act(client: Client, document: str, **given: Any) -> Json:
    """Return a member of the mutation's result."""
    [result] = (await client.data(document, input=given)).values()
    return dict(result)


async def place(client: Client, **changes: Any) -> Json:
    return await act(client, PLACE, **placing(**changes))


async def settle(client: Client, hold_id: str, **changes: Any) -> Json:
    used = {"inputTokens": 40, "outputTokens": 10}
    return await act(client, SETTLE, **{"holdId": hold_id, **used, **changes})


async def release(client: Client, hold_id: str) -> Json:
    return await act(client, RELEASE, holdId=hold_id)


async def extend(client: Client, hold_id: str, **changes: Any) -> Json:
    return await act(client, EXTEND, **{"holdId": hold_id, **changes})


async def listed(client: Client, **variables: Any) -> list[Json]:
    holds: list[Json] = (await client.data(HOLDS, **variables))["account"]["holds"]
    return holds
