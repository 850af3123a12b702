"""The numbers of input tokens that summaries of uses tell apart."""

from __future__ import annotations

from datetime import datetime

from billing.catalog.price_book import PriceBook
from billing.insights.savings import thresholds
from billing.insights.substitutes import contexts


def bands(book: PriceBook, now: datetime) -> tuple[int, ...]:
    """Return all thresholds of the catalog in force: those of prices, and the contexts of free
    models."""
    return tuple(sorted({*contexts(book), *thresholds(book, now, None)}))
