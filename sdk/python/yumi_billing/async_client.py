"""The asynchronous client."""

from __future__ import annotations

import asyncio
import ssl
import weakref
from asyncio import sleep
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from typing import Any, Self, TypeVar

from yumi_billing._async_http import AsyncPool
from yumi_billing._async_live import live
from yumi_billing._generated import documents
from yumi_billing._generated.async_api import AsyncApi
from yumi_billing._generated.enums import ServiceTier
from yumi_billing._generated.inputs import UsageDetailInput
from yumi_billing._generated.objects import Alert
from yumi_billing._live_protocol import News
from yumi_billing._metering.async_call import AsyncMeteredCall
from yumi_billing._metering.calls import TTL_SECONDS, Terms, prompt_for
from yumi_billing._metering.keeper import FLUSH_SECONDS, Keeper, OnUnsettled
from yumi_billing._metering.settlements import Settlement
from yumi_billing._metering.wrapping import Account, Client, Wrapping, wrapped
from yumi_billing._missed import Missed
from yumi_billing._operation import Operation, Page, as_it_is
from yumi_billing._sending import Sender
from yumi_billing._settings import TIMEOUT_SECONDS, Settings
from yumi_billing._wire import TRIES, Token, Tries, data_of, headers
from yumi_billing._writing import given
from yumi_billing.errors import PassingError

T = TypeVar("T")


class AsyncBilling(AsyncApi):
    """A client of the service, for asyncio: `Billing` with the same methods to await.

    Requests are repeated after lost connections, HTTP 429 and 503, with the same idempotency key.
    Refusals are raised as `Refused`, errors as `ApiError`.
    """

    def __init__(
        self,
        url: str,
        token: Token = None,
        *,
        timeout: float = TIMEOUT_SECONDS,
        tries: int = TRIES,
        ssl_context: ssl.SSLContext | None = None,
        headers: Mapping[str, str] | None = None,
        on_unsettled: OnUnsettled | None = None,
    ) -> None:
        self._settings = Settings(
            url=url,
            token=token,
            timeout=timeout,
            tries=tries,
            ssl_context=ssl_context,
            headers=headers or {},
        )
        self._pool = AsyncPool(url, timeout=timeout, context=ssl_context)
        self._sender = Sender(self._settings)
        self._keeper = Keeper(self._sender, on_unsettled)
        weakref.finalize(self, self._keeper.stop).atexit = False

    async def execute(
        self, document: str, variables: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Execute a document of one's own; return its data as it came.

        It is repeated like all requests: give a mutation an idempotency key. Raises ApiError.
        """
        return await self._call(Operation(document, as_it_is), dict(variables or {}))

    def follow(
        self, document: str, variables: Mapping[str, Any] | None = None
    ) -> AsyncIterator[dict[str, Any]]:
        """Follow a subscription of one's own. It survives a restart of the service."""
        return self._live(Operation(document, as_it_is), dict(variables or {}))

    async def live_alerts(self, account_id: str | None = None) -> AsyncIterator[Alert]:
        """The alerts of an account, as they are told; also what was told during a reconnect."""
        missed = Missed()

        async def connected() -> AsyncIterator[dict[str, Any]]:
            data = await self.execute(missed.document, {"id": account_id})
            for one in missed.since(data):
                yield one

        variables = given({"accountId": account_id})
        async for data in self._follow(documents.LIVE_ALERTS, variables, connected):
            missed.saw(data)
            yield documents.LIVE_ALERTS.read(data)

    def metered(
        self,
        *,
        model: str,
        account: str | None = None,
        messages: Any = None,
        input_tokens: int | None = None,
        max_output_tokens: int | None = None,
        idempotency_key: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        details: Sequence[UsageDetailInput] = (),
        service_tier: ServiceTier | None = None,
        ttl_seconds: int = TTL_SECONDS,
        allow_partial: bool = True,
    ) -> AsyncMeteredCall:
        """Meter a call of a model: `async with billing.metered(…) as call`.

        A hold is placed before, for the tokens of `messages` (or `input_tokens`) and for
        `max_output_tokens` (4,096 if left out). With `allow_partial` it shrinks to what is there;
        `call.max_output_tokens` says to what. Raises Refused if nothing is left, and HoldClosed if
        a call with this key is over. `account` is the caller's own if left out.
        """
        return self._metered(
            account=account,
            model=model,
            prompt=prompt_for(messages, input_tokens),
            max_output_tokens=max_output_tokens,
            given_key=idempotency_key,
            metadata=metadata or {},
            details=details,
            service_tier=service_tier,
            ttl_seconds=ttl_seconds,
            allow_partial=allow_partial,
        )

    def wrap_openai(
        self,
        client: Client,
        *,
        account: Account = None,
        model: Callable[[str], str] | None = None,
        metadata: Mapping[str, Any] | None = None,
        allow: Collection[str] = (),
    ) -> Client:
        """Return a copy of a client of the package `openai` whose calls are metered.

        Chat completions, completions, responses and embeddings are, streaming or not. A request
        that may cost and is not metered raises Unmetered, unless `allow` names its path, such as
        "/images/generations". `account` may be a function, which is asked for each call. `model`
        turns the provider's name of a model, such as that of a deployment, into the catalog's.
        """
        return wrapped(client, self._wrapping(account, model, metadata, allow), is_async=True)

    def wrap_anthropic(
        self,
        client: Client,
        *,
        account: Account = None,
        model: Callable[[str], str] | None = None,
        metadata: Mapping[str, Any] | None = None,
        allow: Collection[str] = (),
    ) -> Client:
        """Return a copy of a client of the package `anthropic` whose messages are metered, with
        the rules of `wrap_openai`."""
        return wrapped(client, self._wrapping(account, model, metadata, allow), is_async=True)

    def _metered(self, **terms: Any) -> AsyncMeteredCall:
        return AsyncMeteredCall(self._call, self._keeper, Terms(**terms))

    def _wrapping(
        self,
        account: Account,
        model: Callable[[str], str] | None,
        metadata: Mapping[str, Any] | None,
        allow: Collection[str],
    ) -> Wrapping:
        return Wrapping(
            metered=self._metered,
            account=account,
            model=model,
            metadata=metadata or {},
            allow=allow,
        )

    @property
    def pending(self) -> list[Settlement]:
        """The settlements of metered calls that are not delivered yet."""
        return self._keeper.pending

    async def flush(self, seconds: float = FLUSH_SECONDS) -> None:
        """Wait for settlements that go on in the background. Raises Unsettled for those that could
        not be delivered: nothing is lost silently."""
        await asyncio.to_thread(self._keeper.flush, seconds)

    async def close(self) -> None:
        """Wait for pending settlements, and close the connections. The client may be used again;
        it opens new ones. Raises Unsettled."""
        try:
            await self.flush()
        finally:
            self._sender.close()
            await self._pool.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _call(self, operation: Operation[T], variables: dict[str, Any]) -> T:
        body = operation.body(variables)
        settings = self._settings
        tries = Tries(settings.tries)
        while True:
            try:
                answer = await self._pool.post(body, headers(settings.token, settings.headers))
                return operation.read(data_of(answer))
            except PassingError as error:
                await sleep(tries.wait_after(error))

    async def _pages(
        self, operation: Operation[Page[T]], variables: dict[str, Any], size: int
    ) -> AsyncIterator[T]:
        after: str | None = None
        while True:
            page = await self._call(operation, {**variables, "first": size, "after": after})
            for one in page.items:
                yield one
            if page.next is None:
                return
            after = page.next

    async def _live(self, operation: Operation[T], variables: dict[str, Any]) -> AsyncIterator[T]:
        async for data in self._follow(operation, variables):
            yield operation.read(data)

    async def _follow(
        self,
        operation: Operation[Any],
        variables: dict[str, Any],
        connected: Callable[[], AsyncIterator[dict[str, Any]]] | None = None,
    ) -> AsyncIterator[dict[str, Any]]:
        settings, news = self._settings, News()
        async for data in live(settings, operation.body(variables), connected):
            if news.is_new(data):
                yield data
