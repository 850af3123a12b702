"""Meters the calls of LiteLLM: its proxy, its router and its library.

The proxy takes `yumi_billing.litellm.proxy` as a callback, with its settings in the environment. In
a program, `LiteLLMMeter` is a callback too, and has LiteLLM's functions, metered.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Collection, Mapping
from typing import Any

from litellm.integrations.custom_logger import CustomLogger

from yumi_billing._litellm import requests
from yumi_billing._litellm.functions import Functions
from yumi_billing._litellm.held import Held, HeldCalls
from yumi_billing._metering.settlements import Unmetered
from yumi_billing._metering.surfaces import is_usage_only
from yumi_billing._metering.usages import get, of_chat
from yumi_billing.async_client import AsyncBilling
from yumi_billing.client import Billing
from yumi_billing.errors import BillingError, Refused

__all__ = ["LiteLLMMeter"]

logger = logging.getLogger("yumi_billing")

MASTER = "default_user_id"
"""The user of the proxy's master key."""
STATUS = {"MODEL_NOT_FOUND": 404, "ACCOUNT_NOT_FOUND": 403}
"""The HTTP status of a refusal by the proxy. 402 is not tried again by OpenAI's clients."""


class LiteLLMMeter(Functions, CustomLogger):
    """A callback of LiteLLM, and its functions.

    A call is refused when nothing is left, and settled when it ends. `account` pays for calls that
    name no other: `user` of the call. `models` gives models of LiteLLM their names in the catalog.
    A kind of call that is not metered raises Unmetered, unless `allow` has it.
    """

    def __init__(
        self,
        url: str,
        token: Any = None,
        *,
        account: str | None = None,
        models: Mapping[str, str] | None = None,
        allow: Collection[str] = (),
    ) -> None:
        CustomLogger.__init__(self)
        Functions.__init__(
            self, Billing(url, token), AsyncBilling(url, token), account, models or {}
        )
        self._allow = frozenset(allow)
        self._held = HeldCalls()

    async def async_pre_call_hook(
        self, user_api_key_dict: Any, cache: Any, data: dict[str, Any], call_type: str
    ) -> dict[str, Any]:
        """Place the hold of a request to the proxy. The proxy answers a refusal with 402."""
        if not self._is_metered(call_type):
            return data
        account = account_of(user_api_key_dict, data) or self._account
        if account is None:
            raise _answer(
                400, "no account: give the key a user, or the request a `user`", "NO_ACCOUNT"
            )
        try:
            await self._hold(data, call_type, account, proxied=True)
        except Refused as refused:
            raise _answer(STATUS.get(refused.code, 402), str(refused), refused.code) from refused
        except BillingError as error:
            logger.error("a request is refused, because it can't be billed: %s", error)
            raise _answer(503, "the request can't be billed now", "UNAVAILABLE") from error
        return data

    async def async_pre_call_deployment_hook(
        self, kwargs: dict[str, Any], call_type: Any
    ) -> dict[str, Any] | None:
        """Place the hold of an asynchronous call of the library or a router. Raises a refusal."""
        kind = str(getattr(call_type, "value", call_type))
        if requests.is_marked(kwargs) or self._held.of(kwargs) or not self._is_metered(kind):
            return None
        await self._hold(kwargs, kind, self._account_named(kwargs), proxied=False)
        return kwargs

    async def _hold(
        self, kwargs: dict[str, Any], kind: str, account: str | None, *, proxied: bool
    ) -> None:
        call = self._async_call(kwargs, kind, account)
        await call.__aenter__()
        hides = requests.ask_for_usage(kwargs, kind)
        self._held.keep(Held(call, kind, proxied=proxied, hides_usage=hides), kwargs)
        requests.limit(kwargs, kind, call.max_output_tokens)

    async def async_post_call_success_deployment_hook(
        self, request_data: dict[str, Any], response: Any, call_type: Any
    ) -> None:
        """Settle a call whose answer is there. The caller gets the answer afterwards."""
        held = self._held.of(request_data)
        if held is not None and held.take():
            await _settle(held, response)

    async def async_post_call_streaming_iterator_hook(
        self, user_api_key_dict: Any, response: Any, request_data: dict[str, Any]
    ) -> AsyncIterator[Any]:
        """Count the chunks that the proxy passes on, and settle at the end, or when the client
        goes away."""
        held = self._held.of(request_data)
        if held is None or held.kind not in requests.CHAT or not held.take():
            async for chunk in response:
                yield chunk
            return
        chunks = held.call.stream(response)
        try:
            async for chunk in chunks:
                if not (held.hides_usage and is_usage_only(chunk)):
                    yield chunk
        except BaseException as error:
            await held.call.end(error)
            raise
        await held.call.end()

    async def async_log_success_event(
        self, kwargs: dict[str, Any], response_obj: Any, start_time: Any, end_time: Any
    ) -> None:
        """Settle a stream of the library, which has no other end."""
        held = self._held.of(kwargs)
        if held is None or not held.take():
            return
        if kwargs.get("cache_hit"):
            await held.call.end(_FromCache())
        else:
            await _settle(held, response_obj)

    async def async_log_failure_event(
        self, kwargs: dict[str, Any], response_obj: Any, start_time: Any, end_time: Any
    ) -> None:
        """Give the tokens of a failed call back. The proxy may try again with the same hold."""
        held = self._held.of(kwargs)
        if held is not None and not held.proxied and held.take():
            await held.call.end(_failure(kwargs.get("exception")))

    async def async_post_call_failure_hook(
        self,
        request_data: dict[str, Any],
        original_exception: Exception,
        user_api_key_dict: Any,
        traceback_str: str | None = None,
    ) -> None:
        """Give the tokens of a request back that failed."""
        held = self._held.of(request_data)
        if held is not None and held.take():
            await held.call.end(_failure(original_exception))

    async def async_post_call_success_hook(
        self, data: dict[str, Any], user_api_key_dict: Any, response: Any
    ) -> None:
        """Give the tokens back, if the proxy answers from its cache."""
        held = self._held.of(data)
        if held is not None and not data.get("stream") and held.take():
            await held.call.end(_FromCache())

    def log_success_event(
        self, kwargs: dict[str, Any], response_obj: Any, start_time: Any, end_time: Any
    ) -> None:
        """Record a synchronous call that went around this object's functions: LiteLLM gives
        callbacks no way to refuse it."""
        kind = str(kwargs.get("call_type"))
        if kind.startswith("a") or requests.is_marked(kwargs) or kwargs.get("cache_hit"):
            return
        held = self._held.of(kwargs)
        if held is not None:
            if held.take():
                asyncio.run(_settle(held, response_obj))
        elif kind in requests.COVERED:
            self._record(kwargs, response_obj)

    def _record(self, kwargs: dict[str, Any], response: Any) -> None:
        counts = of_chat(get(response, "usage"))
        try:
            self._billing.record_usage(
                account_id=self._account_named(kwargs),
                model=requests.model_of(kwargs, self._models),
                input_tokens=counts.input_tokens,
                output_tokens=counts.output_tokens,
                cached_input_tokens=counts.cached_input_tokens,
                idempotency_key=str(kwargs.get("litellm_call_id")),
            )
        except BillingError as error:
            logger.error("a synchronous call could not be charged, %s: %s", error, counts)

    def _is_metered(self, kind: str) -> bool:
        """Return whether calls of this kind are metered. Raises Unmetered for one that would be
        neither metered nor allowed."""
        if kind in self._allow or requests.is_free(kind):
            return False
        if kind not in requests.COVERED:
            raise Unmetered(f"{kind} is not metered; name it in `allow` to let it through")
        return True


class _FromCache(Exception):
    """The answer is from LiteLLM's cache: no provider was asked."""


def _failure(error: Any) -> Exception:
    return error if isinstance(error, Exception) else RuntimeError(str(error))


async def _settle(held: Held, response: Any) -> None:
    try:
        held.call.response(response)
    except Unmetered as error:
        logger.error("a call was not charged: %s", error)
        await held.call.end(error)
        return
    await held.call.end()


def account_of(key: Any, data: Mapping[str, Any]) -> str | None:
    """Return who pays for a request to the proxy: the user of its key. Only a key without a user of
    its own may name one in the request."""
    own = getattr(key, "user_id", None)
    if own and own != MASTER:
        return str(own)
    named = data.get("user") or getattr(key, "end_user_id", None)
    return str(named) if named else None


def _answer(status: int, message: str, code: str) -> Exception:
    # The proxy has FastAPI; the library need not have it.
    from fastapi import HTTPException

    answer: Exception = HTTPException(status, {"error": {"message": message, "code": code}})
    return answer


def __getattr__(name: str) -> Any:
    """Make `proxy` when LiteLLM's proxy asks for it: a meter with the settings YUMI_BILLING_URL,
    YUMI_BILLING_TOKEN and YUMI_BILLING_ALLOW."""
    if name != "proxy":
        raise AttributeError(name)
    made = LiteLLMMeter(
        os.environ["YUMI_BILLING_URL"],
        os.environ["YUMI_BILLING_TOKEN"],
        allow=os.environ.get("YUMI_BILLING_ALLOW", "").split(),
    )
    globals()["proxy"] = made
    return made
