"""A catalog file with a pool that two models of a provider share."""

from __future__ import annotations

from pathlib import Path

POOLED, ALSO_POOLED, ALONE = "pooled", "also-pooled", "alone"
PROVIDER = "sharing"
_TEXT = """\
providers:
  sharing:
    name: Sharing
    pool: {pool} requests/day
    models:
      pooled: {{name: Pooled, limit: 1M tokens/month}}
      also-pooled: {{name: Also pooled, cost: 1}}
  other:
    name: Other
    models:
      alone: {{name: Alone, limit: 1M tokens/month}}
plans:
  FREE: {{name: Free, price: 0 USD, allowances: [10000 tokens/month]}}
"""


def catalog_with(pool: int, folder: Path) -> Path:
    """Write the catalog, with so many requests a day in the pool."""
    path = folder / "catalog.yaml"
    path.write_text(_TEXT.format(pool=pool))
    return path
