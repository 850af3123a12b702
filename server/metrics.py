"""What `/metrics` tells (Prometheus), kept by this process.

Labels are bounded: an operation is named by its first root field, which the schema bounds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

if TYPE_CHECKING:
    from server.operations import Operation

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)
UNCOMPILED = "other"
"""Operations that graphql-core executes: introspection, mistakes, and what the compiler leaves."""


class Metrics:
    """One a process. Its methods are the hooks of those that know."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry(auto_describe=True)
        self._requests = self._counter("requests", "Operations answered.", "operation", "failed")
        self._latency = self._histogram("request_seconds", "Until answered.", SECONDS, "operation")
        self._sizes = self._histogram("batch_size", "Commands a committed batch.", SIZES)
        self._batches = self._histogram("batch_seconds", "Until a batch is committed.", SECONDS)
        self._pushes = self._histogram("push_seconds", "From commit to socket.", SECONDS)
        self._request = lru_cache(maxsize=1_000)(self._children)

    def on_request(self, operation: Operation | None, seconds: float, failed: bool) -> None:
        """An operation was answered; `failed` where the answer has errors."""
        name = operation.fields[0] if operation else UNCOMPILED
        count, latency = self._request(name, failed)
        count.inc()
        latency.observe(seconds)

    def on_batch(self, size: int, seconds: float, waiting: int) -> None:
        """A batch of `size` commands was committed; `waiting` more are queued."""
        self._sizes.observe(size)
        self._batches.observe(seconds)

    def on_push(self, seconds: float) -> None:
        """A change reached a socket that long after its commit."""
        self._pushes.observe(seconds)

    def watch(self, name: str, description: str, read: Callable[[], float]) -> None:
        """A number that is read whenever somebody looks."""
        Gauge(f"billing_{name}", description, registry=self._registry).set_function(read)

    def text(self) -> bytes:
        """In Prometheus' text format."""
        return generate_latest(self._registry)

    def _children(self, operation: str, failed: bool) -> tuple[Counter, Histogram]:
        answered = self._requests.labels(operation, str(failed).lower())
        return answered, self._latency.labels(operation)

    def _counter(self, name: str, description: str, *labels: str) -> Counter:
        return Counter(f"billing_{name}", description, labels, registry=self._registry)

    def _histogram(
        self, name: str, description: str, buckets: tuple[float, ...], *labels: str
    ) -> Histogram:
        return Histogram(
            f"billing_{name}", description, labels, buckets=buckets, registry=self._registry
        )
