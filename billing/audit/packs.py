"""The packs of an account in a replay. Part of `billing.audit.replay`; billing rule 9."""

from __future__ import annotations

from collections import Counter

from billing.audit.grants import Faults, ReplayedGrants
from billing.audit.holds import ReplayedHolds
from billing.ledger.entry import Entry, EntryKind
from billing.ledger.grant import GrantSource
from billing.ledger.teams.transfer import taken

OF_PACKS = {
    EntryKind.PURCHASE,
    EntryKind.REVERSAL,
    EntryKind.RESTORATION,
    EntryKind.FREEZE,
    EntryKind.UNFREEZE,
}


class ReplayedPacks:
    """The packs of a replay. `frozen` are tokens of disputed packs, by grant; 0 if all of them are
    held or spent."""

    def __init__(self, tokens: ReplayedGrants, holds: ReplayedHolds) -> None:
        self.frozen: dict[int, int] = {}
        self._tokens = tokens
        self._holds = holds
        self._numbers: dict[str | None, int] = {}
        self._taken_back: Counter[int] = Counter()

    def know(self, entry: Entry) -> None:
        """Note a part of a pack that a closed team passed on. Its later entries have its reason."""
        took = taken(entry.reason)
        if took is not None and took.source is GrantSource.PACK:
            self._numbers[entry.reason] = entry.revision

    def fold(self, entry: Entry) -> Faults:
        """Fold an entry of OF_PACKS. Its reason is a purchase's id, except for tokens that a hold
        returns."""
        if entry.kind is EntryKind.PURCHASE:
            self._numbers[entry.reason] = entry.revision
            yield from self._tokens.grant(entry, GrantSource.PACK)
            return
        returned = entry.kind is EntryKind.FREEZE and entry.charges
        if entry.reason not in self._numbers and not returned:
            yield "is of a pack that was never bought"
        charged = entry.charges[0].number if entry.charges else 0
        number = self._numbers.get(entry.reason, charged)
        if [charge[:2] for charge in entry.charges] not in ([], [(number, GrantSource.PACK)]):
            yield "must name one pack"
        match entry.kind:
            case EntryKind.REVERSAL:
                yield from self._take_back(entry, number)
            case EntryKind.RESTORATION:
                yield from self._give_again(entry, number)
            case EntryKind.FREEZE:
                yield from self._freeze(entry, number)
            case _:
                yield from self._unfreeze(entry, number)

    def _take_back(self, entry: Entry, number: int) -> Faults:
        """Take tokens from the rest of the pack; the missing part becomes debt."""
        yield from self._tokens.take(entry)
        self._tokens.debt += entry.cost - sum(charge.tokens for charge in entry.charges)
        self._taken_back[number] += entry.cost

    def _give_again(self, entry: Entry, number: int) -> Faults:
        """Give back tokens that a reversal took; they pay debt first."""
        if entry.tokens > self._taken_back[number]:
            yield f"restores {entry.tokens}, of {self._taken_back[number]} that were taken back"
        self._taken_back[number] -= entry.tokens
        paid = min(self._tokens.debt, entry.tokens)
        if sum(charge.tokens for charge in entry.charges) != paid:
            yield f"should have paid {paid} of debt"
        self._tokens.debt -= paid
        yield from self._tokens.put(number, entry.tokens - paid)

    def _freeze(self, entry: Entry, number: int) -> Faults:
        """Freeze the rest of a disputed pack. This may be 0 tokens, if a hold has them."""
        if not entry.tokens and (number in self.frozen or not self._holds.has_of(number)):
            yield f"freezes nothing of grant {number}, of which nothing is held"
        yield from self._tokens.take(entry)
        self.frozen[number] = self.frozen.get(number, 0) + entry.cost
        yield from self._tokens.pays(entry)

    def _unfreeze(self, entry: Entry, number: int) -> Faults:
        """Give all frozen tokens back to their pack."""
        if self.frozen.pop(number, None) != entry.tokens:
            yield f"releases {entry.tokens}, but grant {number} has another sum frozen"
        if sum(charge.tokens for charge in entry.charges) != entry.tokens:
            yield "gives another sum to its pack than it releases"
        yield from self._tokens.put(number, entry.tokens)
