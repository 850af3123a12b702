"""Every attack gets the answer that it must get, and leaves no more than bounded memory."""

from __future__ import annotations

import pytest

from server.operations.operations import CACHE_BYTES
from tests.abuse.attack import Attack
from tests.abuse.attacks import ATTACKS
from tests.support.server.api import served_app

ROUNDS = 12
"""The requests of an attack by many alike: `python -m tests.abuse` sends hundreds."""

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
async def test_an_attack_is_answered_as_it_must_be(attack: Attack, sqlite_url: str) -> None:
    async with served_app(sqlite_url) as api:
        found = await attack.send(api, ROUNDS)
        assert found, "something was answered"
        assert found.keys() <= attack.answers
        assert (await api.anonymous.execute("{ packs { name } }"))["data"], "it serves others"
        assert api.app is not None
        endpoints = api.app.endpoints
        assert endpoints.operations.cache.bytes <= CACHE_BYTES


def test_no_two_attacks_have_the_same_name() -> None:
    names = [attack.name for attack in ATTACKS]
    assert len(set(names)) == len(names)
