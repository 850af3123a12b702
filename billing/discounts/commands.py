"""The requests about programmes and codes. Creating one checks its values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from billing.checks import REASON_LENGTH_MAX, check_key, check_text, fingerprint_of

CODE_LENGTH_MAX = 64
PROOF_LENGTH_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SetProgramme:
    """Put an account into a programme, or change its end. `until` None means without an end."""

    account_id: str
    programme: str
    until: datetime | None
    reason: str

    def __post_init__(self) -> None:
        check_text("accountId", self.account_id)
        check_text("programme", self.programme)
        check_text("reason", self.reason, REASON_LENGTH_MAX)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveProgramme:
    """Take an account out of a programme, or decline its request."""

    account_id: str
    programme: str
    reason: str

    def __post_init__(self) -> None:
        check_text("accountId", self.account_id)
        check_text("programme", self.programme)
        check_text("reason", self.reason, REASON_LENGTH_MAX)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestProgramme:
    """Ask an operator for a programme, with a proof."""

    account_id: str
    programme: str
    proof: str

    def __post_init__(self) -> None:
        check_text("accountId", self.account_id)
        check_text("programme", self.programme)
        check_text("proof", self.proof, PROOF_LENGTH_MAX)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyCode:
    """Use a code for an account."""

    account_id: str
    code: str
    idempotency_key: str

    def __post_init__(self) -> None:
        check_text("accountId", self.account_id)
        check_text("code", self.code, CODE_LENGTH_MAX)
        check_key(self.idempotency_key)

    @property
    def key_hash(self) -> bytes:
        return blake2b(self.idempotency_key.encode(), digest_size=16).digest()

    @property
    def fingerprint(self) -> bytes:
        return fingerprint_of(("applyCode", code_text(self.code)))


def code_text(written: str) -> str:
    """Return a code as it is stored: people write it in lower case, and with blanks or dashes."""
    return "".join(one for one in written.upper() if one.isalnum())
