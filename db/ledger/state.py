"""The state of an account as text: the data for decisions, beside the columns for queries.

The text contains the version of its format. An account keeps the text of its last write, so every
older version stays readable. During a deployment two releases run at the same time, so a change
must be additive: a reader ignores unknown fields and derives fields that an older writer left out;
a writer drops the fields that it does not know.

version  written by
none     releases before there were versions. The oldest have no `holds`; later ones have holds of
         ten fields, then of eleven: the last says whether the hold is guarded.
1        the format of the last of those, its version, and `plan_windows`: the windows of plans
         that are not in force. `suspended` has the same by their period, for earlier releases.
         Later releases add a twelfth field to a hold whose model was requested by another name, a
         thirteenth to one that a team pays, and to the state of an account what it has of `caps`,
         `alerts`, `top_up`, `membership` (of a member of a team), `team` (of a team), and, if it
         has a plan several times, `quantity`, `granted` and a fifth field of a plan's window. A
         release that does not know them drops them with its next write; the audit then tells that
         they are missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from billing.catalog.catalog import FREE_PLAN, Priority, QuotaPeriod, QuotaUnit
from billing.ledger.account import Account, QuotaUse
from billing.ledger.alerts.alert import Alert, AlertKind
from billing.ledger.caps.cap import CapScope, SpendCap
from billing.ledger.grant import Charge, Grant, GrantSource
from billing.ledger.hold import Hold, HoldLink
from billing.ledger.plan_window import ANY_PLAN, PlanWindow
from billing.ledger.teams.membership import (
    MemberLimit,
    Membership,
    PayFrom,
    TeamKind,
    TeamRole,
    TeamState,
)
from billing.ledger.top_ups.top_up import TopUp

STATE_VERSION = 1

# Enums find their members by value slowly, and every account of a batch runs this code.
SOURCES = {source.value: source for source in GrantSource}
_PERIODS = {period.value: period for period in QuotaPeriod}
_SCOPES = {scope.value: scope for scope in CapScope}
_ROLES = {role.value: role for role in TeamRole}
_PAY_FROM = {order.value: order for order in PayFrom}
_ALERT_KINDS = {kind.value: kind for kind in AlertKind}


def state_text(account: Account) -> str:
    """Return the account's state in the present version."""
    suspended, frozen, quotas = account.suspended, account.frozen, account.quotas
    # Most accounts have none of these, and every use writes an account.
    state: dict[str, Any] = {
        "touched_at": account.touched_at,
        "version": STATE_VERSION,
        "grants": [(*grant,) for grant in account.grants],
        "renewals": {period._value_: end for period, end in account.renewals.items()},
        "suspended": {str(one.period): one.end for one in suspended} if suspended else {},
        "plan_windows": [_plan_window_fields(one) for one in suspended] if suspended else (),
        "frozen": {str(number): tokens for number, tokens in frozen.items()} if frozen else {},
        "plan_until": account.plan_until,
        "quotas": {name: _quota_fields(use) for name, use in quotas.items()} if quotas else {},
        "holds": [_hold_fields(hold) for hold in account.holds] if account.holds else (),
    }
    if account.caps:
        state["caps"] = [(*cap,) for cap in account.caps]
    if account.membership is not None:
        state["membership"] = _membership_fields(account.membership)
    if account.team is not None:
        state["team"] = (*account.team,)
    if account.quantity != 1:
        state["quantity"] = account.quantity
    if account.granted:
        state["granted"] = {str(period): times for period, times in account.granted.items()}
    if account.alerts:
        state["alerts"] = [(*alert,) for alert in account.alerts]
    if account.top_up is not None:
        state["top_up"] = (*account.top_up,)
    return orjson.dumps(state).decode()


def state_fields(text: str, *, plan: str) -> dict[str, Any]:
    """Return the fields of an Account from a state of any version. `plan` is the account's.

    Raises LookupError, TypeError or ValueError for a text that is no state.
    """
    state = orjson.loads(text)
    return {
        "touched_at": datetime.fromisoformat(state["touched_at"]),
        "grants": tuple(_grant(fields) for fields in state["grants"]),
        "renewals": _windows(state["renewals"]),
        "suspended": _suspended(state, plan),
        "quotas": {model: _quota_use(fields) for model, fields in state["quotas"].items()},
        "frozen": {int(number): tokens for number, tokens in state["frozen"].items()},
        "plan_until": state["plan_until"] and datetime.fromisoformat(state["plan_until"]),
        "holds": tuple(_hold(fields) for fields in state.get("holds", ())),
        "caps": _caps(state["caps"]) if "caps" in state else (),
        "membership": _membership(state["membership"]) if "membership" in state else None,
        "team": _team(state["team"]) if "team" in state else None,
        "quantity": state.get("quantity", 1),
        "granted": {_PERIODS[name]: times for name, times in state.get("granted", {}).items()},
        "alerts": _alerts(state["alerts"]) if "alerts" in state else (),
        "top_up": _top_up(state["top_up"]) if "top_up" in state else None,
    }


def is_present(text: str) -> bool:
    """Return whether the state must be in the present format. A state without a version, or with a
    later one, is of another release: it means the same in another format. Raises ValueError for a
    text that is not JSON."""
    state = orjson.loads(text)
    version = state.get("version") if isinstance(state, dict) else None
    is_later = type(version) is int and version > STATE_VERSION
    return version is not None and not is_later


def charge_from(fields: list[Any]) -> Charge:
    number, source, tokens = fields[:3]
    return Charge(number, SOURCES[source], tokens)


def _windows(texts: Mapping[str, str]) -> dict[QuotaPeriod, datetime]:
    # An unknown period belongs to a plan that this release does not know.
    known = ((_PERIODS.get(period), end) for period, end in texts.items())
    return {period: datetime.fromisoformat(end) for period, end in known if period is not None}


def _quota_fields(use: QuotaUse) -> tuple[Any, ...]:
    return (use.unit, use.start, use.end, use.used)


def _suspended(state: Mapping[str, Any], plan: str) -> tuple[PlanWindow, ...]:
    """Return the suspended windows. Earlier releases store the windows of other plans by period
    only, and they continue a window of FREE as one of a paid plan. So the windows of a paid plan
    count for all plans, too."""
    if "plan_windows" in state:
        return tuple(_plan_window(fields) for fields in state["plan_windows"])
    known = _windows(state["suspended"])
    if plan != FREE_PLAN:
        known |= _windows(state["renewals"])
    return tuple(PlanWindow(ANY_PLAN, period, end) for period, end in known.items())


def _plan_window(fields: list[Any]) -> PlanWindow:
    plan, period, end, grant = fields[:4]
    return PlanWindow(
        plan,
        _PERIODS[period],
        datetime.fromisoformat(end),
        _grant(grant) if grant else None,
        fields[4] if len(fields) > 4 else 1,
    )


def _plan_window_fields(window: PlanWindow) -> tuple[Any, ...]:
    grant = None if window.grant is None else (*window.grant,)
    fields = (window.plan, str(window.period), window.end, grant)
    return fields if window.quantity == 1 else (*fields, window.quantity)


def _grant(fields: list[Any]) -> Grant:
    number, source, amount, remaining, effective_at, expires_at = fields[:6]
    return Grant(
        number,
        SOURCES[source],
        amount,
        remaining,
        datetime.fromisoformat(effective_at),
        expires_at and datetime.fromisoformat(expires_at),
    )


def _quota_use(fields: list[Any]) -> QuotaUse:
    unit, start, end, used = fields[:4]
    return QuotaUse(
        QuotaUnit(unit), datetime.fromisoformat(start), datetime.fromisoformat(end), used
    )


def _caps(caps: list[list[Any]]) -> tuple[SpendCap, ...]:
    """Return the caps. One of an unknown scope or period is of a later release."""
    known = (one for one in caps if one[0] in _SCOPES and one[2] in _PERIODS)
    return tuple(_cap(fields) for fields in known)


def _cap(fields: list[Any]) -> SpendCap:
    scope, subject, period, tokens, ends_at, used = fields[:6]
    return SpendCap(
        _SCOPES[scope],
        subject,
        _PERIODS[period],
        tokens,
        datetime.fromisoformat(ends_at),
        used,
    )


def _membership(fields: list[Any]) -> Membership:
    team, handle, role, pay_from, joined_at, anchor, limit, used, ends_at = fields[:9]
    return Membership(
        team,
        handle,
        _ROLES[role],
        _PAY_FROM[pay_from],
        datetime.fromisoformat(joined_at),
        datetime.fromisoformat(anchor),
        limit and MemberLimit(limit[0], _PERIODS[limit[1]]),
        used,
        ends_at and datetime.fromisoformat(ends_at),
    )


def _membership_fields(one: Membership) -> tuple[Any, ...]:
    return (*one[:6], one.limit and (*one.limit,), *one[7:])


def _team(fields: list[Any]) -> TeamState:
    kind, members, owner, closed = fields[:4]
    return TeamState(TeamKind(kind), members, owner, closed)


def _alerts(alerts: list[list[Any]]) -> tuple[Alert, ...]:
    """Return the alerts. One of an unknown kind is of a later release."""
    return tuple(_alert(one) for one in alerts if one[0] in _ALERT_KINDS)


def _alert(fields: list[Any]) -> Alert:
    kind, threshold, model, beyond, ends_at, fired, fired_at, value = fields[:8]
    return Alert(
        _ALERT_KINDS[kind],
        threshold,
        model,
        beyond,
        ends_at and datetime.fromisoformat(ends_at),
        fired,
        fired_at and datetime.fromisoformat(fired_at),
        value,
    )


def _top_up(fields: list[Any]) -> TopUp:
    pack, below, max_per_month, ends_at, used, need, failure, failed = fields[:8]
    ends = datetime.fromisoformat(ends_at)
    return TopUp(pack, below, max_per_month, ends, used, need, failure, failed)


def _hold_fields(hold: Hold) -> tuple[Any, ...]:
    charges = [(*charge,) for charge in hold.charges]
    fields = (*hold[:8], charges, [(*grant,) for grant in hold.origins], hold.guarded)
    if hold.link is not None:
        return (*fields, hold.requested_model, (*hold.link,))
    return fields if hold.requested_model is None else (*fields, hold.requested_model)


def _hold(fields: list[Any]) -> Hold:
    number, model, tokens_in, tokens_out, counted, priority, terms, until, charges, origins = (
        fields[:10]
    )
    return Hold(
        number,
        model,
        tokens_in,
        tokens_out,
        counted,
        Priority(priority),
        terms,
        datetime.fromisoformat(until),
        tuple(charge_from(charge) for charge in charges),
        tuple(_grant(grant) for grant in origins),
        guarded=fields[10:11] == [True],
        requested_model=fields[11] if len(fields) > 11 else None,
        link=HoldLink(*fields[12][:4]) if len(fields) > 12 else None,
    )
