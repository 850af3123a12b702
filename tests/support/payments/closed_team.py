"""Packs of a team that may be closed: both ledgers are replayed at every step, and compared with an
oracle that knows only sums. Billing rules 9 and 13."""

from __future__ import annotations

from dataclasses import replace

from billing.ledger.account import Account
from billing.ledger.entry import EntryKind
from billing.ledger.teams.closing import pass_on
from billing.ledger.teams.membership import PayFrom
from billing.ledger.teams.transfer import Taken, given
from billing.payments.packs import Bought, PaymentFacts, Settled, reversed_target, settle
from billing.payments.passed_on import settle_passed_on
from services.commit.decisions import Done
from tests.support.ledger.clubs import TEAM, Club
from tests.support.ledger.factories import placing, releasing, settling, use

TOKENS, PRICE = 1_000, 100


class PassedOn:
    """`bob` uses the team's tokens, and `ann`, its owner, her own. Neither has others at first."""

    def __init__(self, packs: int = 1) -> None:
        self.club = Club()
        for name in ("ann", "bob"):
            self.club.empty(name)
        self.club.pay_from("bob", PayFrom.TEAM_ONLY)
        self.club.pay_from("ann", PayFrom.OWN_ONLY)
        self.packs = [Bought(f"pur_{number}", TOKENS, PRICE) for number in range(packs)]
        self.facts = [PaymentFacts()] * packs
        self.used = {"ann": 0, TEAM: 0}
        self.holds: list[tuple[str, int, int]] = []

    @property
    def owner(self) -> Account:
        return self.club.ann

    @property
    def team(self) -> Account:
        return self.club.team

    @property
    def closed(self) -> bool:
        return self.team.team is not None and self.team.team.closed

    def hear(self, number: int, *news: PaymentFacts) -> None:
        """Hear of a purchase, and hear it once more, which must change nothing."""
        for one in news:
            self.facts[number] = self.facts[number].merge(one)
            self.settle(number)
            before = len(self.club.entries)
            self.settle(number)
            assert len(self.club.entries) == before
            self.check()

    def settle(self, number: int) -> None:
        self.club.touch()
        settled = self._settled(self.packs[number], self.facts[number])
        self.club.keep(settled.posted)
        self.packs[number] = settled.bought

    def _settled(self, pack: Bought, facts: PaymentFacts) -> Settled:
        now = self.club.at
        if not self.closed:
            return settle(self.team, pack, facts, now)
        return settle_passed_on(self.team, self.owner, pack, self.parts(pack), facts=facts, now=now)

    def parts(self, pack: Bought) -> list[Bought]:
        """Return the parts, from the entries of both ledgers."""
        found = []
        for entry in list(self.club.entries.values()):
            link = given(entry.reason)
            if link is None or entry.charges[0].number != pack.grant_number:
                continue
            charge = entry.charges[0]
            reason = Taken(TEAM, entry.revision, charge.number, charge.source).encode()
            part = Bought(reason, entry.cost, 0, link.entry, entry.recorded_at)
            found.append(replace(part, reversed_tokens=self._taken_back(reason)))
        return found

    def _taken_back(self, reason: str) -> int:
        kinds = {EntryKind.REVERSAL, EntryKind.RESTORATION}
        entries = self.club.entries.values()
        return -sum(one.tokens for one in entries if one.kind in kinds and one.reason == reason)

    def use(self, name: str, tokens: int) -> bool:
        """Use a model, if it can be paid."""
        asked = use(account_id=name, model="paid", input_tokens=tokens)
        [outcome] = self.club.do(asked)
        if isinstance(outcome, Done):
            self.used["ann" if name == "ann" else TEAM] += self.club.cost(asked)
        return isinstance(outcome, Done)

    def hold(self, name: str, tokens: int) -> None:
        """Place a hold, if it can be paid."""
        [outcome] = self.club.do(placing(account_id=name, model="paid", input_tokens=tokens))
        if isinstance(outcome, Done):
            self.holds.append((name, outcome.entry.revision, tokens))

    def end_hold(self, number: int, *, settles: bool) -> None:
        """Settle or release one of the open holds, if there is any."""
        if not self.holds:
            return
        name, revision, tokens = self.holds.pop(number % len(self.holds))
        if not settles:
            self.club.do(releasing(revision, account_id=name))
            return
        used = tokens // 2 + 1
        self.club.do(settling(revision, account_id=name, input_tokens=used))
        asked = use(account_id=name, model="paid", input_tokens=used)
        self.used["ann" if name == "ann" else TEAM] += self.club.cost(asked)

    def close(self) -> None:
        """Close the team; closing again passes on what came back."""
        self.club.close()
        self.check()

    def pass_on(self) -> None:
        """Give the owner what a closed team has, as the service does by itself."""
        if self.closed:
            self.club.touch()
            self.club.keep(pass_on(self.owner, self.team, self.club.at))

    def check(self) -> None:
        """Compare both ledgers with their replays and with the oracle."""
        self.club.check()
        paid = sum(
            pack.tokens - reversed_target(pack, facts)
            for pack, facts in zip(self.packs, self.facts, strict=True)
            if pack.grant_number is not None
        )
        assert self.worth(self.owner) + self.worth(self.team) == paid - sum(self.used.values())
        # Nobody owes more than was used or is reserved on that side.
        assert self.owner.debt <= self.used["ann"] + self.owner.held
        assert self.team.debt <= self.used[TEAM] + self.team.held
        for pack, facts in zip(self.packs, self.facts, strict=True):
            if pack.grant_number is None:
                continue
            assert pack.reversed_tokens == reversed_target(pack, facts)
            spendable = self.left(self.team, pack.grant_number)
            parts = self.parts(pack)
            # The owner gives back at most what it got, and no part goes below nothing.
            assert all(0 <= part.reversed_tokens <= part.tokens for part in parts)
            assert sum(part.reversed_tokens for part in parts) <= pack.reversed_tokens
            spendable += sum(self.left(self.owner, part.grant_number) for part in parts)
            frozen = {part.grant_number for part in parts} & {*self.owner.frozen}
            if facts.is_disputed:
                assert spendable == 0
            else:
                assert not frozen
                assert pack.grant_number not in self.team.frozen

    @staticmethod
    def worth(account: Account) -> int:
        return account.balance + sum(account.frozen.values())

    @staticmethod
    def left(account: Account, number: int | None) -> int:
        return sum(grant.remaining for grant in account.grants if grant.number == number)
