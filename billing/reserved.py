"""Ids that nobody can claim: those of teams, and those that erased accounts get."""

from __future__ import annotations

from billing.errors import BadInput

TEAM_MARK = "team:"
"""Prefix of the ids of teams. No other account's id may begin with it."""
PSEUDONYM_MARK = "erased:"
"""Prefix of the ids of erased accounts."""

_KEEPERS = {TEAM_MARK: "teams", PSEUDONYM_MARK: "erased accounts"}


def is_reserved(account_id: str) -> bool:
    """Return whether neither a person nor a program may open the account."""
    return account_id.startswith((TEAM_MARK, PSEUDONYM_MARK))


def check_unreserved(name: str, account_id: str) -> None:
    """Refuse a reserved id in the field `name`."""
    for mark, keepers in _KEEPERS.items():
        if account_id.startswith(mark):
            raise BadInput(name, f"must not begin with {mark!r}, which only {keepers} have")
