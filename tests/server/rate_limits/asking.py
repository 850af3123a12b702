"""Applications with rate limits whose time is moved by hand, and what their answers tell."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx

from tests.support.server.api import Api, Client, running_app

STRICT = "application/graphql-response+json"
PACKS = "{ packs { name } }"
POLICY = re.compile(r'"([a-z-]+)";q=([1-9]\d*);w=([1-9]\d*)')
LEFT = re.compile(r'"([a-z-]+)";r=(\d+);t=(\d+)')
"""The fields of the draft are lists of strings with parameters; ours have one member each."""


def limits(response: httpx.Response) -> tuple[str, int, int]:
    """Return the name of the limit, what is left, and the quota, as the headers tell them."""
    policy = POLICY.fullmatch(response.headers["ratelimit-policy"])
    left = LEFT.fullmatch(response.headers["ratelimit"])
    assert policy, response.headers
    assert left, response.headers
    assert policy[1] == left[1]
    assert int(left[2]) <= int(policy[2])
    return policy[1], int(left[2]), int(policy[2])


def refused(response: httpx.Response, limit: str) -> int:
    """Check a refusal by a limit; return the seconds to wait."""
    assert response.status_code == 429, response.text
    [error] = response.json()["errors"]
    seconds = error["extensions"]["retryAfterSeconds"]
    assert error["extensions"] == {"code": "RATE_LIMITED", "retryAfterSeconds": seconds}
    assert response.headers["retry-after"] == str(seconds)
    assert f"Try again in {seconds} s." in error["message"]
    assert limits(response)[0] == limit
    return int(seconds)


class Time:
    """The clock of the rate limits of an application. It stands still."""

    def __init__(self, api: Api) -> None:
        assert api.app is not None
        units = api.app.endpoints.rates.units
        self._now = units.now()
        units.now = lambda: self._now

    def advance(self, seconds: float) -> None:
        self._now += int(seconds * 1_000_000)


@asynccontextmanager
async def standing(url: str, **environ: Any) -> AsyncIterator[tuple[Api, Time]]:
    given = {name: str(value) for name, value in environ.items()}
    async with running_app(url, **{"RATE_BURST_SECONDS": "1", **given}) as api:
        yield api, Time(api)


@asynccontextmanager
async def at(api: Api, address: str, **headers: str) -> AsyncIterator[Api]:
    """Yield the API as a client at another address sees it."""
    assert api.app is not None
    transport = httpx.ASGITransport(api.app, client=(address, 1))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://billing.test", headers=headers, verify=False
    ) as http:
        yield replace(api, http=http)


async def exhaust(client: Client, number: int, query: str = PACKS) -> httpx.Response:
    """Send so many requests that are served, and return the answer to one more."""
    for _ in range(number):
        response = await client.post({"query": query})
        assert response.status_code == 200, response.text
    return await client.post({"query": query})
