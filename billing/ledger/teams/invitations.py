"""Invitations to a team as values, and what a team shows beside its ledger. Billing rule 13."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from billing.checks import check_text
from billing.errors import BadInput
from billing.ledger.teams.lifecycle_refusals import (
    InvitationExpired,
    InvitationNotFound,
    InvitationUsed,
)
from billing.ledger.teams.membership import MemberLimit, TeamKind, TeamRole

NAME_LENGTH_MAX = 100
CODE_LENGTH_MAX = 64
ADDRESS_LENGTH_MAX = 320
EXPIRY_SECONDS = 7 * 86_400
"""How long an invitation is open, unless its inviter says otherwise."""
EXPIRY_SECONDS_MIN, EXPIRY_SECONDS_MAX = 60, 90 * 86_400
OPEN_MAX = 200
"""The highest number of open invitations of a team."""


class TeamInfo(NamedTuple):
    """The description of a team beside its account. `id` is the account's."""

    id: str
    name: str
    kind: TeamKind
    created_at: datetime
    closed_at: datetime | None = None


class Invitation(NamedTuple):
    """An invitation to the team `team`. Who joins by its `code` gets the role and the limit.
    `inviter` is the handle of the member who made it.

    With `address`, only an account with this verified address may use it.
    """

    code: str
    team: str
    inviter: str
    role: TeamRole
    limit: MemberLimit | None
    address: str | None
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    def refusal(
        self, address: str | None, now: datetime
    ) -> InvitationNotFound | InvitationExpired | InvitationUsed | None:
        """Return why an account with this verified address can not join by it, or None. An account
        with another address learns nothing of it."""
        if self.address is not None and self.address != (address and address_key(address)):
            return InvitationNotFound()
        if self.used_at is not None:
            return InvitationUsed()
        return InvitationExpired() if self.expires_at <= now else None


def check_name(name: str) -> None:
    """Check for 1 to NAME_LENGTH_MAX characters."""
    check_text("name", name, NAME_LENGTH_MAX)


def check_code(code: str) -> None:
    check_text("code", code, CODE_LENGTH_MAX)


def check_expiry(seconds: int) -> None:
    """Check how long an invitation shall be open."""
    if type(seconds) is not int or not EXPIRY_SECONDS_MIN <= seconds <= EXPIRY_SECONDS_MAX:
        raise BadInput(
            "expiresInSeconds", f"must be from {EXPIRY_SECONDS_MIN} to {EXPIRY_SECONDS_MAX}"
        )


def check_address(address: str) -> None:
    """Check for the form of an email address: whether it exists, only its owner can prove."""
    check_text("address", address, ADDRESS_LENGTH_MAX)
    name, _, host = address.rpartition("@")
    if not name or not host or " " in address:
        raise BadInput("address", "must be an email address")


def address_key(address: str) -> str:
    """Return the address as it is compared: the letters' case does not matter."""
    return address.strip().casefold()
