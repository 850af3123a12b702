"""The observers of one process: metrics always, traces if they are configured."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from server.extras import missing_extra
from server.graphql.http import Observe
from server.observability.metrics import Metrics
from server.settings import Settings
from services.commit.opening import Hooks

if TYPE_CHECKING:
    from server.observability.tracing import Tracing

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Observers:
    """The metrics and the traces of one process. `tracing` is None if traces are not configured."""

    metrics: Metrics
    tracing: Tracing | None

    @property
    def hooks(self) -> Hooks:
        """The hooks of group commit."""
        if self.tracing is None:
            return Hooks(self.metrics.on_batch)
        return Hooks(self.metrics.on_batch, self.tracing.commit)

    @property
    def observe(self) -> Observe:
        """The function that is called for every answered operation."""
        observe = self.metrics.on_request
        return self.tracing.telling(observe) if self.tracing else observe

    @property
    def span(self) -> Callable[[], AbstractContextManager[object]]:
        """The context manager around each operation of a websocket."""
        return self.tracing.span if self.tracing else nullcontext

    def endpoint(self, endpoint: ASGIApp) -> ASGIApp:
        """Return the endpoint; with traces, one that makes every request a span."""
        return self.tracing.endpoint(endpoint) if self.tracing else endpoint


@asynccontextmanager
async def open_observers(settings: Settings) -> AsyncIterator[Observers]:
    """Start tracing if it is configured; send the last spans at the end."""
    async with _tracing(settings.otel_endpoint) as tracing:
        yield Observers(Metrics(), tracing)


@asynccontextmanager
async def _tracing(endpoint: str | None) -> AsyncIterator[Tracing | None]:
    """Yield None without an endpoint. OpenTelemetry is optional, so it is imported only here."""
    if endpoint is None:
        yield None
        return
    if missing := missing_extra("otel", "OTEL_EXPORTER_OTLP_ENDPOINT"):
        logger.warning("there are no traces: %s", missing)
        yield None
        return
    from server.observability.tracing import tracing

    async with tracing(endpoint) as made:
        yield made
