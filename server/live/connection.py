"""One websocket connection: its caller, its operations, and its end."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from starlette.types import Receive, Send

from resolvers.errors import LimitExceeded
from server.connections.limits import BURST, ConnectionLimits
from server.connections.rate import Rate
from server.graphql.intake import check_length, check_marks, marks_in
from server.live import messages
from server.live.messages import ProtocolFault
from server.live.outbox import Outbox
from server.live.running import Engine, Running
from server.live.sockets import Sockets
from server.rate_limits.limiter import RateLimiter
from server.rate_limits.shares import TooManyRequests
from services.clock.movable import machine_clock, never_raising
from services.identity.identity import Caller, Identity, Unauthenticated

logger = logging.getLogger(__name__)

ABORT = "billing.abort"
"""The extension of a websocket's scope that aborts the connection. ASGI itself has no message for
that."""

Abort = Callable[[], None]


class Shared(NamedTuple):
    """The state that the connections of a process share."""

    limits: ConnectionLimits
    sockets: Sockets
    refused: Counter[str]
    rates: RateLimiter


class Connection:
    """One socket. Its only task receives messages; a timer checks it at intervals.

    Messages above the rate are not refused: the socket is read more slowly.
    """

    __slots__ = (
        "_abort",
        "_address",
        "_authorization",
        "_budgets",
        "_caller",
        "_check",
        "_clock",
        "_forget",
        "_identity",
        "_is_acknowledged",
        "_is_counted",
        "_is_initialised",
        "_outbox",
        "_rate",
        "_recheck_seconds",
        "_running",
        "_shared",
        "_timer",
    )

    def __init__(
        self,
        engine: Engine,
        identity: Identity,
        send: Send,
        shared: Shared,
        *,
        address: str,
        recheck_seconds: float,
        abort: Abort | None = None,
    ) -> None:
        self._address = address
        self._identity = identity
        self._clock = never_raising(machine_clock(engine.channels.services.clock))
        self._budgets = engine.channels.services.budgets
        self._recheck_seconds = recheck_seconds
        self._abort = abort
        self._outbox = Outbox(send, engine.channels.observe)
        self._running = Running(engine, self._outbox, shared.rates, address)
        self._shared = shared
        per_second = shared.limits.messages_per_second
        self._rate = Rate(per_second, BURST * per_second)
        self._is_initialised = self._is_acknowledged = self._is_counted = False
        self._caller: Caller | None = None
        self._authorization: object = None
        self._check: asyncio.Task[None] | None = None
        self._forget: Callable[[], None] | None = None
        self._timer = asyncio.get_running_loop().call_later(
            shared.limits.first_message_seconds, self._look_after
        )

    async def run(self, receive: Receive) -> None:
        """Handle messages until the client has disconnected."""
        while (event := await receive())["type"] != "websocket.disconnect":
            if self._outbox.is_closed:
                continue
            try:
                await self._take(event.get("text"))
            except ProtocolFault as fault:
                self._outbox.close(fault.code, str(fault))
            await self._outbox.room()
            # The loop serves others after each message, and above the rate for longer.
            await asyncio.sleep(self._early_seconds())

    def end(self) -> None:
        """Free everything that the connection held."""
        self._timer.cancel()
        if self._check is not None:
            self._check.cancel()
        if self._forget is not None:
            self._forget()
        self._running.stop_all()
        self._outbox.discard()
        if self._is_counted and self._caller is not None:
            self._is_counted = False
            self._shared.sockets.give_back(self._caller)

    def _early_seconds(self) -> float:
        early = self._rate.take(asyncio.get_running_loop().time())
        if early:
            self._shared.refused["messages_delayed"] += 1
        return early

    async def _take(self, text: str | None) -> None:
        marks = self._checked(text)
        message = messages.read_message(text)
        match message["type"]:
            case "connection_init":
                await self._initialise(messages.read_init(message))
            case "ping":
                # One answer is enough for a client that sends pings faster than it reads.
                self._outbox.put(messages.PONG, key="pong")
            case "pong":
                pass
            case "subscribe":
                request = messages.read_request(message, marks)
                if not self._is_acknowledged:
                    raise ProtocolFault(messages.UNAUTHORIZED, "Unauthorized")
                await self._running.start(request, self._caller)
            case "complete":
                self._running.stop(messages.read_id(message))
            case _:
                raise ProtocolFault(messages.BAD_MESSAGE, "Unknown message type")

    def _checked(self, text: str | None) -> int:
        """Return the marks of a message. Raises ProtocolFault for one that is too large."""
        budget = self._budgets.of(self._caller)
        raw = (text or "").encode(errors="surrogatepass")
        marks, code = marks_in(raw), messages.TOO_LARGE
        try:
            check_length(len(raw), budget)
            code = messages.BAD_MESSAGE
            check_marks(raw, marks, budget)
        except LimitExceeded as error:
            raise ProtocolFault(code, str(error)) from None
        return marks

    async def _initialise(self, payload: dict[str, Any]) -> None:
        """Authenticate the caller by the payload's `authorization`. Without one it is anonymous."""
        if self._is_initialised:
            raise ProtocolFault(messages.TOO_MANY_INITS, "Too many initialisation requests")
        self._is_initialised = True
        self._authorization = messages.read_authorization(payload)
        try:
            self._caller = await self._authenticated()
        except Unauthenticated:
            raise ProtocolFault(messages.FORBIDDEN, "Forbidden") from None
        except TooManyRequests as error:
            # A reason has at most 123 bytes.
            reason = f"Too many requests: try again in {error.retry_after_seconds} s"
            raise ProtocolFault(messages.TRY_AGAIN_LATER, reason) from None
        except Exception as error:
            logger.warning("a connection's caller could not be authenticated: %r", error)
            raise ProtocolFault(messages.TRY_AGAIN_LATER, "Try again later") from error
        self._count()
        if self._caller is not None:
            self._forget = self._identity.follow(self._caller, self._refuse)
        self._is_acknowledged = True
        self._outbox.put(messages.ACK)
        self._look_later()

    async def _authenticated(self) -> Caller | None:
        """Raises TooManyRequests, and what `Identity.authenticate` does."""
        visit = await self._shared.rates.visit(self._address)
        try:
            if self._authorization is None:
                return None
            return await self._shared.rates.authenticated(self._authorization, visit)
        finally:
            visit.end()

    def _count(self) -> None:
        """Count the socket for its caller. Raises ProtocolFault if the caller has too many."""
        if self._caller is None:
            return
        if not self._shared.sockets.take(self._caller):
            self._shared.refused["sockets_per_caller"] += 1
            raise ProtocolFault(messages.TRY_AGAIN_LATER, "The caller has too many sockets")
        self._is_counted = True

    def _look_later(self) -> None:
        """Set the timer for the expiry of the caller's token, or for the next recheck."""
        seconds = self._recheck_seconds
        if self._caller is not None and self._caller.expires_at is not None:
            left = (self._caller.expires_at - self._clock()).total_seconds()
            seconds = max(0.0, min(left, seconds))
        self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._look_after)

    def _look_after(self) -> None:
        stalled = self._outbox.stalled_seconds(asyncio.get_running_loop().time())
        if stalled > self._shared.limits.stalled_seconds:
            logger.info("a connection is aborted because its client does not read")
            self._shared.refused["slow_reader"] += 1
            self._give_up()
            return
        if not self._is_initialised:
            if not self._outbox.is_closed:
                self._shared.refused["first_message_timeout"] += 1
            self._outbox.close(messages.INIT_TIMEOUT, "Connection initialisation timeout")
        elif self._caller is not None and self._check is None:
            self._check = asyncio.create_task(self._check_caller())
        self._look_later()

    async def _check_caller(self) -> None:
        try:
            self._caller = await self._identity.authenticate(self._authorization)
        except Unauthenticated as error:
            self._refuse(error)
        # If the database is unavailable now, the next check must still happen.
        except Exception as error:  # noqa: BLE001
            logger.warning("a connection's caller could not be checked: %r", error)
        finally:
            self._check = None

    def _refuse(self, error: Unauthenticated) -> None:
        """Close the connection of credentials that are no longer valid. Nothing of it goes on."""
        self._running.stop_all()
        self._outbox.close(messages.FORBIDDEN, error.ended)

    def _give_up(self) -> None:
        """Abort the connection: a close message would wait behind the data that the client does not
        read."""
        if self._abort is not None:
            self._abort()
        else:
            self._outbox.close(messages.TRY_AGAIN_LATER, "Too slow")
