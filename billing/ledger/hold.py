"""Holds: tokens set aside for a use whose output is not known yet. Billing rule 7."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import Any, NamedTuple

from billing.catalog.catalog import Priority, QuotaUnit
from billing.ledger.entry import Entry
from billing.ledger.grant import Charge, Grant, in_burn_order


class HoldStatus(StrEnum):
    """A hold closes once; one that expired unclosed may still be settled."""

    OPEN = "OPEN"
    SETTLED = "SETTLED"
    RELEASED = "RELEASED"
    EXPIRED = "EXPIRED"


class Outcome(StrEnum):
    """How the use that a hold was for ended. FAILED costs nothing."""

    COMPLETED = "COMPLETED"
    ABORTED = "ABORTED"
    FAILED = "FAILED"


class Hold(NamedTuple):
    """`number` is the revision of the entry that placed it.

    `charges` say how many premium tokens are set aside of which grants, in burn order; `counted`
    what is set aside of a free model's native limit, in the limit's unit. `terms` is what it was
    placed under: a premium model's rates, or a free model's limit. `origins` are the grants that
    the tokens came from, as they were given; they are known of an open hold only.
    `guarded`: whoever placed it may record usage of any account, and only such callers may close
    it, lest an account's owner voids what a gateway holds for its calls.
    """

    number: int
    model: str
    input_tokens: int
    max_output_tokens: int
    counted: int
    priority: Priority
    terms: str
    expires_at: datetime
    charges: tuple[Charge, ...] = ()
    origins: tuple[Grant, ...] = ()
    guarded: bool = False

    @property
    def tokens(self) -> int:
        """Premium tokens that are set aside."""
        return sum(charge.tokens for charge in self.charges)

    def counted_in(self, unit: QuotaUnit) -> int:
        """Return how much it reserves of a native limit in that unit: 0, if it was placed under a
        limit in another unit."""
        return self.counted if f" {unit}/" in self.terms else 0

    def encode(self, *, asked_output: int, partial: bool) -> str:
        """Return the `reason` of its entry. It keeps `asked_output` and `partial` of the request,
        so that the fingerprint of the entry can be computed again."""
        terms = {
            "model": self.model,
            "input": self.input_tokens,
            "output": self.max_output_tokens,
            "asked": asked_output,
            "partial": partial,
            "counted": self.counted,
            "priority": self.priority,
            "terms": self.terms,
            "until": self.expires_at.isoformat(),
        }
        guard = {"guarded": True} if self.guarded else {}
        return json.dumps(terms | guard, separators=(",", ":"))


def hold_of(entry: Entry) -> Hold:
    """The hold that a HOLD entry placed, without `origins`. Raises ValueError or LookupError for
    an entry that placed none."""
    terms = _terms(entry)
    return Hold(
        entry.revision,
        terms["model"],
        terms["input"],
        terms["output"],
        terms["counted"],
        Priority(terms["priority"]),
        terms["terms"],
        datetime.fromisoformat(terms["until"]),
        entry.charges,
        guarded=terms.get("guarded", False),
    )


def asked_of(entry: Entry) -> tuple[int, bool]:
    """How much output the request for a hold asked for, and whether less would do. Raises as
    `hold_of`."""
    terms = _terms(entry)
    return terms["asked"], terms["partial"]


def _terms(entry: Entry) -> dict[str, Any]:
    return json.loads(entry.reason or "null") or {}


def held_origins(holds: Iterable[Hold]) -> tuple[Grant, ...]:
    """The grants that open holds may give something back to, with nothing remaining."""
    return tuple(grant._replace(remaining=0) for hold in holds for grant in hold.origins)


def give_back(
    grants: Iterable[Grant], origins: Iterable[Grant], left: Iterable[Charge]
) -> tuple[Grant, ...]:
    """The grants, in burn order, with what is `left` of a hold back in those it came from."""
    live = {grant.number: grant for grant in grants}
    spent = {grant.number: grant._replace(remaining=0) for grant in origins}
    for charge in left:
        grant = live.get(charge.number) or spent[charge.number]
        live[charge.number] = grant._replace(remaining=grant.remaining + charge.tokens)
    return in_burn_order(live.values())


def take(charges: tuple[Charge, ...], tokens: int) -> tuple[tuple[Charge, ...], tuple[Charge, ...]]:
    """Splits what a hold has set aside into `tokens` that are paid, in burn order, and the rest.

    Less than `tokens` is paid where there is less.
    """
    paid: list[Charge] = []
    left: list[Charge] = []
    for charge in charges:
        part = min(charge.tokens, tokens)
        tokens -= part
        if part:
            paid.append(charge._replace(tokens=part))
        if part < charge.tokens:
            left.append(charge._replace(tokens=charge.tokens - part))
    return tuple(paid), tuple(left)


def merged(*parts: Iterable[Charge]) -> tuple[Charge, ...]:
    """Merge charges to one per grant, in the order in which the grants first appear."""
    sums: dict[int, Charge] = {}
    for charge in chain(*parts):
        known = sums.get(charge.number)
        tokens = charge.tokens + (known.tokens if known else 0)
        sums[charge.number] = charge._replace(tokens=tokens)
    return tuple(sums.values())


_CLOSING = re.compile(r"hold ([1-9][0-9]*) ([A-Z]+)(?:, ([1-9][0-9]*) to debt)?")


def closing_reason(number: int, word: str, repaid: int = 0) -> str:
    """Return the `reason` of the entry that closes a hold: "hold 5 COMPLETED", or, if part of the
    rest paid debt, "hold 5 COMPLETED, 120 to debt"."""
    closing = f"hold {number} {word}"
    return f"{closing}, {repaid} to debt" if repaid else closing


def closed_by(reason: str | None) -> tuple[int, str, int] | None:
    """The inverse of `closing_reason`: number, word and tokens to debt; None for any other
    reason."""
    match = _CLOSING.fullmatch(reason or "")
    return (int(match[1]), match[2], int(match[3] or 0)) if match else None


CLOSING_MARK = "\x1f"
"""Begins the keys of closings: no caller's key may hold a control character."""


def closing_key(number: int) -> str:
    """The idempotency key of whatever closes a hold, since it closes once."""
    return f"{CLOSING_MARK}hold {number}"
