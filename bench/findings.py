"""The results of one run, and the tables made from them. No figure in them is written by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bench.documents import MODELS_PAGE
from bench.figures import Spread, ratios, spread
from bench.large_catalog import MODELS, LargeCatalog
from bench.layers import Cut
from bench.live import Delay, Live
from bench.network import Network
from bench.rounds import CONTENDERS, Length, Rounds
from bench.scenarios import Scenario
from bench.storage import Storage
from bench.webhooks import DELIVERIES, Left, Webhooks
from bench.workers import Workers
from bench.world import POSTGRES, RIVAL, SQLITE

Table = list[list[str]]

NAMES = {POSTGRES: "PostgreSQL", SQLITE: "SQLite", RIVAL: "rival"}
# Each row: the name of a delay, its title, and the target: at most this many ms at p50 or p99.
DELAYS = (
    ("one", "one subscriber, idle", "p50", 1.0),
    ("load", "one subscriber, at half of the maximum load", "p99", 5.0),
    ("hundred", "the last of {} subscribers of one account", "p99", 5.0),
    ("crowd", "the last of {} sockets of one account", None, None),
    ("multitude", "the last of {} sockets, each with its own account", None, None),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The results of one run. Parts that were not run are None.

    `loaded_bytes` is the memory of each contender after the rounds.
    """

    machine: dict[str, str]
    length: Length
    rounds: Rounds
    scenarios: Sequence[Scenario]
    loaded_bytes: dict[str, int]
    live: Live | None = None
    cuts: dict[str, Cut] | None = None
    catalog: LargeCatalog | None = None
    webhooks: Webhooks | None = None
    workers: Workers | None = None
    network: Network | None = None
    storage: Storage | None = None


def present(findings: Findings) -> list[str]:
    """Return the names of the contenders that were measured."""
    measured = {contender for contender, _ in findings.rounds.loads}
    return [name for name in CONTENDERS if name in measured]


def ratio_table(findings: Findings) -> Table:
    """Return the ratios to the reference of the same round, and whether the targets are reached."""
    names = present(findings)
    head = ["ratio to `pgbench`", "target", *(NAMES[name] for name in names), "reached"]
    compared = [one for one in findings.scenarios if one.reference is not None]
    return [head, *(_ratio_row(findings, one, names) for one in compared)]


def _ratio_row(findings: Findings, scenario: Scenario, names: Sequence[str]) -> list[str]:
    found = [findings.rounds.ratio(name, scenario) for name in names]
    target = "-" if scenario.target is None else f"≥ {scenario.target:g}"
    ours = findings.rounds.ratio(POSTGRES, scenario)
    reached = (
        "-" if scenario.target is None or ours is None else _yes(ours.middle >= scenario.target)
    )
    return [scenario.title, target, *(_spread(one) for one in found), reached]


def rate_table(findings: Findings) -> Table:
    """Return the absolute figures by scenario and contender."""
    head = ["", "", "per second", "p50 ms", "p99 ms", "CPU-µs, server", "CPU-µs, PostgreSQL"]
    return [head, *_limit_rows(findings), *_load_rows(findings)]


def _limit_rows(findings: Findings) -> Iterator[list[str]]:
    for script, limits in findings.rounds.limits.items():
        rate = median(limit.per_second for limit in limits)
        cpu = median(limit.database_cpu_us for limit in limits)
        yield [f"pgbench, {script}", "", f"{rate:,.0f}", "", "", "", f"{cpu:,.1f}"]


def _load_rows(findings: Findings) -> Iterator[list[str]]:
    for scenario in findings.scenarios:
        for name in present(findings):
            if loads := findings.rounds.loads.get((name, scenario.name)):
                rate = median(findings.rounds.per_second(name, scenario))
                units = scenario.units(1)
                cpu = median(load.cpu_us for load in loads) / units
                database = median(load.database_cpu_us for load in loads) / units
                yield [
                    scenario.title,
                    NAMES[name],
                    f"{rate:,.0f} {scenario.unit}",
                    f"{median(load.p50_ms for load in loads):,.2f}",
                    f"{median(load.p99_ms for load in loads):,.2f}",
                    f"{cpu:,.1f}",
                    "" if name == SQLITE else f"{database:,.1f}",
                ]


def plain_table(findings: Findings) -> Table:
    """Return the processor time of the uses that a team pays, over that of plain ones."""
    head = ["CPU-µs per use, server", "", "compared with", "paid by the team", "plain"]
    return [[*head, "ratio", "target", "reached"], *_plain_rows(findings)]


def _plain_rows(findings: Findings) -> Iterator[list[str]]:
    measured = {one.name: one for one in findings.scenarios}
    for one in findings.scenarios:
        for plain in (measured[name] for name in one.plain if name in measured):
            for name in present(findings):
                ours = findings.rounds.cpu_us(name, one)
                theirs = findings.rounds.cpu_us(name, plain)
                if ours and theirs:
                    yield [
                        one.title,
                        NAMES[name],
                        plain.title,
                        *_compared(one, plain, ours, theirs),
                    ]


def _compared(
    one: Scenario, plain: Scenario, ours: Sequence[float], theirs: Sequence[float]
) -> list[str]:
    found = spread(ratios(ours, theirs))
    figures = [f"{median(ours):,.1f}", f"{median(theirs):,.1f}", _spread(found)]
    if plain.name != one.plain[0]:
        return [*figures, "-", "-"]
    return [*figures, f"≤ {one.plain_target:g}", _yes(found.middle <= one.plain_target)]


def budget_table(findings: Findings) -> Table:
    """Return the processor time per use that a target allows on one core, and the time taken."""
    head = [
        "",
        "target, per second",
        "CPU-µs allowed",
        "CPU-µs taken",
        "possible per second",
    ]
    return [head, *_budget_rows(findings)]


def _budget_rows(findings: Findings) -> Iterator[list[str]]:
    for one in findings.scenarios:
        loads = findings.rounds.loads.get((POSTGRES, one.name))
        if one.target is None or one.reference is None or not loads:
            continue
        limit = median(limit.per_second for limit in findings.rounds.limits[one.reference])
        cpu = median(load.cpu_us for load in loads) / one.units(1)
        needed = one.target * limit
        yield [
            one.title,
            f"{needed:,.0f}",
            f"{1e6 / needed:,.1f}",
            f"{cpu:,.1f}",
            f"{1e6 / cpu:,.0f}" if cpu else "",
        ]


def push_table(live: Live) -> Table:
    """Return the delays until the last subscriber has a change."""
    head = ["a change reaches", "target", "after the reply: p50, p99 ms"]
    head += ["after the request: p50, p99 ms", "changes", "reached"]
    return [head, *(_delay_row(live.delays[name], *rest) for name, *rest in DELAYS)]


def _delay_row(delay: Delay, title: str, which: str | None, most: float | None) -> list[str]:
    value = delay.after_reply_p50 if which == "p50" else delay.after_reply_p99
    return [
        title.format(f"{delay.subscribers:,}"),
        "-" if most is None else f"{which} ≤ {most:g} ms",
        f"{delay.after_reply_p50:,.2f}, {delay.after_reply_p99:,.2f}",
        f"{delay.whole_p50:,.2f}, {delay.whole_p99:,.2f}",
        str(delay.changes),
        "-" if most is None else _yes(value <= most),
    ]


def memory_table(findings: Findings, live: Live) -> Table:
    """Return the resident memory of the server's process."""
    loaded = [
        [f"after the rounds, on {NAMES[name]}", f"{size / 2**20:.0f} MiB"]
        for name, size in findings.loaded_bytes.items()
    ]
    return [
        ["memory", ""],
        ["started, idle", f"{live.idle_bytes / 2**20:.0f} MiB"],
        *loaded,
        ["an idle subscriber, among many of one account", f"{live.crowd_bytes / 1024:.1f} KiB"],
        ["an idle subscriber with its own account", f"{live.multitude_bytes / 1024:.1f} KiB"],
    ]


def layer_table(cuts: Mapping[str, Cut]) -> Table:
    """Return the server's processor time per use by layer, with 32 connections. The layers of a
    database add up to the whole service on it."""
    http, graphql, decide = (cuts[name] for name in ("http", "graphql", "decide"))
    rows = [
        ["layer of a single use", "CPU-µs", "uses per second, with the layers above"],
        ["HTTP", _us(http.cpu_us), f"{http.per_second:,.0f}"],
        ["GraphQL, authentication, JSON", *_step(http, graphql)],
        ["batcher and decision", *_step(graphql, decide)],
    ]
    for name in (POSTGRES, SQLITE):
        rows.append([f"SQL, {NAMES[name]}", *_step(decide, cuts[name])])
    for name in (POSTGRES, SQLITE):
        rows.append([f"whole service, {NAMES[name]}", _us(cuts[name].cpu_us), ""])
    return rows


def catalog_table(measured: LargeCatalog) -> Table:
    """Return what a catalog costs with thousands of models, and what the shipped one costs."""
    shipped, large = measured.shipped, measured.large
    grown = large.resident_bytes - shipped.resident_bytes

    def row(title: str, before: str, after: str, target: str, reached: bool | None) -> list[str]:
        return [title, before, after, target, "-" if reached is None else _yes(reached)]

    return [
        ["", "shipped catalog", f"{MODELS:,} models more", "target", "reached"],
        row(
            "CPU-seconds of `catalog apply`",
            f"{shipped.apply_seconds:.2f}",
            f"{large.apply_seconds:.2f}",
            "≤ 2",
            large.apply_seconds <= 2,
        ),
        row(
            "memory, when it is loaded",
            f"{shipped.resident_bytes / 2**20:.0f} MiB",
            f"+ {measured.loaded_bytes / 2**20:.1f} MiB",
            "≤ + 20 MB",
            measured.loaded_bytes <= 20_000_000,
        ),
        row("memory, after the loads", "", f"+ {grown / 2**20:.1f} MiB", "≤ + 20 MB", grown <= 2e7),
        row("CPU-µs per use", _us(shipped.use_us), _us(large.use_us), "-", None),
        row(
            f"CPU-µs per page of {MODELS_PAGE} models",
            _us(shipped.page_us),
            _us(large.page_us),
            "-",
            None,
        ),
    ]


def _step(above: Cut, cut: Cut) -> tuple[str, str]:
    return _us(cut.cpu_us - above.cpu_us), f"{cut.per_second:,.0f}"


def _us(value: float) -> str:
    return f"{value:,.1f}"


def webhook_table(measured: Webhooks) -> Table:
    """Return how soon deliveries leave, and what a use costs with an endpoint."""
    head = ["", "", "uses per second", "CPU-µs, server", "target", "reached"]
    on, off = median(measured.on), median(measured.off)
    # Both of a pair follow one another, so their ratio is more stable than the figures.
    more = spread([100 * (one - 1) for one in ratios(measured.on, measured.off)])
    cost = f"{more.middle:+.1f}% ({more.least:+.1f} to {more.most:+.1f})"
    return [
        head,
        ["uses, nothing is sent", "", f"{measured.alone:,.0f}", "", "-", "-"],
        *(_left_row(one) for one in measured.left),
        ["a use without endpoints", "", "", f"{off:,.1f}", "-", "-"],
        [
            "a use with an endpoint",
            cost,
            "",
            f"{on:,.1f}",
            "≤ +3%",
            _yes(round(more.middle, 1) <= 3),
        ],
    ]


def _left_row(left: Left) -> list[str]:
    whose = "one account" if left.accounts == 1 else f"{left.accounts:,} accounts"
    beside = "" if left.uses_per_second is None else ", beside uses"
    return [
        f"{DELIVERIES:,} deliveries of {whose}{beside}",
        f"{left.seconds:.1f} s",
        "" if left.uses_per_second is None else f"{left.uses_per_second:,.0f}",
        "" if left.cpu_us is None else f"{left.cpu_us:,.1f}",
        "≤ 30 s",
        _yes(left.seconds <= 30),
    ]


def _yes(reached: bool) -> str:
    return "yes" if reached else "no"


def _spread(found: Spread | None) -> str:
    if found is None:
        return "-"
    if found.least == found.most:
        return f"{found.middle:.2f}"
    return f"{found.middle:.2f} ({found.least:.2f} to {found.most:.2f})"
