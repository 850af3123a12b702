"""The payment services on each database, as for the tests of payments."""

from __future__ import annotations

from tests.services.payments.conftest import both, open_shop, provider, store

__all__ = ["both", "open_shop", "provider", "store"]
