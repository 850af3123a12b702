"""A team with three members, in memory. Each entry is replayed, and both sides of each use are
compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from billing.catalog.catalog import FREE_PLAN
from billing.catalog.price_book import PriceBook
from billing.ledger.account import Account, open_account
from billing.ledger.commands import Command, RecordUsage, Touch
from billing.ledger.costs import premium_cost, rate_for
from billing.ledger.entry import Entry, EntryKind
from billing.ledger.grant import Grant
from billing.ledger.posting import Posted
from billing.ledger.repair import repair
from billing.ledger.teams.closing import close
from billing.ledger.teams.link import paid_by_team, used_by_member
from billing.ledger.teams.membership import MemberLimit, PayFrom, TeamKind
from billing.ledger.teams.rules import MemberChange, change_member, found, join, leave
from services.commit.decisions import CommandOutcome, Decisions
from tests.support.audit.forgetful import Forgetful
from tests.support.ledger.factories import NOW, adjustment, book

TEAM = "team:" + "t" * 20
MEMBERS = ("ann", "bob", "cem")


class Club:
    """`ann` owns the team, `bob` and `cem` are members. `known` are the entries of all keys."""

    def __init__(self, prices: PriceBook | None = None) -> None:
        self.now = NOW
        self.book = prices or book()
        self.accounts: dict[str, Account] = {}
        self.entries: dict[tuple[str, int], Entry] = {}
        self.known: dict[tuple[str, bytes], Entry] = {}
        self.grants: dict[str, dict[int, Grant]] = {}
        self._replays: dict[str, Forgetful] = {}
        self.repaired = False
        self._joined = 0
        for name in (*MEMBERS, TEAM):
            self._open(name)
        self.do(*(Touch(name) for name in MEMBERS))
        self.keep(found(self.ann, self.team, TeamKind.TEAM, self._handle(), NOW))
        for name in MEMBERS[1:]:
            self.join(name)

    @property
    def ann(self) -> Account:
        return self.accounts["ann"]

    @property
    def team(self) -> Account:
        return self.accounts[TEAM]

    def do(self, *commands: Command) -> list[CommandOutcome]:
        """Decide the commands as one batch, at `now`."""
        decisions = Decisions(self.book, self.now, dict(self.accounts), self.known)
        outcomes = [decisions.decide(command) for command in commands]
        granted = {(name, grant.number): grant for name, grant in decisions.grants}
        for entry in decisions.entries:
            self._replay(entry, granted.get((entry.account_id, entry.revision)))
        for account in decisions.changed():
            self.accounts[account.id] = account
        return outcomes

    def give(self, tokens: int, *, to: str = TEAM, seconds: int | None = None) -> None:
        """Give tokens, which expire after `seconds`."""
        ends = None if seconds is None else self.now + timedelta(seconds=seconds)
        self.do(adjustment(account_id=to, tokens=tokens, expires_at=ends))

    def empty(self, name: str) -> None:
        """Take all tokens of an account."""
        if left := self.accounts[name].available:
            self.do(adjustment(account_id=name, tokens=-left))

    def join(self, name: str, limit: MemberLimit | None = None) -> None:
        self.touch()
        member, handle = self.accounts[name], self._handle()
        given = {"handle": handle, "plans": self.book.plans, "now": self.at, "limit": limit}
        self.keep(join(member, self.team, **given))

    def leave(self, name: str) -> None:
        self.touch()
        self.keep(leave(self.accounts[name], self.team, self.at))

    def change(self, name: str, **asked: Any) -> None:
        self.touch()
        change = MemberChange(**asked)
        self.keep(change_member(self.accounts[name], self.team, change, self.at))

    def limit(self, name: str, limit: MemberLimit | None) -> None:
        self.change(name, limit=limit, keeps_limit=False)

    def pay_from(self, name: str, order: PayFrom) -> None:
        self.change(name, pay_from=order)

    def repair(self, seconds: float) -> None:
        """Put the clock back by `seconds`, and repair every account that is ahead."""
        self.now, self.repaired = max(self.now - timedelta(seconds=seconds), NOW), True
        for name, account in self.accounts.items():
            entries = [one for one in self.entries.values() if one.account_id == name]
            entries.sort(key=lambda one: one.revision)
            self.keep(
                repair(account, entries, self.grants[name], plans=self.book.plans, now=self.now)
            )

    def close(self) -> None:
        self.touch()
        self.keep(close(self.ann, self.team, self.at))

    def touch(self) -> None:
        """Bring all accounts to the present."""
        self.do(*(Touch(name) for name in self.accounts))

    @property
    def at(self) -> Any:
        return max(self.now, *(one.touched_at for one in self.accounts.values()))

    def cost(self, use: RecordUsage) -> int:
        return premium_cost(use, rate_for(use, self.book.price(use.model, self.now)))

    def check(self) -> None:
        """Check all accounts against the replay of their entries, and both sides of each use."""
        for name, account in self.accounts.items():
            allowances = self.book.plans[account.plan].allowances
            assert self._replays[name].compare(account, allowances) == []
            assert account.available >= 0
        sides = {
            (TEAM, link.entry, link.tokens, entry.revision)
            for entry in self.entries.values()
            if (link := paid_by_team(entry.reason)) is not None
        }
        assert sides == {
            (entry.account_id, entry.revision, entry.cost, used.entry)
            for entry in self.entries.values()
            if entry.kind is EntryKind.USAGE and (used := used_by_member(entry.reason)) is not None
        }
        if self.repaired:
            # A wrong clock may have ended a hold on one side only: each side settles its own.
            return
        held = {
            (hold.link.number, hold.number, hold.link.tokens, hold.expires_at)
            for name in MEMBERS
            for hold in self.accounts[name].holds
            if hold.link is not None and hold.expires_at > self.at
        }
        assert held == {
            (hold.number, hold.link.number if hold.link else 0, hold.tokens, hold.expires_at)
            for hold in self.team.holds
            if hold.expires_at > self.at
        }

    def _handle(self) -> str:
        self._joined += 1
        return f"{self._joined:020}"

    def _open(self, name: str) -> None:
        self.accounts[name] = open_account(name, plan=FREE_PLAN, now=NOW)
        self.grants[name] = {}
        self._replays[name] = Forgetful(name, self.grants[name], opened_at=NOW)

    def keep(self, made: object) -> None:
        posted: Sequence[Posted] = made if isinstance(made, tuple) else ()
        for account, entry, grant in posted:
            self._replay(entry, grant)
            self.accounts[account.id] = account

    def _replay(self, entry: Entry, grant: Grant | None) -> None:
        if grant is not None:
            left = grant._replace(remaining=grant.amount)
            self.grants[entry.account_id][grant.number] = left
        assert self._replays[entry.account_id].add(entry) == [], entry
        self.entries[entry.account_id, entry.revision] = entry
