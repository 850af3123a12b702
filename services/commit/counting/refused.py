"""Counts the uses and holds that the rules refused, for operators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from billing.ledger.refusals import UseRefusal
from services.commit.decisions import CommandOutcome, Done


class RefusedUses:
    """The number of uses, holds and adjustments that the rules refused in this process, by the
    refusal's code. A hold that is not found may be found by a second look, so it does not count."""

    def __init__(self) -> None:
        self.by_code: Counter[str] = Counter()

    def add(self, outcomes: Sequence[CommandOutcome | Exception]) -> None:
        # Most batches have no refusal, and every batch is looked at.
        if {*map(type, outcomes)} != {Done}:
            self.by_code.update(one.code for one in outcomes if isinstance(one, UseRefusal))
