"""The end of a metered call, for both clients."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from typing import Any

from yumi_billing._generated.enums import ServiceTier
from yumi_billing._generated.inputs import UsageDetailInput
from yumi_billing._metering.calls import CallState
from yumi_billing._metering.counts import Counts
from yumi_billing._metering.keeper import Keeper
from yumi_billing._metering.settlements import Settlement, Unmetered, Unsettled
from yumi_billing.errors import BillingError, PassingError

logger = logging.getLogger("yumi_billing")


class Ending:
    """Sees to it that an open call ends, once. If its last owner drops it, it ends by itself."""

    def __init__(self, state: CallState, keeper: Keeper) -> None:
        self._state = state
        self._keeper = keeper
        self.is_open = True
        self._pid = os.getpid()
        keeper.watch(state)

    def begin(self) -> bool:
        """Return whether the call was open. It is over from now on."""
        was_open, self.is_open = self.is_open, False
        self._keeper.forget(self._state)
        return was_open

    def settlement(self, error: BaseException | None) -> Settlement:
        return self._state.settlement(error)

    def failed(
        self, settlement: Settlement, failure: BillingError, error: BaseException | None
    ) -> None:
        """Go on in the background if the failure may pass. Otherwise tell it: in the log, and as
        Unsettled unless the caller's own exception is on its way."""
        if isinstance(failure, PassingError):
            logger.warning("a hold is closed in the background, %s: %s", failure, settlement)
            self._keeper.deliver(settlement)
            return
        self._keeper.tell(settlement, failure)
        if error is None:
            raise Unsettled([settlement]) from failure
        error.add_note(f"{failure} — {settlement}")

    def check(self, error: BaseException | None) -> None:
        """Raise Unmetered if the block ended well without telling what was used."""
        if error is None and self._state.is_unreported:
            raise Unmetered(
                "nothing was told of the usage, and nothing was charged: pass the reply to "
                "call.response() or call.stream(), or call call.record()"
            )

    def __del__(self) -> None:
        # After a fork, the open calls of the parent process are its own.
        if self.is_open and self._pid == os.getpid() and self.begin():
            self._keeper.deliver(self._state.abandoned())


def by_hand(
    input_tokens: int,
    output_tokens: int,
    cached_input_tokens: int,
    details: Sequence[UsageDetailInput],
    service_tier: ServiceTier | None,
) -> Counts:
    return Counts(
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cached_input_tokens=cached_input_tokens,
        details={one.unit: one.quantity for one in details},
        service_tier=service_tier,
    )


def closed_quietly(stream: Any) -> Any:
    """Close a stream of a provider, so that it stops to answer. Returns what may be awaited."""
    close = getattr(stream, "close", None) or getattr(stream, "aclose", None)
    try:
        return close() if callable(close) else None
    except Exception as error:  # noqa: BLE001 - the call is over; only the connection is at stake
        logger.debug("a stream could not be closed, %s", error)
        return None
