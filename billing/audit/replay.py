"""The second calculation of an account's state, from its entries and grants alone.

Billing rule 10. It shares no code with `billing.ledger.posting` and `billing.ledger.rules`, so that
it finds a mistake there instead of repeating it. Grants are in `billing.audit.grants`; packs, holds
and plans have their own modules too, and the checks of uses are in `billing.audit.uses`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from billing.audit.alerts import ReplayedAlerts
from billing.audit.anchors.memory import restore, written
from billing.audit.caps import ReplayedCaps
from billing.audit.grants import Faults, ReplayedGrants
from billing.audit.holds import ReplayedHolds
from billing.audit.migration import ReplayedMigration
from billing.audit.packs import OF_PACKS, ReplayedPacks
from billing.audit.plan import ReplayedPlan
from billing.audit.repair import ReplayedRepair
from billing.audit.teams import ReplayedTeams
from billing.audit.top_ups import ReplayedTopUp
from billing.audit.uses import ReplayedQuotas, check_use
from billing.audit.windows import ReplayedWindows
from billing.catalog.catalog import Allowance
from billing.errors import BadInput
from billing.ledger.account import NO_DIGEST, Account
from billing.ledger.commands import AdjustBalance
from billing.ledger.entry import Entry, EntryKind, digest_of, goes_back, grown_by, is_of_repair
from billing.ledger.grant import Grant, GrantSource, in_burn_order
from billing.ledger.hold import closed_by
from billing.ledger.teams.link import paid_by_team
from billing.ledger.teams.membership import is_team_id

OPENING_MAX = timedelta(days=1)
"""The longest time between the opening and the first allowance of an account, which are one
transaction."""

_BROKEN = (ValueError, TypeError, LookupError, ArithmeticError, BadInput)
_COMPARED = (
    "revision",
    "debt",
    "touched_at",
    "grants",
    "renewals",
    "suspended",
    "quotas",
    "frozen",
    "plan",
    "plan_until",
    "holds",
    "digest",
    "caps",
    "quantity",
    "granted",
    "membership",
    "team",
    "alerts",
    "top_up",
)
_SHOWN_MAX = 200

Check = Callable[[Entry], Faults]


class Replay:
    """The replay of one account. `grants` are its given grant rows, by number; a row may be added
    as late as its entry. If `opened_at` is None (unknown), windows are not checked.

    A fault is reported once if possible: the replay continues from the recorded values.
    """

    def __init__(
        self, account_id: str, grants: Mapping[int, Grant], *, opened_at: datetime | None
    ) -> None:
        self._account_id = account_id
        self._grants = grants
        self._opened_at = opened_at
        self._last: Entry | None = None
        self._tokens = ReplayedGrants(grants)
        self._holds = ReplayedHolds(self._tokens)
        self._packs = ReplayedPacks(self._tokens, self._holds)
        self._migration = ReplayedMigration(self._tokens, grants, opened_at)
        self._quotas = ReplayedQuotas()
        self._plan = ReplayedPlan()
        self._windows = ReplayedWindows(
            self._tokens, grants, plan=self._plan.name, opened_at=opened_at
        )
        self._caps = ReplayedCaps(opened_at)
        self._teams = ReplayedTeams(account_id, self._tokens)
        self._alerts = ReplayedAlerts(self._quotas)
        self._top_up = ReplayedTopUp(opened_at)
        self._others: dict[EntryKind, Check] = {
            EntryKind.MIGRATION: self._migration.fold,
            EntryKind.CAP: self._caps.change,
            EntryKind.TEAM: self._teams.change,
            EntryKind.TRANSFER: self._transfer,
            EntryKind.ALERT: self._alerts.change,
            EntryKind.TOP_UP: self._top_up.change,
            EntryKind.EXTENSION: self._holds.extend,
        }
        self._repair = ReplayedRepair(
            self._tokens,
            self._windows,
            self._holds,
            self._quotas,
            caps=self._caps,
            teams=self._teams,
            alerts=self._alerts,
        )

    @property
    def memory(self) -> str:
        """The state of the replay after the entries so far, as text."""
        return written(self._parts)

    def continue_from(self, memory: str, last: Entry) -> None:
        """Continue, in a new replay, after the entry `last`. Raises OtherForm for the memory of
        another release."""
        restore(self._parts, memory)
        self._last = last

    @property
    def _parts(self) -> dict[str, object]:
        return {
            "grants": self._tokens,
            "holds": self._holds,
            "packs": self._packs,
            "migration": self._migration,
            "quotas": self._quotas,
            "plan": self._plan,
            "windows": self._windows,
            "caps": self._caps,
            "teams": self._teams,
            "alerts": self._alerts,
            "top_up": self._top_up,
            "repair": self._repair,
        }

    def add(self, entry: Entry) -> list[str]:
        """Return the faults of the next entry. Never raises, whatever the entry contains."""
        faults: list[str] = [
            *self._alerts.turn(entry.recorded_at),
            *self._top_up.turn(entry.recorded_at),
        ]
        steps = (self._follows, self._plan.check, self._repair.check, self._fold, self._sums_up)
        for check in steps:
            faults += _told(check, entry)
        self._last = entry
        return faults

    def account(self, given: Account) -> Account:
        """Return `given` with the state from the entries: everything but its id and its opening."""
        last = self._last
        windows = self._windows.state(last.recorded_at if last else None)
        renewals, suspended = windows.like(given)
        return given._replace(
            touched_at=last.recorded_at if last else given.opened_at,
            revision=last.revision if last else 0,
            debt=self._tokens.debt,
            grants=in_burn_order(self._tokens.live.values()),
            renewals=renewals,
            suspended=suspended,
            frozen=dict(self._packs.frozen),
            plan=self._plan.name,
            plan_until=self._plan.until,
            quotas=dict(self._quotas),
            holds=tuple(self._holds.open.values()),
            digest=last.digest if last else NO_DIGEST,
            caps=tuple(self._caps.caps.values()),
            quantity=self._plan.quantity,
            granted=windows.granted(given),
            membership=self._teams.membership,
            team=self._teams.team,
            alerts=self._alerts.alerts,
            top_up=self._top_up.top_up,
        )

    def compare(self, account: Account, offered: Collection[Allowance]) -> list[str]:
        """Return the differences between `account` and the result of all its entries.

        `offered` are all allowances that its plan has ever had.
        """
        missed = [*self._alerts.turn(None), *self._top_up.turn(None)]
        made = self.account(account)
        differing = [n for n in _COMPARED if getattr(account, n) != getattr(made, n)]
        return [
            *missed,
            *(_differs(name, getattr(account, name), getattr(made, name)) for name in differing),
            *(f"grant {n} has no entry" for n in self._tokens.ungranted()),
            *self._plan.unpaid(),
            *self._repair.unfinished(),
            *self._windows.state(self._last.recorded_at if self._last else None).ungrown(),
            *self._strange_allowances(account.plan, offered),
        ]

    def _follows(self, entry: Entry) -> Faults:
        last = self._last
        expected = last.revision + 1 if last else 1
        if entry.revision != expected:
            yield f"comes where revision {expected} should"
        elif not _fits(entry, last.digest if last else NO_DIGEST):
            yield "its digest does not fit its content and the entry before it"
        since = last.recorded_at if last else self._opened_at
        is_before = since is not None and entry.recorded_at < since
        if is_before is not goes_back(entry):
            yield f"was recorded at {entry.recorded_at}, before the preceding entry ({since})"
        if entry.revision == 1:
            yield from self._opens(entry)

    def _opens(self, entry: Entry) -> Faults:
        if entry.kind is EntryKind.MIGRATION:
            return
        if is_team_id(self._account_id) and entry.kind is not EntryKind.TEAM:
            yield "a team's first entry must found it"
        elif not is_team_id(self._account_id) and entry.kind is not EntryKind.ALLOWANCE:
            yield "an account's first entry must be an allowance"
        if self._opened_at is not None and entry.recorded_at - self._opened_at >= OPENING_MAX:
            yield f"the account was not opened at {self._opened_at}, long before its first entry"

    def _fold(self, entry: Entry) -> Faults:
        self._windows.begin(entry)
        if entry.kind is EntryKind.ALLOWANCE:
            yield from self._allow(entry)
        elif is_of_repair(entry):
            yield from self._repair.fold(entry)
        elif entry.kind is EntryKind.ADJUSTMENT and entry.tokens > 0:
            yield from self._tokens.grant(entry, GrantSource.ADJUSTMENT)
        elif entry.kind is EntryKind.LAPSE:
            yield from self._tokens.lapse(entry)
            self._lapse(entry)
        elif entry.kind in OF_PACKS:
            yield from self._packs.fold(entry)
        elif entry.kind is EntryKind.PLAN:
            self._windows.change(
                self._plan.name, self._plan.quantity, entry, anew=self._repair.is_back
            )
            yield from self._repair.turn()
        elif entry.kind in {EntryKind.HOLD, EntryKind.RELEASE}:
            yield from self._hold(entry)
        elif entry.kind is EntryKind.USAGE:
            yield from self._use(entry)
        elif entry.kind in self._others:
            yield from self._others[entry.kind](entry)
        else:
            yield from self._tokens.spend(entry)
        if entry.kind is EntryKind.ADJUSTMENT and not is_of_repair(entry):
            yield from self._was_asked_for(entry)

    def _hold(self, entry: Entry) -> Faults:
        if entry.kind is EntryKind.RELEASE:
            yield from self._holds.release(entry)
            return
        yield from self._holds.place(entry)
        placed, holds = self._holds.open.get(entry.revision), self._holds.open.values()
        yield from self._caps.place(placed, holds, entry.recorded_at)
        yield from self._teams.place(placed, holds, entry.recorded_at)

    def _use(self, entry: Entry) -> Faults:
        settled, link = closed_by(entry.reason), paid_by_team(entry.reason)
        shared = link.tokens if link else 0
        hold = self._holds.known(settled[0]) if settled else None
        if settled:
            yield from self._holds.settle(entry, *settled)
            yield from check_use(entry, self._quotas, held=None, shared=shared)
        else:
            yield from self._tokens.spend(entry)
            held = self._holds.counted(entry.use) if entry.use else 0
            yield from check_use(entry, self._quotas, held=held, shared=shared)
        yield from self._teams.use(entry, hold, self._holds.open.values())
        yield from self._caps.spend(entry, self._holds.open.values(), settles=bool(settled))
        self._alerts.use(entry)

    def _transfer(self, entry: Entry) -> Faults:
        yield from self._teams.transfer(entry)
        self._packs.know(entry)

    def _allow(self, entry: Entry) -> Faults:
        if entry.reason is None:
            yield from self._tokens.grant(entry, GrantSource.ALLOWANCE)
            yield from self._windows.open(entry)
        elif grown_by(entry.reason) is not None:
            yield from self._tokens.grant(entry, GrantSource.ALLOWANCE)
            yield from self._windows.grow(entry)
        else:
            yield from self._windows.give_back(entry)

    def _lapse(self, entry: Entry) -> None:
        """Note a lapse. An allowance may lapse early only because of a change of plan, a hold of a
        plan not in force, or a repair."""
        self._windows.lapse(entry)
        self._repair.lapse(entry)
        if not self._tokens.early or self._repair.is_back:
            return
        elsewhere = all(self._windows.is_elsewhere(charge.number) for charge in entry.charges)
        if not elsewhere or entry.occurred_at != entry.recorded_at:
            self._plan.owe(entry)

    def _was_asked_for(self, entry: Entry) -> Faults:
        """Check the fingerprint. It covers the expiry of the grant, which no column of the entry
        contains."""
        row = self._grants.get(entry.revision) if entry.tokens > 0 else None
        asked = AdjustBalance(
            account_id=self._account_id,
            tokens=entry.tokens,
            reason=entry.reason or "",
            idempotency_key=entry.idempotency_key or "",
            expires_at=row and row.expires_at,
        )
        if asked.fingerprint != entry.fingerprint:
            yield "its fingerprint does not fit tokens, reason and expiry"

    def _sums_up(self, entry: Entry) -> Faults:
        balance = (self._last.balance if self._last else 0) + entry.tokens
        if entry.balance != balance:
            yield f"its balance is {entry.balance}, but the entries before it make {balance}"
        if entry.balance + self._tokens.debt - self._holds.held < 0:
            yield "makes the available tokens negative"
        self._alerts.see(entry.balance + self._tokens.debt - self._holds.held)
        team = self._teams.team
        self._top_up.see(
            entry.balance + self._tokens.debt - self._holds.held,
            is_closed=team is not None and team.closed,
        )

    def _strange_allowances(self, plan: str, offered: Collection[Allowance]) -> Faults:
        for period, tokens in sorted(self._windows.allowances):
            if Allowance(tokens, period) not in offered:
                yield f"plan {plan} never had the allowance that was granted: {tokens} a {period}"


def _told(check: Check, entry: Entry) -> Faults:
    try:
        yield from check(entry)
    except _BROKEN as error:
        yield f"can't be replayed: {error!r}"


def _fits(entry: Entry, previous: bytes) -> bool:
    try:
        return digest_of(entry, previous) == entry.digest
    except (ValueError, TypeError):
        return False


def _differs(name: str, found: object, made: object) -> str:
    if isinstance(found, bytes) and isinstance(made, bytes):
        found, made = found.hex(), made.hex()
    return f"{name} is {str(found)[:_SHOWN_MAX]}, but its entries make {str(made)[:_SHOWN_MAX]}"
