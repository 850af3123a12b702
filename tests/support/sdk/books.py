"""What programs with LiteLLM charged, to compare it with what was expected, to the token."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from tests.support.sdk.litellm_provider import Provider
from tests.support.server.server_process import ServerProcess, run_command

ROOT = Path(__file__).parents[3]
FULL = 10_000
LEDGER = """query($id: ID!) { account(id: $id) {
  balance { available held debt }
  usage(first: 9) { nodes { model { name } inputTokens outputTokens cachedInputTokens cost metadata
    details { unit quantity } } }
  holds { status } } }"""
Json = dict[str, Any]


def printed(url: str, *command: str) -> str:
    return run_command(*command, DATABASE_URL=url).stdout.strip()


class Books:
    """The accounts, as an operator sees them."""

    def __init__(self, url: str, service: ServerProcess) -> None:
        self.address = f"{service.address}/graphql"
        self._url = url
        self._admin = printed(url, "token", "--account", "root", "--scope", "admin")

    def ledger(self, account: str) -> Json:
        answer = httpx.post(
            self.address,
            json={"query": LEDGER, "variables": {"id": account}},
            headers={"authorization": f"Bearer {self._admin}"},
        ).json()
        found: Json = answer["data"]["account"]
        return found

    def only(self, account: str) -> Json:
        """Return the only use. Nothing is held, and the balance is what the use left."""
        ledger = self.ledger(account)
        [use] = ledger["usage"]["nodes"]
        assert ledger["balance"] == {"available": FULL - use["cost"], "held": 0, "debt": 0}
        found: Json = use
        return found

    def is_untouched(self, account: str) -> bool:
        ledger = self.ledger(account)
        balance = {"available": FULL, "held": 0, "debt": 0}
        return bool(ledger["balance"] == balance and not ledger["usage"]["nodes"])

    def environ(self, models: Provider) -> dict[str, str]:
        """Return what a program with LiteLLM needs, with a key that opens accounts."""
        scopes = ("--scope", "usage:write", "--open-accounts")
        return {
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT / "sdk" / "python"),
            # Otherwise LiteLLM loads prices from the network.
            "LITELLM_LOCAL_MODEL_COST_MAP": "True",
            "YUMI_BILLING_URL": self.address,
            "YUMI_BILLING_TOKEN": printed(self._url, "key", "create", "--name", "litellm", *scopes),
            "PROVIDER": models.address,
        }
