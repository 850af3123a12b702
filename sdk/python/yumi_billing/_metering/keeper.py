"""What goes on beside the calls, in a thread: holds of long calls are extended, and settlements
that could not be delivered are tried again.

Both clients use the same thread. So it works when a loop is closed, when a task was cancelled and
may not wait, and when an object that was dropped may not wait either.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
import weakref
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from yumi_billing._metering.settlements import Send, Settlement, Unsettled, Withdrawal
from yumi_billing._operation import Operation
from yumi_billing.errors import ApiError, BillingError, PassingError, Refused

logger = logging.getLogger("yumi_billing")

FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 30.0
GIVEN_UP_AFTER_SECONDS = 15 * 60.0
FLUSH_SECONDS = 30.0
EXIT_SECONDS = 5.0
"""How long the end of the program waits for settlements."""

OnUnsettled = Callable[[Settlement, BillingError], None]


class Watched(Protocol):
    """An open call."""

    def extended(self) -> tuple[Operation[Any], dict[str, Any]] | None:
        """Return the request that lets its hold last longer, if there is one."""

    def abandoned(self) -> Settlement:
        """Return how to close the hold of a call that nobody will end."""

    @property
    def extends_every(self) -> float: ...


class Undelivered:
    """What is tried again until it is delivered."""

    def __init__(self, work: Settlement | Withdrawal) -> None:
        self.work = work
        self.due = time.monotonic()
        self.ends = self.due + GIVEN_UP_AFTER_SECONDS
        self._wait = FIRST_WAIT_SECONDS

    def later(self, error: PassingError) -> None:
        wait = max(self._wait, min(error.retry_after or 0.0, LONGEST_WAIT_SECONDS))
        self.due = time.monotonic() + wait
        self._wait = min(LONGEST_WAIT_SECONDS, self._wait * 2)


class Keeper:
    """The thread of one client. It starts with the first metered call."""

    def __init__(self, send: Send, on_unsettled: OnUnsettled | None) -> None:
        self._send = send
        self._on_unsettled = on_unsettled
        self._begin()
        _keepers.add(self)

    def _begin(self) -> None:
        self._pid = os.getpid()
        self._news: SimpleQueue[Undelivered | None] = SimpleQueue()
        self._pending: dict[int, Undelivered] = {}
        self._watched: dict[int, tuple[Watched, float]] = {}
        self._lost: list[Settlement] = []
        self._idle = threading.Condition()
        self._thread: threading.Thread | None = None
        self._wakes = 0.0
        self._is_stopped = False

    def watch(self, call: Watched) -> None:
        """Extend the hold of a call until it is forgotten."""
        if self._pid != os.getpid():
            # The calls of a parent process are its own.
            self._begin()
        due = time.monotonic() + call.extends_every
        self._watched[id(call)] = (call, due)
        self._start()
        if due < self._wakes:
            self._news.put(None)

    def forget(self, call: Watched) -> None:
        self._watched.pop(id(call), None)

    def withdraw(self, withdrawal: Withdrawal | None) -> None:
        """Give back a hold, if there is one. It expires by itself if that fails."""
        if withdrawal is not None:
            self.deliver(withdrawal)

    def deliver(self, work: Settlement | Withdrawal) -> None:
        """Deliver a settlement in the background. It never waits, and may be called by finalizers:
        so it takes no lock."""
        if self._pid != os.getpid():
            # What a parent process has to deliver is its own.
            self._begin()
        one = Undelivered(work)
        self._pending[id(one)] = one
        self._start()
        self._news.put(one)

    def tell(self, settlement: Settlement, error: BillingError) -> None:
        """Tell of a settlement that nobody will try again."""
        logger.error("a hold could not be closed, %s: %s", error, settlement)
        if self._on_unsettled is not None:
            try:
                self._on_unsettled(settlement, error)
            except Exception:
                # The program's own failure must not end the thread, which serves the other calls.
                logger.exception("on_unsettled has failed")

    def _lose(self, work: Settlement | Withdrawal, error: BillingError) -> None:
        """Tell it, and also the next one who waits for the settlements."""
        if isinstance(work, Withdrawal):
            logger.info("a hold is left to expire, %s: %s", error, work)
            return
        self._lost.append(work)
        self.tell(work, error)

    @property
    def pending(self) -> list[Settlement]:
        """The settlements that are not delivered yet."""
        works = [one.work for one in list(self._pending.values())]
        return [one for one in works if isinstance(one, Settlement)]

    def flush(self, seconds: float = FLUSH_SECONDS) -> None:
        """Wait for the settlements. Raises Unsettled for those that were not delivered."""
        with self._idle:
            self._idle.wait_for(lambda: not self._pending, seconds)
        lost, self._lost = self._lost, []
        if left := [*lost, *self.pending]:
            raise Unsettled(left)

    def abandon(self) -> None:
        """Close the holds of all open calls: the program ends."""
        for call, _ in list(self._watched.values()):
            self.forget(call)
            self.deliver(call.abandoned())

    def stop(self) -> None:
        """End the thread when nothing is left to do: the client is gone."""
        self._is_stopped = True
        self._news.put(None)

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="yumi-billing", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        waiting: list[Undelivered] = []
        while not self._is_stopped or self._pending or self._watched:
            dues = [one.due for one in waiting] + [due for _, due in list(self._watched.values())]
            now = time.monotonic()
            self._wakes = min(dues, default=now + 3_600)
            try:
                if (one := self._news.get(timeout=max(0.0, self._wakes - now))) is not None:
                    waiting.append(one)
            except Empty:
                pass
            waiting = [one for one in waiting if not self._is_done(one)]
            self._extend()

    def _is_done(self, one: Undelivered) -> bool:
        """Try a settlement that is due. Return whether it is over, delivered or lost."""
        if one.due > time.monotonic():
            return False
        try:
            one.work.deliver(self._send)
        except PassingError as error:
            if time.monotonic() < one.ends:
                logger.warning("a hold is not closed yet, %s: %s", error, one.work)
                one.later(error)
                return False
            self._lose(one.work, error)
        except (ApiError, Refused) as error:
            self._lose(one.work, error)
        except Exception as error:  # noqa: BLE001 - the thread serves the other calls too
            self._lose(one.work, BillingError(f"{type(error).__name__}: {error}"))
        with self._idle:
            self._pending.pop(id(one), None)
            self._idle.notify_all()
        return True

    def _extend(self) -> None:
        now = time.monotonic()
        for key, (call, due) in list(self._watched.items()):
            if due > now or key not in self._watched:
                continue
            self._watched[key] = (call, now + call.extends_every)
            request = call.extended()
            if request is None:
                self.forget(call)
                continue
            try:
                self._send(*request)
            except PassingError as error:
                # A hold that expires meanwhile still settles, from the balance.
                logger.warning("a hold could not be extended, %s", error)
            except Exception as error:  # noqa: BLE001 - the call goes on in any case
                logger.warning("a hold could not be extended, %s", error)
                self.forget(call)


_keepers: weakref.WeakSet[Keeper] = weakref.WeakSet()


@atexit.register
def _at_exit() -> None:
    """Deliver what is left when the program ends, and tell what cannot be delivered."""
    ends = time.monotonic() + EXIT_SECONDS
    for keeper in list(_keepers):
        keeper.abandon()
    for keeper in list(_keepers):
        try:
            keeper.flush(max(0.0, ends - time.monotonic()))
        except Unsettled as error:
            logger.error("%s", error)
