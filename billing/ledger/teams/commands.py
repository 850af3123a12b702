"""The requests about teams. The constructor of a command checks it: `BadInput` names the field.

`caller` is the account that asks, `idempotency_key` is unique per caller. `fingerprint` stands for
the content, as in `billing.ledger.commands`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from billing.canonical import Plain
from billing.checks import check_key, check_text, fingerprint_of
from billing.errors import BadInput
from billing.ledger.teams.invitations import (
    EXPIRY_SECONDS,
    check_address,
    check_code,
    check_expiry,
    check_name,
)
from billing.ledger.teams.membership import MemberLimit, TeamKind, TeamRole, check_limit
from billing.ledger.teams.rules import MemberChange

_COMMON = {"caller", "idempotency_key", "fingerprint"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamCommand:
    """A request of the account `caller`."""

    caller: str
    idempotency_key: str
    fingerprint: bytes = field(init=False)

    def __post_init__(self) -> None:
        check_key(self.idempotency_key)
        self.check()
        given = (getattr(self, one.name) for one in fields(self) if one.name not in _COMMON)
        content: tuple[Plain, ...] = (type(self).__name__, *(_plain(value) for value in given))
        object.__setattr__(self, "fingerprint", fingerprint_of(content))

    def check(self) -> None:
        """Check the fields. Raises BadInput."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTeam(TeamCommand):
    name: str
    kind: TeamKind

    def check(self) -> None:
        check_name(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinTeam(TeamCommand):
    code: str

    def check(self) -> None:
        check_code(self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeInvitation(TeamCommand):
    code: str

    def check(self) -> None:
        check_code(self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class InTeam(TeamCommand):
    """A request about the team `team`."""

    team: str

    def check(self) -> None:
        check_text("teamId", self.team)


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteToTeam(InTeam):
    role: TeamRole = TeamRole.MEMBER
    limit: MemberLimit | None = None
    expires_in_seconds: int = EXPIRY_SECONDS
    address: str | None = None

    def check(self) -> None:
        check_text("teamId", self.team)
        check_limit(self.limit)
        check_expiry(self.expires_in_seconds)
        if self.role is TeamRole.OWNER:
            raise BadInput("role", "the owner's role is only handed over")
        if self.address is not None:
            check_address(self.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveTeam(InTeam):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameTeam(InTeam):
    name: str

    def check(self) -> None:
        check_text("teamId", self.team)
        check_name(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseTeam(InTeam):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutMember(InTeam):
    """A request about the member `member` of the team."""

    member: str

    def check(self) -> None:
        check_text("teamId", self.team)
        check_text("accountId", self.member)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveFromTeam(AboutMember):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverTeam(AboutMember):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTeamMember(AboutMember):
    change: MemberChange


def _plain(value: object) -> Plain:
    """Return a value of a command as one that a digest covers."""
    match value:
        case MemberChange(role=role, pay_from=pay_from, limit=limit, keeps_limit=keeps):
            return f"{role} {pay_from} {'kept' if keeps else _plain(limit)}"
        case MemberLimit(tokens, period):
            return f"{tokens} {period}"
        case str() | int() | None:
            return value
    raise TypeError(f"{value!r} is no value of a command")
