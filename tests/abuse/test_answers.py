"""Every attack gets the answer that it must get, and leaves no more than bounded memory."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from server.operations.operations import CACHE_BYTES
from tests.abuse.attack import Attack
from tests.abuse.attacks import ATTACKS
from tests.support.server.api import Api, served_app

ROUNDS = 6
"""The requests of an attack by many alike: `python -m tests.abuse` sends hundreds."""
ATTACKS_MIN = 120
PLAIN = [attack for attack in ATTACKS if not attack.settings]
"""Those with settings of their own are in test_floods."""

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture(scope="module")
def url(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = shutil.copy(sqlite_template, tmp_path_factory.mktemp("abuse") / "billing.db")
    return f"sqlite://{path}"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def attacked(url: str) -> AsyncIterator[Api]:
    """Serve one application for all attacks: a new one for each takes longer than most of them."""
    async with served_app(url) as api:
        yield api


@pytest.mark.parametrize("attack", PLAIN, ids=lambda attack: attack.name)
async def test_an_attack_is_answered_as_it_must_be(attack: Attack, attacked: Api) -> None:
    found = await attack.send(attacked, ROUNDS)
    assert found, "something was answered"
    assert found.keys() <= attack.answers
    assert (await attacked.anonymous.execute("{ packs { name } }"))["data"], "it serves others"
    assert attacked.app is not None
    assert attacked.app.endpoints.operations.cache.bytes <= CACHE_BYTES


async def test_the_attacks_are_many_and_no_two_have_the_same_name() -> None:
    names = [attack.name for attack in ATTACKS]
    assert len(set(names)) == len(names) >= ATTACKS_MIN
