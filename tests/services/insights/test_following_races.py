"""Suggestions are noted while their account is erased."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from billing.insights.advice import Suggestion, SuggestionKind
from billing.ledger.commands import Touch
from db.engine.config import connect, disconnect
from db.insights.following import pairs_of
from services.insights.following import Following
from services.privacy import moving
from services.privacy.erasure import Erased, Erasures
from tests.services.commit.committing import commit_batch
from tests.support.clocks import Clock
from tests.support.engine.interrupted import interrupted
from tests.support.ledger.factories import book, free_model, premium_model

CLOCK = Clock()
SUGGESTION = Suggestion(
    SuggestionKind.FREE_MODEL, "", model=free_model(), instead_of=premium_model()
)


@pytest.fixture(autouse=True)
async def connected(postgres_url: str) -> AsyncIterator[None]:
    await connect(postgres_url)
    yield
    await disconnect()


async def test_what_is_stored_while_its_account_is_erased_does_not_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    learning = Following(CLOCK)
    opened = Touch("alice", may_open=True)
    await commit_batch([opened], book=book(), clock=CLOCK)
    learning.note("alice", [SUGGESTION])
    # After the rows were renamed and deleted, and before the commit.
    acting, started = interrupted(moving.add_action, learning.store)
    monkeypatch.setattr(moving, "add_action", acting)
    erased = await Erasures(CLOCK, lambda _: None).erase("alice", actor="root")
    await asyncio.gather(*started)
    assert isinstance(erased, Erased)
    for name in ("alice", erased.pseudonym):
        assert await pairs_of(name) == {}
