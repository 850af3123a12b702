"""README's example of a gateway, for a user that nobody has seen before."""

from __future__ import annotations

import subprocess
import sys

import httpx
import pytest
from graphql import print_ast

from tests.documents.test_graphql import operations
from tests.support.server.server_process import server_process
from tests.support.snippets import ROOT, Snippet, snippets

pytestmark = pytest.mark.slow

README = ROOT / "README.md"


def of_section(title: str) -> list[Snippet]:
    lines = README.read_text(encoding="utf-8").splitlines()
    begin = lines.index(f"## {title}") + 1
    end = next(n for n, line in enumerate(lines) if n > begin and line.startswith("## "))
    return [one for one in snippets(README) if begin < one.line <= end]


def test_the_example_of_a_gateway_works_for_a_new_user(database_url: str) -> None:
    section = of_section("Reserve tokens before a call")
    [creating] = [one for one in section if one.language == "sh"]
    command = creating.text.replace(".venv/bin/python", sys.executable)
    environ = {"PATH": "/usr/local/bin:/usr/bin:/bin", "DATABASE_URL": database_url}
    with server_process(database_url) as server:
        made = subprocess.run(
            ["bash", "-euc", command], cwd=ROOT, env=environ, capture_output=True, text=True
        )
        assert made.returncode == 0, made.stderr
        headers = {"authorization": f"Bearer {made.stdout.strip()}"}
        asked = [
            one for block in section if block.language == "graphql" for one in operations(block)
        ]
        told = [
            httpx.post(
                f"{server.address}/graphql", json={"query": print_ast(one)}, headers=headers
            ).json()
            for one in asked
        ]
    fields = [next(iter(answer["data"].values())) for answer in told]
    assert [next(iter(answer["data"])) for answer in told] == [
        "placeHold",
        "extendHold",
        "settleHold",
    ]
    assert fields[0] == {"hold": {"id": "alice:2", "tokens": 7_000, "maxOutputTokens": 500}}
    assert "expiresAt" in fields[1]["hold"]
    left = 10_000 - fields[2]["usage"]["cost"]
    assert fields[2]["balance"] == {"available": left, "held": 0, "debt": 0}
