"""What is imported only where somebody wants it, because not everybody has it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from server.settings import Settings

if TYPE_CHECKING:
    from server.observability.tracing import Tracing

logger = logging.getLogger(__name__)


@asynccontextmanager
async def tracing_of(settings: Settings) -> AsyncIterator[Tracing | None]:
    """None where nobody wants traces; OpenTelemetry is imported only where somebody does."""
    if settings.otel_endpoint is None:
        yield None
        return
    try:
        from server.observability.tracing import tracing
    except ImportError:
        logger.warning("no traces: OpenTelemetry is not installed (requirements-otel.lock)")
        yield None
        return
    async with tracing(settings.otel_endpoint) as made:
        yield made
