"""The synchronous client."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self, TypeVar

from yumi_billing._generated import documents
from yumi_billing._generated.objects import Alert
from yumi_billing._generated.sync_api import Api
from yumi_billing._live_protocol import News
from yumi_billing._missed import Missed
from yumi_billing._operation import Operation, Page, as_it_is
from yumi_billing._settings import TIMEOUT_SECONDS, Settings
from yumi_billing._sync_http import Pool
from yumi_billing._sync_live import live
from yumi_billing._wire import TRIES, Token, Tries, data_of, headers
from yumi_billing._writing import given
from yumi_billing.errors import PassingError

T = TypeVar("T")


class Billing(Api):
    """A client of the service. It may be used by several threads, and after a fork.

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
    ) -> None:
        self._settings = Settings(
            url=url,
            token=token,
            timeout=timeout,
            tries=tries,
            ssl_context=ssl_context,
            headers=headers or {},
        )
        self._pool = Pool(url, timeout=timeout, context=ssl_context)

    def execute(self, document: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Execute a document of one's own; return its data as it came.

        It is repeated like all requests: give a mutation an idempotency key. Raises ApiError.
        """
        return self._call(Operation(document, as_it_is), dict(variables or {}))

    def follow(
        self, document: str, variables: Mapping[str, Any] | None = None
    ) -> Iterator[dict[str, Any]]:
        """Follow a subscription of one's own. It survives a restart of the service."""
        return self._live(Operation(document, as_it_is), dict(variables or {}))

    def live_alerts(self, account_id: str | None = None) -> Iterator[Alert]:
        """The alerts of an account, as they are told; also what was told during a reconnect."""
        missed = Missed()

        def connected() -> Iterator[dict[str, Any]]:
            yield from missed.since(self.execute(missed.document, {"id": account_id}))

        variables = given({"accountId": account_id})
        for data in self._follow(documents.LIVE_ALERTS, variables, connected):
            missed.saw(data)
            yield documents.LIVE_ALERTS.read(data)

    def close(self) -> None:
        """Close the connections. The client may be used again; it opens new ones."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _call(self, operation: Operation[T], variables: dict[str, Any]) -> T:
        body = operation.body(variables)
        settings = self._settings
        tries = Tries(settings.tries)
        while True:
            try:
                answer = self._pool.post(body, headers(settings.token, settings.headers))
                return operation.read(data_of(answer))
            except PassingError as error:
                time.sleep(tries.wait_after(error))

    def _pages(
        self, operation: Operation[Page[T]], variables: dict[str, Any], size: int
    ) -> Iterator[T]:
        after: str | None = None
        while True:
            page = self._call(operation, {**variables, "first": size, "after": after})
            yield from page.items
            if page.next is None:
                return
            after = page.next

    def _live(self, operation: Operation[T], variables: dict[str, Any]) -> Iterator[T]:
        for data in self._follow(operation, variables):
            yield operation.read(data)

    def _follow(
        self,
        operation: Operation[Any],
        variables: dict[str, Any],
        connected: Callable[[], Iterator[dict[str, Any]]] | None = None,
    ) -> Iterator[dict[str, Any]]:
        settings, news = self._settings, News()
        for data in live(settings, operation.body(variables), connected):
            if news.is_new(data):
                yield data
