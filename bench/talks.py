"""The talks that connections of a load can have. A talk is a generator: it yields a request, gets
the body of the reply, and checks it.

Raises BadReply if the answer is not a success.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from itertools import count
from random import random

from bench import documents
from bench.http import BadReply

Talk = Generator[bytes, bytes, None]

FUNDS = 1_000_000_000_000
FUNDED = 1_000
"""The number of accounts that never run out of tokens. The others have only their allowance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The part that all requests of a load have in common.

    `head` is a format that takes the body's length. `run` makes the idempotency keys of this load
    unique. Accounts are numbered from `first`, and are chosen at random or `in_turn`. `size` is the
    number of uses per batch.
    """

    head: bytes
    run: str
    first: int
    accounts: int
    size: int
    numbers: Iterator[int]
    in_turn: bool = False

    def post(self, body: bytes) -> bytes:
        return self.head % len(body) + body

    def next(self) -> tuple[int, int]:
        """Return an account, and a number that no other request has."""
        number = next(self.numbers)
        return (self.first + number % self.accounts if self.in_turn else self.account()), number

    def account(self) -> int:
        """Return an account at random."""
        return self.first + int(random() * self.accounts)  # noqa: S311 - no secret

    def use(self, model: str = documents.MODEL) -> bytes:
        """Return the format of one use; it takes an account and a number."""
        return _json(
            accountId="bench-%05d",
            model=model,
            inputTokens=100,
            outputTokens=50,
            idempotencyKey=f"{self.run}-%010d",
        )


def frame(
    head: bytes, *, run: str, first: int, accounts: int, size: int, in_turn: bool = False
) -> Frame:
    """Return the frame of one load. All its talks take their numbers from one sequence."""
    return Frame(
        head=head,
        run=run,
        first=first,
        accounts=accounts,
        size=size,
        numbers=count(),
        in_turn=in_turn,
    )


def uses(frame: Frame, model: str = documents.MODEL) -> Talk:
    body = use_body(frame, model)
    while True:
        reply = yield frame.post(body % frame.next())
        _expect(reply, b'"UsageRecorded"', 1)


def free_uses(frame: Frame) -> Talk:
    return uses(frame, documents.FREE_MODEL)


def pooled_uses(frame: Frame) -> Talk:
    return uses(frame, documents.POOLED_MODEL)


def use_body(frame: Frame, model: str = documents.MODEL) -> bytes:
    """Return the format of a request for one use; it takes an account and a number."""
    return _body(documents.USE, input=frame.use(model))


def batches(frame: Frame) -> Talk:
    before, _, after = _body(documents.BATCH, input=b"[?]").partition(b"?")
    one = frame.use()
    while True:
        uses = [one % frame.next() for _ in range(frame.size)]
        reply = yield frame.post(before + b",".join(uses) + after)
        _expect(reply, b'"UsageRecorded"', frame.size)


def holds(frame: Frame) -> Talk:
    place = _body(documents.PLACE, input=_place_input(frame.run))
    settle = _body(documents.SETTLE, input=_json(holdId="%s", inputTokens=100, outputTokens=50))
    while True:
        reply = yield frame.post(place % frame.next())
        _expect(reply, b'"HoldPlaced"', 1)
        hold = reply.partition(b'"hold":{"id":"')[2].partition(b'"')[0]
        reply = yield frame.post(settle % hold)
        _expect(reply, b'"HoldSettled"', 1)


def _place_input(run: str) -> bytes:
    return _json(
        accountId="bench-%05d",
        model=documents.MODEL,
        inputTokens=100,
        maxOutputTokens=100,
        idempotencyKey=f"{run}-%010d",
    )


def balances(frame: Frame) -> Talk:
    body = _body(documents.BALANCE, id=b'"bench-%05d"')
    while True:
        reply = yield frame.post(body % frame.account())
        _expect(reply, b'"available":', 1)


def catalog(frame: Frame) -> Talk:
    return _models(frame, documents.CATALOG, least=1)


def models_page(frame: Frame) -> Talk:
    return _models(frame, documents.PAGE, least=documents.MODELS_PAGE)


def _models(frame: Frame, document: str, least: int) -> Talk:
    request = frame.post(_body(document))
    while True:
        reply = yield request
        if reply.count(b'"displayName":') < least:
            raise BadReply(reply.decode())


def opening(frame: Frame) -> Talk:
    """Open every account; then end."""
    body = _body(documents.OPEN, input=_json(accountId="bench-%05d"))
    for number in _each(frame):
        reply = yield frame.post(body % number)
        _expect(reply, b'"openAccount":{', 1)


def funding(frame: Frame) -> Talk:
    """Give every account more tokens than a benchmark can use; then end."""
    use = _json(accountId="bench-%05d", tokens=FUNDS, reason="bench", idempotencyKey="bench-funds")
    body = _body(documents.FUND, input=use)
    for number in _each(frame):
        reply = yield frame.post(body % number)
        _expect(reply, b'"BalanceAdjusted"', 1)


def rival_uses(frame: Frame) -> Talk:
    body = _body(documents.RIVAL_USE, u=b'"%d"', k=f'"{frame.run}-%010d"'.encode())
    while True:
        account, number = frame.next()
        reply = yield frame.post(body % (account + 1, number))
        _expect(reply, b'"usageId":', 1)


def rival_balances(frame: Frame) -> Talk:
    body = _body(documents.RIVAL_BALANCE, u=b'"%d"')
    while True:
        reply = yield frame.post(body % (frame.account() + 1))
        _expect(reply, b'"balance":', 1)


TALKS: dict[str, Callable[[Frame], Talk]] = {
    "uses": uses,
    "free uses": free_uses,
    "pooled uses": pooled_uses,
    "batches": batches,
    "holds": holds,
    "balances": balances,
    "catalog": catalog,
    "page of models": models_page,
    "opening": opening,
    "funding": funding,
    "rival uses": rival_uses,
    "rival balances": rival_balances,
}


def _each(frame: Frame) -> Iterator[int]:
    while (number := next(frame.numbers)) < frame.accounts:
        yield frame.first + number


def _json(**members: object) -> bytes:
    return json.dumps(members, separators=(",", ":")).encode()


def _body(document: str, **variables: bytes) -> bytes:
    """Return a request's body. The variables are formats that the caller fills in with `%`."""
    pairs = b",".join(b'"%s":%s' % (name.encode(), text) for name, text in variables.items())
    return b'{"query":%s,"variables":{%s}}' % (json.dumps(document).encode(), pairs)


def _expect(reply: bytes, text: bytes, times: int) -> None:
    if reply.count(text) != times:
        raise BadReply(reply[:600].decode(errors="replace"))
