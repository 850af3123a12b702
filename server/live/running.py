"""The operations that run on one connection, each under its id."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from time import perf_counter
from typing import NamedTuple

from graphql import GraphQLError, OperationType

from resolvers.context import Context
from resolvers.errors import LimitExceeded, all_shown
from resolvers.request import begin_request, operation_name
from server.admission.gate import Gate, waits_elsewhere
from server.documents import Documents, reference_in
from server.graphql.http import Observe
from server.graphql.intake import check_request
from server.live.channels import Channel, Channels
from server.live.messages import (
    DUPLICATE_ID,
    ProtocolFault,
    SubscribeMessage,
    complete_frame,
    encode,
    errors_text,
    frame,
    result_text,
)
from server.live.outbox import Outbox
from server.operations import NotServed, Operation, Operations
from server.operations.prices import reading_units
from server.rate_limits.limiter import RateLimiter, Visit
from services.identity.identity import Caller

logger = logging.getLogger(__name__)

OPERATIONS_MAX = 100
NO_DOCUMENT = GraphQLError(
    "query: must be a GraphQL document", extensions={"code": "BAD_INPUT", "field": "query"}
)


class Engine(NamedTuple):
    """Runs the operations of all connections.

    `documents` are those that a message may name. `gate` admits queries and mutations. `observe` is
    called for each of them, within a `span`, and for each document that is refused.
    """

    operations: Operations
    channels: Channels
    gate: Gate
    observe: Observe
    documents: Documents
    span: Callable[[], AbstractContextManager[object]] = nullcontext


class Running:
    """The operations of one connection, at most OPERATIONS_MAX at once."""

    __slots__ = ("_address", "_engine", "_operations", "_outbox", "_rates")

    def __init__(self, engine: Engine, outbox: Outbox, rates: RateLimiter, address: str) -> None:
        self._engine = engine
        self._rates = rates
        self._address = address
        self._outbox = outbox
        self._operations: dict[str, Membership | asyncio.Task[None]] = {}

    async def start(self, request: SubscribeMessage, caller: Caller | None) -> None:
        """Start an operation. Raises ProtocolFault for an id that is in use.

        A document that is not known is read first: then later messages wait.
        """
        if request.id in self._operations:
            raise ProtocolFault(DUPLICATE_ID, f"Subscriber for {request.id[:50]} already exists")
        context = Context(self._engine.channels.services, caller)
        started, operation, visit = perf_counter(), None, None
        try:
            visit = await self._rates.visit(self._address)
            if caller is not None:
                await self._rates.admit(visit, caller)
            operation = await self._found(request, context, visit)
            if (units := operation.units(request.variables)) > 1:
                await visit.charge(units)
            # The credentials may have ended while the document was read.
            if self._outbox.is_closed:
                visit.end()
            else:
                self._start(request, operation, context, visit)
        # Whatever keeps a document from being read is answered, as over HTTP.
        except Exception as error:  # noqa: BLE001
            if visit is not None:
                visit.end()
            self._operations.pop(request.id, None)
            self._refuse(request, _faults(error))
            if operation is None:
                self._engine.observe(None, perf_counter() - started, True)

    async def _found(self, request: SubscribeMessage, context: Context, visit: Visit) -> Operation:
        """Return the operation. Raises LimitExceeded, NotServed, Unavailable or TooManyRequests."""
        if len(self._operations) >= OPERATIONS_MAX:
            raise LimitExceeded(f"A connection takes at most {OPERATIONS_MAX} operations at once.")
        budget, engine, query = context.budget, self._engine, request.query
        reference = None if request.names is None else reference_in(request.names)
        if reference is not None or engine.documents.restricts(context.caller):
            query = engine.documents.find(query, reference, context.caller)
        if not query:
            raise NotServed(NO_DOCUMENT)
        check_request(query, request.variables, request.marks, budget)
        if engine.operations.known(query, request.operation_name) is None:
            await visit.charge(1 + reading_units(len(query)))
        operation = await engine.operations.find(query, request.operation_name, budget)
        if reference is not None:
            engine.documents.register(query, reference)
        return operation

    def _start(
        self, request: SubscribeMessage, operation: Operation, context: Context, visit: Visit
    ) -> None:
        """Raises GraphQLError. A subscription is not one of the caller's requests at once: its
        number has a limit of its own."""
        if operation.kind is OperationType.SUBSCRIPTION:
            member = Membership(request.id, self._operations, self._outbox)
            self._operations[request.id] = member
            channels = self._engine.channels
            member.channel = channels.join(operation, request.variables, context.caller, member)
            visit.end()
            return
        run = self._run if waits_elsewhere(operation) else self._run_in_turn
        task = asyncio.create_task(run(request, operation, context))
        task.add_done_callback(lambda _: visit.end())
        self._operations[request.id] = task

    def _refuse(self, request: SubscribeMessage, faults: list[GraphQLError]) -> None:
        hide = self._engine.channels.hide_suggestions
        text = errors_text(all_shown(faults, hide_suggestions=hide))
        self._outbox.put(frame("error", encode(request.id), text))

    async def _run_in_turn(
        self, request: SubscribeMessage, operation: Operation, context: Context
    ) -> None:
        gate = self._engine.gate
        priority = gate.priority(context.caller, request.variables)
        if not await gate.enter(priority):
            message, extensions = gate.refusal()
            refused = errors_text([GraphQLError(message, extensions=extensions)])
            del self._operations[request.id]
            self._outbox.put(frame("error", encode(request.id), refused))
            return
        try:
            await self._run(request, operation, context)
        finally:
            gate.leave(priority)

    def stop(self, name: str) -> None:
        """Stop an operation. An unknown id is ignored: the operation may just have ended."""
        _end(self._operations.pop(name, None))

    def stop_all(self) -> None:
        for name in list(self._operations):
            self.stop(name)

    async def _run(self, request: SubscribeMessage, operation: Operation, context: Context) -> None:
        id_text = encode(request.id)
        begin_request(None)
        try:
            await self._execute(operation, request, context, id_text)
        except Exception:
            logger.exception("an operation failed")
        # The id is free before the client gets the last message, so that it may be used again.
        del self._operations[request.id]
        self._outbox.put(complete_frame(id_text))

    async def _execute(
        self, operation: Operation, request: SubscribeMessage, context: Context, id_text: str
    ) -> None:
        operation_name.set(operation.fields[0])
        started = perf_counter()
        with self._engine.span():
            result = await operation.execute(context, request.variables)
            hide = self._engine.channels.hide_suggestions
            errors = all_shown(result.errors, hide_suggestions=hide)
            self._outbox.put(frame("next", id_text, result_text(result.data, errors)))
            self._engine.observe(operation, perf_counter() - started, bool(errors))


class Membership:
    """A subscription of one connection in a channel that others may share."""

    __slots__ = ("_id", "_id_text", "_operations", "_outbox", "channel", "seen")

    def __init__(
        self, name: str, operations: dict[str, Membership | asyncio.Task[None]], outbox: Outbox
    ) -> None:
        self._id = name
        self._id_text = encode(name)
        self._operations = operations
        self._outbox = outbox
        self.seen = 0
        self.channel: Channel | None = None

    def tell(self, key: str | None, payload: str, changed_at: float | None) -> None:
        self._outbox.put_latest((self, key), (self._id_text, payload, changed_at))

    def fail(self, errors: str) -> None:
        self._operations.pop(self._id, None)
        self._outbox.put(frame("error", self._id_text, errors))

    def finish(self) -> None:
        self._operations.pop(self._id, None)
        self._outbox.put(complete_frame(self._id_text))

    def leave(self) -> None:
        self._outbox.drop(self)
        if self.channel is not None:
            self.channel.leave(self)


def _end(operation: Membership | asyncio.Task[None] | None) -> None:
    if isinstance(operation, Membership):
        operation.leave()
    elif operation is not None:
        operation.cancel()


def _faults(error: Exception) -> list[GraphQLError]:
    if isinstance(error, NotServed):
        return error.errors
    if isinstance(error, GraphQLError):
        return [error]
    return [GraphQLError(str(error), original_error=error)]
