"""The limits that a benchmark lifts, so that it measures the service and not them."""

from __future__ import annotations

import pytest

from bench.servers import UNLIMITED
from server.settings import read_settings


@pytest.mark.parametrize("name", UNLIMITED)
def test_a_lifted_limit_is_one_of_the_service(name: str) -> None:
    assert read_settings({name: UNLIMITED[name]}) != read_settings({})
