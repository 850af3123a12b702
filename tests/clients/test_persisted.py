"""Apollo's own client uses automatic persisted queries, and is told what is not trusted."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from tests.clients.driver import missing, run_node
from tests.support.server.server_process import ServerProcess, server_process

REQUIRED = os.environ.get("CLIENT_TESTS") == "required"
needs_node = pytest.mark.skipif(not REQUIRED and missing() is not None, reason=str(missing()))
pytestmark = pytest.mark.slow

NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"


async def asked(server: ServerProcess, *names: str) -> dict[str, Any]:
    """Run both queries of the script; each has its name."""
    output = await run_node("persisted.mjs", f"{server.address}/graphql", "", *names)
    told: dict[str, Any] = json.loads(output)
    return told


def request(method: str, *, document: bool, code: str | None = None) -> dict[str, Any]:
    return {"method": method, "document": document, "code": code}


@needs_node
async def test_apollo_sends_a_document_once(sqlite_url: str) -> None:
    with server_process(sqlite_url) as server:
        told = await asked(server, "ByPost", "ByGet")
        assert told["post"]["sent"] == [
            request("POST", document=False, code=NOT_FOUND),
            request("POST", document=True),
            request("POST", document=False),
        ]
        assert told["get"]["sent"] == [
            request("GET", document=False, code=NOT_FOUND),
            request("POST", document=True),
            request("GET", document=False),
        ]
        assert [count > 0 for count in told["post"]["packs"] + told["get"]["packs"]] == [True] * 4
        again = await asked(server, "ByPost", "ByGet")
        assert [one["document"] for one in again["post"]["sent"] + again["get"]["sent"]] == [
            False
        ] * 4


@needs_node
async def test_apollo_says_why_a_document_is_refused(sqlite_url: str) -> None:
    with server_process(sqlite_url, REQUIRE_TRUSTED_DOCUMENTS="users") as server:
        told = await asked(server, "ByPost", "ByGet")
    for way in told.values():
        assert [one["code"] for one in way["sent"]][:2] == [NOT_FOUND, "FORBIDDEN"]
        assert all("list of trusted documents" in message for message in way["packs"])
