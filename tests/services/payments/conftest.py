"""The payment services on each database, with the provider's sandbox or without a provider."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import Shop, sandbox_shop, shop


@pytest.fixture
async def both(database: str, tmp_path: Path) -> AsyncIterator[tuple[Shop, Provider]]:
    """Yield a shop and the provider's sandbox, both on one clock."""
    async with sandbox_shop(tmp_path) as made:
        yield made


@pytest.fixture
def store(both: tuple[Shop, Provider]) -> Shop:
    return both[0]


@pytest.fixture
def provider(both: tuple[Shop, Provider]) -> Provider:
    return both[1]


@pytest.fixture
async def open_shop(database: str) -> AsyncIterator[Shop]:
    """Yield a shop whose provider is unavailable."""
    async with shop() as made:
        yield made
