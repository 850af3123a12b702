"""Registers enums of `billing` in the schema."""

from __future__ import annotations

from enum import Enum

import strawberry


def describe(enum: type[Enum], description: str, **values: str) -> None:
    """Register an enum, with a description for every member."""
    if set(values) != set(enum.__members__):
        raise TypeError(f"{enum.__name__}: describe exactly {sorted(enum.__members__)}")
    strawberry.enum(enum, description=description)
    for member in enum.__strawberry_definition__.values:  # type: ignore[attr-defined]  # added by strawberry.enum
        member.description = values[member.name]
