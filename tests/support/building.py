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
    """Schemas and catalogs are built once a process: half of an application's start. A schema knows
    the documents that it has validated, too; each application still compiles them for itself.
    """
    parse = lru_cache(maxsize=100)(file.parse_catalog)
    with (
        patch("server.app.build_schema", cache(building.build_schema)),
        patch("services.catalog.parse_catalog", parse),
        patch("services.audit.plans.parse_catalog", parse),
        patch("gateways.catalog.file.parse_catalog", parse),
    ):
        yield
