"""A metered call of the asynchronous client."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Self, TypeVar

from yumi_billing._generated import documents
from yumi_billing._generated.enums import ServiceTier
from yumi_billing._generated.inputs import UsageDetailInput
from yumi_billing._generated.objects import Hold, HoldSettled, Usage
from yumi_billing._metering.calls import CallState, Terms
from yumi_billing._metering.ending import Ending, by_hand, closed_quietly
from yumi_billing._metering.keeper import Keeper
from yumi_billing._metering.transcripts import Transcript
from yumi_billing._operation import Operation
from yumi_billing.errors import BillingError

T = TypeVar("T")
AsyncSend = Callable[[Operation[Any], dict[str, Any]], Awaitable[Any]]


class AsyncMeteredCall:
    """A call of a model: `async with billing.metered(…) as call`. The hold is placed at the start
    of the block and closed at its end, whatever happens inside."""

    def __init__(self, send: AsyncSend, keeper: Keeper, terms: Terms) -> None:
        self._send = send
        self._keeper = keeper
        self._state = CallState(terms)
        self._ending: Ending | None = None
        self._streams: list[Any] = []
        self.usage: Usage | None = None
        """What was recorded; None before the end, and if nothing was charged."""

    @property
    def hold(self) -> Hold:
        return self._state.hold

    @property
    def max_output_tokens(self) -> int:
        """How many output tokens the hold pays: at most what was asked for."""
        return self.hold.max_output_tokens

    async def __aenter__(self) -> Self:
        asked = {"input": self._state.terms.as_input()}
        try:
            placed = await self._send(documents.PLACE_HOLD, asked)
        except BaseException as error:
            self._keeper.withdraw(self._state.not_begun(error))
            raise
        self._state.begun(placed)
        self._ending = Ending(self._state, self._keeper)
        return self

    def stream(self, stream: AsyncIterable[T]) -> AsyncIterator[T]:
        """Yield the chunks of a stream, and count them."""
        self._check()
        self._streams.append(stream)
        return self.counted(stream)

    def counted(self, stream: AsyncIterable[T]) -> AsyncIterator[T]:
        """Do it without closing the stream at the end of the call: it has another owner. It counts
        from now on, also if nobody reads it: the provider has the input."""
        return self._counted(stream, self._state.opened())

    async def _counted(self, stream: AsyncIterable[T], answer: Transcript) -> AsyncIterator[T]:
        chunks = aiter(stream)
        while True:
            try:
                chunk = await anext(chunks)
            except StopAsyncIteration:
                return
            except BaseException as error:
                self._state.broke(answer, error)
                raise
            self._state.take(answer, chunk)
            yield chunk

    def _check(self) -> None:
        if self._ending is None or not self._ending.is_open:
            raise RuntimeError("the call is not open: use it inside `with`, or it is not metered")

    def response(self, reply: T) -> T:
        """Count a whole reply, and return it. Raises Unmetered if its kind is not known."""
        self._check()
        self._state.report(reply)
        return reply

    def record(
        self,
        *,
        input_tokens: int,
        output_tokens: int = 0,
        cached_input_tokens: int = 0,
        details: Sequence[UsageDetailInput] = (),
        service_tier: ServiceTier | None = None,
    ) -> None:
        """Tell what was used, if the client does not know the provider's replies."""
        self._check()
        self._state.record(
            by_hand(input_tokens, output_tokens, cached_input_tokens, details, service_tier)
        )

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.end(error)

    async def end(self, error: BaseException | None = None) -> None:
        """Close the hold. A task that was cancelled does not wait: the thread delivers it."""
        if self._ending is None or not self._ending.begin():
            return
        settlement = self._ending.settlement(error)
        if error is not None and not isinstance(error, Exception):
            self._keeper.deliver(settlement)
        else:
            try:
                result = await self._send(settlement.operation, settlement.variables)
            except BillingError as failure:
                self._ending.failed(settlement, failure, error)
            except BaseException:
                self._keeper.deliver(settlement)
                raise
            else:
                if isinstance(result, HoldSettled):
                    self.usage = result.usage
        await self._close_streams()
        self._ending.check(error)

    async def _close_streams(self) -> None:
        for one in self._streams:
            closing = closed_quietly(one)
            if inspect.isawaitable(closing):
                with suppress(Exception):
                    await closing
