"""The history of an account: pages of its ledger, and sums over its uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from billing.ledger.entry import Entry
from db.insights import UsageSum
from db.ledger.history import read_entries
from services.pages import Page, page_from


async def page_of(
    account_id: str,
    *,
    size: int,
    before: int | None,
    uses_only: bool = False,
    model: str | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
) -> Page[Entry]:
    """Return `size` entries with a revision below `before`."""
    entries = await read_entries(
        account_id,
        limit=size + 1,
        before=before,
        uses_only=uses_only,
        model=model,
        start=start,
        end=end,
    )
    return page_from(entries, size)


@dataclass(slots=True)
class Total:
    """Sums over the uses with one key, in the fields of `UsageSum`."""

    key: str
    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_input_tokens: int = 0
    cost: int = 0
    imported_tokens: int = 0

    def add(self, other: UsageSum) -> None:
        self.requests += other.requests
        self.input_tokens += other.input_tokens
        self.output_tokens += other.output_tokens
        self.cached_input_tokens += other.cached_input_tokens
        self.cost += other.cost
        self.imported_tokens += other.imported_tokens


def totals(sums: Iterable[UsageSum], key_of: Callable[[UsageSum], str]) -> list[Total]:
    """Return one total per key, in the order of the first occurrence."""
    found: dict[str, Total] = {}
    for one in sums:
        key = key_of(one)
        found.setdefault(key, Total(key)).add(one)
    return list(found.values())
