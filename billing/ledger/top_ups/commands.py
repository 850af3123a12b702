"""The commands of automatic top-ups. The constructor of a command checks it: `BadInput` names the
field."""

from __future__ import annotations

from dataclasses import dataclass

from billing.checks import check_text
from billing.errors import BadInput
from billing.keyless import Keyless
from billing.tokens import MAX_TOKENS

PER_MONTH_MAX = 100
"""The highest monthly maximum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAutoTopUp(Keyless):
    """Buy a pack with the saved card whenever fewer than `below` tokens are available."""

    pack: str
    below: int
    max_per_month: int

    def __post_init__(self) -> None:
        check_text("accountId", self.account_id)
        check_text("pack", self.pack)
        for name, value, most in (
            ("below", self.below, MAX_TOKENS),
            ("maxPerMonth", self.max_per_month, PER_MONTH_MAX),
        ):
            if type(value) is not int or not 1 <= value <= most:
                raise BadInput(name, f"must be a whole number from 1 to {most}")


@dataclass(frozen=True, slots=True)
class RemoveAutoTopUp(Keyless):
    """Remove the top-up, if there is one. An open need still ends."""

    def __post_init__(self) -> None:
        check_text("accountId", self.account_id)
