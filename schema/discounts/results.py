"""The inputs and results of mutations of programmes and codes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from schema.discounts.programmes import AccountProgramme, ProgrammeRequest
from schema.ledger.results import AccountNotFound, IdempotencyConflict, Refusal
from schema.scalars import described


@strawberry.type(description="There is no such programme, or it can't be asked for.")
class ProgrammeNotFound(Refusal):
    pass


@strawberry.type(
    description="The code can't be used. Whether it is wrong, used up, over or revoked is not told."
)
class CodeNotFound(Refusal):
    pass


@strawberry.type(description="The account has used this code already.")
class CodeAlreadyUsed(Refusal):
    pass


@strawberry.type(
    description="The account is in this programme already, for at least as long. No code is used."
)
class AlreadyEnrolled(Refusal):
    pass


@strawberry.input(description="A code to use for an account.")
class ApplyCodeInput:
    account_id: strawberry.ID | None = described(
        "The account. Default: the caller's own.", default=None
    )
    code: str = described("The code. Lower case, blanks and dashes do not matter.")
    idempotency_key: str = described(
        "1 to 255 characters, unique per account: makes the request safe to repeat."
    )


@strawberry.input(description="An account to put into a programme.")
class SetProgrammeInput:
    account_id: strawberry.ID = described("The account.")
    programme: str = described("The programme's name in the catalog.")
    until: datetime | None = described("When it ends. Default: it has no end.", default=None)
    reason: str = described("Why, as text: 1 to 1,000 characters.")


@strawberry.input(description="An account to take out of a programme.")
class RemoveProgrammeInput:
    account_id: strawberry.ID = described("The account.")
    programme: str = described("The programme's name.")
    reason: str = described("Why, as text: 1 to 1,000 characters.")


@strawberry.input(description="A request for a programme that needs a proof.")
class RequestProgrammeInput:
    account_id: strawberry.ID | None = described(
        "The account. Default: the caller's own.", default=None
    )
    programme: str = described("The programme's name in the catalog.")
    proof: str = described("The proof, as text or address: 1 to 1,000 characters.")


@strawberry.type(description="The account is in the programme. Its prices are lower from now on.")
class CodeApplied:
    programme: AccountProgramme = described("The programme of the code.")
    replayed: bool = described("Whether the key was used before.")


@strawberry.type(description="The account is in the programme. A repeat changes nothing.")
class ProgrammeSet:
    programme: AccountProgramme = described("The programme.")


@strawberry.type(description="The account is not in the programme, and its request is answered.")
class ProgrammeRemoved:
    removed: bool = described("Whether anything changed just now.")


@strawberry.type(description="The request waits for an operator. A repeat changes nothing.")
class ProgrammeRequested:
    request: ProgrammeRequest = described("The request.")


ApplyCodeResult = Annotated[
    CodeApplied
    | CodeNotFound
    | CodeAlreadyUsed
    | AlreadyEnrolled
    | AccountNotFound
    | IdempotencyConflict,
    strawberry.union("ApplyCodeResult", description="The result of using a code."),
]
SetProgrammeResult = Annotated[
    ProgrammeSet | ProgrammeNotFound | AccountNotFound,
    strawberry.union("SetProgrammeResult", description="The result of setting a programme."),
]
RemoveProgrammeResult = Annotated[
    ProgrammeRemoved | AccountNotFound,
    strawberry.union("RemoveProgrammeResult", description="The result of removing a programme."),
]
RequestProgrammeResult = Annotated[
    ProgrammeRequested | ProgrammeNotFound | AlreadyEnrolled | AccountNotFound,
    strawberry.union("RequestProgrammeResult", description="The result of a request."),
]
