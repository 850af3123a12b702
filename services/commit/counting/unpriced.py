"""Counts the things that uses had no rate for, so that an operator can add the rates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from billing.catalog.details import PLAIN, Details
from billing.catalog.terms import unpriced_units
from billing.catalog.units import UsageUnit
from billing.ledger.commands import Command, RecordUsage
from billing.ledger.hold_commands import SettleHold
from services.commit.decisions import CommandOutcome, Done

_USES = (RecordUsage, SettleHold)
"""The commands that record a use; a tuple, because a union would be made anew for each command."""


class UnpricedUses:
    """The number of uses recorded by this process, by each unit that cost nothing for lack of a
    rate."""

    def __init__(self) -> None:
        self.by_unit: Counter[UsageUnit] = Counter()

    def add(
        self, commands: Sequence[Command], outcomes: Sequence[CommandOutcome | Exception]
    ) -> None:
        """Count committed uses. `outcomes` are those of `commands`, in order."""
        # Few uses have details, and every command is looked at.
        for place, command in enumerate(commands):
            if isinstance(command, _USES) and command.details is not PLAIN:
                self._count(command.details, outcomes[place])

    def _count(self, details: Details, outcome: CommandOutcome | Exception) -> None:
        if isinstance(outcome, Done) and not outcome.replayed and outcome.recorded.use is not None:
            self.by_unit.update(unpriced_units(outcome.recorded.use.terms, details))
