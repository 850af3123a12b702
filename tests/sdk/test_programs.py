"""Programs that use the Python client: how they end, and how they fork."""

from __future__ import annotations

import subprocess
import sys

from tests.support.sdk.ledger import Ledger
from tests.support.server.server_process import ROOT, ServerProcess, api_of, server_process

OPEN_CALL = """
import os, sys
from yumi_billing import Billing
from tests.support.sdk.meters import CHUNKS, MESSAGES, REPLY
billing = Billing(sys.argv[1], sys.argv[2])
call = billing.metered(account="alice", model="gpt-4o", messages=MESSAGES, max_output_tokens=50)
call.__enter__()
stream = call.stream(iter(CHUNKS))
next(stream), next(stream)
"""
FORK = """
import os, sys
from yumi_billing import Billing
from tests.support.sdk.meters import MESSAGES, REPLY
billing = Billing(sys.argv[1], sys.argv[2])
def use():
    terms = {"account": "alice", "model": "gpt-4o", "input_tokens": 8, "max_output_tokens": 9}
    with billing.metered(**terms) as call:
        call.response(REPLY)
    assert call.usage.cost == 90
use()
if child := os.fork():
    use()
    assert os.waitpid(child, 0)[1] == 0
else:
    use()
"""


def run(program: str, server: ServerProcess, token: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program, f"{server.address}/graphql", token]
    path = {"PYTHONPATH": f"{ROOT}:{ROOT}/sdk/python"}
    return subprocess.run(command, capture_output=True, text=True, timeout=180, env=path)


async def test_a_program_that_ends_during_a_call_settles_it(sqlite_url: str) -> None:
    with server_process(sqlite_url) as server:
        async with api_of(server) as api:
            await api.user("alice").balance()
            ended = run(OPEN_CALL, server, api.user("gate", "usage:write").token)
            assert (ended.returncode, ended.stderr) == (0, "")
            assert await Ledger(api.admin).counts() == (8, 3, 0)


async def test_a_program_that_ends_without_the_service_tells_what_is_open(sqlite_url: str) -> None:
    with server_process(sqlite_url) as server:
        async with api_of(server) as api:
            await api.user("alice").balance()
            program = OPEN_CALL + f"os.kill({server.process.pid}, 9)"
            ended = run(program, server, api.user("gate", "usage:write").token)
    assert ended.returncode == 0
    assert "could not be closed" in ended.stderr
    assert '"outputTokens": 3' in ended.stderr


async def test_a_client_may_be_used_after_a_fork(sqlite_url: str) -> None:
    with server_process(sqlite_url) as server:
        async with api_of(server) as api:
            await api.user("alice").balance()
            ended = run(FORK, server, api.user("gate", "usage:write").token)
            assert (ended.returncode, ended.stderr) == (0, "")
            uses = (await Ledger(api.admin).read())["usage"]["nodes"]
            assert len(uses) == 3
