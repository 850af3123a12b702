"""Whether the caller can use a model, as the API shows it. Billing rules 2, 11 and 12."""

from __future__ import annotations

from datetime import datetime

import strawberry

from billing.catalog import catalog as domain
from billing.ledger.account import Account
from billing.ledger.quota import Quota, nearest_quota, pool_quota
from billing.ledger.teams.sides import Side, payers
from schema.context import SchemaContext
from schema.enums import AvailabilityReason
from schema.scalars import BigInt, described


@strawberry.type(description="Whether the caller can use a model now.")
class Availability:
    available: bool = described("Whether a small use would be accepted now.")
    reason: AvailabilityReason = described("Why, or why not.")
    remaining: BigInt | None = described(
        "What is left: of a free model's native limit, in its unit; for a premium model, premium "
        "tokens. Null when unknown or unlimited."
    )
    resets_at: datetime | None = described(
        "When the native limit, the spend cap or the plan's allowance renews."
    )
    shared: bool = described(
        "Whether the limit that all accounts share is nearer than the caller's own. Then "
        "`remaining` and `resetsAt` are those of the shared limit."
    )
    shared_remaining: BigInt | None = described(
        "What is left of the limit that all accounts share, in the unit of `Model.sharedLimit`, "
        "also if another limit is nearer. Null without such a limit or without an account."
    )
    shared_resets_at: datetime | None = described("When the limit that all accounts share renews.")


def availability_of(
    model: domain.Model,
    account: Account | None,
    context: SchemaContext,
    team: Account | None = None,
) -> Availability:
    """Return `Model.availability`, for an account or for an anonymous caller (None). What others
    have used of a shared limit is nobody's business without an account. `team` is the account of
    the team that the account is a member of."""
    now = context.now()
    shared = pool_quota(account.id, model, context.pool_used, now) if account else None
    answer = _own_availability(model, account, shared, context, team=team)
    if shared is not None and answer.reason is not AvailabilityReason.NOT_OFFERED:
        answer.shared_remaining = BigInt(shared.remaining)
        answer.shared_resets_at = shared.resets_at
    return answer


def _own_availability(
    model: domain.Model,
    account: Account | None,
    shared: Quota | None,
    context: SchemaContext,
    *,
    team: Account | None,
) -> Availability:
    now = context.now()
    if context.book.model(model.name, now) is None:
        return _answer(AvailabilityReason.NOT_OFFERED)
    if model.is_free:
        return _free_availability(model, account, context)
    if account is None and context.signed_in:
        return _answer(AvailabilityReason.NO_ACCOUNT)
    if account is None:
        return _answer(AvailabilityReason.SIGN_IN_REQUIRED)
    # The caller is the owner of the account, and has no API key.
    sides = payers(account, team, model.name, None, now)
    return _premium_availability(max(sides, key=lambda side: side.left), shared)


def _premium_availability(payer: Side, shared: Quota | None) -> Availability:
    account, cap = payer
    if account.available > 0 and shared is not None and not shared.remaining:
        return _of_quota(shared)
    if cap is not None and cap.remaining < account.available:
        reason = AvailabilityReason.AVAILABLE if cap.remaining else AvailabilityReason.CAP_REACHED
        return _answer(reason, cap.remaining, cap.cap.ends_at)
    reason = AvailabilityReason.AVAILABLE
    if not account.available:
        reason = AvailabilityReason.INSUFFICIENT_TOKENS
    return _answer(reason, account.available, account.next_reset)


def _free_availability(
    model: domain.Model, account: Account | None, context: SchemaContext
) -> Availability:
    if account is None:
        limit = model.native_limit
        return _answer(AvailabilityReason.AVAILABLE, limit.amount if limit else None)
    quota = nearest_quota(account, model, context.pool_used, context.now())
    return _answer(AvailabilityReason.AVAILABLE) if quota is None else _of_quota(quota)


def _of_quota(quota: Quota) -> Availability:
    reason = AvailabilityReason.QUOTA_EXCEEDED
    if quota.remaining > 0:
        reason = AvailabilityReason.AVAILABLE
    return _answer(reason, quota.remaining, quota.resets_at, shared=quota.shared)


def _answer(
    reason: AvailabilityReason,
    remaining: int | None = None,
    resets_at: datetime | None = None,
    *,
    shared: bool = False,
) -> Availability:
    return Availability(
        available=reason is AvailabilityReason.AVAILABLE,
        reason=reason,
        remaining=None if remaining is None else BigInt(remaining),
        resets_at=resets_at,
        shared=shared,
        shared_remaining=None,
        shared_resets_at=None,
    )
