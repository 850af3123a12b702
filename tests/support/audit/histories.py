"""A history of one account for the replay, and its faults."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from billing.catalog.catalog import FREE_PLAN, Allowance, Priority
from billing.ledger.account import NO_DIGEST, Account, open_account
from billing.ledger.alerts.alert import AlertName
from billing.ledger.alerts.commands import SetAlert
from billing.ledger.alerts.crossing import crossings
from billing.ledger.alerts.rules import decide_alert
from billing.ledger.allowance import renew
from billing.ledger.caps.cap import CapName
from billing.ledger.caps.rules import decide_cap
from billing.ledger.commands import AdjustBalance, RecordUsage, RemoveSpendCap, SetSpendCap
from billing.ledger.entry import Entry, chained
from billing.ledger.grant import Grant
from billing.ledger.hold_commands import PlaceHold
from billing.ledger.hold_rules import decide_hold
from billing.ledger.posting import Posted
from billing.ledger.rules import decide_adjustment, decide_usage
from tests.support.audit.forgetful import Forgetful
from tests.support.ledger.factories import DAILY, MONTHLY, adjustment, book, plan, use

START = datetime(2026, 1, 31, 12, 30, tzinfo=UTC)
OFFERED = (MONTHLY, DAILY)


class History:
    """The ledger of one account, made by the rules of production."""

    def __init__(self, *, allowances: tuple[Allowance, ...] = (MONTHLY,)) -> None:
        self.account = open_account("alice", plan=FREE_PLAN, now=START)
        self.entries: list[Entry] = []
        self.grants: dict[int, Grant] = {}
        self.now = START
        self.change_plan(*allowances)
        self.touch()

    def change_plan(self, *allowances: Allowance) -> None:
        self._book = book(allowances=allowances)
        self._plan = plan(allowances=allowances)

    def touch(self, **later: int) -> None:
        self.now += timedelta(**later)
        self.account, posted = renew(self.account, {"FREE": self._plan}, self.now)
        for one in posted:
            self._keep(one)

    def do(self, command: RecordUsage | AdjustBalance) -> bool:
        """Apply a command; return whether it was accepted."""
        self.touch()
        if isinstance(command, RecordUsage):
            outcome = decide_usage(self.account, command, self._book, self.now)
        else:
            outcome = decide_adjustment(self.account, command, self.now)
        if isinstance(outcome, Posted):
            self._keep(outcome)
            self.account, fired = crossings(self.account, [outcome.entry], self.now)
            for one in fired:
                self._keep(one)
        return isinstance(outcome, Posted)

    def alert(self, name: AlertName) -> None:
        made = decide_alert(self.account, SetAlert("alice", alert=name), self.now)
        if made is not None:
            self._keep(made)

    def cap(self, name: CapName, tokens: int) -> None:
        asked = SetSpendCap("alice", cap=name, tokens=tokens)
        made = decide_cap(self.account, asked, self.now)
        if made is not None:
            self._keep(made)

    def uncap(self, name: CapName) -> None:
        made = decide_cap(self.account, RemoveSpendCap("alice", cap=name), self.now)
        if made is not None:
            self._keep(made)

    def beyond_caps(self, command: RecordUsage | PlaceHold) -> None:
        """Append what the rules would make if there were no caps. The caps do not count it."""
        free, caps = self.account._replace(caps=()), self.account.caps
        if isinstance(command, PlaceHold):
            made = decide_hold(free, command, Priority.STANDARD, self._book, self.now)
        else:
            made = decide_usage(free, command, self._book, self.now)
        if not isinstance(made, Posted):
            raise TypeError(f"{command} was refused")
        self._keep(made._replace(account=made.account._replace(caps=caps)))

    def post(self, make: Callable[..., Posted], **fields: Any) -> None:
        """Append an entry that the rules would not make."""
        self._keep(make(self.account, now=self.now, **fields))

    def forge(self, number: int, **changes: Any) -> None:
        """Change the entry with this revision, and calculate all digests again."""
        self.entries[number - 1] = self.entries[number - 1]._replace(**changes)
        self.chain()

    def chain(self) -> None:
        previous = NO_DIGEST
        for index, entry in enumerate(self.entries):
            self.entries[index] = chained(entry, previous)
            previous = self.entries[index].digest

    def forge_grant(self, number: int, **changes: Any) -> None:
        self.grants[number] = self.grants[number]._replace(**changes)

    def _keep(self, posted: Posted) -> None:
        self.account = posted.account
        self.entries.append(posted.entry)
        if posted.grant is not None:
            given = posted.grant._replace(remaining=posted.grant.amount)
            self.grants[given.number] = given


def faults(
    history: History, *, account: Account | None = None, opened_at: datetime | None = START
) -> list[str]:
    """Return the faults of the entries, each with its revision, then those of the account."""
    replay = Forgetful("alice", history.grants, opened_at=opened_at)
    found = [f"{entry.revision}: {what}" for entry in history.entries for what in replay.add(entry)]
    return found + replay.compare(account or history.account, OFFERED)


def eventful() -> History:
    """Make a history with one entry of each kind.

    Entries: 1 allowance, 2 use, 3 gift, 4 adjustment, 5 use, 6 taken, 7 use that empties grant 4; a
    month later 8 lapse, 9 allowance, 10 use.
    """
    history = History()
    history.do(use(input_tokens=100))
    history.do(use(model="gift", input_tokens=40, output_tokens=2, metadata='{"a":1}'))
    history.do(adjustment(tokens=80, expires_at=START + timedelta(days=9)))
    history.do(use(input_tokens=1))
    history.do(adjustment(tokens=-8))
    history.do(use(input_tokens=10))
    history.touch(days=29)
    history.do(use(model="calls", input_tokens=5))
    assert [e.kind.value[0] for e in history.entries] == list("AUUAUAULAU")
    return history
