"""Loads a service on another machine: `python -m bench --target http://10.0.0.5:8000`.

The load generator then takes no processor time from the service. There is no `pgbench` beside it,
so the figures are absolute; the service's processor time is what its `/metrics` tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from bench.children import run_load
from bench.load import Load, Plan
from bench.rounds import Length
from bench.scenarios import SCENARIOS, Scenario
from bench.talks import FUNDED
from bench.world import ACCOUNTS

REMOTE = {
    "single-32",
    "single-256",
    "batch-100",
    "batch-1000",
    "hot",
    "holds",
    "balance",
    "catalog",
}
"""The scenarios that need nothing but the API and the shipped catalog."""


class NoTarget(ValueError):
    """The address is not one of a service that can be loaded."""


@dataclass(frozen=True, slots=True)
class Target:
    """A service that runs already, and the tokens for it: `use` for uses and reads,
    `open_accounts` for opening and funding accounts."""

    host: str
    port: int
    use: str
    open_accounts: str

    def plan(self, talk: str, **options: Any) -> Plan:
        metrics = f"http://{self.host}:{self.port}/metrics"
        plan = Plan(host=self.host, port=self.port, talk=talk, token=self.use, metrics=metrics)
        return replace(plan, **options)

    def fill(self) -> None:
        """Open the accounts of the loads, and give them more tokens than they can use."""
        opening = self.plan("opening", accounts=ACCOUNTS, token=self.open_accounts)
        run_load(opening)
        run_load(replace(opening, talk="funding", accounts=min(ACCOUNTS, FUNDED)))


def target_at(url: str, *, use: str, open_accounts: str) -> Target:
    """Return the target at an address. Raises NoTarget."""
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname or parts.path.strip("/"):
        raise NoTarget(
            f"{url!r} is not an address such as http://10.0.0.5:8000. TLS ends at a proxy: "
            "load the service behind it."
        )
    return Target(parts.hostname, parts.port or 80, use, open_accounts)


def chosen(names: Iterable[str]) -> list[Scenario]:
    """Return the scenarios among `names` that a target can be loaded with."""
    return [one for one in SCENARIOS if one.name in REMOTE & set(names)]


def measure_target(
    target: Target, scenarios: list[Scenario], length: Length, step: Callable[[str], None]
) -> Mapping[str, list[Load]]:
    """Load the target in rounds, each scenario once in a round. Raises MeasurementFailed."""
    step("filling")
    target.fill()
    loads: dict[str, list[Load]] = {one.name: [] for one in scenarios}
    for number in range(length.rounds):
        for one in scenarios:
            step(f"round {number + 1}: {one.title}")
            plan = target.plan(
                one.talk,
                connections=one.connections,
                first=one.first,
                accounts=one.accounts,
                size=one.size,
                warm=length.warm,
                seconds=length.seconds,
            )
            loads[one.name].append(run_load(plan))
    return loads


def table(scenarios: Iterable[Scenario], loads: Mapping[str, list[Load]]) -> list[list[str]]:
    """Return the rows for people: medians over the rounds."""
    return [["", "per second", "p50 ms", "p99 ms", "CPU-µs, server"], *_rows(scenarios, loads)]


def _rows(scenarios: Iterable[Scenario], loads: Mapping[str, list[Load]]) -> Iterator[list[str]]:
    for one in scenarios:
        done = loads[one.name]
        cpu = median(load.cpu_us / one.units(1) for load in done)
        yield [
            one.title,
            f"{median(one.units(load.replies_per_second) for load in done):,.0f} {one.unit}",
            f"{median(load.p50_ms for load in done):.2f}",
            f"{median(load.p99_ms for load in done):.2f}",
            f"{cpu:.1f}" if cpu else "",
        ]
