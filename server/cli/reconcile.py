"""`python -m server reconcile`."""

from __future__ import annotations

import sys
from datetime import timedelta

import click

from gateways.payments.errors import PaymentsAway, PaymentsDenied
from server.cli.run import database, run
from server.settings import Settings, SettingsError, read_settings
from services.payments.reconcile import Reconciled
from services.payments.reconcile import reconcile as compare


@click.command()
@click.option(
    "--days",
    type=click.IntRange(1, 3_650),
    default=30,
    show_default=True,
    help="The number of days to compare.",
)
def reconcile(days: int) -> None:
    """Compare purchases with the provider's payments, and list the differences.

    The exit status is 1 if there are any.
    """
    settings = read_settings()
    if settings.payments_api_key is None:
        raise SettingsError("there are no payments: set STRIPE_API_KEY")
    found = run(_reconcile(settings, settings.payments_api_key, days))
    for difference in found.differences:
        click.echo(f"{difference.subject}: {difference.problem}")
    click.echo(
        f"reconcile: {found.purchases} purchases, {found.payments} payments, "
        f"{len(found.differences)} differences"
    )
    if found.differences:
        sys.exit(1)


async def _reconcile(settings: Settings, api_key: str, days: int) -> Reconciled:
    from gateways.payments.stripe_api import Payments

    payments = Payments(api_key=api_key, api_base=settings.payments_api_base)
    try:
        async with database(settings) as clock:
            return await compare(payments, clock() - timedelta(days=days))
    except PaymentsDenied as error:
        raise SettingsError("the payment provider does not accept STRIPE_API_KEY") from error
    except PaymentsAway as error:
        raise SettingsError("the payment provider can't be reached") from error
    finally:
        await payments.close()
