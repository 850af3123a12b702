"""Counts of what this process sent, for the metrics."""

from __future__ import annotations

from collections import Counter

from services.webhooks.attempts import Outcome


class Counts:
    """The attempts by their result, and the endpoints that died, since the start."""

    def __init__(self) -> None:
        self.attempts: Counter[str] = Counter()
        self.died = 0

    def note(self, outcome: Outcome) -> None:
        result = "delivered" if outcome.succeeded else "failed"
        self.attempts[result] += 1
