"""The collection of requests for Bruno: each is answered, in the order of the collection."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.server.api import Client
from tests.support.server.server_process import api_of, server_process
from tests.support.snippets import ROOT

COLLECTION = ROOT / "docs" / "bruno"
_PART = re.compile(r"^(?P<name>[\w:-]+) \{\n(?P<text>.*?)^\}$", re.MULTILINE | re.DOTALL)


def parts(path: Path) -> dict[str, str]:
    """Return the parts of a request by their names."""
    text = path.read_text(encoding="utf-8")
    return {match["name"]: match["text"] for match in _PART.finditer(text)}


def pairs(text: str) -> dict[str, str]:
    """Return the lines `name: value`."""
    return dict(re.findall(r"^\s*([\w-]+): (.*)$", text, re.MULTILINE))


def filled(text: str, known: dict[str, str]) -> str:
    return re.sub(r"\{\{(\w+)\}\}", lambda match: known[match[1]], text)


def found(answer: Any, path: str) -> str:
    """Return what `res.body.data.…` names."""
    for name in path.removeprefix("res.body.").split("."):
        answer = answer[name]
    return str(answer)


async def send(path: Path, caller: Client, known: dict[str, str]) -> None:
    """Send a request, and note what it keeps for later ones."""
    request = parts(path)
    variables = json.loads(filled(request.get("body:graphql:vars", "{}"), known))
    answer = await caller.data(request["body:graphql"], **variables)
    results = [one for one in answer.values() if isinstance(one, dict)]
    assert not [one for one in results if {"code", "message"} <= one.keys()], (
        f"{path.name}: {answer}"
    )
    for name, where in pairs(request.get("vars:post-response", "")).items():
        known[name] = found({"data": answer}, where)


@pytest.mark.slow
async def test_every_request_is_answered(sqlite_url: str) -> None:
    known = pairs(parts(COLLECTION / "environments" / "Development.bru")["vars"])
    with server_process(sqlite_url) as server:
        async with api_of(server) as api:
            caller = api.user(known["account"], "admin")
            for path in sorted(COLLECTION.glob("*.bru")):
                await send(path, caller, known)
    assert {"holdId", "teamId", "endpointId", "deliveryId"} <= known.keys()


def test_the_order_is_that_of_the_names() -> None:
    given = [pairs(parts(path)["meta"]) for path in sorted(COLLECTION.glob("*.bru"))]
    assert [int(one["seq"]) for one in given] == list(range(1, len(given) + 1))
