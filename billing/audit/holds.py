"""The holds of an account in a replay. Part of `billing.audit.replay`; billing rule 7."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from billing.audit.grants import Faults, ReplayedGrants
from billing.audit.uses import limit_of
from billing.catalog.bounds import highest_cost
from billing.catalog.catalog import QuotaUnit
from billing.catalog.terms import FAILED, terms_of
from billing.ledger.entry import Entry, Use
from billing.ledger.grant import NEVER, Charge
from billing.ledger.hold import (
    Hold,
    HoldStatus,
    Outcome,
    asked_of,
    closed_by,
    extended_by,
    hold_of,
)
from billing.ledger.hold_commands import PlaceHold, ReleaseHold, SettleHold

_LAST = (NEVER, 0)
LIFE_MAX = timedelta(days=1)
"""The longest life of a hold, also of an extended one."""


class ReplayedHolds:
    """The holds of a replay. `open` are those that are not closed yet, by number."""

    def __init__(self, tokens: ReplayedGrants) -> None:
        self.open: dict[int, Hold] = {}
        # Expired holds, by number. An expired hold may still be settled once.
        self._expired: dict[int, Hold] = {}
        self._placed_at: dict[int, datetime] = {}
        self._tokens = tokens

    @property
    def held(self) -> int:
        return sum(hold.tokens for hold in self.open.values())

    def counted(self, use: Use) -> int:
        """Return how much of the use's limit open holds reserve. Raises ValueError for terms of an
        unknown form."""
        unit = _unit(use.terms)
        held = [one for one in self.open.values() if one.model == use.model]
        return sum(hold.counted for hold in held if _unit(hold.terms) is unit)

    def known(self, number: int) -> Hold | None:
        """Return a hold that may be settled."""
        return self.open.get(number) or self._expired.get(number)

    def has_of(self, number: int) -> bool:
        """Return whether an open hold reserves tokens of that grant."""
        return any(charge.number == number for one in self.open.values() for charge in one.charges)

    def place(self, entry: Entry) -> Faults:
        """Take tokens from their grants in burn order and reserve them. Raises ValueError or
        LookupError for terms of an unknown form."""
        hold = hold_of(entry)
        hold = hold._replace(origins=self._tokens.origins(hold.charges))
        yield from _moves_nothing(entry)
        yield from _was_placed(entry, hold)
        reserved = hold.tokens + (hold.link.tokens if hold.link else 0)
        if reserved != _cost(hold):
            yield f"reserves {reserved}, but {hold.terms} make {_cost(hold)}"
        if hold.link and hold.link.team is not None and hold.charges:
            yield "reserves tokens, but its team does"
        if hold.counted != _count(hold):
            yield f"counts {hold.counted}, but {hold.terms} make {_count(hold)}"
        yield from self._tokens.take_in_turn(entry.charges, entry)
        self.open[hold.number] = hold
        self._placed_at[hold.number] = entry.recorded_at

    def go_back(self, at: datetime) -> None:
        """Expire open holds that were placed after `at`."""
        self.open = {
            number: hold._replace(expires_at=at) if self._placed_at[number] > at else hold
            for number, hold in self.open.items()
        }

    def extend(self, entry: Entry) -> Faults:
        """Let an open hold last longer. Raises ValueError for a reason of an unknown form."""
        number, until = extended_by(entry.reason)
        yield from _moves_nothing(entry)
        yield from _was_asked_for(entry, None)
        if entry.charges or entry.occurred_at != entry.recorded_at:
            yield "extends a hold, but has charges or another time of occurrence"
        hold = self.open.get(number)
        if hold is None or hold.expires_at <= entry.recorded_at:
            yield f"extends hold {number}, which is not open"
            return
        if not hold.expires_at < until <= self._placed_at[number] + LIFE_MAX:
            yield f"extends hold {number} from {hold.expires_at} to {until}"
        self.open[number] = hold._replace(expires_at=until)

    def release(self, entry: Entry) -> Faults:
        """Release a hold: its tokens pay debt first, and the rest returns to its grants."""
        number, word, repaid = closed_by(entry.reason) or (0, "", 0)
        hold = self._close(number)
        if hold is None:
            yield f"closes hold {number}, which is not open"
            return
        ended = hold.expires_at <= entry.recorded_at
        at = hold.expires_at if ended else entry.recorded_at
        if (
            word != (HoldStatus.EXPIRED if ended else HoldStatus.RELEASED)
            or entry.occurred_at != at
        ):
            yield f"does not close a hold that expires at {hold.expires_at}"
        yield from _moves_nothing(entry)
        asked = None if ended else ReleaseHold(account_id=entry.account_id, number=number)
        yield from _was_asked_for(entry, asked)
        if entry.charges != hold.charges:
            yield "returns other tokens than the hold reserved"
        if ended:
            self._expired[number] = hold
        yield from self._tokens.come_back(hold.charges, repaid)

    def settle(self, entry: Entry, number: int, word: str, repaid: int) -> Faults:
        """Settle a hold. Its tokens pay first, then the other grants in burn order; the rest is
        debt. Unused tokens pay older debt, then return to their grants."""
        hold = self._close(number)
        placed = self._expired.pop(number, None) if hold is None else hold
        if placed is None:
            yield f"settles hold {number}, which is not open and did not expire"
        elif entry.use is not None and entry.use.model != placed.model:
            yield f"settles hold {number}, which was for {placed.model}"
        if hold is not None and hold.expires_at <= entry.recorded_at:
            yield f"settles hold {number}, which had expired at {hold.expires_at}"
        if entry.occurred_at != entry.recorded_at:
            yield "has another time of occurrence than of recording"
        if entry.use is not None:
            yield from _was_asked_for(entry, _settlement(entry, entry.use, number, word))
            if (terms_of(entry.use.terms).base == FAILED) is not (word == Outcome.FAILED):
                yield f"is {word}, but was recorded under {entry.use.terms}"
        yield from self._pay(entry, hold.charges if hold else (), repaid)

    def _close(self, number: int) -> Hold | None:
        self._placed_at.pop(number, None)
        return self.open.pop(number, None)

    def _pay(self, entry: Entry, aside: tuple[Charge, ...], repaid: int) -> Faults:
        cost, charged = entry.cost, list(entry.charges)
        more: list[Charge] = []
        left: list[Charge] = []
        for number, source, tokens in aside:
            part = min(tokens, cost)
            cost -= part
            left.append(Charge(number, source, tokens - part))
            if part:
                first = charged.pop(0) if charged else Charge(0, source, 0)
                if first[:2] != (number, source) or first.tokens < part:
                    yield "does not charge the reserved tokens first"
                elif first.tokens > part:
                    more.append(first._replace(tokens=first.tokens - part))
        yield from self._tokens.come_back(left, repaid)
        # In burn order, a grant newer than the hold may come before the hold's own grants.
        if charged != self._in_turn(charged):
            yield "charges grants out of burn order"
        more = self._in_turn([*more, *charged])
        yield from self._tokens.take_in_turn(more, entry)
        unpaid = cost - sum(charge.tokens for charge in more)
        if unpaid < 0 or (unpaid and self._tokens.live):
            yield f"leaves {unpaid} of its cost {entry.cost} unpaid"
        self._tokens.debt += max(unpaid, 0)

    def _in_turn(self, charges: Iterable[Charge]) -> list[Charge]:
        live = self._tokens.live
        return sorted(charges, key=lambda c: live[c.number].burn_key if c.number in live else _LAST)


def _moves_nothing(entry: Entry) -> Faults:
    if entry.tokens or entry.use is not None:
        yield "changes the balance, or is a use, which only settling a hold may be"


def _was_placed(entry: Entry, hold: Hold) -> Faults:
    """Check the fingerprint, which covers the whole request including the lifetime."""
    asked_output, partial = asked_of(entry)
    if entry.reason != hold.encode(asked_output=asked_output, partial=partial):
        yield "its terms are not in canonical form"
    if entry.occurred_at != entry.recorded_at:
        yield "has another time of occurrence than of recording"
    output = hold.max_output_tokens
    if output > asked_output or (output < asked_output and not partial):
        yield f"is for {output} output tokens, but {asked_output} were asked for"
    seconds = (hold.expires_at - entry.recorded_at) // timedelta(seconds=1)
    if entry.recorded_at + timedelta(seconds=seconds) != hold.expires_at:
        yield "does not last a whole number of seconds"
    if hold.link is not None and hold.link.team is None:
        # The caller asked for the member's side.
        yield from _was_asked_for(entry, None)
        return
    asked = PlaceHold(
        account_id=entry.account_id,
        model=hold.asked_model,
        input_tokens=hold.input_tokens,
        max_output_tokens=asked_output,
        allow_partial=partial,
        ttl_seconds=seconds,
        idempotency_key=entry.idempotency_key or "",
        details=terms_of(hold.terms).details,
    )
    yield from _was_asked_for(entry, asked)


def _was_asked_for(entry: Entry, asked: PlaceHold | SettleHold | ReleaseHold | None) -> Faults:
    """Check the fingerprint of a closing. `asked` is None for an entry that the clock made."""
    expected = (asked.idempotency_key, asked.fingerprint) if asked else (None, None)
    if (entry.idempotency_key, entry.fingerprint) != expected:
        yield "its key or fingerprint does not match the request"


def _settlement(entry: Entry, use: Use, number: int, word: str) -> SettleHold:
    return SettleHold(
        account_id=entry.account_id,
        number=number,
        input_tokens=use.input_tokens,
        output_tokens=use.output_tokens,
        cached_input_tokens=use.cached_input_tokens,
        outcome=Outcome(word),
        metadata=use.metadata,
        details=terms_of(use.terms).details,
    )


def _cost(hold: Hold) -> int:
    """Return the cost of the largest possible use of the hold, by its terms."""
    terms = terms_of(hold.terms)
    if terms.input_tokens is not None and terms.input_tokens >= hold.input_tokens:
        raise ValueError(f"{hold.terms} are for more input than was announced")
    if not terms.is_premium:
        return 0
    return highest_cost(
        terms.rate,
        input_tokens=hold.input_tokens if terms.input_tokens is None else terms.input_tokens,
        output_tokens=hold.max_output_tokens,
        quantities=terms.quantities,
    )


def _unit(terms: str) -> QuotaUnit | None:
    limit = limit_of(terms)
    return limit.unit if limit else None


def _count(hold: Hold) -> int:
    """Return how much of a free model's limit the largest use counts."""
    limit = limit_of(hold.terms)
    if limit is None:
        return 0
    return hold.input_tokens + hold.max_output_tokens if limit.unit is QuotaUnit.TOKENS else 1
