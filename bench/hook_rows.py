"""Writes deliveries that wait: `python -m bench.hook_rows URL ENDPOINT NUMBER ACCOUNTS`.

Ten thousand accounts that use up their tokens would take minutes. The rows are those that their
batches would write.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from secrets import token_hex

from billing.webhooks.delivery import NewDelivery
from billing.webhooks.endpoint import WebhookEvent
from billing.webhooks.payload import payload_text
from db.engine.config import connect, disconnect
from db.webhooks.deliveries import insert

AT_ONCE = 1_000


def waiting(endpoint: str, number: int, accounts: int, now: datetime) -> Iterator[NewDelivery]:
    """Yield deliveries of that many accounts in turn."""
    for one in range(number):
        account = f"bench-{one % accounts:05d}"
        data = {"accountId": account, "available": 0, "held": 0, "debt": 0, "revision": one}
        text = payload_text(WebhookEvent.BALANCE_DEPLETED, now, data)
        name = f"msg_{token_hex(16)}"
        yield NewDelivery(name, endpoint, account, WebhookEvent.BALANCE_DEPLETED, text, now)


async def write(url: str, endpoint: str, number: int, accounts: int) -> None:
    await connect(url)
    try:
        made = list(waiting(endpoint, number, accounts, datetime.now(UTC)))
        for start in range(0, number, AT_ONCE):
            await insert(made[start : start + AT_ONCE])
    finally:
        await disconnect()


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
