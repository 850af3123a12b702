"""Streams that end their call when they end, break, or are dropped."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, Self

from yumi_billing._metering.async_call import AsyncMeteredCall
from yumi_billing._metering.surfaces import is_usage_only
from yumi_billing._metering.sync_call import MeteredCall


class Stream:
    """A metered stream of a synchronous call; otherwise like LiteLLM's own. If it is dropped before
    its end, the call is settled as aborted. A chunk with the usage alone is hidden if the caller
    has not asked for it: newer versions of LiteLLM pass it on without choices."""

    def __init__(self, call: MeteredCall, stream: Any, *, hides_usage: bool) -> None:
        self._call = call
        self._hides_usage = hides_usage
        self._stream = stream
        self._chunks = call.stream(stream)

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        try:
            chunk = next(self._chunks)
            while self._hides_usage and is_usage_only(chunk):
                chunk = next(self._chunks)
            return chunk
        except StopIteration:
            self._call.end()
            raise
        except BaseException as error:
            self._call.end(error)
            raise

    def close(self) -> None:
        """End the call before its end."""
        self._call.end(GeneratorExit())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class AsyncStream:
    """The same of an asynchronous call."""

    def __init__(self, call: AsyncMeteredCall, stream: Any, *, hides_usage: bool) -> None:
        self._call = call
        self._hides_usage = hides_usage
        self._stream = stream
        self._chunks = call.stream(stream)

    def __aiter__(self) -> AsyncIterator[Any]:
        return self

    async def __anext__(self) -> Any:
        try:
            chunk = await anext(self._chunks)
            while self._hides_usage and is_usage_only(chunk):
                chunk = await anext(self._chunks)
            return chunk
        except StopAsyncIteration:
            await self._call.end()
            raise
        except BaseException as error:
            await self._call.end(error)
            raise

    async def aclose(self) -> None:
        """End the call before its end."""
        await self._call.end(GeneratorExit())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
