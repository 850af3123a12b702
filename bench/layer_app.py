"""The service without its lower layers: `python -m bench.layer_app http|graphql|decide`.

- `http` answers every request with the same bytes.
- `graphql` is the whole service, but answers every use at once as if it had been recorded.
- `decide` is the whole service, but decides in memory and stores nothing.

All of them are served as the product is, so that each differs from the next by one layer only.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from starlette.types import Receive, Scope, Send

from bench.changed_app import serve_changed, serve_instead
from bench.talks import FUNDS
from billing.catalog.catalog import FREE_PLAN
from billing.catalog.price_book import PriceBook
from billing.ledger.account import open_account
from billing.ledger.commands import AdjustBalance, Command
from db.errors import is_transient
from server.app import BillingApp
from server.graphql.http import AT_ONCE
from services.commit.batcher import Batcher
from services.commit.decisions import CommandOutcome, Decisions

ACCOUNTS = 1_000
REPLY = (
    b'{"data":{"recordUsage":{"__typename":"UsageRecorded","usage":{"id":"bench-00000:100","cost":'
    b'750},"balance":{"available":1000000000000,"revision":100},"replayed":false}}}'
)


async def http(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer every request with the same bytes (an ASGI application)."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    while (await receive()).get("more_body"):
        pass
    headers = [(b"content-length", b"%d" % len(REPLY)), (b"content-type", b"application/json")]
    # As the service answers, without ASGI's messages.
    scope["extensions"][AT_ONCE](200, headers, REPLY)


async def _lifespan(receive: Receive, send: Send) -> None:
    for step in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{step}.complete"})


class Memory:
    """A replacement of a batcher's `commit`: keeps accounts in memory, and no entries."""

    def __init__(self, book: PriceBook) -> None:
        now = datetime.now(UTC)
        names = [f"bench-{number:05d}" for number in range(ACCOUNTS)]
        self._book = book
        self._accounts = {name: open_account(name, plan=FREE_PLAN, now=now) for name in names}
        self._decide([_funds(name) for name in names])

    async def commit(self, commands: Sequence[Command]) -> list[CommandOutcome]:
        return self._decide(commands)

    def _decide(self, commands: Sequence[Command]) -> list[CommandOutcome]:
        batch = Decisions(self._book, datetime.now(UTC), self._accounts, {})
        return [batch.decide(command) for command in commands]


def _funds(account_id: str) -> AdjustBalance:
    return AdjustBalance(
        account_id=account_id, tokens=FUNDS, reason="bench", idempotency_key="bench-funds"
    )


def cut(name: str, app: BillingApp) -> None:
    """Replace `submit` in the batcher of a service that has started."""
    services = app.endpoints.process.services
    batcher, memory = services.batcher, Memory(services.catalog.book)
    if name == "decide":
        other = Batcher(memory.commit, is_transient)
        other.start()
        batcher.submit = other.submit  # type: ignore[method-assign]  # the layer to leave out
        return
    answers: list[CommandOutcome] = []

    async def submit(command: Command) -> Any:
        if not answers:
            answers.extend(await memory.commit([command]))
        return answers[0]

    batcher.submit = submit  # type: ignore[method-assign]  # the layer to leave out


def main(name: str) -> None:
    if name == "http":
        serve_instead(lambda: http)
    else:
        serve_changed(partial(cut, name))


if __name__ == "__main__":
    main(sys.argv[1])
