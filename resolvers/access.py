"""The rights of a caller to see an account."""

from __future__ import annotations

from dataclasses import dataclass

from billing.ledger.teams.membership import Membership
from billing.ledger.teams.rights import manages
from resolvers.errors import Restricted


@dataclass(frozen=True, slots=True)
class View:
    """A view of an account: all of it, or what a plain member sees of the account of its team. Then
    `handle` is the name of the member in the team's ledger."""

    handle: str | None = None

    def require_all(self) -> None:
        """Raise Restricted unless all may be seen."""
        if self.handle is not None:
            raise Restricted("Only the owner and the admins of the team see this.")


ALL = View()


def view_of_team(member: Membership) -> View:
    """Return what a member sees of the account of its team."""
    return ALL if manages(member.role) else View(member.handle)
