"""The enums of discounts, described for the API."""

from __future__ import annotations

from billing.catalog.discounts import ProgrammeJoining
from billing.discounts.deciding import DiscountKind
from schema.describing import describe

__all__ = ["DiscountKind", "ProgrammeJoining"]

describe(
    ProgrammeJoining,
    "How an account gets into a programme. An operator can always put it there.",
    PROOF="By a proof that an operator accepts: `requestProgramme`.",
    CODE="By a code: `applyCode`.",
    OPERATOR="Only by an operator.",
)
describe(
    DiscountKind,
    "The kind of a discount.",
    BULK="For the number of packs in one purchase.",
    PROGRAMME="For an account that is in a programme.",
)
