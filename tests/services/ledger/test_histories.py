"""Pages of an account's ledger."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing.ledger.commands import Command, Touch
from services.ledger.history import page_of
from services.pages import Page
from tests.services.commit.committing import commit_batch
from tests.support.clocks import Clock
from tests.support.ledger.factories import NOW, adjustment, book, use


def revisions(page: Page) -> list[int]:
    return [entry.revision for entry in page.items]


@pytest.mark.usefixtures("database")
class TestPages:
    @pytest.fixture(autouse=True)
    async def history(self, database: str) -> None:
        """Make six entries: an allowance, three uses, an adjustment, a use of another model."""
        earlier = NOW - timedelta(days=1)
        commands: list[Command] = [
            Touch("alice", may_open=True),
            use(occurred_at=earlier),
            use(),
            use(),
        ]
        commands += [adjustment(), use(model="gift")]
        await commit_batch(commands, book=book(), clock=Clock())

    @pytest.mark.parametrize("size", range(1, 8))
    async def test_pages_follow_each_other_and_leave_nothing_out(self, size: int) -> None:
        read: list[int] = []
        before, more = None, True
        while more:
            page = await page_of("alice", size=size, before=before)
            assert len(page.items) == size or not page.more
            read += revisions(page)
            before, more = read[-1], page.more
        assert read == [6, 5, 4, 3, 2, 1]

    async def test_a_full_last_page_is_the_last(self) -> None:
        page = await page_of("alice", size=6, before=None)
        assert (len(page.items), page.more) == (6, False)

    async def test_filters_bound_a_page_and_what_follows_it(self) -> None:
        page = await page_of(
            "alice", size=2, before=None, uses_only=True, models=["paid"], start=NOW
        )
        assert (revisions(page), page.more) == ([4, 3], False)
        page = await page_of("alice", size=2, before=None, uses_only=True, end=NOW)
        assert (revisions(page), page.more) == ([2], False)

    async def test_nobody_has_an_empty_page(self) -> None:
        assert await page_of("nobody", size=1, before=None) == Page([], False)
