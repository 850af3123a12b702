"""Histories of a team at random, and the oracle of who pays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from billing.catalog.catalog import QuotaPeriod
from billing.ledger.caps.cap import CapName, CapScope
from billing.ledger.commands import SetSpendCap
from billing.ledger.hold import Hold, Outcome
from billing.ledger.refusals import CapReached, InsufficientTokens
from billing.ledger.teams.membership import MemberLimit, PayFrom
from services.commit.decisions import Done
from tests.support.ledger.clubs import MEMBERS, TEAM, Club
from tests.support.ledger.factories import extending, placing, releasing, settling, use

DAY, MONTH = QuotaPeriod.DAY, QuotaPeriod.MONTH


class Story:
    """A club, and the oracle of who pays."""

    def __init__(self) -> None:
        self.club = Club()
        self.club.give(60_000)
        self.club.pay_from("ann", PayFrom.TEAM_FIRST)
        self.club.pay_from("bob", PayFrom.TEAM_ONLY)
        self.club.empty("cem")
        self.holds: list[tuple[str, Hold]] = []
        self.placed_at: dict[tuple[str, int], datetime] = {}
        self.numbers = 0

    def step(self, act: str, name: str, amount: int, choice: int) -> None:
        club = self.club
        if act == "use":
            self.use(name, amount, choice)
        elif act == "hold":
            self.hold(name, amount, choice)
        elif act == "close hold" and self.holds:
            self.close_hold(amount, choice)
        elif act == "extend hold" and self.holds:
            self.extend_hold(choice)
        elif act == "wait":
            club.now += timedelta(seconds=[1, 600, 40_000, 90_000, 31 * 86_400][choice % 5])
        elif act == "give":
            ends = [None, 1, 50_000][choice % 3]
            club.give(amount * 40, to=[TEAM, name][choice % 2], seconds=ends)
        elif act == "empty":
            club.empty([TEAM, name, name, name][choice % 4])
        else:
            self.manage(act, name, amount, choice)

    def manage(self, act: str, name: str, amount: int, choice: int) -> None:
        club, member = self.club, self.club.accounts[name]
        if act == "join" and member.membership is None:
            club.join(name, MemberLimit(amount * 50, [DAY, MONTH][choice % 2]))
        elif act == "leave" and name != "ann" and member.membership is not None:
            club.leave(name)
        elif act == "limit" and member.membership is not None:
            limits = [None, MemberLimit(amount * 30, DAY), MemberLimit(amount * 90, MONTH)]
            club.limit(name, limits[choice % 3])
        elif act == "pay" and member.membership is not None:
            club.pay_from(name, [*PayFrom][choice % 4])
        elif act == "cap":
            scope = CapName(CapScope.ACCOUNT, "", [DAY, MONTH][choice % 2])
            club.do(SetSpendCap([TEAM, name][choice % 2], cap=scope, tokens=amount * 100))
        elif act == "repair":
            club.repair([1, 3_600, 90_000, 31 * 86_400][choice % 4])
        elif act == "close" and choice == 0:
            club.close()

    def use(self, name: str, amount: int, choice: int) -> None:
        club = self.club
        club.touch()
        self.numbers += 1
        key = f"key-{self.numbers if choice else self.numbers // 2}"
        asked = use(account_id=name, input_tokens=amount, key=key)
        before = {one: account.available for one, account in club.accounts.items()}
        able = self.able(name, club.cost(asked))
        outcome = club.do(asked)[0]
        after = {one: account.available for one, account in club.accounts.items()}
        taken = {one: before[one] - after[one] for one in before if before[one] != after[one]}
        if isinstance(outcome, Done) and not outcome.replayed:
            assert taken == {able: club.cost(asked)}
        else:
            assert taken == {}
            if isinstance(outcome, InsufficientTokens | CapReached):
                assert able is None

    def able(self, name: str, cost: int) -> str | None:
        """Return who pays, by plain sums over the ledgers."""
        member, team = self.club.accounts[name], self.club.team
        known = member.membership
        order = ["own"]
        if known is not None and team.team is not None and not team.team.closed:
            first = {PayFrom.TEAM_FIRST: ["team", "own"], PayFrom.TEAM_ONLY: ["team"]}
            first |= {PayFrom.OWN_FIRST: ["own", "team"]}
            order = first.get(known.pay_from, ["own"])
        for side in order:
            payer = member if side == "own" else team
            room = [payer.available]
            for cap in payer.caps:
                used = cap.used if self.club.at < cap.ends_at else 0
                room.append(cap.tokens - used - payer.held)
            if side == "team" and known is not None and known.limit is not None:
                turned = known.ends_at is not None and self.club.at >= known.ends_at
                held = sum(h.link.tokens for h in member.holds if h.link is not None)
                room.append(known.limit.tokens - (0 if turned else known.used) - held)
            if cost <= min(room):
                return payer.id
        return None

    def hold(self, name: str, amount: int, choice: int) -> None:
        asked = placing(
            account_id=name,
            input_tokens=amount,
            max_output_tokens=amount,
            allow_partial=choice % 2 == 0,
            ttl_seconds=[1, 600, 86_400][choice % 3],
        )
        made = self.club.do(asked)[0]
        if isinstance(made, Done) and made.hold is not None:
            self.holds.append((name, made.hold))
            self.placed_at[name, made.hold.number] = made.recorded.recorded_at

    def extend_hold(self, choice: int) -> None:
        name, hold = self.holds[choice % len(self.holds)]
        self.club.do(
            extending(
                hold.number,
                account_id=name,
                ttl_seconds=[1, 600, 50_000, 86_400][choice % 4],
                placed=hold,
                placed_at=self.placed_at[name, hold.number],
            )
        )
        mine = self.club.accounts[name].hold(hold.number)
        if mine is not None and mine.link is not None:
            theirs = self.club.team.hold(mine.link.number)
            assert theirs is not None
            assert theirs.expires_at == mine.expires_at

    def close_hold(self, amount: int, choice: int) -> None:
        name, hold = self.holds[choice % len(self.holds)]
        outcome = [Outcome.COMPLETED, Outcome.COMPLETED, Outcome.FAILED, None][choice % 4]
        given: dict[str, Any] = {"account_id": name, "placed": hold}
        if outcome is None:
            self.club.do(releasing(hold.number, **given))
        else:
            counts = {"input_tokens": amount, "output_tokens": amount // 2}
            self.club.do(settling(hold.number, **given, **counts, outcome=outcome))


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("use", "use", "use", "hold", "hold", "close hold", "close hold", "wait"),
                "extend hold",
                *("give", "empty", "join", "leave", "limit", "pay", "cap", "close", "repair"),
            ]
        ),
        st.sampled_from(MEMBERS),
        st.integers(1, 400),
        st.integers(0, 11),
    ),
    max_size=40,
)
