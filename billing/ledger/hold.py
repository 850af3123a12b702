"""Holds: tokens reserved for a use whose output is not known yet. Billing rule 7."""

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
    """The status of a hold. A hold closes once, but an expired one may still be settled."""

    OPEN = "OPEN"
    SETTLED = "SETTLED"
    RELEASED = "RELEASED"
    EXPIRED = "EXPIRED"


class Outcome(StrEnum):
    """The outcome of the use that a hold was for. FAILED costs nothing."""

    COMPLETED = "COMPLETED"
    ABORTED = "ABORTED"
    FAILED = "FAILED"


class HoldLink(NamedTuple):
    """The other side of a hold that a team pays (billing rule 13). `handle` is the member's, and
    `number` that of the hold on the other side. The member's side has the `team`, and the `tokens`
    that the team reserves; it reserves none itself.
    """

    handle: str
    number: int
    team: str | None = None
    tokens: int = 0


class Hold(NamedTuple):
    """A hold. `number` is the revision of the entry that placed it.

    `charges` are the reserved premium tokens by grant, in burn order. `counted` is the reserved
    part of a free model's native limit, in the limit's unit. `terms` are the terms of placing, with
    the announced details (`billing.catalog.terms`). `origins` are the original grants of the
    tokens; only an open hold has them. `guarded` holds were placed by a caller that may record
    usage of any account. Only such a caller may close them, so that an account's owner cannot
    cancel what a gateway reserved. `model` and `requested_model` are as in a `Use`. `link` is set
    if a team pays.
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
    requested_model: str | None = None
    link: HoldLink | None = None

    @property
    def asked_model(self) -> str:
        """The name of the model in the request."""
        return self.requested_model or self.model

    @property
    def tokens(self) -> int:
        """The reserved premium tokens."""
        return sum(charge.tokens for charge in self.charges)

    def counted_in(self, unit: QuotaUnit) -> int:
        """Return how much the hold reserves of a native limit in that unit: 0 if it was placed
        under a limit in another unit."""
        return self.counted if f" {unit}/" in self.terms else 0

    def encode(self, *, asked_output: int, partial: bool) -> str:
        """Return the `reason` of its entry. It contains `asked_output` and `partial` of the
        request, so that the fingerprint of the entry can be computed again."""
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
        asked = {"requested": self.requested_model} if self.requested_model else {}
        both = terms | guard | asked | _link_terms(self.link)
        return json.dumps(both, separators=(",", ":"))


def hold_of(entry: Entry) -> Hold:
    """Return the hold that a HOLD entry placed, without `origins`. Raises ValueError or LookupError
    for any other entry."""
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
        requested_model=terms.get("requested"),
        link=_link(terms) if "member" in terms else None,
    )


def _link_terms(link: HoldLink | None) -> dict[str, Any]:
    if link is None:
        return {}
    member = {"member": link.handle, "other": link.number}
    return member if link.team is None else member | {"team": link.team, "held": link.tokens}


def _link(terms: dict[str, Any]) -> HoldLink:
    return HoldLink(terms["member"], terms["other"], terms.get("team"), terms.get("held", 0))


def asked_of(entry: Entry) -> tuple[int, bool]:
    """Return the output tokens that the request for a hold asked for, and whether it allowed a
    partial hold. Raises the same errors as `hold_of`."""
    terms = _terms(entry)
    return terms["asked"], terms["partial"]


def _terms(entry: Entry) -> dict[str, Any]:
    return json.loads(entry.reason or "null") or {}


def held_origins(holds: Iterable[Hold]) -> tuple[Grant, ...]:
    """Return the grants that open holds may return tokens to, with nothing remaining."""
    return tuple(grant._replace(remaining=0) for hold in holds for grant in hold.origins)


def give_back(
    grants: Iterable[Grant], origins: Iterable[Grant], left: Iterable[Charge]
) -> tuple[Grant, ...]:
    """Return the grants, in burn order, after the tokens `left` of a hold went back to them."""
    live = {grant.number: grant for grant in grants}
    spent = {grant.number: grant._replace(remaining=0) for grant in origins}
    for charge in left:
        grant = live.get(charge.number) or spent[charge.number]
        live[charge.number] = grant._replace(remaining=grant.remaining + charge.tokens)
    return in_burn_order(live.values())


def take(charges: tuple[Charge, ...], tokens: int) -> tuple[tuple[Charge, ...], tuple[Charge, ...]]:
    """Split the tokens of a hold into `tokens` that are paid, in burn order, and the rest.

    If the hold has less than `tokens`, all of it is paid.
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


# The link of a use that a team paid comes first.
_CLOSING = re.compile(r"(?:[^;]+; )?hold ([1-9][0-9]*) ([A-Z]+)(?:, ([1-9][0-9]*) to debt)?")


def closing_reason(number: int, word: str, repaid: int = 0) -> str:
    """Return the `reason` of the entry that closes a hold: "hold 5 COMPLETED", or "hold 5
    COMPLETED, 120 to debt" if a part of the rest paid debt."""
    closing = f"hold {number} {word}"
    return f"{closing}, {repaid} to debt" if repaid else closing


def closed_by(reason: str | None) -> tuple[int, str, int] | None:
    """Return number, word and tokens to debt from a text of `closing_reason`; None for any other
    reason."""
    match = _CLOSING.fullmatch(reason or "")
    return (int(match[1]), match[2], int(match[3] or 0)) if match else None


UNTIL_LENGTH = len("2026-01-31T12:40:00.000000+00:00")


def extension_reason(number: int, until: datetime) -> str:
    """Return the `reason` of the entry that extends a hold: "hold 5 until …". The instant is always
    `UNTIL_LENGTH` characters long, so that SQL can cut it off."""
    return f"hold {number} until {until.isoformat(timespec='microseconds')}"


def extended_by(reason: str | None) -> tuple[int, datetime]:
    """Return number and new end from a text of `extension_reason`. Raises ValueError for any other
    reason."""
    number, _, until = (reason or "").removeprefix("hold ").partition(" until ")
    found = int(number), datetime.fromisoformat(until)
    if reason != extension_reason(*found):
        raise ValueError(f"{reason!r} extends no hold")
    return found


CLOSING_MARK = "\x1f"
"""Prefix of the keys of closings. It has a control character, which callers' keys cannot have."""


def closing_key(number: int) -> str:
    """Return the idempotency key of an entry that closes a hold. The key allows this once."""
    return f"{CLOSING_MARK}hold {number}"
