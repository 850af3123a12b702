"""The heartbeat of tests that follow accounts."""

from __future__ import annotations

import pytest

from services.live import accounts as module


@pytest.fixture(autouse=True)
def resting_heart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the heartbeat: most tests are about signals, and the heartbeat would hide a lost
    signal."""
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 1_000)


@pytest.fixture
def quick_heart(resting_heart: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HEARTBEAT_SECONDS", 0.01)
