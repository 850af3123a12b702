"""POST /webhooks/stripe: receives signed events of the payment provider, at most 1 MB each."""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db.errors import write_refusal
from gateways.payments.signature import BadSignature
from server.rate_limits.front import too_many
from server.rate_limits.limiter import RateLimiter
from server.rate_limits.shares import TooManyRequests
from services.commit.unavailable import Unavailable, as_unavailable
from services.payments.webhooks import BadEvent, Webhooks

logger = logging.getLogger(__name__)

BODY_BYTES_MAX = 1_000_000
FORGED_UNITS = 9
"""The units of an event without a valid signature, beside the unit of any event."""
RETRY_SECONDS = 10
"""Retry-After, in seconds, while the database is unavailable or takes no writes."""


class WebhookEndpoint:
    """Answers 200 when the event is in the inbox, 400 if it is not an event of the provider, and
    503 while the database cannot store it.

    Webhooks have a rate limit of their own, by their address. No other request takes the provider's
    share, and forged events cost ten times as much.
    """

    def __init__(self, webhooks: Webhooks, rates: RateLimiter) -> None:
        self._webhooks = webhooks
        self._rates = rates

    async def receive(self, request: Request) -> Response:
        """Answer an event within the rate limit."""
        limit = self._rates.webhooks
        address = self._rates.address_of(request.scope)
        try:
            share = limit.enter(address) or await limit.enter_slowly(address)
        except TooManyRequests as error:
            return too_many(error)
        try:
            response = await self._receive(request)
            if response.status_code == 400:
                await limit.spend(address, FORGED_UNITS)
        finally:
            share.inside -= 1
        return response

    async def _receive(self, request: Request) -> Response:
        """Store the event in the inbox, and answer."""
        if not self._webhooks.enabled:
            return JSONResponse({"error": "webhooks are disabled"}, status_code=404)
        body = await _read(request)
        if body is None:
            return JSONResponse({"error": "the body is too large"}, status_code=413)
        try:
            await self._webhooks.receive(body, request.headers.get("stripe-signature"))
        except (BadSignature, BadEvent) as error:
            logger.warning("webhook refused: %s", error)
            return JSONResponse({"error": str(error)}, status_code=400)
        except Exception as error:
            if as_unavailable(error) is None:
                raise
            if write_refusal(error) is None and not isinstance(error, Unavailable):
                logger.warning("a webhook was not stored and must be sent again: %r", error)
            return _later()
        return JSONResponse({"received": True})


def _later() -> Response:
    return JSONResponse(
        {"error": "the database is not available"},
        status_code=503,
        headers={"retry-after": str(RETRY_SECONDS)},
    )


async def _read(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES_MAX:
            return None
    return bytes(body)
