"""The log of administrators' actions, and the erasure of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self

import strawberry
from strawberry.scalars import JSON

from billing.privacy import actions as domain
from schema.enums import AdminActionKind
from schema.ids import purchase_cursor
from schema.ledger.history import PageInfo
from schema.ledger.results import AccountNotFound, Refusal
from schema.scalars import BigInt, described


@strawberry.type(
    description="An action on other people's accounts: the request or its outcome. It is never "
    "changed "
    "or removed, except for personal data when its account is erased."
)
class AdminAction:
    id: strawberry.ID = described("Unique.")
    at: datetime = described("The time of the action.")
    actor: str = described(
        "Who acted: the `sub` of a token, `key:` and the id of an API key, or `cli:` and a user's "
        "name."
    )
    kind: AdminActionKind = described("The kind of action.")
    account_id: strawberry.ID | None = described("The account; null for an action without one.")
    request: strawberry.ID = described("An id that a request and its outcome have in common.")
    outcome: str | None = described("The outcome: the type of the result. Null for a request.")
    details: JSON = described("Further details, as given.")

    @classmethod
    def of(cls, action: domain.AdminAction) -> AdminAction:
        return cls(
            id=strawberry.ID(action.id),
            at=action.at,
            actor=action.actor,
            kind=action.kind,
            account_id=None if action.account_id is None else strawberry.ID(action.account_id),
            request=strawberry.ID(action.request),
            outcome=action.outcome,
            details=JSON(action.details),
        )


@strawberry.type(description="An action in a list.")
class AdminActionEdge:
    cursor: str = described("Its cursor.")
    node: AdminAction = described("The action.")


@strawberry.type(description="A page of actions, the newest first (Relay).")
class AdminActionConnection:
    edges: list[AdminActionEdge] = described("The actions, each with its cursor.")
    nodes: list[AdminAction] = described("The actions alone.")
    page_info: PageInfo = described("The position of the page.")

    @classmethod
    def of(cls, actions: Sequence[domain.AdminAction], *, more: bool, later: bool) -> Self:
        nodes = [AdminAction.of(action) for action in actions]
        cursors = [purchase_cursor(action.at, action.id) for action in actions]
        return cls(
            edges=[
                AdminActionEdge(cursor=one, node=node)
                for one, node in zip(cursors, nodes, strict=True)
            ],
            nodes=nodes,
            page_info=PageInfo.of(cursors, more=more, later=later),
        )


@strawberry.input(description="An account to erase.")
class EraseAccountInput:
    account_id: strawberry.ID = described("The account.")
    confirm: strawberry.ID = described(
        "The same id again, as a confirmation: erasing cannot be undone."
    )
    idempotency_key: str | None = described(
        "1 to 255 characters: with it, a repeated request returns the first result. Do not use "
        "personal data.",
        default=None,
    )


@strawberry.type(
    description="The account is erased. Its ledger continues under a pseudonym that nothing "
    "links to the person."
)
class AccountErased:
    pseudonym: strawberry.ID = described("The account's id in the ledger from now on.")
    entries: BigInt = described("How many ledger entries were cleared of personal data.")
    replayed: bool = described("Whether the key was used before.")


@strawberry.type(
    description=(
        "The account cannot be erased yet, for example because a hold is open; `message` gives "
        "the reason."
    ),
)
class AccountNotErasable(Refusal):
    pass


EraseAccountResult = Annotated[
    AccountErased | AccountNotErasable | AccountNotFound,
    strawberry.union("EraseAccountResult", description="The result of an erasure."),
]
