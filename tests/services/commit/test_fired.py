"""Each firing of an alert is counted once by the process that commits it. Billing rule 14."""

from __future__ import annotations

import pytest

from billing.ledger.alerts.alert import AlertKind, AlertName
from billing.ledger.alerts.commands import SetAlert
from billing.ledger.commands import Touch
from db.commit.writer import Changes
from services.commit.fired import fired
from tests.services.commit.committing import Committing, committing
from tests.support.ledger.factories import adjustment, use

LOW = AlertName(AlertKind.BALANCE_BELOW, 9_950)


def counted() -> int:
    return fired.by_kind[LOW.kind]


async def watched(one: Committing) -> int:
    """Set an alert; return what was counted before it can fire."""
    await one.commit(Touch("alice", may_open=True), SetAlert("alice", alert=LOW))
    return counted()


async def test_later_changes_at_the_instant_of_a_firing_are_no_firings(database: str) -> None:
    async with committing(database) as one:
        before = await watched(one)
        for _ in range(3):
            await one.commit(use(input_tokens=10))
        assert counted() == before + 1
        await one.commit(adjustment(tokens=9), use(), adjustment(tokens=500), use(input_tokens=99))
        assert counted() == before + 2


@pytest.mark.parametrize("is_committed", [True, False])
async def test_a_batch_with_an_unknown_outcome_is_counted_when_it_is_known(
    database: str, is_committed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with committing(database) as one:
        before = await watched(one)
        append = one.writer.append

        async def broken(changes: Changes) -> None:
            if is_committed:
                await append(changes)
            raise ConnectionResetError

        asked = [use(input_tokens=10)]
        with monkeypatch.context() as patch:
            patch.setattr(one.writer, "append", broken)
            with pytest.raises(ConnectionResetError):
                await one.committer(asked)
        assert counted() == before
        await one.committer(asked)
        assert counted() == before + 1
