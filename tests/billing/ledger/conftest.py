"""An account with a pack, kept by a `Keeper`."""

from __future__ import annotations

import pytest

from tests.support.ledger.keeper import Keeper
from tests.support.payments.money import PAID


@pytest.fixture
def keeper() -> Keeper:
    """Return a keeper with a pack, which is grant 2."""
    one = Keeper()
    one.hear(PAID)
    return one
