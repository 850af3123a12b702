"""Objects that all applications of the tests share, because they would be the same in each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from unittest.mock import patch

from billing.catalog.catalog import Catalog
from gateways.catalog import file
from server.graphql import schema as building


@contextmanager
def built_once() -> Iterator[None]:
    """Build schemas and catalogs once per process, which is half of an application's start."""
    read = lru_cache(maxsize=100)(file.parse_catalog)

    def parse(text: str, *, name: str = "catalog.yaml", **_: object) -> Catalog:
        return read(text, name=name)

    with (
        patch("server.app.build_schema", cache(building.build_schema)),
        patch("services.catalog.parse_catalog", parse),
        patch("services.audit.plans.parse_catalog", parse),
        patch("gateways.catalog.file.parse_catalog", parse),
    ):
        yield
