"""The items of a subscription, and the lines of its invoices, that belong to the plan.

In the provider's dashboard, people add items to a subscription, charge other things on its invoices
and change its price. So the plan is recognised by its product or price (billing rule 9). Our
checkout sells only the plan: if a subscription has a single item, this is the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple


class Terms(NamedTuple):
    """The terms of an order: `amount` per month, in the minor unit of `currency` (lower case)."""

    amount: int
    currency: str


class Article(NamedTuple):
    """A product for sale: the provider's ids of its product and price, and the amount of one period
    in the minor unit. None if an event does not contain it."""

    product: str | None = None
    price: str | None = None
    amount: int | None = None

    @property
    def is_named(self) -> bool:
        """Return whether product or price is known."""
        return self.product is not None or self.price is not None


class Item(NamedTuple):
    """An item of a subscription, `quantity` times. Its present period ends at `period_end`, if that
    is known."""

    article: Article
    period_end: datetime | None = None
    quantity: int = 1


class Line(NamedTuple):
    """A line of an invoice, before discounts and taxes, that pays for `quantity` until `end`. Lines
    that older releases stored have no `start`."""

    article: Article
    currency: str
    end: datetime
    is_proration: bool = False
    start: datetime | None = None
    quantity: int = 1

    @property
    def amount(self) -> int:
        """Return the amount in the minor unit."""
        return self.article.amount or 0


_FIRST = datetime(1, 1, 1, tzinfo=UTC)


def _rank_of_line(line: Line) -> tuple[bool, datetime, datetime, str]:
    """Return a total order of the lines of an invoice, which come as a set."""
    return not line.is_proration, line.end, line.start or _FIRST, repr(line)


Basket = frozenset[Article]
"""All items of a subscription at one time."""


class Own(NamedTuple):
    """The known articles of the plan."""

    articles: frozenset[Article]
    terms: Terms

    @property
    def amounts(self) -> frozenset[int | None]:
        """Return the possible prices of one period."""
        return frozenset(article.amount for article in self.articles) | {self.terms.amount}

    def has(self, article: Article) -> bool:
        """Return whether the article has a product or price of the plan."""
        return any(
            (article.product is not None and article.product == own.product)
            or (article.price is not None and article.price == own.price)
            for own in self.articles
        )

    def item(self, items: Iterable[Item]) -> Item | None:
        """Return the plan's item."""
        return next((item for item in items if item.article in self.articles), None)

    def line(self, lines: Iterable[Line]) -> Line | None:
        """Return the line that pays for the plan: a whole period before a proration, then the one
        that lasts longest, then the one that begins last: an invoice may have several prorations.
        A line with the amount 0 pays only for a plan that costs nothing."""
        fitting = [line for line in lines if line.currency == self.terms.currency]
        paying = [one for one in self._own(fitting) if one.amount > 0 or 0 in self.amounts]
        return max(paying, key=_rank_of_line, default=None)

    def _own(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Return the lines that name the plan.

        If there are none, return those that name nothing and have the plan's price. While no item
        is known, return all lines with that price.
        """
        if named := [line for line in lines if self.has(line.article)]:
            return named
        alike = [line for line in lines if line.amount in self.amounts]
        unnamed = [line for line in alike if not line.article.is_named]
        return unnamed or ([] if self.articles else alike)


def own_of(baskets: Iterable[Basket], terms: Terms, sold: Iterable[str] = ()) -> Own:
    """Return the plan's articles, from all items that its subscription ever had, in any order, and
    from the prices that changes of the plan sold."""
    known = list(baskets)
    prices = frozenset(Article(price=price) for price in sold)
    alone = Own(
        prices | {article for basket in known if len(basket) == 1 for article in basket}, terms
    )
    chosen = {article for basket in known for article in _chosen(basket, alone)}
    return Own(prices | chosen, terms)


def _chosen(basket: Basket, alone: Own) -> Iterable[Article]:
    """Choose the articles that were also sold alone; else those with the ordered price; else the
    most expensive."""
    if again := [article for article in basket if alone.has(article) or article in alone.articles]:
        return again
    if alike := [article for article in basket if article.amount == alone.terms.amount]:
        return alike
    return [max(basket, key=_rank)] if basket else []


def _rank(article: Article) -> tuple[int, str, str]:
    return article.amount or 0, article.product or "", article.price or ""
