"""The report at the end of an import from an older system."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext

from db.imports.progress import Count, Counts
from server.cli.output import printable
from services.imports.legacy_reconcile import Line

ALIKE_SHOWN = 20
_REASON = "reason "


def report(
    counts: Counts,
    lines: Sequence[Line],
    *,
    dry_run: bool,
    notes: Sequence[str] = (),
    alike: Sequence[Sequence[str]] = (),
) -> list[str]:
    """Return the lines of the report: reconciliation, notes, and the reasons of rejects."""
    told = [_line(line, dry_run=dry_run) for line in lines]
    told += notes
    if counts["users here before"]:
        told.append(f"{counts['users here before']} users had an account here before")
    if alike:
        told.append(_alike(alike))
    reasons = {what: counts.number(what) for what in counts if what.startswith(_REASON)}
    for what, number in sorted(reasons.items(), key=lambda reason: (-reason[1], reason[0])):
        told.append(f"rejected {number:,}: {what.removeprefix(_REASON)}")
    return [printable(text) for text in told]


def _alike(groups: Sequence[Sequence[str]]) -> str:
    """Return lines about accounts that probably belong to one person. Both are imported."""
    shown = "; ".join(" = ".join(map(repr, names)) for names in groups[:ALIKE_SHOWN])
    more = ", and more" if len(groups) > ALIKE_SHOWN else ""
    return f"users whose ids differ in letter case only: {shown}{more}"


def _line(line: Line, *, dry_run: bool) -> str:
    parts = {
        "would import" if dry_run else "imported": line.imported,
        "there before": line.known,
        "over": line.over,
        "rejected": line.rejected,
    }
    made = " + ".join(f"{_text(number)} {word}" for word, number in parts.items() if number)
    here = "" if line.here is None else f"; the database has {_text(line.here)}"
    if line.here != line.expected:
        here += f", and should have {_text(line.expected or 0)}"
    verdict = "ok" if line.balances else "MISMATCH"
    return f"{verdict}: {line.what}: {_text(line.old)} = {(made or '0').replace('+ -', '- ')}{here}"


def _text(number: Count) -> str:
    """Return the number with all its decimals, of which older systems have finitely many."""
    if isinstance(number, int) or number.denominator == 1:
        return f"{int(number):,}"
    with localcontext(prec=200):
        return f"{Decimal(number.numerator) / Decimal(number.denominator):,f}"
