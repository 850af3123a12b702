"""The settings of the rate limits, and the page that lists them."""

from __future__ import annotations

import re
from pathlib import Path
from secrets import token_urlsafe

import pytest

from server.rate_limits.limits import NAMES, PRODUCTION, RateLimits
from server.settings import SettingsError, read_settings

ROOT = Path(__file__).parents[3]
PRODUCTION_ENV = {"ENVIRONMENT": "production", "JWT_SECRET": token_urlsafe(32)}
ROW = re.compile(r"^\| `((?:RATE|AT_ONCE)_\w+)` \| (\d+) \| (\d+) \|", re.M)


def test_development_is_generous() -> None:
    rates = read_settings({}).rates
    assert rates == RateLimits()
    assert min(rates.per_address, rates.per_user, rates.per_gateway) >= 2_000
    assert rates.failed_sign_ins >= 2_000
    assert min(rates.address_at_once, rates.user_at_once, rates.gateway_at_once) >= 200


def test_production_has_other_defaults() -> None:
    rates = read_settings(PRODUCTION_ENV).rates
    usual = RateLimits()
    for field in NAMES:
        assert getattr(rates, field) == PRODUCTION.get(field, getattr(usual, field))


def test_the_page_tells_every_setting_with_its_defaults() -> None:
    usual = RateLimits()
    expected = {
        name: (getattr(usual, field), PRODUCTION.get(field, getattr(usual, field)))
        for field, name in NAMES.items()
    }
    page = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    told = {name: (int(usual), int(production)) for name, usual, production in ROW.findall(page)}
    assert told == expected


@pytest.mark.parametrize("field", NAMES)
def test_each_limit_is_a_setting(field: str) -> None:
    name = NAMES[field]
    assert getattr(read_settings({name: "7"}).rates, field) == 7
    assert getattr(read_settings({**PRODUCTION_ENV, name: "7"}).rates, field) == 7
    for bad in ("0", "-1", "many", "1.5", "99999999999"):
        with pytest.raises(SettingsError, match=name):
            read_settings({name: bad})
