"""What the service recorded, to compare it with what was expected, to the token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.support.server.api import Client

LEDGER = """query($id: ID!) { account(id: $id) {
  balance { available held debt }
  usage(first: 50) { nodes { model { name } inputTokens outputTokens cachedInputTokens cost metadata
    serviceTier details { unit quantity } } }
  holds { id status expiresAt } } }"""
FULL = 10_000


@dataclass
class Ledger:
    """The account `alice`, as an operator sees it."""

    admin: Client
    account: str = "alice"

    async def read(self) -> dict[str, Any]:
        read: dict[str, Any] = (await self.admin.data(LEDGER, id=self.account))["account"]
        return read

    async def only(self) -> dict[str, Any]:
        """Return the only use. Nothing is held, and the balance is what the use left."""
        read = await self.read()
        [use] = read["usage"]["nodes"]
        assert read["balance"] == {"available": FULL - use["cost"], "held": 0, "debt": 0}
        found: dict[str, Any] = use
        return found

    async def counts(self) -> tuple[int, int, int]:
        """Return input, output and cached tokens of the only use."""
        use = await self.only()
        return use["inputTokens"], use["outputTokens"], use["cachedInputTokens"]

    async def is_untouched(self) -> bool:
        """Return whether nothing was charged, and no hold is open."""
        read = await self.read()
        balance = {"available": FULL, "held": 0, "debt": 0}
        return bool(read["balance"] == balance and not read["usage"]["nodes"])
