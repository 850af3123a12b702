"""The service with its payments, served in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.payments.money_api import Api, served


@pytest.fixture
async def api(database_url: str, tmp_path: Path) -> AsyncIterator[Api]:
    """Yield the API, on each database in turn."""
    async with served(database_url, tmp_path) as made:
        yield made


@pytest.fixture
async def sqlite_api(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Api]:
    async with served(sqlite_url, tmp_path) as made:
        yield made
