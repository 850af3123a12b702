"""Teams: what is shown of them beside the ledger, invitations, and requests that were answered.

Who is a member, with which role and limit, is in the accounts' states. These rows are written in
the transaction of the entries that they belong to.
"""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Team(Model):
    """A team. Its id is the id of its pool, which is an account."""

    id = fields.CharField(max_length=40, primary_key=True)
    name = fields.CharField(max_length=255)
    kind = fields.CharField(max_length=16)
    created_at = fields.DatetimeField()
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "team"


class TeamHandle(Model):
    """A membership, present or past. The pool's ledger knows a member only by `handle`, so that it
    stays as it is when the member's account is erased: only this row is deleted. Primary key in the
    database: (team_id, handle)."""

    team_id = fields.CharField(max_length=40)
    handle = fields.CharField(max_length=40, primary_key=True)
    account_id = fields.CharField(max_length=255)
    joined_at = fields.DatetimeField()
    left_at = fields.DatetimeField(null=True)

    class Meta:
        table = "team_handle"


class TeamInvitation(Model):
    """An invitation. `code` is a secret: who has it may join. It is stored, because owner and
    admins can list open invitations, and because a repeated request has the same answer.
    `inviter` is the handle of who made it: nobody comes back by an invitation of his own."""

    code = fields.CharField(max_length=64, primary_key=True)
    team_id = fields.CharField(max_length=40)
    inviter = fields.CharField(max_length=40)
    role = fields.CharField(max_length=16)
    limit_tokens = fields.BigIntField(null=True)
    limit_period = fields.CharField(max_length=16, null=True)
    address = fields.CharField(max_length=320, null=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "team_invitation"


class TeamRequest(Model):
    """A request about a team that had an effect. `answer` is JSON, for a repeat of the request.
    Primary key in the database: (account_id, key_hash); the account is the caller's."""

    account_id = fields.CharField(max_length=255)
    key_hash = fields.BinaryField(primary_key=True)
    fingerprint = fields.BinaryField()
    answer = fields.TextField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "team_request"
