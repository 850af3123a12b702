"""An event whose handling always fails is tried a few times, then waits for an operator."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from billing.payments.packs import PaymentState
from db.errors import Locked
from db.models import InboxEvent
from db.payments.inbox import inbox_lag
from services.payments.webhooks import FAILURES_MAX
from tests.support.payments.money import CREDITED, Json, session_event
from tests.support.payments.shop import Shop, inbox, kinds, status_of, stored


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception | None], None]:
    """Return a function that makes the handling of payments fail, or repairs it."""
    with monkeypatch.context() as patched:

        def change(error: Exception | None) -> None:
            if error is None:
                patched.undo()
                return

            def broken(*_: object) -> None:
                raise error

            patched.setattr("services.payments.packs.receipts.settle_purchase", broken)

        yield change


async def until_it_ends(shop: Shop, told: Json) -> list[float]:
    """Return the pauses between the tries, in seconds."""
    pauses = []
    while await status_of(told) == "PENDING":
        row = await InboxEvent.get(id=told["id"])
        assert row.retry_at is not None
        pauses.append((row.retry_at - shop.clock()).total_seconds())
        shop.clock.now = row.retry_at
        await shop.webhooks.handle_due()
    return pauses


async def test_one_that_failed_once_is_tried_again(
    open_shop: Shop, breaking: Callable[[Exception | None], None]
) -> None:
    made = await open_shop.bought()
    told = session_event(made)
    breaking(RuntimeError("broken on purpose: \u26a0"))
    await open_shop.hear(told)
    assert (await inbox())[told["id"]] == ("PENDING", 1, "broken on purpose: \\u26a0")
    # No part of the failed work remains.
    assert await kinds() == ["ALLOWANCE"]
    assert (await stored(made)).facts.state is PaymentState.PENDING
    breaking(None)
    open_shop.clock.advance(seconds=1)
    await open_shop.webhooks.handle_due()
    assert (await status_of(told), (await open_shop.account()).available) == ("HANDLED", CREDITED)


async def test_one_that_fails_for_good_is_given_up_and_seen(
    open_shop: Shop,
    breaking: Callable[[Exception | None], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    told = session_event(await open_shop.bought())
    breaking(ZeroDivisionError("no money"))
    await open_shop.hear(told)
    assert await until_it_ends(open_shop, told) == [2**n for n in range(FAILURES_MAX - 1)]
    status, _, note = (await inbox())[told["id"]]
    assert (status, note) == ("ALERT", f"given up after {FAILURES_MAX} failures: no money")
    assert f"ALERT event {told['id']}" in caplog.text
    lag = await inbox_lag()
    assert (lag.pending, lag.alerts) == (0, 1)
    open_shop.clock.advance(days=1)
    assert await open_shop.webhooks.handle_due() == 0


async def test_a_database_that_is_busy_is_no_failure_of_the_event(
    open_shop: Shop, breaking: Callable[[Exception | None], None]
) -> None:
    told = session_event(await open_shop.bought())
    breaking(Locked())
    await open_shop.hear(told)
    for _ in range(2 * FAILURES_MAX):
        open_shop.clock.advance(hours=1)
        assert await open_shop.webhooks.handle_due() == 1
    assert (await inbox())[told["id"]][:2] == ("PENDING", 0)
    breaking(None)
    open_shop.clock.advance(hours=1)
    await open_shop.webhooks.handle_due()
    assert await status_of(told) == "HANDLED"
