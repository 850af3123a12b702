"""`python -m server repair`."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import click

from billing.checks import check_text
from billing.ledger.account import Account
from billing.ledger.plan_window import PlanTurn
from billing.payments.plan_state import PlanPolicy
from billing.payments.purchase import plan_paid_for
from db.audit.reading import count_accounts
from db.payments.purchases import subscriptions_of
from server.cli.output import printable, progress
from server.cli.run import process, run
from server.settings import read_settings
from services.ledger.desk import AccountGone
from services.ledger.repair import Repair, Repairs, Unreadable


@dataclass(slots=True)
class _Report:
    """The findings: a line and the account for each, and accounts that cannot be repaired."""

    now: datetime | None = None
    repairs: list[Repair] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


@click.command()
@click.option("--dry-run", is_flag=True, help="Only list the accounts.")
@click.option("--account", "accounts", multiple=True, help="This account only. May be repeated.")
def repair(dry_run: bool, accounts: tuple[str, ...]) -> None:
    """Repair accounts that were used while the clock of a machine was ahead.

    Such an account has no plan and no allowance until the wrong time is reached. Lists each one
    with its present and its repaired state. Check the clock first: if it is behind, all accounts
    seem to be ahead. A server may run meanwhile. The exit status is 1 if an account cannot be
    repaired, and with --dry-run if an account needs a repair.
    """
    for account_id in accounts:
        check_text("--account", account_id)
    report = run(_repair(accounts, dry_run=dry_run))
    for one in report.repairs:
        click.echo(printable(_line(one)))
    for failure in report.failures:
        click.echo(printable(failure), err=True)
    done = "to repair" if dry_run else "repaired"
    click.echo(
        f"repair: it is {_time(report.now)}; {len(report.repairs)} accounts {done}, "
        f"{len(report.failures)} failures"
    )
    sys.exit(1 if report.failures or (dry_run and report.repairs) else 0)


async def _repair(accounts: tuple[str, ...], *, dry_run: bool) -> _Report:
    settings, report = read_settings(), _Report()
    async with process(settings) as started:
        services = started.services
        report.now = services.clock()
        repairs = Repairs(
            plans=lambda: services.catalog.book.plans,
            paid_for=partial(_paid_for, settings.plan_policy),
            clock=services.clock,
            publish=started.publish,
            tolerance=timedelta(seconds=settings.clock_tolerance_seconds),
        )
        async for account_id in _chosen(repairs, accounts):
            try:
                one = await repairs.repair(account_id, dry_run=dry_run)
            except AccountGone:
                report.failures.append(f"{account_id}: there is no such account")
            except Unreadable:
                report.failures.append(f"{account_id}: its rows are damaged, see `audit`")
            else:
                report.repairs += [one] if one else []
    return report


async def _chosen(repairs: Repairs, accounts: tuple[str, ...]) -> AsyncIterator[str]:
    if accounts:
        for account_id in dict.fromkeys(accounts):
            yield account_id
        return
    with progress(length=await count_accounts(), label="repair") as bar:
        async for account_id in repairs.ahead(lambda: bar.update(1)):
            yield account_id


async def _paid_for(policy: PlanPolicy, account_id: str, now: datetime) -> PlanTurn | None:
    subscriptions = await subscriptions_of([account_id])
    own = [one for one in subscriptions if one.holder(policy) == account_id]
    return plan_paid_for(own, policy, now) if subscriptions else None


def _line(one: Repair) -> str:
    return f"{one.before.id}: {_state(one.before)} -> {_state(one.after)}"


def _state(account: Account) -> str:
    """Describe the account: the time, plan, tokens, and uses of free models' limits."""
    until = f" until {_time(account.plan_until)}" if account.plan_until else ""
    quotas = "".join(f", {model} {use.used}" for model, use in sorted(account.quotas.items()))
    return (
        f"{_time(account.touched_at)} {account.plan}{until}, {account.available} available, "
        f"{account.held} held, {account.debt} debt{quotas}"
    )


def _time(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "unknown"
