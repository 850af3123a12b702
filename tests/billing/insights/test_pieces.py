"""Suggestions are worked out in pieces, none of which is long, and no further than needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from billing.insights.advice import SUBSTITUTES_MAX, suggesting
from billing.insights.room import Room
from billing.insights.substitutes import PIECE
from billing.insights.uses import DayUse
from tests.billing.insights.offering import day_use
from tests.support.ledger.factories import NOW, book, free_model, premium_model

DAYS, FREE = 30, 20
PAIR = 2 * DAYS
"""The days, past and expected, of one premium model with one free one."""


def uses_of(models: int) -> list[DayUse]:
    return [
        day_use(model=f"paid-{number}", ago=ago, cost=1)
        for number in range(models)
        for ago in range(DAYS)
    ]


def worked(uses: Sequence[DayUse], monkeypatch: pytest.MonkeyPatch, **given: Any) -> list[int]:
    """Return how many uses each piece of work fits into free models."""
    pieces, real = [0], Room.parts

    def counted(room: Room, free: Any, name: str, these: Sequence[DayUse]) -> Any:
        pieces[-1] += len(these)
        return real(room, free, name, these)

    monkeypatch.setattr(Room, "parts", counted)
    models = len({use.model for use in uses})
    frees = [free_model(name=f"free-{number}", **given) for number in range(FREE)]
    paid = [premium_model(name=f"paid-{number}") for number in range(models)]
    for one in suggesting(uses, "FREE", book(models=[*frees, *paid]), NOW):
        if one is None:
            pieces.append(0)
    return pieces


@pytest.mark.parametrize("models", [1, 40])
def test_no_piece_is_long_however_many_models_are_tried_in_vain(
    models: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A tenth of a day fits, which is less than a premium token.
    pieces = worked(uses_of(models), monkeypatch, amount=1)
    assert sum(pieces) == models * FREE * PAIR
    assert max(pieces) < PIECE + PAIR


def test_reading_many_uses_is_divided_too(monkeypatch: pytest.MonkeyPatch) -> None:
    uses = [day_use(model=f"gone-{number}") for number in range(10 * PIECE)]
    frees = book(models=[free_model(), premium_model()])
    # The uses themselves, and those expected: again as many, and as many as are over.
    assert [*suggesting(uses, "FREE", frees, NOW)].count(None) == 3 * 10


def test_no_more_models_are_tried_than_are_suggested(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = worked(uses_of(40), monkeypatch, limited=False)
    assert sum(pieces) == SUBSTITUTES_MAX * FREE * PAIR
