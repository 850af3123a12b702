"""Questions to the database have a time limit and do not pile up."""

from __future__ import annotations

import asyncio

import pytest

import server.observability.patience
from server.observability.patience import Patience


class Slow:
    """Answers how often it was asked, as soon as it is allowed to."""

    def __init__(self) -> None:
        self.asked = 0
        self.may_answer = asyncio.Event()

    async def question(self) -> int:
        self.asked += 1
        number = self.asked
        await self.may_answer.wait()
        return number


async def test_who_asks_meanwhile_shares_the_question_and_gives_up_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server.observability.patience, "ANSWER_SECONDS", 0.01)
    slow = Slow()
    patience = Patience(slow.question)
    for _ in range(3):
        with pytest.raises(TimeoutError):
            await patience.answer()
    assert slow.asked == 1
    monkeypatch.setattr(server.observability.patience, "ANSWER_SECONDS", 20)
    waiting = [asyncio.create_task(patience.answer()) for _ in range(3)]
    slow.may_answer.set()
    assert await asyncio.gather(*waiting) == [1, 1, 1]
    assert await patience.answer() == 2


async def test_a_question_without_an_answer_is_given_up_and_put_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server.observability.patience, "GIVE_UP_SECONDS", 0.01)
    slow = Slow()
    patience = Patience(slow.question)
    for asked in (1, 2):
        with pytest.raises(TimeoutError):
            await patience.answer()
        assert slow.asked == asked


async def test_what_the_question_raises_is_raised_and_asked_again() -> None:
    answers = iter([OSError("away"), 7])

    async def question() -> int:
        answer = next(answers)
        if isinstance(answer, OSError):
            raise answer
        return answer

    patience = Patience(question)
    with pytest.raises(OSError, match="away"):
        await patience.answer()
    assert await patience.answer() == 7
