"""What `serve` prints can be pasted as it is."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from time import monotonic

import httpx
import pytest

from tests.support.server.server_process import ServerProcess, server_process


@pytest.fixture
def server(sqlite_url: str) -> Iterator[ServerProcess]:
    with server_process(sqlite_url) as running:
        yield running


def paste(line: str) -> dict:
    """Run the line in a shell; without curl, send its request."""
    if shutil.which("curl"):
        done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=180)
        assert done.returncode == 0, done.stderr
        answer: dict = json.loads(done.stdout)
        return answer
    words = shlex.split(line)
    url = next(word for word in words if word.startswith("http"))
    given = [words[i + 1] for i, word in enumerate(words) if word == "-H"]
    headers = dict(text.split(": ", 1) for text in given)
    sent = httpx.post(url, content=words[words.index("-d") + 1], headers=headers)
    return dict(sent.json())


def test_the_printed_lines_record_a_use_and_read_the_balance(server: ServerProcess) -> None:
    assert server.address in server.output
    record, read, _ = [line.strip() for line in server.output.splitlines() if "curl " in line]
    first = paste(record)["data"]["recordUsage"]
    assert (first["__typename"], first["replayed"]) == ("UsageRecorded", False)
    assert paste(record)["data"]["recordUsage"]["replayed"] is True
    balance = paste(read)["data"]["account"]["balance"]
    assert balance["available"] == first["balance"]["available"] == 10_000 - first["usage"]["cost"]


def test_a_newcomer_can_buy_a_pack_with_no_account_anywhere(server: ServerProcess) -> None:
    _, read, buy = [line.strip() for line in server.output.splitlines() if "curl " in line]
    url = paste(buy)["data"]["purchasePack"]["checkoutUrl"]
    page = httpx.get(url)
    assert "Starter Pack" in page.text
    paid = httpx.post(f"{url}/pay")
    assert paid.status_code == 303
    given_up_at = monotonic() + 20
    while monotonic() < given_up_at:
        available = paste(read)["data"]["account"]["balance"]["available"]
        if available == 210_000:
            break
    assert available == 210_000


def test_the_printed_page_is_there(server: ServerProcess) -> None:
    [address] = re.findall(r"^The page, to see it work: (\S+)$", server.output, re.MULTILINE)
    page = httpx.get(address)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")


def test_the_printed_token_is_the_demo_accounts(server: ServerProcess) -> None:
    [token] = set(re.findall(r"eyJ[\w-]+\.[\w-]+\.[\w-]+", server.output))
    answer = httpx.post(
        f"{server.address}/graphql",
        headers={"authorization": f"Bearer {token}"},
        json={"query": "{ viewer { subject scopes } }"},
    )
    assert answer.json()["data"]["viewer"] == {
        "subject": "demo",
        "scopes": ["account:read", "account:write"],
    }


def test_no_token_is_printed_where_secrets_are_secret(sqlite_url: str) -> None:
    secret = "a secret of this place with more than 32 characters"
    with server_process(sqlite_url, ENVIRONMENT="production", JWT_SECRET=secret) as running:
        assert "eyJ" not in running.output
        assert secret not in running.output
