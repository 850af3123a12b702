"""Objects that all applications of the tests share, because they would be the same in each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from unittest.mock import patch

from billing.catalog.catalog import Catalog
from gateways.catalog import file
from server.graphql import schema as building
from server.page.built_files import BuiltFiles
from server.settings import SHIPPED_CATALOG


@contextmanager
def built_once() -> Iterator[None]:
    """Build schemas, catalogs and pages once per process: most of an application's start."""
    parsed = lru_cache(maxsize=100)(file.parse_catalog)
    shipped = cache(file.read_catalog)

    def parse(text: str, *, name: str = "catalog.yaml", **_: object) -> Catalog:
        return parsed(text, name=name)

    def read(path: Path) -> tuple[str, Catalog]:
        # Tests write and change other files.
        return shipped(path) if path == SHIPPED_CATALOG else file.read_catalog(path)

    with (
        patch("server.app.build_schema", cache(building.build_schema)),
        patch("server.page.page.BuiltFiles", cache(BuiltFiles)),
        patch("services.catalog.parse_catalog", parse),
        patch("services.catalog.read_catalog", read),
        patch("gateways.catalog.file.parse_catalog", parse),
    ):
        yield
