"""Where the units of a process come from: its own table, one that workers share, or Redis."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic_ns
from typing import Protocol

from billing.rate_limits import Granted, RatePolicy, lease_size, shared_capacity
from server.rate_limits.table import SharedTable, own_table

Microseconds = Callable[[], int]


def microseconds() -> int:
    """Return the time of a clock that never goes back, and that the processes of a machine
    share."""
    return monotonic_ns() // 1_000


class RemoteStore(Protocol):
    """A store of several machines."""

    @property
    def is_away(self) -> bool:
        """Whether it cannot be reached."""

    @property
    def processes(self) -> int:
        """How many processes share it, as far as is known."""

    async def take(
        self, policy: RatePolicy, key: str, *, capacity: int, least: int, want: int
    ) -> Granted | None:
        """Take units, as `billing.rate_limits.take`. None if the store cannot be reached."""


class Units:
    """Gives this process the units of buckets, some of them in advance.

    While the store cannot be reached, the process goes on with its share of each limit, in a table
    of its own. `alone` counts how often that happened.
    """

    def __init__(
        self,
        *,
        shared: SharedTable | None = None,
        remote: RemoteStore | None = None,
        workers: int = 1,
        now: Microseconds = microseconds,
    ) -> None:
        self.now = now
        self.alone = 0
        self._own = own_table()
        self._shared, self._remote = shared, remote
        self._workers = workers if shared else 1

    @property
    def is_away(self) -> bool:
        """Whether the store of several machines cannot be reached."""
        return self._remote is not None and self._remote.is_away

    @property
    def processes(self) -> int:
        return self._remote.processes if self._remote else self._workers

    async def lease(self, policy: RatePolicy, key: str, least: int) -> Granted:
        """Take `least` units, and some in advance if there are as many."""
        processes = self.processes
        want = least + lease_size(policy, processes)
        capacity = shared_capacity(policy, processes)
        if self._remote is not None:
            granted = await self._remote.take(
                policy, key, capacity=capacity, least=least, want=want
            )
        elif self._shared is not None:
            granted = self._shared.take(
                policy, key, self.now(), capacity=capacity, least=least, want=want
            )
        else:
            return self._of_own(policy, key, capacity=capacity, least=least, want=want)
        if granted is not None:
            return granted
        self.alone += 1
        share = policy.share(processes)
        return self._of_own(share, key, capacity=share.burst, least=least, want=least)

    def give_back(self, policy: RatePolicy, key: str, units: int) -> None:
        """Return what was not used. Of Redis it is regained with the time only."""
        if self._shared is not None:
            self._shared.give_back(policy, key, units, self.now())
        elif self._remote is None:
            self._own.give_back(policy, self._own.place(policy, key), units, self.now())

    def _of_own(
        self, policy: RatePolicy, key: str, *, capacity: int, least: int, want: int
    ) -> Granted:
        place = self._own.place(policy, key)
        return self._own.take(policy, place, self.now(), capacity=capacity, least=least, want=want)
