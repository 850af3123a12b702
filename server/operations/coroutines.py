"""Closes the coroutines of an execution that nobody will await.

When a field fails, what runs beside it is cancelled; when a caller goes away, everything is. A task
that is cancelled before its first step drops its coroutine, and those that this one was to await.
Python writes a warning for each of them: hundreds for a list. graphql-core alone leaves them.
"""

from __future__ import annotations

from types import CoroutineType
from typing import Any

from graphql.execution import ExecutionHooks
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext


class Coroutines(list[Any]):
    """The coroutines that one execution has made and did not await at once."""

    __slots__ = ()

    def is_awaitable(self, value: object) -> bool:
        """Return what Strawberry's function of this name returns. graphql-core asks it about all
        values but the items of lists."""
        if type(value) is CoroutineType:
            self.append(value)
            return True
        return optimized_is_awaitable(value)

    def close(self) -> None:
        """Close those that have not ended. Only what calls this may still run."""
        for one in self:
            if not one.cr_running:
                one.close()


class NotingExecutor(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's executor. It notes its coroutines, and closes them when all its work is done;
    after a cancellation, `run_async_work_finished_hook` has to be called for that."""

    def __init__(self, *given: Any, coroutines: Coroutines, **named: Any) -> None:
        super().__init__(*given, **named)
        self._coroutines = coroutines
        self.is_awaitable = coroutines.is_awaitable  # type: ignore[assignment]  # tells as much
        self.hooks = ExecutionHooks(lambda finished: coroutines.close())

    def complete_list_item_value(self, item: Any, results: list[Any], *others: Any) -> bool:
        waits = super().complete_list_item_value(item, results, *others)
        if waits:
            self._coroutines.append(results[-1])
        return waits

    def complete_awaitable_list_item_value(self, *given: Any) -> Any:
        waiting = super().complete_awaitable_list_item_value(*given)
        self._coroutines.append(waiting)
        return waiting
