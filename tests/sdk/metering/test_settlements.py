"""What goes on beside metered calls: settlements are tried again, and holds are extended."""

from __future__ import annotations

import logging
import threading

import pytest
from yumi_billing import (
    BillingError,
    HoldClosed,
    Settlement,
    Unsettled,
)
from yumi_billing._metering import keeper

from tests.support.sdk.ledger import Ledger
from tests.support.sdk.meters import REPLY, Meter
from tests.support.server.api import Api


async def test_a_settlement_that_is_refused_is_told(
    meter: Meter, ledger: Ledger, api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    """An operator releases the hold during the call: the use cannot be recorded any more."""
    with pytest.raises(Unsettled) as raised:
        await meter.released_meanwhile(REPLY)
    [lost] = raised.value.settlements
    assert lost.input["inputTokens"] == 11
    assert isinstance(raised.value.__cause__, HoldClosed)
    assert "inputTokens" in caplog.text
    with pytest.raises(ZeroDivisionError) as error:
        await meter.released_meanwhile(REPLY, ZeroDivisionError())
    assert "HOLD_CLOSED" in error.value.__notes__[0]


async def test_a_settlement_goes_on_in_the_background(
    meter: Meter, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(keeper, "FIRST_WAIT_SECONDS", 0.01)
    monkeypatch.setattr("yumi_billing._wire.FIRST_WAIT_SECONDS", 0.001)
    with meter.failing(times=12), caplog.at_level(logging.WARNING):
        call = await meter.reply(REPLY)
        assert call.usage is None
        assert len(meter.client.pending) == 1
        await meter.flush()
    assert meter.client.pending == []
    assert await ledger.counts() == (11, 7, 3)
    assert "in the background" in caplog.text


async def test_what_cannot_be_delivered_is_told(
    meter: Meter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "GIVEN_UP_AFTER_SECONDS", 0.0)
    monkeypatch.setattr("yumi_billing._wire.FIRST_WAIT_SECONDS", 0.001)
    with meter.failing(times=1_000):
        await meter.reply(REPLY)
        with pytest.raises(Unsettled) as error:
            await meter.flush()
    assert error.value.settlements[0].input["outputTokens"] == 7
    assert len(meter.unsettled) == 1
    await meter.flush()


async def test_the_programs_own_failure_to_hear_it_stops_nothing(
    meter: Meter, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The thread goes on: the next settlements are delivered."""

    def fails(settlement: Settlement, error: BillingError) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(meter.client._keeper, "_on_unsettled", fails)
    monkeypatch.setattr(keeper, "FIRST_WAIT_SECONDS", 0.01)
    monkeypatch.setattr("yumi_billing._wire.FIRST_WAIT_SECONDS", 0.001)
    with monkeypatch.context() as hasty, meter.failing(times=1_000):
        hasty.setattr(keeper, "GIVEN_UP_AFTER_SECONDS", 0.0)
        await meter.reply(REPLY)
        with pytest.raises(Unsettled):
            await meter.flush()
    with meter.failing(times=6):
        await meter.reply(REPLY)
        await meter.flush()
    assert len((await ledger.read())["usage"]["nodes"]) == 1
    assert "ZeroDivisionError" in caplog.text


async def test_long_calls_keep_their_hold(meter: Meter, ledger: Ledger) -> None:
    """The hold lasts a second, and the call until the service has extended it."""
    extended = threading.Event()
    meter.on_request("extendHold", extended.set)
    call = await meter.waiting(REPLY, extended, ttl_seconds=2)
    assert call.usage.cost == 90
