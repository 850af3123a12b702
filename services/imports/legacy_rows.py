"""Reads rows of an older system. A row that cannot be imported is a Rejection."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from billing.catalog.catalog import FREE_PLAN, Plan
from billing.checks import USE_TOKENS_MAX
from billing.payments.subscription import SubscriptionStatus
from billing.reserved import is_reserved
from gateways.imports.legacy_mapping import LegacyMapping
from gateways.imports.legacy_numbers import Number, number_in
from gateways.imports.legacy_source import RawRow, counted
from services.imports.legacy_cells import (
    Rejection,
    balance_in,
    currency_in,
    flag_in,
    instant,
    no_count,
    optional_text,
    price_in,
    require_readable,
    text_in,
)
from services.imports.legacy_dates import Dates

USE_ID_LENGTH_MAX = 64
_LIVE = {SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE}
_REMEMBERED_MAX = 100_000
_USE_FIELDS = ("id", "user", "model", "tokens", "time")


class OldSubscription(NamedTuple):
    """A subscription. `amount` is the price of a month in the minor unit of `currency`."""

    plan: str
    status: SubscriptionStatus
    external_id: str | None
    paid_through: datetime | None
    ends: bool
    amount: int
    currency: str


class OldUser(NamedTuple):
    """A user. `tokens` are the remaining premium tokens; `flaw` describes an error in their number.

    If `opened_at` is None, the account is opened at the time of the import.
    """

    account_id: str
    tokens: int
    opened_at: datetime | None
    customer: str | None
    subscription: OldSubscription | None
    flaw: Rejection | None = None


class OldUse(NamedTuple):
    """A use. `tokens` is the sum of input and output."""

    account_id: str
    id: str
    model: str
    tokens: int
    used_at: datetime


class UserRows:
    """Reads users. Their times must not be after `now`."""

    def __init__(self, mapping: LegacyMapping, plans: Mapping[str, Plan], now: datetime) -> None:
        self._fields = mapping.users.fields
        self._mapping = mapping
        self._plans = plans
        self._now = now
        self._dates = Dates(mapping.date_format)
        self._has_status = mapping.users.columns["status"] is not None
        self._tokens = 1 + self._fields.index("tokens")
        self._plan = 1 + self._fields.index("plan")
        self._status = 1 + self._fields.index("status")
        self._known: dict[tuple[Any, Any], tuple[str, SubscriptionStatus | None] | Rejection] = {}

    def tokens(self, row: RawRow) -> Number:
        """Return the tokens that the row adds to the sums of the report: every number counts."""
        return number_in(row[self._tokens]) or 0

    def live_plan(self, row: RawRow) -> str | None:
        """Return the plan that the row is subscribed to now, even if the row has other errors."""
        return self.live_of(row[self._plan], row[self._status])

    def live_of(self, plan: Any, status: Any) -> str | None:
        found = self._terms(plan, status)
        if isinstance(found, Rejection) or found[0] == FREE_PLAN or found[1] not in _LIVE:
            return None
        return found[0]

    def user(self, row: RawRow) -> OldUser:
        """Return the user of a row. Raises Rejection.

        If only the balance is bad, the subscription is imported without it.
        """
        require_readable(row)
        cells = dict(zip(self._fields, row[1:], strict=True))
        account_id = text_in("user id", cells["id"])
        if is_reserved(account_id):
            raise Rejection("reserved user id", account_id)
        tokens, flaw = balance_in(cells["tokens"])
        created = cells["created"]
        subscription = self._subscription(cells)
        if flaw is not None and subscription is None and not tokens:
            raise flaw
        return OldUser(
            account_id,
            tokens,
            None if created is None else instant("creation", created, self._now, self._dates),
            optional_text("customer id", cells["customer"]),
            subscription,
            flaw,
        )

    def _subscription(self, cells: Mapping[str, Any]) -> OldSubscription | None:
        terms = self._terms(cells["plan"], cells["status"])
        if isinstance(terms, Rejection):
            raise terms
        plan, status = terms
        external_id = optional_text("subscription id", cells["subscription"])
        if plan == FREE_PLAN:
            if external_id is not None and status in _LIVE:
                raise Rejection("subscription to no plan", external_id)
            return None
        if status is None:
            raise Rejection("plan without a subscription", plan)
        if status not in _LIVE and external_id is None:
            return None
        end = cells["period_end"]
        if end is None and status in _LIVE:
            raise Rejection("subscription without its end")
        offered = self._plans[plan]
        return OldSubscription(
            plan,
            status,
            external_id,
            None if end is None else instant("period end", end, None, self._dates),
            flag_in(cells["cancel_at_period_end"]),
            price_in(cells["amount"], offered.price.amount),
            currency_in(cells["currency"] or None, offered.price.currency),
        )

    def _terms(self, plan: Any, status: Any) -> tuple[str, SubscriptionStatus | None] | Rejection:
        known = self._known.get((plan, status))
        if known is None:
            try:
                known = self._decide(plan, status)
            except Rejection as rejection:
                known = rejection
            if len(self._known) < 10_000:
                self._known[plan, status] = known
        return known

    def _decide(self, plan: Any, status: Any) -> tuple[str, SubscriptionStatus | None]:
        given = str(plan if plan is not None else "").strip()
        name = self._mapping.plans.get(given.lower(), given)
        if name not in self._plans:
            raise Rejection("unknown plan", repr(given))
        if not self._has_status:
            return name, None if name == FREE_PLAN else SubscriptionStatus.ACTIVE
        word = str(status if status is not None else "").strip().lower()
        if word not in self._mapping.statuses:
            raise Rejection("unknown subscription status", repr(status))
        return name, self._mapping.statuses[word]


class UseRows:
    """Reads uses. Their times must not be after `now`."""

    def __init__(self, mapping: LegacyMapping, now: datetime) -> None:
        fields = mapping.usage.fields if mapping.usage else _USE_FIELDS
        self._cells = itemgetter(*(1 + fields.index(name) for name in _USE_FIELDS))
        self._tokens = 1 + fields.index("tokens")
        self._now = now
        self._dates = Dates(mapping.date_format)
        self._texts: dict[tuple[str, Any], str] = {}

    def tokens(self, row: RawRow) -> Number:
        """Return the tokens that the row adds to the sums of the report: every number counts."""
        return number_in(row[self._tokens]) or 0

    def use(self, row: RawRow) -> OldUse:
        """Return the use of a row. Raises Rejection."""
        require_readable(row)
        use_id, user, model, tokens, time = self._cells(row)
        count = counted(tokens)
        if count is None or count > USE_TOKENS_MAX:
            raise no_count(tokens, USE_TOKENS_MAX)
        if use_id is None:
            # In a file without ids, the number of the line is the id.
            use_id = row[0]
        return OldUse(
            self._text("user id", user),
            str(use_id) if type(use_id) is int else text_in("id", use_id, USE_ID_LENGTH_MAX),
            self._text("model", model),
            count,
            instant("time", time, self._now, self._dates),
        )

    def _text(self, what: str, cell: Any) -> str:
        """Return the text of a cell, from a cache: most users and models come many times."""
        known = self._texts.get((what, cell))
        if known is None:
            known = text_in(what, cell)
            if len(self._texts) >= _REMEMBERED_MAX:
                self._texts.clear()
            self._texts[what, cell] = known
        return known
