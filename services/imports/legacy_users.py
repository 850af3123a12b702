"""Imports users of an older system, one chunk at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from billing.catalog.catalog import FREE_PLAN
from billing.checks import fingerprint_of
from billing.imports.migration import migrate_existing, migrate_new, migration_reason
from billing.ledger.account import Account
from billing.ledger.allowance import Plans, change_plan, renew
from billing.ledger.entry import MIGRATION_KEY, Entry, key_hash
from billing.ledger.grant import Grant
from billing.ledger.plan_window import PlanTurn
from billing.ledger.posting import Posted
from billing.payments.plan_state import PlanPolicy
from billing.payments.purchase import PlanSubscription
from billing.payments.subscription import Snapshot, SubscriptionFacts
from db.imports.progress import Counts
from db.imports.writing import LegacyChunk
from gateways.imports.legacy_numbers import Number
from gateways.imports.legacy_source import NO_KEY, RawRow
from services.imports.legacy_cells import Rejection
from services.imports.legacy_rows import OldSubscription, OldUser, UserRows
from services.ledger.desk import Desk

Reject = tuple[str, str, str]
"""The table, the key of the row, and the reason."""

SAID_AT = 1
"""Earlier than all events, so that data of the payment provider replaces data of the table."""


@dataclass(slots=True)
class ChunkReport:
    """The result of a chunk. `counts` are added to those of the other chunks.

    `changed` are the accounts whose listeners are notified.
    """

    counts: Counts = field(default_factory=Counts)
    rejects: list[Reject] = field(default_factory=list)
    changed: list[tuple[str, int]] = field(default_factory=list)

    def reject(self, table: str, key: object, rejection: Rejection) -> None:
        self.counts[f"reason {table}: {rejection.code}"] += 1
        self.rejects.append((table, "none" if key == NO_KEY else str(key), str(rejection)))


class _FoundUser(NamedTuple):
    """A user, the row it was read from, and the plan that the row is subscribed to."""

    row: RawRow
    user: OldUser
    live: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserImport:
    """Imports users. `name` is the import's.

    `grace` is how long a subscription still counts after its end.
    """

    name: str
    table: str
    rows: UserRows
    plans: Plans
    grace: timedelta

    async def take(self, chunk: LegacyChunk, rows: Sequence[RawRow], now: datetime) -> ChunkReport:
        taking = _Taking(self, chunk, now)
        users = taking.read(rows)
        opened = await chunk.bulk.opened([one.user.account_id for one in users])
        new = [one for one in users if one.user.account_id not in opened]
        here = [one for one in users if one.user.account_id in opened]
        desks = await taking.desks(here)
        await taking.name_subscriptions([*new, *(one for one, _ in desks)])
        for one in new:
            taking.open(one)
        for one, desk in desks:
            taking.add(one, desk)
        await taking.write([desk for _, desk in desks])
        return taking.report


class _Taking:
    """The import of one chunk."""

    def __init__(self, work: UserImport, chunk: LegacyChunk, now: datetime) -> None:
        self._work = work
        self._chunk = chunk
        self._now = now
        self.report = ChunkReport()
        self._accounts: list[Account] = []
        self._entries: list[Entry] = []
        self._grants: list[tuple[str, Grant]] = []
        self._customers: list[tuple[str, str]] = []
        self._subscriptions: list[PlanSubscription] = []
        self._taken: set[str] = set()

    def read(self, rows: Sequence[RawRow]) -> list[_FoundUser]:
        found: dict[str, _FoundUser] = {}
        for row in rows:
            live = self._work.rows.live_plan(row)
            try:
                user = self._work.rows.user(row)
                if user.account_id in found:
                    raise Rejection("duplicate user", user.account_id)
            except Rejection as rejection:
                self._reject(row, live, rejection)
            else:
                found[user.account_id] = _FoundUser(row, user, live)
        return list(found.values())

    async def desks(self, here: Sequence[_FoundUser]) -> list[tuple[_FoundUser, Desk]]:
        """Return the users of `here` that were not imported before, with their renewed accounts."""
        if not here:
            return []
        ids = [one.user.account_id for one in here]
        accounts = await self._chunk.journal.lock(ids)
        hashed = key_hash(MIGRATION_KEY)
        found = await self._chunk.journal.find([(name, hashed) for name in ids])
        fresh: list[tuple[_FoundUser, Desk]] = []
        for one in here:
            account_id = one.user.account_id
            came = found.get((account_id, hashed))
            if came is not None or account_id not in accounts:
                self._came_before(one, came)
                continue
            account = accounts[account_id]
            desk = Desk(account, max(self._now, account.touched_at))
            desk.keep(renew(account, self._work.plans, desk.now)[1])
            fresh.append((one, desk))
        return fresh

    def _came_before(self, one: _FoundUser, came: Entry | None) -> None:
        """Handle a user who was imported before.

        This is no error if another import imported them with the same tokens.
        """
        if came is None or came.reason == migration_reason(self._work.name):
            self._reject(one.row, one.live, Rejection("duplicate user", one.user.account_id))
        elif came.tokens != one.user.tokens:
            told = f"{one.user.account_id}, with {came.tokens} tokens"
            self._reject(one.row, one.live, Rejection("came before", told))
        else:
            self._count("known", one.row, one.live, one.user.tokens)
            if one.user.flaw is not None:
                self.report.reject(self._work.table, one.row[0], one.user.flaw)

    async def name_subscriptions(self, users: Sequence[_FoundUser]) -> None:
        """Find the ids of subscriptions that are taken."""
        named = [one.user.subscription for one in users if one.user.subscription]
        ids = {one.external_id for one in named if one.external_id is not None}
        if ids:
            self._taken = await self._chunk.bulk.taken_subscriptions(ids)

    def open(self, one: _FoundUser) -> None:
        """Open an account for a new user."""
        user = one.user
        opened_at = user.opened_at or self._now
        made = self._subscribe(one, opened_at)
        until = self._until(made, self._now)
        plan = (one.live, until) if one.live and until else None
        posted = migrate_new(
            user.account_id,
            tokens=user.tokens,
            opened_at=opened_at,
            name=self._work.name,
            now=self._now,
            plan=plan,
        )
        self._accounts.append(posted[-1].account)
        self._keep(posted)
        self._count_taken(one, made, entitled=plan is not None)

    def add(self, one: _FoundUser, desk: Desk) -> None:
        """Add to a user whose account was opened here before."""
        posted = migrate_existing(
            desk.account, tokens=one.user.tokens, name=self._work.name, now=desk.now
        )
        if posted is None:
            flaw = Rejection("too many tokens together with those here")
            if one.user.subscription is None:
                self._reject(one.row, one.live, flaw)
            else:
                self.add(one._replace(user=one.user._replace(tokens=0, flaw=flaw)), desk)
            return
        desk.keep([posted])
        made = self._subscribe(one, one.user.opened_at or desk.now)
        until = self._until(made, desk.now)
        entitled = False
        if one.live and until and _better(desk.account, until):
            plans = self._work.plans
            turn = PlanTurn(one.live, until)
            turned = change_plan(desk.account, turn, plans=plans, now=desk.now)[1]
            desk.keep(turned)
            entitled = bool(turned)
        self.report.counts["users here before"] += 1
        self._count_taken(one, made, entitled=entitled)

    async def write(self, desks: Sequence[Desk]) -> None:
        chunk = self._chunk
        await chunk.bulk.open(self._accounts, self._entries, self._grants)
        if desks:
            await chunk.journal.write(
                [desk.account for desk in desks],
                [entry for desk in desks for entry in desk.entries],
                [grant for desk in desks for grant in desk.grants],
            )
        if self._customers:
            await chunk.bulk.add_customers(self._customers)
        if self._subscriptions:
            await chunk.bulk.add_subscriptions(self._subscriptions)
        self.report.changed += [(desk.account.id, desk.account.revision) for desk in desks]

    def _keep(self, posted: Iterable[Posted]) -> None:
        for one in posted:
            self._entries.append(one.entry)
            if one.grant is not None:
                self._grants.append((one.account.id, one.grant))

    def _subscribe(self, one: _FoundUser, created_at: datetime) -> PlanSubscription | None:
        """Keep customer and subscription; return it, or None if no subscription is kept."""
        user, old = one.user, one.user.subscription
        if user.customer is not None:
            self._customers.append((user.account_id, user.customer))
        if old is None:
            return None
        if old.external_id in self._taken:
            rejection = Rejection("subscription of another account", old.external_id or "")
            self.report.reject(self._work.table, one.row[0], rejection)
            self.report.counts["subscriptions rejected"] += 1
            return None
        if old.external_id is not None:
            self._taken.add(old.external_id)
        made = _subscription(user.account_id, old, created_at)
        self._subscriptions.append(made)
        self.report.counts["subscriptions imported"] += 1
        return made

    def _until(self, made: PlanSubscription | None, now: datetime) -> datetime | None:
        until = made.standing(PlanPolicy(self._work.grace)).until if made else None
        return until if until is not None and until > now else None

    def _count_taken(
        self, one: _FoundUser, made: PlanSubscription | None, *, entitled: bool
    ) -> None:
        """Count an imported user. Their plan is "over" if it ended or a better one replaced it."""
        word = "imported" if entitled else "over" if made else "rejected"
        if one.live:
            self.report.counts[f"plan {one.live} {word}"] += 1
        self._count("imported", one.row, None, one.user.tokens)
        if one.user.flaw is not None:
            self.report.reject(self._work.table, one.row[0], one.user.flaw)

    def _reject(self, row: RawRow, live: str | None, rejection: Rejection) -> None:
        self.report.reject(self._work.table, row[0], rejection)
        self._count("rejected", row, live)

    def _count(
        self, word: str, row: RawRow, live: str | None, tokens: Number | None = None
    ) -> None:
        """Count a row and its tokens; `imported` are its imported tokens, if these are not all."""
        counts = self.report.counts
        counts[f"users {word}"] += 1
        there = self._work.rows.tokens(row)
        taken = there if tokens is None else tokens
        counts[f"tokens {word}"] += taken
        if taken != there:
            counts["tokens rejected"] += there - taken
        if live:
            counts[f"plan {live} {word}"] += 1


def _better(account: Account, until: datetime) -> bool:
    """Return whether a plan until then is better than the account's plan."""
    if account.plan == FREE_PLAN:
        return True
    return account.plan_until is not None and account.plan_until < until


def _subscription(account_id: str, old: OldSubscription, created_at: datetime) -> PlanSubscription:
    snapshot = Snapshot(
        said_at=SAID_AT,
        status=old.status,
        cancel_at_period_end=old.ends,
        period_end=old.paid_through,
    )
    return PlanSubscription(
        # Not made from the account's id, which would identify the person after an erasure.
        id=f"sub_{uuid4().hex}",
        account_id=account_id,
        idempotency_key=MIGRATION_KEY,
        fingerprint=fingerprint_of((MIGRATION_KEY, old.plan, old.external_id)),
        plan=old.plan,
        amount=old.amount,
        currency=old.currency,
        created_at=created_at,
        external_id=old.external_id,
        facts=SubscriptionFacts(snapshot, old.paid_through),
    )


def live_plans(rows: UserRows, found: Mapping[tuple[object, object], int]) -> Counter[str]:
    """Return the number of subscribed users by plan, from users counted by plan and status."""
    plans: Counter[str] = Counter()
    for (plan, status), number in found.items():
        live = rows.live_of(plan, status)
        if live is not None:
            plans[live] += number
    return plans
