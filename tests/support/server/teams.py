"""Teams over the API: founded, joined, and asked about."""

from __future__ import annotations

from itertools import count
from typing import Any

from tests.support.server.api import Api, Client, Json

_keys = count(1)

MEMBER = "accountId role limit { tokens period } used resetsAt payFrom joinedAt"
MEMBERSHIP = "team { id name kind } role limit { tokens period } used resetsAt payFrom joinedAt"
ANSWERS = {
    "createTeam": "TeamCreated { team { id name kind createdAt closedAt seats memberCount }",
    "inviteToTeam": "TeamInvited { code expiresAt",
    "joinTeam": f"TeamJoined {{ membership {{ {MEMBERSHIP} }}",
    "leaveTeam": "TeamLeft { team { id }",
    "removeFromTeam": "MemberRemoved { team { id memberCount } accountId",
    "setTeamMember": f"MemberChanged {{ member {{ {MEMBER} }}",
    "handOverTeam": "TeamHandedOver { team { id }",
    "revokeInvitation": "InvitationRevoked { team { id }",
    "renameTeam": "TeamRenamed { team { id name }",
    "closeTeam": "TeamClosed { team { id closedAt } returned",
}
"""The beginning of what is asked of each success."""


def document(operation: str) -> str:
    kind = f"{operation[0].upper()}{operation[1:]}Input"
    return f"""mutation ($input: {kind}!) {{ {operation}(input: $input) {{ __typename
  ... on Refusal {{ code message }} ... on {ANSWERS[operation]} replayed }} }} }}"""


async def ask(client: Client, operation: str, **given: Any) -> Json:
    """Ask for something about a team, with a new key unless one is given."""
    asked = {"idempotencyKey": f"team-{next(_keys)}"} | given
    answer: Json = (await client.data(document(operation), input=asked))[operation]
    return answer


async def founded(client: Client, kind: str = "FAMILY", name: str = "The Smiths") -> str:
    made = await ask(client, "createTeam", name=name, kind=kind)
    assert made["__typename"] == "TeamCreated", made
    identifier: str = made["team"]["id"]
    return identifier


async def invited(client: Client, team: str, **given: Any) -> str:
    made = await ask(client, "inviteToTeam", teamId=team, **given)
    assert made["__typename"] == "TeamInvited", made
    code: str = made["code"]
    return code


async def joined(api: Api, owner: Client, team: str, *members: str, **given: Any) -> None:
    """Make accounts members by invitations of the owner."""
    for member in members:
        code = await invited(owner, team, **given)
        answer = await ask(api.user(member), "joinTeam", code=code)
        assert answer["__typename"] == "TeamJoined", answer
