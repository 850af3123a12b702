"""A catalog with many models, and one with a long name, an alias and many rates."""

from __future__ import annotations

from pathlib import Path

from tests.support.server.server_process import ROOT

LONG = "Long Model of the Department for Extraordinarily Long Names, Preview"
SHIPPED = (ROOT / "catalog.yaml").read_text(encoding="utf-8")
MODELS = f"""
  lister:
    name: Lister
    models:
      long-model:
        name: {LONG}
        rates: {{input: 0.5, output: 2, cached_input: 0.05, cache_write: 0.75, searches: 100}}
        above: {{200K: {{input: 1}}}}
        tiers: {{priority: {{input: 0.75, output: 3}}}}
        aliases: [alias-of-long, 文心, "@maker/{"deep/" * 12}modèle:free"]
"""


def large_catalog(number: int) -> str:
    """Return the shipped catalog with so many more models of the provider `lister`."""
    listed = "".join(
        f'      "@maker/listed-{n}:free": {{name: Listed {n}, cost: 2, source: list.json}}\n'
        for n in range(1, number)
    )
    return SHIPPED.replace("\nproviders:\n", f"\nproviders:{MODELS}{listed}", 1)


def write_large_catalog(folder: Path, number: int) -> dict[str, str]:
    """Write the catalog; return the settings of a server that serves it."""
    file = folder / "large.yaml"
    file.write_text(large_catalog(number), encoding="utf-8")
    return {"CATALOG": str(file)}
