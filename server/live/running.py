"""The operations that run on one connection, each under its id."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, aclosing, nullcontext
from time import perf_counter
from typing import NamedTuple

import strawberry
from graphql import GraphQLError, OperationType
from strawberry.types.execution import ExecutionResult, PreExecutionError

from resolvers.context import Context
from resolvers.errors import shown
from resolvers.request import begin_request, operation_name
from server.admission.gate import Gate, waits_elsewhere
from server.graphql.http import Observe
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
from server.operations import Operation, Operations
from services.identity.identity import Caller

logger = logging.getLogger(__name__)

OPERATIONS_MAX = 100
QUERY_LENGTH_MAX = 500_000


class Engine(NamedTuple):
    """Runs the operations of all connections. `schema` executes what `operations` cannot compile.

    `gate` admits queries and mutations. `observe` is called for each of them, within a `span`.
    """

    schema: strawberry.Schema
    operations: Operations
    channels: Channels
    gate: Gate
    observe: Observe
    span: Callable[[], AbstractContextManager[object]] = nullcontext


class Running:
    """The operations of one connection, at most OPERATIONS_MAX at once."""

    __slots__ = ("_engine", "_operations", "_outbox")

    def __init__(self, engine: Engine, outbox: Outbox) -> None:
        self._engine = engine
        self._outbox = outbox
        self._operations: dict[str, Membership | asyncio.Task[None]] = {}

    def start(self, request: SubscribeMessage, caller: Caller | None) -> None:
        """Start an operation. Raises ProtocolFault for an id that is in use."""
        if request.id in self._operations:
            raise ProtocolFault(DUPLICATE_ID, f"Subscriber for {request.id[:50]} already exists")
        if fault := self._limit(request):
            self._outbox.put(frame("error", encode(request.id), errors_text([fault])))
            return
        operation = self._engine.operations.find(request.query, request.operation_name)
        if operation is not None and operation.kind is OperationType.SUBSCRIPTION:
            member = Membership(request.id, self._operations, self._outbox)
            self._operations[request.id] = member
            try:
                member.channel = self._engine.channels.join(
                    operation, request.variables, caller, member
                )
            except GraphQLError as fault:
                del self._operations[request.id]
                self._outbox.put(frame("error", encode(request.id), errors_text([fault])))
        else:
            self._admit(request, operation, caller)

    def _admit(
        self, request: SubscribeMessage, operation: Operation | None, caller: Caller | None
    ) -> None:
        context = Context(self._engine.channels.services, caller)
        # An operation for graphql-core may be a subscription, which would keep its place.
        if operation is None or waits_elsewhere(operation):
            work = self._run(request, operation, context)
        else:
            work = self._run_in_turn(request, operation, context)
        self._operations[request.id] = asyncio.create_task(work)

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

    def _limit(self, request: SubscribeMessage) -> GraphQLError | None:
        if len(self._operations) >= OPERATIONS_MAX:
            message = f"A connection takes at most {OPERATIONS_MAX} operations at once."
        elif len(request.query) > QUERY_LENGTH_MAX:
            message = f"The query is above {QUERY_LENGTH_MAX} characters."
        else:
            return None
        return GraphQLError(message, extensions={"code": "LIMIT_EXCEEDED"})

    async def _run(
        self, request: SubscribeMessage, operation: Operation | None, context: Context
    ) -> None:
        id_text = encode(request.id)
        begin_request(None)
        try:
            if operation is None:
                last = await self._stream(request, context, id_text)
            else:
                await self._execute(operation, request, context, id_text)
                last = complete_frame(id_text)
        except Exception:
            logger.exception("an operation failed")
            last = complete_frame(id_text)
        # The id is free before the client gets the last message, so that it may be used again.
        del self._operations[request.id]
        self._outbox.put(last)

    async def _execute(
        self, operation: Operation, request: SubscribeMessage, context: Context, id_text: str
    ) -> None:
        operation_name.set(operation.fields[0])
        started = perf_counter()
        with self._engine.span():
            result = await operation.execute(context, request.variables)
            hide = self._engine.channels.hide_suggestions
            errors = [shown(error, hide_suggestions=hide) for error in result.errors]
            self._outbox.put(frame("next", id_text, result_text(result.data, errors)))
            self._engine.observe(operation, perf_counter() - started, bool(errors))

    async def _stream(self, request: SubscribeMessage, context: Context, id_text: str) -> str:
        """Run the operation with Strawberry, which also formats the errors. Return the last
        message."""
        streams = self._engine.channels.streams
        try:
            streams.take(context.caller)
        except GraphQLError as fault:
            return frame("error", id_text, errors_text([fault]))
        try:
            return await self._tell_all(request, context, id_text)
        finally:
            streams.give_back(context.caller)

    async def _tell_all(self, request: SubscribeMessage, context: Context, id_text: str) -> str:
        started = perf_counter()
        results = await self._engine.schema.stream(
            request.query,
            variable_values=request.variables,
            context_value=context,
            operation_name=request.operation_name,
        )
        async with aclosing(results):
            async for result in results:
                if isinstance(result, PreExecutionError):
                    self._engine.observe(None, perf_counter() - started, True)
                    return frame("error", id_text, errors_text(result.errors or ()))
                if not isinstance(result, ExecutionResult):
                    fault = GraphQLError("Incremental delivery is not supported here.")
                    return frame("error", id_text, errors_text([fault]))
                self._outbox.put(frame("next", id_text, result_text(result.data, result.errors)))
                await self._outbox.room()
        return complete_frame(id_text)


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
