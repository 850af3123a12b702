"""The form of commands that need no idempotency key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keyless:
    """A command that needs no idempotency key: to do it again changes nothing."""

    account_id: str
    may_open: bool = False
