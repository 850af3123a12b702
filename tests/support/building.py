"""What every application of a test would build anew, though it comes out the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from unittest.mock import patch

from gateways.catalog import file
from server.graphql import schema as building


@contextmanager
def built_once() -> Iterator[None]:
    """Schemas and catalogs are built once a process: half of an application's start.

    A schema's own cache, that of documents, is empty whenever it is handed out again.
    """
    made = cache(building.build_schema)
    parse = lru_cache(maxsize=100)(file.parse_catalog)

    def build_schema(*, production: bool = False) -> building.strawberry.Schema:
        schema = made(production=production)
        assert isinstance(schema, building.BillingSchema)
        schema.documents._known.clear()
        return schema

    with (
        patch("server.app.build_schema", build_schema),
        patch("services.catalog.parse_catalog", parse),
        patch("gateways.catalog.file.parse_catalog", parse),
    ):
        yield
