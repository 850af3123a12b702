"""LiteLLM's functions, metered: also where callbacks can't refuse a call or see a stream end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import litellm

from yumi_billing._litellm import requests
from yumi_billing._litellm.streams import AsyncStream, Stream
from yumi_billing._metering.async_call import AsyncMeteredCall
from yumi_billing._metering.sync_call import MeteredCall
from yumi_billing.async_client import AsyncBilling
from yumi_billing.client import Billing


class Functions:
    """The functions. They take the arguments of LiteLLM's, by name, and raise Refused before the
    call. `user` names the account that pays; without it, that of this object does."""

    def __init__(
        self,
        billing: Billing,
        async_billing: AsyncBilling,
        account: str | None,
        models: Mapping[str, str],
    ) -> None:
        self._billing = billing
        self._async_billing = async_billing
        self._account = account
        self._models = models

    def completion(self, **kwargs: Any) -> Any:
        return self._do("completion", litellm.completion, kwargs)

    async def acompletion(self, **kwargs: Any) -> Any:
        return await self._ado("acompletion", litellm.acompletion, kwargs)

    def text_completion(self, **kwargs: Any) -> Any:
        return self._do("text_completion", litellm.text_completion, kwargs)

    async def atext_completion(self, **kwargs: Any) -> Any:
        return await self._ado("atext_completion", litellm.atext_completion, kwargs)

    def embedding(self, **kwargs: Any) -> Any:
        return self._do("embedding", litellm.embedding, kwargs)

    async def aembedding(self, **kwargs: Any) -> Any:
        return await self._ado("aembedding", litellm.aembedding, kwargs)

    def responses(self, **kwargs: Any) -> Any:
        return self._do("responses", litellm.responses, kwargs)

    async def aresponses(self, **kwargs: Any) -> Any:
        return await self._ado("aresponses", litellm.aresponses, kwargs)

    def flush(self) -> None:
        """Wait for settlements that go on in the background. Raises Unsettled."""
        self._billing.flush()

    async def aflush(self) -> None:
        """The same for asynchronous calls."""
        await self._async_billing.flush()

    def _account_named(self, kwargs: Mapping[str, Any]) -> str | None:
        return kwargs.get("user") or self._account

    def _async_call(
        self, kwargs: Mapping[str, Any], kind: str, account: str | None
    ) -> AsyncMeteredCall:
        model = requests.model_of(kwargs, self._models)
        asked = requests.asked_of(kwargs, kind)
        return self._async_billing.metered(model=model, account=account, **asked)

    def _do(self, kind: str, function: Callable[..., Any], given: dict[str, Any]) -> Any:
        kwargs = requests.marked(given, kind)
        model = requests.model_of(kwargs, self._models)
        asked = requests.asked_of(kwargs, kind)
        account = self._account_named(kwargs)
        call: MeteredCall = self._billing.metered(model=model, account=account, **asked)
        call.__enter__()
        try:
            requests.limit(kwargs, kind, call.max_output_tokens)
            hides = requests.ask_for_usage(kwargs, kind)
            result = function(**kwargs)
            if kwargs.get("stream"):
                return Stream(call, result, hides_usage=hides)
            call.response(result)
        except BaseException as error:
            call.end(error)
            raise
        call.end()
        return result

    async def _ado(
        self, kind: str, function: Callable[..., Awaitable[Any]], given: dict[str, Any]
    ) -> Any:
        kwargs = requests.marked(given, kind)
        call = self._async_call(kwargs, kind, self._account_named(kwargs))
        await call.__aenter__()
        try:
            requests.limit(kwargs, kind, call.max_output_tokens)
            hides = requests.ask_for_usage(kwargs, kind)
            result = await function(**kwargs)
            if kwargs.get("stream"):
                return AsyncStream(call, result, hides_usage=hides)
            call.response(result)
        except BaseException as error:
            await call.end(error)
            raise
        await call.end()
        return result
