from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from billing.catalog.catalog import (
    Capability,
    CatalogError,
    ModelTier,
    NativeLimit,
    QuotaPeriod,
    QuotaUnit,
)
from billing.catalog.price import BEGINNING, Price
from billing.catalog.pricing import Rate
from gateways.catalog.file import parse_catalog, read_catalog
from tests.gateways.catalog.small_catalog import SMALL, with_paid

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def prices(text: str) -> tuple[Price, ...]:
    return parse_catalog(text).models["paid"].prices


def same(tokens: str) -> Rate:
    return Rate.decode(f"{tokens}/{tokens}/{tokens}")


def test_one_cost_is_the_rate_of_everything_from_the_beginning() -> None:
    assert prices(SMALL) == (Price(BEGINNING, same("8")),)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ("cost: 0.1", same("0.1")),
        ("cost: '4.000001'", same("4.000001")),
        ("cost: 8, rates: {cached_input: 0.5}", Rate.decode("8/8/0.5")),
        ("rates: {input: 1, output: 3}", Rate.decode("1/3/1")),
        ("rates: {input: 1, output: 3, cached_input: 0}", Rate.decode("1/3/0")),
    ],
)
def test_rates_are_read_exactly_and_fall_back_on_the_cost(terms: str, expected: Rate) -> None:
    assert prices(with_paid(terms))[0].rate == expected


def test_capabilities_are_read_once_each_and_none_when_left_out() -> None:
    models = parse_catalog(with_paid("cost: 8, capabilities: [code, vision, CODE]")).models
    assert models["paid"].capabilities == (Capability.CODE, Capability.VISION)
    assert models["gift"].capabilities == ()


def test_prices_change_on_their_dates_in_any_order_of_the_file() -> None:
    later = "{from: 2027-06-01T02:00:00+02:00, cost: 2}"
    text = with_paid(f"cost: 8, prices: [{later}, {{from: 2027-01-01, cost: 4}}]")
    assert prices(text) == (
        Price(BEGINNING, same("8")),
        Price(datetime(2027, 1, 1, tzinfo=UTC), same("4")),
        Price(datetime(2027, 6, 1, tzinfo=UTC), same("2")),
    )
    assert all(p.effective_at.utcoffset() == timedelta(0) for p in prices(text))


def test_a_model_can_be_announced_before_its_price_is_in_force() -> None:
    model = parse_catalog(with_paid("prices: [{from: 2027-01-01, cost: 4}]")).models["paid"]
    assert model.tier is ModelTier.PREMIUM
    assert model.rate_at(NOW) is None


def test_a_limit_of_the_models_own_goes_before_the_providers() -> None:
    model = parse_catalog(with_paid("cost: 0, limit: 5 requests/day")).models["paid"]
    assert model.is_free
    assert model.native_limit == NativeLimit(5, QuotaUnit.REQUESTS, QuotaPeriod.DAY)


def test_a_model_with_a_price_does_not_take_its_providers_limit() -> None:
    assert parse_catalog(SMALL).models["paid"].native_limit is None


def test_descriptions_and_tiers_can_be_given() -> None:
    model = parse_catalog(with_paid("cost: 1, description: Good, tier: premium")).models["paid"]
    assert (model.description, model.tier) == ("Good", ModelTier.PREMIUM)


def test_a_file_is_read_with_its_exact_text(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    text, catalog = read_catalog(path)
    assert text == SMALL.replace("\n", "\r\n")
    assert catalog == parse_catalog(SMALL)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (SMALL.encode() + b"\xff", "mine.yaml line 13: not UTF-8"),
        (SMALL.replace("cost: 8", "cost: x").encode(), "mine.yaml line 7: "),
        (b"#" * 4_000_001, "mine.yaml line 1: larger than 4 MB"),
    ],
)
def test_a_faulty_file_is_named_in_the_error(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    with pytest.raises(CatalogError, match=message):
        read_catalog(path)


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_catalog(tmp_path / "none.yaml")


def test_models_have_aliases() -> None:
    catalog = parse_catalog(with_paid('cost: 8, aliases: [paid-latest, "@cf/文:free"]'))
    assert catalog.models["paid"].aliases == ("paid-latest", "@cf/文:free")
    assert catalog.models["gift"].aliases == ()
