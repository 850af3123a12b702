"""The grants of an account in a replay: the rest of each grant, and the debt.

Part of `billing.audit.replay`. Billing rules 4, 5 and 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from billing.ledger.entry import Entry
from billing.ledger.grant import NEVER, Charge, Grant, GrantSource, in_burn_order

Faults = Iterator[str]


class ReplayedGrants:
    """The grants of a replay. `rows` are the given grant rows, by number. `live` are those with a
    rest. Grants up to the number `in_force` count as begun, whatever their dates: a wrong clock was
    repaired."""

    def __init__(self, rows: Mapping[int, Grant]) -> None:
        self.live: dict[int, Grant] = {}
        self.debt = 0
        self.early = False
        self.in_force = 0
        self._rows = rows
        self._granted: set[int] = set()
        self._adopted: set[int] = set()

    def ungranted(self) -> list[int]:
        """Return the numbers of rows that no entry granted."""
        return sorted(self._rows.keys() - self._granted)

    def grant(self, entry: Entry, source: GrantSource) -> Faults:
        """Add the grant of an entry. Source, amount and beginning must agree with the grant row."""
        number, tokens, begins = entry.revision, entry.tokens, entry.occurred_at
        row = self._rows.get(number)
        if row is None:
            yield f"its grant {number} is missing"
            row = Grant(number, source, tokens, tokens, begins, None)
        elif (row.source, row.amount, row.effective_at) != (source, tokens, begins):
            yield f"granted {tokens} ({source}) from {begins}, but its grant says otherwise"
        paid = min(self.debt, tokens)
        if entry.charges != (((number, source, paid),) if paid else ()):
            yield f"should have paid {paid} of debt"
        self._granted.add(number)
        self.debt -= paid
        self._keep(row._replace(amount=tokens, remaining=tokens - paid))

    def spend(self, entry: Entry) -> Faults:
        """Take tokens from the grants in force, in burn order (billing rule 5)."""
        yield from self.take_in_turn(entry.charges, entry)
        yield from self.pays(entry)

    def take_in_turn(self, charges: Iterable[Charge], entry: Entry) -> Faults:
        """Take the charges. They must be of grants in force and in burn order."""
        for charge in charges:
            grant = self._charged(charge, entry)
            if grant is not None:
                yield from self._in_turn(grant, entry)
            yield from self._takes(grant, charge)

    def origins(self, charges: Iterable[Charge]) -> tuple[Grant, ...]:
        """Return the original grants of charges, in burn order."""
        return in_burn_order(self._rows[c.number] for c in charges if c.number in self._rows)

    def lapse(self, entry: Entry) -> Faults:
        """Lapse the whole rest of one grant, at its expiry. An allowance may lapse before it
        expires (`early`) only because its plan ends."""
        self.early = False
        if len(entry.charges) != 1:
            yield "a lapse must name one grant"
        for charge in entry.charges:
            grant = self._charged(charge, entry)
            if grant is not None:
                yield from self._expired(grant, charge, entry)
            yield from self._takes(grant, charge)
        yield from self.pays(entry)

    def _in_turn(self, grant: Grant, entry: Entry) -> Faults:
        begun = grant.number <= self.in_force or grant.effective_at <= entry.recorded_at
        if not begun or entry.recorded_at >= (grant.expires_at or NEVER):
            yield f"charges grant {grant.number} outside its time"
        if grant.burn_key != min(other.burn_key for other in self.live.values()):
            yield f"charges grant {grant.number} out of burn order"

    def _expired(self, grant: Grant, charge: Charge, entry: Entry) -> Faults:
        if grant.remaining != charge.tokens:
            yield f"lapses {charge.tokens}, but {grant.remaining} were left"
        if entry.recorded_at < entry.occurred_at:
            yield "lapses in the future"
        if grant.expires_at == entry.occurred_at:
            return
        self.early = grant.source is GrantSource.ALLOWANCE and (
            entry.occurred_at < (grant.expires_at or NEVER)
        )
        if not self.early:
            yield f"lapses grant {grant.number}, which expires at {grant.expires_at}"

    def _takes(self, grant: Grant | None, charge: Charge) -> Faults:
        if grant is None:
            yield f"charges grant {charge.number}, of which nothing is left"
            return
        if charge.source is not grant.source:
            yield f"calls grant {grant.number} {charge.source}, but it is {grant.source}"
        if not 0 < charge.tokens <= grant.remaining:
            yield f"takes {charge.tokens} of grant {grant.number}, which has {grant.remaining}"
        left = min(max(grant.remaining - charge.tokens, 0), grant.remaining)
        self._keep(grant._replace(remaining=left))

    def take(self, entry: Entry) -> Faults:
        """Take the charges of an entry, from any grants."""
        for charge in entry.charges:
            yield from self._takes(self._charged(charge, entry), charge)

    def pays(self, entry: Entry) -> Faults:
        """Check that the charges add up to the tokens taken; the rest must be debt."""
        unpaid = entry.cost - sum(charge.tokens for charge in entry.charges)
        if unpaid:
            yield f"took {entry.cost}, but its charges make {entry.cost - unpaid}"
        self.debt += max(unpaid, 0)

    def come_back(self, charges: Iterable[Charge], repaid: int) -> Faults:
        """Give back the rest of a hold. It pays debt first (`repaid`), then goes back to its
        grants. A grant may then hold more than its amount, if a refund of it failed."""
        left = list(charges)
        owed = paid = min(self.debt, sum(charge.tokens for charge in left))
        if repaid != paid:
            yield f"pays {repaid} of debt, and should have paid {paid}"
        self.debt -= paid
        for charge in left:
            part = min(charge.tokens, owed)
            owed -= part
            yield from self.put(charge.number, charge.tokens - part)

    def give_back(
        self, entry: Entry, number: int, source: GrantSource = GrantSource.ALLOWANCE
    ) -> Faults:
        """Give the entry's tokens back to an earlier grant, after they paid debt."""
        paid = min(self.debt, entry.tokens)
        if entry.charges != (((number, source, paid),) if paid else ()):
            yield f"should have paid {paid} of debt"
        self.debt -= paid
        yield from self.put(number, entry.tokens - paid)

    def put(self, number: int, tokens: int) -> Faults:
        """Add tokens to an earlier grant."""
        row = self._rows.get(number)
        if row is None:
            yield "gives tokens to a grant that does not exist"
        elif tokens:
            known = self.live.get(number, row._replace(remaining=0))
            self._keep(known._replace(remaining=known.remaining + tokens))

    def _charged(self, charge: Charge, entry: Entry) -> Grant | None:
        """Return the charged grant. A grant whose own entry is missing counts too: another check
        reports this fault."""
        number = charge.number
        known = number in self._granted or number in self._adopted
        if not known and number < entry.revision and number in self._rows:
            self._adopted.add(number)
            self._keep(self._rows[number])
        return self.live.get(number)

    def _keep(self, grant: Grant) -> None:
        self.live[grant.number] = grant
        if grant.remaining <= 0:
            del self.live[grant.number]
