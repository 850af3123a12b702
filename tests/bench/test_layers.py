"""The servers whose difference is a layer: each answers as the product does."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from bench.children import run_load
from bench.layers import CUTS
from bench.load import Plan
from bench.servers import layer, token
from bench.world import USE_SCOPE
from server.process.safe_headers import SAFE_HEADERS


@pytest.mark.parametrize("name", CUTS)
def test_a_server_without_its_lower_layers_is_served_by_the_product_s_own_protocol(
    name: str, tmp_path: Path
) -> None:
    with layer(name, tmp_path) as server:
        plan = Plan(port=server.port, token=token(USE_SCOPE), talk="uses", seconds=0.1)
        assert run_load(plan).replies_per_second > 0
        with httpx.Client(trust_env=False) as http:
            answer = http.post(f"http://127.0.0.1:{server.port}/graphql", json={"query": "{}"})
    told = dict(answer.headers)
    assert {name: told.get(name) for name, _ in SAFE_HEADERS} == dict(SAFE_HEADERS)
