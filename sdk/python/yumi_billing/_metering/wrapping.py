"""Clients of OpenAI's and Anthropic's packages whose calls are metered.

A wrapped client is a copy of the client, of the same class. Its `request`, through which all of its
methods go, places a hold, calls, and settles. Streams keep their class too: what they iterate over
is replaced.
"""

from __future__ import annotations

import inspect
import weakref
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from yumi_billing._metering.async_call import AsyncMeteredCall
from yumi_billing._metering.settlements import Unmetered
from yumi_billing._metering.surfaces import Plan, is_usage_only, plan, refuse_sockets
from yumi_billing._metering.sync_call import MeteredCall

Client = TypeVar("Client")
Account = str | Callable[[], str] | None
"""The account that pays, or a function that tells it for each call. None is the caller's own."""
RAW = {"x-stainless-raw-response", "X-Stainless-Raw-Response"}


@dataclass(frozen=True, kw_only=True)
class Wrapping:
    """How the calls of a client are metered."""

    metered: Callable[..., Any]
    """Makes a metered call of some terms, synchronous or not."""
    account: Account
    model: Callable[[str], str] | None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    allow: Collection[str] = ()

    def call(self, found: Plan) -> Any:
        terms = found.terms()
        if self.model is not None:
            terms["model"] = self.model(terms["model"])
        account = self.account() if callable(self.account) else self.account
        return self.metered(account=account, metadata=self.metadata, **terms)

    def plan(self, options: Any, *, stream: bool) -> Plan | None:
        found = plan(
            options.method, options.url, options.json_data, stream=stream, allow=self.allow
        )
        if found is not None and raw_kind(options) == "stream":
            raise Unmetered("with_streaming_response is not metered: use the stream of `create`")
        return found


def wrapped(client: Client, wrapping: Wrapping, *, is_async: bool) -> Client:
    """Return a copy of a client, metered. Raises TypeError for a client of the other kind."""
    request = getattr(client, "request", None)
    if request is None or not hasattr(client, "copy"):
        raise TypeError(f"{type(client).__name__} is no client of openai or anthropic")
    if inspect.iscoroutinefunction(request) != is_async:
        needed = "AsyncBilling" if not is_async else "Billing"
        raise TypeError(f"{type(client).__name__} needs {needed}")
    made: Any = client.copy()
    plain, copy = made.request, made.copy
    made.request = (_async_request if is_async else _request)(plain, wrapping)

    def copied(*given: Any, **named: Any) -> Any:
        return wrapped(copy(*given, **named), wrapping, is_async=is_async)

    made.copy = made.with_options = copied
    refuse_sockets(made, wrapping.allow)
    result: Client = made
    return result


def _request(plain: Callable[..., Any], wrapping: Wrapping) -> Callable[..., Any]:
    def request(cast_to: Any, options: Any, *, stream: bool = False, stream_cls: Any = None) -> Any:
        found = wrapping.plan(options, stream=stream)
        if found is None:
            return plain(cast_to, options, stream=stream, stream_cls=stream_cls)
        call: MeteredCall = wrapping.call(found).__enter__()
        try:
            found.narrow(call.max_output_tokens)
            options = _changed(options, found, call)
            reply = plain(cast_to, options, stream=stream, stream_cls=stream_cls)
            answer = _parsed(reply, options)
        except BaseException as error:
            call.end(error)
            raise
        if stream:
            _meter_stream(answer, call, found)
        else:
            call.end()
        return reply

    return request


def _async_request(plain: Callable[..., Any], wrapping: Wrapping) -> Callable[..., Any]:
    async def request(
        cast_to: Any, options: Any, *, stream: bool = False, stream_cls: Any = None
    ) -> Any:
        found = wrapping.plan(options, stream=stream)
        if found is None:
            return await plain(cast_to, options, stream=stream, stream_cls=stream_cls)
        call: AsyncMeteredCall = await wrapping.call(found).__aenter__()
        try:
            found.narrow(call.max_output_tokens)
            options = _changed(options, found, call)
            reply = await plain(cast_to, options, stream=stream, stream_cls=stream_cls)
            answer = _parsed(reply, options)
            if inspect.isawaitable(answer):
                answer = await answer
        except BaseException as error:
            await call.end(error)
            raise
        if stream:
            _meter_async_stream(answer, call, found)
        else:
            await call.end()
        return reply

    return request


def _changed(options: Any, found: Plan, call: MeteredCall | AsyncMeteredCall) -> Any:
    changed = options.model_copy()
    changed.json_data = found.body
    if not found.stream:
        changed.post_parser = _counting(options.post_parser, call)
    return changed


def _counting(parser: Any, call: MeteredCall | AsyncMeteredCall) -> Callable[[Any], Any]:
    """Return a parser of replies that counts the first one before the package's own parser: that
    may refuse what was delivered, such as JSON of another form than the caller wants."""
    is_counted = False

    def parse(reply: Any) -> Any:
        nonlocal is_counted
        if not is_counted:
            is_counted = True
            call.response(reply)
        return parser(reply) if callable(parser) else reply

    return parse


def raw_kind(options: Any) -> str | None:
    """Return `true` or `stream` for a request that wants the raw response."""
    given = options.headers if isinstance(options.headers, Mapping) else {}
    return next((str(value) for name, value in given.items() if name in RAW), None)


def _parsed(reply: Any, options: Any) -> Any:
    """Return the reply as an object. A raw response keeps what it has parsed."""
    return reply.parse() if raw_kind(options) else reply


def _meter_stream(stream: Any, call: MeteredCall, found: Plan) -> None:
    chunks, of_stream, close = stream._iterator, weakref.ref(stream), type(stream).close

    def closed() -> None:
        # A strong reference would keep a dropped stream, and its hold, until the next collection.
        close(of_stream())
        call.end()

    stream._iterator = _shown(call.counted(chunks), call, found)
    stream.close = closed


def _shown(chunks: Iterator[Any], call: MeteredCall, found: Plan) -> Iterator[Any]:
    try:
        for chunk in chunks:
            if not (found.hides_usage and is_usage_only(chunk)):
                yield chunk
    except BaseException as error:
        call.end(error)
        raise
    call.end()


def _meter_async_stream(stream: Any, call: AsyncMeteredCall, found: Plan) -> None:
    chunks, of_stream, close = stream._iterator, weakref.ref(stream), type(stream).close

    async def closed() -> None:
        await close(of_stream())
        await call.end()

    stream._iterator = _shown_async(call.counted(chunks), call, found)
    stream.close = closed


async def _shown_async(
    chunks: AsyncIterator[Any], call: AsyncMeteredCall, found: Plan
) -> AsyncIterator[Any]:
    try:
        async for chunk in chunks:
            if not (found.hides_usage and is_usage_only(chunk)):
                yield chunk
    except BaseException as error:
        await call.end(error)
        raise
    await call.end()
