"""Refusals of programmes and codes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProgrammeNotFound:
    """It does not exist, or cannot be asked for."""

    programme: str
    code = "PROGRAMME_NOT_FOUND"

    @property
    def message(self) -> str:
        return f"There is no programme named {self.programme!r} for this request."


@dataclass(frozen=True, slots=True)
class CodeNotFound:
    """It was never made, is used up, has ended or was revoked: nobody learns which."""

    code = "CODE_NOT_FOUND"
    message = "This code can't be used."


@dataclass(frozen=True, slots=True)
class CodeAlreadyUsed:
    code = "CODE_ALREADY_USED"
    message = "The account has used this code already."


@dataclass(frozen=True, slots=True)
class AlreadyEnrolled:
    """The account has at least what the request would give, so a code is not used up."""

    programme: str
    code = "ALREADY_ENROLLED"

    @property
    def message(self) -> str:
        return f"The account is in the programme {self.programme} already, for at least as long."


DiscountRefusal = ProgrammeNotFound | CodeNotFound | CodeAlreadyUsed | AlreadyEnrolled
