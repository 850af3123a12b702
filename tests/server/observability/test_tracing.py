"""Traces: sent to a real receiver of OTLP over HTTP, and continued from the caller's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from server.graphql.http import GraphQLEndpoint
from tests.support.server.api import running_app, served_app, use
from tests.support.server.documents import BALANCE, RECORD
from tests.support.server.websocket import websocket

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"


class Collector:
    """Receives traces over HTTP and keeps them."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.spans: list[Span] = []
        self.services: set[str] = set()

    def take(self, body: bytes) -> None:
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.services |= {
                one.value.string_value
                for one in resource.resource.attributes
                if one.key == "service.name"
            }
            self.spans += [span for scope in resource.scope_spans for span in scope.spans]

    def named(self, name: str) -> list[Span]:
        return [span for span in self.spans if span.name == name]


@pytest.fixture
def collector() -> Iterator[Collector]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            made.take(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Collector(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def attributes(span: Span) -> dict[str, object]:
    return {one.key: one.value.int_value or one.value.string_value for one in span.attributes}


async def test_an_operation_continues_the_caller_s_trace_and_holds_its_statements(
    database_url: str, collector: Collector
) -> None:
    async with running_app(database_url, OTEL_EXPORTER_OTLP_ENDPOINT=collector.address) as api:
        await api.user().balance()
        await api.user().post(
            {"query": "{ account { usage { edges { node { cost } } } } }"},
            traceparent=f"00-{TRACE}-{PARENT}-01",
            **{"x-request-id": "call-7"},
        )
    [mine] = [span for span in collector.spans if span.parent_span_id.hex() == PARENT]
    assert (mine.name, mine.trace_id.hex()) == ("query account", TRACE)
    assert attributes(mine)["billing.request_id"] == "call-7"
    statements = [span for span in collector.spans if span.parent_span_id == mine.span_id]
    assert "SQL other" in {span.name for span in statements}
    for span in statements:
        assert span.trace_id == mine.trace_id
        assert span.start_time_unix_nano <= span.end_time_unix_nano
    assert collector.services == {"yumi-billing"}


async def test_a_batch_is_a_trace_of_its_own_with_its_size_and_statements(
    database_url: str, collector: Collector
) -> None:
    async with running_app(database_url, OTEL_EXPORTER_OTLP_ENDPOINT=collector.address) as api:
        alice = api.user()
        await alice.balance()
        # The refusal is one after a read.
        uses = [use(model="qwen-turbo") for _ in range(6)]
        await alice.record_batch(*uses, use(model="no such model"))
    batch = collector.named("batch")[-1]
    assert attributes(batch)["billing.batch_size"] == 7
    inside = [span.name for span in collector.spans if span.parent_span_id == batch.span_id]
    assert inside == ["SQL batch_read", "SQL batch_write"]


async def test_an_operation_of_a_socket_is_a_span_with_an_id(
    sqlite_url: str, collector: Collector
) -> None:
    async with (
        served_app(sqlite_url, OTEL_EXPORTER_OTLP_ENDPOINT=collector.address) as api,
        websocket(api.address, api.user().token) as socket,
    ):
        await socket.execute("{ account { usage { edges { node { cost } } } } }")
        await socket.execute("{ models { name } }")
    [mine] = collector.named("query account")
    assert not mine.parent_span_id
    assert attributes(mine)["billing.request_id"]
    assert [one for one in collector.named("SQL other") if one.parent_span_id == mine.span_id]
    [other] = collector.named("query models")
    assert attributes(other)["billing.request_id"] != attributes(mine)["billing.request_id"]


async def test_what_failed_is_marked(sqlite_url: str, collector: Collector) -> None:
    async with running_app(sqlite_url, OTEL_EXPORTER_OTLP_ENDPOINT=collector.address) as api:
        await api.anonymous.execute(BALANCE)
        await api.user().execute(RECORD, input=use())
    [failed] = collector.named("query account")
    [good] = collector.named("mutation recordUsage")
    assert failed.status.code == 2
    assert good.status.code == 0


async def test_a_bad_traceparent_begins_a_trace(sqlite_url: str, collector: Collector) -> None:
    async with running_app(sqlite_url, OTEL_EXPORTER_OTLP_ENDPOINT=collector.address) as api:
        response = await api.anonymous.post(
            {"query": "{ models { name } }"}, traceparent=f"00-{TRACE}-zz-1"
        )
        assert response.status_code == 200
    [span] = collector.named("query models")
    assert not span.parent_span_id


async def test_without_an_address_nothing_stands_around_the_endpoint(sqlite_url: str) -> None:
    async with running_app(sqlite_url) as api:
        assert api.app is not None
        assert type(api.app.endpoints.http) is GraphQLEndpoint
