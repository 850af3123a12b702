"""Floods of allowed requests: each is refused, and its neighbours are served.

Each needs a server with its own settings.
"""

from __future__ import annotations

import pytest

from tests.abuse.attack import Attack
from tests.abuse.attacks import ATTACKS
from tests.support.server.api import served_app

FLOODS = [attack for attack in ATTACKS if attack.settings]

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("attack", FLOODS, ids=lambda attack: attack.name)
async def test_a_flood_is_refused_and_its_neighbours_are_not(
    attack: Attack, sqlite_url: str
) -> None:
    async with served_app(sqlite_url, **attack.settings) as api:
        found = await attack.send(api, 1)
        assert attack.answers - {"data"} <= found.keys() <= attack.answers
        assert api.app is not None
        rates = api.app.endpoints.rates
        assert sum(rates.refused.values()) > 0
        inside = [
            share.inside
            for limit in (rates.addresses, rates.users, rates.gateways, rates.webhooks)
            for share in limit._shares.values()
        ]
        assert not any(inside), "every place is given back"
