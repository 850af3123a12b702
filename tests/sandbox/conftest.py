from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.sandbox.stage import Stage, staged

HERE = Path(__file__).parent
# The SDK passes the body to httpx under an outdated name.
SDK_WARNING = "ignore:Use 'content=<...>':DeprecationWarning"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings(SDK_WARNING))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path / "sandbox.db") as made:
        yield made


@pytest.fixture(scope="module")
def module_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sandbox") / "sandbox.db"


@pytest.fixture
async def stage_for_all(module_path: Path) -> AsyncIterator[Stage]:
    """Yield one sandbox for all examples of a property, which therefore uses unique names."""
    async with staged(module_path) as made:
        yield made
