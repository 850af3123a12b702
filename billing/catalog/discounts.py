"""The discounts of a catalog: steps for quantities of a pack, and programmes.

A percentage is a whole number of hundredths of a percent: 1,000 are 10 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

WHOLE = 10_000
"""100 %, in hundredths of a percent."""


def percent_text(off: int) -> str:
    """Return a percentage for people: "12.5%"."""
    whole, rest = divmod(off, WHOLE // 100)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".") + "%"


def check_off(off: int) -> None:
    """Raise ValueError unless the percentage is above 0 and below 100 %: a gift is an adjustment,
    and no sale."""
    if not 0 < off < WHOLE:
        raise ValueError("a discount must be above 0% and below 100%")


@dataclass(frozen=True, slots=True)
class BulkStep:
    """A discount on all packs of a purchase of at least `start`. `off` is its percentage."""

    start: int
    off: int

    def __post_init__(self) -> None:
        check_off(self.off)
        if self.start < 2:
            raise ValueError("a step must begin at 2 packs or more")


def check_steps(steps: Sequence[BulkStep]) -> None:
    """Raise ValueError unless later steps need more packs and take off more, so that a pack never
    costs more in a larger purchase."""
    for before, after in pairwise(steps):
        if not (before.start < after.start and before.off < after.off):
            raise ValueError("each step must begin at more packs, and take off more, than the last")


class ProgrammeJoining(StrEnum):
    """How an account gets into a programme. An operator can always put it there."""

    PROOF = "PROOF"
    CODE = "CODE"
    OPERATOR = "OPERATOR"


@dataclass(frozen=True, slots=True)
class CodeLimits:
    """The limits of a programme's codes, unless a code has others: the number of accounts, and the
    time until which a code can be used. With `months`, the programme ends so long after the use."""

    uses: int = 1
    until: datetime | None = None
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """A group of accounts that pay less: `packs_off` and `plans_off` are percentages, 0 for none.

    With `with_bulk` a pack's bulk step comes first and the programme takes its part of the rest;
    otherwise the cheaper of both counts. `proof` tells what an operator accepts as a proof.
    """

    name: str
    display_name: str
    description: str = ""
    packs_off: int = 0
    plans_off: int = 0
    with_bulk: bool = False
    joining: ProgrammeJoining = ProgrammeJoining.OPERATOR
    proof: str = ""
    codes: CodeLimits | None = None

    def __post_init__(self) -> None:
        for off in (self.packs_off, self.plans_off):
            if off:
                check_off(off)
        if not (self.packs_off or self.plans_off):
            raise ValueError("needs a discount on packs or on plans")
