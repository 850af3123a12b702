from __future__ import annotations

from bench.large_catalog import MODELS, enlarged
from gateways.catalog.file import parse_catalog

SMALL = """\
providers:
  acme:
    name: Acme
    models: {own: {name: Own, cost: 8}}
plans:
  FREE: {name: Free, price: 0 USD, allowances: [100 tokens/month]}
"""


def test_a_large_catalog_has_so_many_models_more_each_with_its_own_prices() -> None:
    models = parse_catalog(enlarged(SMALL)).models
    assert len(models) == MODELS + 1
    assert models["own"] == parse_catalog(SMALL).models["own"]
    assert len({model.prices for model in models.values()}) == len(models)
    assert sum(bool(model.prices[0].named) for model in models.values()) == -(-MODELS // 3)
