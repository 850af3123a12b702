"""The effect of a request about a team, as it is stored for a repeat. Billing rule 8."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from billing.ledger.teams.membership import Membership
from billing.ledger.teams.text import membership_text, membership_told


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamAnswer:
    """The result of a request about the team `team`. `membership` is what it made or changed,
    `code` that of its invitation, and `returned` the tokens that a closed team gave back.

    It never names another account than the caller's, so nothing is left of an erased one.
    """

    team: str
    membership: Membership | None = None
    code: str | None = None
    returned: int = 0

    def encode(self) -> str:
        """Return the answer as text."""
        known: dict[str, object] = {"team": self.team}
        if self.membership is not None:
            known["membership"] = membership_text(self.membership)
            known["joinedAt"] = self.membership.joined_at.isoformat()
            known["used"] = self.membership.used
            known["endsAt"] = self.membership.ends_at and self.membership.ends_at.isoformat()
        if self.code is not None:
            known["code"] = self.code
        if self.returned:
            known["returned"] = self.returned
        return json.dumps(known)


def team_answer(text: str) -> TeamAnswer:
    """Return the answer in a text of `TeamAnswer.encode`."""
    known = json.loads(text)
    membership = None
    if "membership" in known:
        joined_at = datetime.fromisoformat(known["joinedAt"])
        membership = membership_told(known["membership"], joined_at)
        ends_at = known["endsAt"] and datetime.fromisoformat(known["endsAt"])
        membership = membership and membership._replace(used=known["used"], ends_at=ends_at)
    return TeamAnswer(
        team=known["team"],
        membership=membership,
        code=known.get("code"),
        returned=known.get("returned", 0),
    )
