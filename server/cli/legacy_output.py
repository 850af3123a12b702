"""The report at the end of an import from an older system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from server.cli.output import printable
from services.imports.legacy_reconcile import Line

_REASON = "reason "


def report(counts: Counter[str], lines: Sequence[Line], *, dry_run: bool) -> list[str]:
    """Return the lines of the report: reconciliation, notes, and the reasons of rejects."""
    told = [_line(line, dry_run=dry_run) for line in lines]
    if counts["users here before"]:
        told.append(f"{counts['users here before']} users had an account here before")
    reasons = {what: n for what, n in counts.items() if what.startswith(_REASON)}
    for what, number in sorted(reasons.items(), key=lambda reason: (-reason[1], reason[0])):
        told.append(f"rejected {number:,}: {what.removeprefix(_REASON)}")
    return [printable(text) for text in told]


def _line(line: Line, *, dry_run: bool) -> str:
    parts = {
        "would import" if dry_run else "imported": line.imported,
        "there before": line.known,
        "over": line.over,
        "rejected": line.rejected,
    }
    made = " + ".join(f"{number:,} {word}" for word, number in parts.items() if number)
    here = "" if line.here is None else f"; the database has {line.here:,}"
    if line.here != line.expected:
        here += f", and should have {line.expected:,}"
    verdict = "ok" if line.balances else "MISMATCH"
    return f"{verdict}: {line.what}: {line.old:,} = {made or 0}{here}"
