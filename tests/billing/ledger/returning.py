"""The ways in which a hold returns its tokens, to an account with a pack."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from billing.ledger.hold import Outcome
from billing.payments.packs import DisputeState
from tests.support.ledger.keeper import Keeper

OPEN, LOST, WON = DisputeState
ALL = 26_250
"""The input tokens that reserve everything: 10,000 of the allowance, and a pack of 200,000."""
Way = Callable[[Keeper, int], None]


def release(keeper: Keeper, number: int) -> None:
    keeper.release(number)


def expire(keeper: Keeper, number: int) -> None:
    keeper.wait(600)


def fail(keeper: Keeper, number: int) -> None:
    keeper.settle(number, outcome=Outcome.FAILED)


every_way = pytest.mark.parametrize("close", [release, expire, fail])
