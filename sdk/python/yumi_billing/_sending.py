"""Requests of the synchronous client, and of the thread beside both clients."""

from __future__ import annotations

import time
from functools import cached_property
from typing import Any, TypeVar

from yumi_billing._operation import Operation
from yumi_billing._settings import Settings
from yumi_billing._sync_http import Pool
from yumi_billing._wire import Tries, data_of, headers
from yumi_billing.errors import PassingError

T = TypeVar("T")


class Sender:
    """Sends operations, and repeats what may pass."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def pool(self) -> Pool:
        settings = self._settings
        return Pool(settings.url, timeout=settings.timeout, context=settings.ssl_context)

    def close(self) -> None:
        """Close the connections, if there were any."""
        if "pool" in self.__dict__:
            self.pool.close()

    def __call__(self, operation: Operation[T], variables: dict[str, Any]) -> T:
        body = operation.body(variables)
        settings = self._settings
        tries = Tries(settings.tries)
        while True:
            try:
                answer = self.pool.post(body, headers(settings.token, settings.headers))
                return operation.read(data_of(answer))
            except PassingError as error:
                time.sleep(tries.wait_after(error))
