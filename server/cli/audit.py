"""`python -m server audit`."""

from __future__ import annotations

import sys

import click

from db.audit.reading import count_accounts
from server.cli.output import printable, progress
from server.cli.run import database, run
from services.audit.audit import AuditReport
from services.audit.audit import audit as audit_ledger
from services.audit.case import Fault

PRINTED_MAX = 1_000


@click.command()
@click.option(
    "--from-anchors", is_flag=True, help="Leave out what an earlier audit of this kind has proven."
)
def audit(from_anchors: bool) -> None:
    """Prove that every balance is the sum of its entries, and that no entry was changed.

    Calculates every account again from the ledger and compares it. A server may run meanwhile.
    Prints the faults and a summary. The exit status is 1 if there is a fault.

    With --from-anchors, an account begins where the last audit has left its anchor. That finds no
    later change of an entry before the anchor: run it without the option from time to time.
    """
    faults: list[Fault] = []
    try:
        report = run(_audit(faults, from_anchors=from_anchors))
    finally:
        for fault in faults:
            # A row that was tampered with may contain anything.
            click.echo(printable(str(fault)))
    if report.faults > len(faults):
        click.echo(f"… and {report.faults - len(faults)} more")
    click.echo(
        f"audit: {report.accounts} accounts, {report.entries} entries, {report.faults} faults"
    )
    sys.exit(1 if report.faults else 0)


async def _audit(faults: list[Fault], *, from_anchors: bool) -> AuditReport:
    """Audit, and keep the first faults in `faults`, to be printed after the progress bar."""

    def keep(fault: Fault) -> None:
        if len(faults) < PRINTED_MAX:
            faults.append(fault)

    async with database():
        total = await count_accounts()
        with progress(length=total, label="audit") as bar:

            def move(report: AuditReport) -> None:
                bar.label = f"audit: {report.entries} entries"
                bar.update(report.accounts - bar.pos)
                # During a long account only the label changes.
                bar.render_progress()

            return await audit_ledger(keep, move, from_anchors=from_anchors)
