"""A catalog with one free and one premium model, which tests change."""

from __future__ import annotations

from textwrap import dedent

SMALL = dedent("""\
    providers:
      acme:
        name: Acme
        limit: 1M tokens/month
        models:
          gift: Gift
          paid: {name: Paid, cost: 8}
    plans:
      FREE:
        name: Free
        price: 0 USD
        allowances: [100 tokens/month]
    """)


def with_paid(terms: str) -> str:
    """Return the small catalog with other terms for its paid model, on line 7."""
    return SMALL.replace("cost: 8", terms)
