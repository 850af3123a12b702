"""Traces of operations, batches and SQL statements, with OpenTelemetry.

They are made only if OTEL_EXPORTER_OTLP_ENDPOINT is set; the packages are optional. The span of an
operation continues the trace in its `traceparent` header. A batch contains commands of many
callers, so its span starts a trace of its own.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from time import time_ns

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import ASGIApp, Receive, Scope, Send

from billing.ledger.commands import Command
from db.engine.timing import Kind, listen
from resolvers.request import request_id
from server.graphql.http import Observe
from server.operations import Operation
from server.version import VERSION
from services.commit.batcher import Commit
from services.commit.decisions import CommandOutcome

SERVICE_NAME = "yumi-billing"
TRACES_PATH = "/v1/traces"


class Tracing:
    """Makes the spans. Wrapped functions behave as before."""

    def __init__(self, provider: TracerProvider) -> None:
        self._tracer = provider.get_tracer("billing", VERSION)

    def endpoint(self, endpoint: ASGIApp) -> ASGIApp:
        """Return an endpoint that makes every request a span, and passes it on."""
        return _Traced(self._tracer, endpoint)

    def span(self) -> AbstractContextManager[object]:
        """Return a span for an operation of a websocket. It starts a trace: there are no
        headers."""
        return self._tracer.start_as_current_span("graphql", kind=SpanKind.SERVER)

    def telling(self, observe: Observe) -> Observe:
        """Return a function that names the current span and then calls `observe`.

        Use it within `endpoint` or `span`.
        """

        def told(operation: Operation | None, seconds: float, failed: bool) -> None:
            observe(operation, seconds, failed)
            self._describe(operation, failed)

        return told

    def _describe(self, operation: Operation | None, failed: bool) -> None:
        # The operation is known only after it was answered.
        span = trace.get_current_span()
        if operation is not None:
            span.update_name(f"{operation.kind.value} {operation.fields[0]}")
            span.set_attribute("graphql.operation.type", operation.kind.value)
        span.set_attribute("billing.request_id", request_id.get() or "")
        if failed:
            span.set_status(StatusCode.ERROR)

    def commit(self, commit: Commit) -> Commit:
        """Return a commit that makes every batch a span."""

        async def traced(commands: Sequence[Command]) -> list[CommandOutcome]:
            size = {"billing.batch_size": len(commands)}
            with self._tracer.start_as_current_span("batch", attributes=size):
                return await commit(commands)

        return traced

    def on_statement(self, kind: Kind, seconds: float) -> None:
        """Make a span within the current one. Statements of background tasks have no span."""
        if not trace.get_current_span().is_recording():
            return
        ended = time_ns()
        started = ended - int(seconds * 1e9)
        span = self._tracer.start_span(f"SQL {kind}", kind=SpanKind.CLIENT, start_time=started)
        span.end(ended)


class _Traced:
    """An ASGI application. It is a class because Starlette treats a function as a request
    handler."""

    def __init__(self, tracer: trace.Tracer, endpoint: ASGIApp) -> None:
        self._tracer = tracer
        self._endpoint = endpoint
        self._propagator = TraceContextTextMapPropagator()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        names = (b"traceparent", b"tracestate")
        carrier = {
            name.decode(): value.decode("latin-1")
            for name, value in scope["headers"]
            if name in names
        }
        context = self._propagator.extract(carrier)
        with self._tracer.start_as_current_span("graphql", context, SpanKind.SERVER):
            await self._endpoint(scope, receive, send)


@asynccontextmanager
async def tracing(endpoint: str) -> AsyncIterator[Tracing]:
    """Send spans with OTLP over HTTP to the collector at `endpoint`; the last ones at the end.

    Other settings of OpenTelemetry (sampler, headers, service name) come from its own variables.
    """
    named = {} if "OTEL_SERVICE_NAME" in os.environ else {"service.name": SERVICE_NAME}
    provider = TracerProvider(resource=Resource.create({**named, "service.version": VERSION}))
    exporter = OTLPSpanExporter(endpoint.rstrip("/") + TRACES_PATH)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    made = Tracing(provider)
    stop_listening = listen(made.on_statement)
    try:
        yield made
    finally:
        stop_listening()
        # Shutting down waits for the collector.
        await asyncio.to_thread(provider.shutdown)
