"""docs/performance.md and its chart, made from the results and a template."""

from __future__ import annotations

from pathlib import Path
from string import Template

from bench.chart import Row, chart
from bench.findings import (
    NAMES,
    Findings,
    Table,
    budget_table,
    catalog_table,
    layer_table,
    memory_table,
    plain_table,
    present,
    push_table,
    rate_table,
    ratio_table,
    webhook_table,
)
from bench.more_cores import more_cores_table
from bench.network import network_table
from bench.size_tables import costs_of, sizing_table, storage_table
from bench.workers import workers_table

TEMPLATE = Path(__file__).parent / "performance.template.md"
PAGE, CHART = "performance.md", "performance.svg"
CHART_TITLE = "Ratio to pgbench calling one function a use (1 = the database by itself)"
NOT_MEASURED = "Not measured in this run."


def write_report(findings: Findings, folder: Path) -> None:
    """Write both files into `folder`. Raises ValueError if no round was measured."""
    (folder / CHART).write_text(_chart(findings), encoding="utf-8")
    (folder / PAGE).write_text(page(findings), encoding="utf-8")


def page(findings: Findings) -> str:
    text = {name: markdown(table) for name, table in tables(findings).items()}
    names = (
        "machine",
        "ratios",
        "rates",
        "team",
        "budget",
        "push",
        "memory",
        "layers",
        "large_catalog",
        "webhooks",
        "workers",
        "more_cores",
        "network",
        "storage",
        "sizing",
    )
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        dict.fromkeys(names, NOT_MEASURED) | text,
        rounds=findings.length.rounds,
        seconds=f"{findings.length.seconds:g}",
    )


def tables(findings: Findings) -> dict[str, Table]:
    """Return the tables by name, in the order of display, without those that were not measured."""
    made = {
        "machine": [["machine", ""], *(list(pair) for pair in findings.machine.items())],
        "ratios": ratio_table(findings),
        "rates": rate_table(findings),
        "team": plain_table(findings),
        "budget": budget_table(findings),
    }
    if findings.live is not None:
        made["push"] = push_table(findings.live)
        made["memory"] = memory_table(findings, findings.live)
    if findings.cuts is not None:
        made["layers"] = layer_table(findings.cuts)
    if findings.catalog is not None:
        made["large_catalog"] = catalog_table(findings.catalog)
    if findings.webhooks is not None:
        made["webhooks"] = webhook_table(findings.webhooks)
    if findings.workers is not None:
        made["workers"] = workers_table(findings.workers)
        made["more_cores"] = more_cores_table()
    if findings.network is not None:
        made["network"] = network_table(findings.network)
    if findings.storage is not None:
        made["storage"] = storage_table(findings.storage)
        if (costs := costs_of(findings, findings.storage)) is not None:
            made["sizing"] = sizing_table(costs)
    return {name: table for name, table in made.items() if len(table) > 1}


def markdown(table: Table) -> str:
    """Return the table as Markdown. Raises ValueError if it has no rows."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    head, *rows = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in table
    ]
    return "\n".join([head, "|" + "|".join("-" * (width + 2) for width in widths) + "|", *rows])


def _chart(findings: Findings) -> str:
    rows = [
        Row(
            one.title,
            one.target,
            {NAMES[name]: findings.rounds.ratio(name, one) for name in present(findings)},
        )
        for one in findings.scenarios
        if one.reference is not None
    ]
    return chart(CHART_TITLE, rows)
