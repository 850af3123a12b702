"""What all tests of workers that share commands need."""

from __future__ import annotations

import pytest

from db.engine.config import connect, disconnect
from gateways.commit import link
from services.catalog import CatalogService
from tests.support.audit.tampering import CATALOG
from tests.support.clocks import Clock


@pytest.fixture
async def connected(postgres_url: str):
    await connect(postgres_url)
    try:
        await CatalogService(clock=Clock()).apply(CATALOG, "test")
        yield postgres_url
    finally:
        await disconnect()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for the others also on a busy machine."""
    monkeypatch.setattr(link, "PATIENCE_SECONDS", 30)
