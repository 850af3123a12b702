"""The metrics of this process, for Prometheus.

Every request is counted in plain numbers, because that is fast. They are converted to metrics of
Prometheus at each request for the metrics. Labels are bounded: the first root field names an
operation.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
)
from prometheus_client.registry import Collector

from billing.catalog.catalog import Priority
from db.engine.timing import sent
from db.migrate import known_migrations
from server.version import VERSION

if TYPE_CHECKING:
    from prometheus_client import Metric

    from server.operations import Operation

Labelled = Callable[[], Mapping[Any, float]]
ByPriority = Callable[[], Mapping[Priority, float]]
Family = type[GaugeMetricFamily] | type[CounterMetricFamily]

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)
UNCOMPILED = "other"
"""The label of operations that are not compiled: introspection, mistakes, and unusual documents."""


class Tally:
    """A histogram: the number of values up to each of `bounds`, and the sum of all values."""

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def add(self, value: float) -> None:
        self._counts[bisect_left(self._bounds, value)] += 1
        self.sum += value

    def buckets(self) -> list[tuple[str, float]]:
        """Return the cumulative buckets that Prometheus expects."""
        names = [*map(str, self._bounds), "+Inf"]
        return list(zip(names, accumulate(self._counts), strict=True))


class Metrics(Collector):
    """The metrics of one process. Other rooms call its methods."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(self)
        for of_python in (ProcessCollector, PlatformCollector, GCCollector):
            of_python(registry=self._registry)
        self._watched: list[tuple[Family, str, str, Callable[[], float | None]]] = []
        self._labelled: list[tuple[Family, str, str, str, Labelled]] = []
        self._answered: dict[tuple[str, bool], int] = {}
        self._latency: dict[str, Tally] = {}
        self._sizes, self._batches, self._pushes = Tally(SIZES), Tally(SECONDS), Tally(SECONDS)

    def on_request(self, operation: Operation | None, seconds: float, failed: bool) -> None:
        """Count an answered operation. `failed` means that the answer has errors."""
        name = operation.fields[0] if operation else UNCOMPILED
        self._answered[name, failed] = self._answered.get((name, failed), 0) + 1
        latency = self._latency.get(name)
        if latency is None:
            latency = self._latency[name] = Tally(SECONDS)
        latency.add(seconds)

    def on_batch(self, size: int, seconds: float, waiting: int) -> None:
        """Count a committed batch of `size` commands; `waiting` more are queued."""
        self._sizes.add(size)
        self._batches.add(seconds)

    def on_push(self, seconds: float) -> None:
        """Count a message to a socket, written `seconds` after its commit."""
        self._pushes.add(seconds)

    def watch(self, name: str, description: str, read: Callable[[], float | None]) -> None:
        """Add a gauge whose value is read at each request of the metrics; None is left out."""
        self._watched.append((GaugeMetricFamily, f"billing_{name}", description, read))

    def count(self, name: str, description: str, read: Callable[[], float | None]) -> None:
        """Add a counter whose value is read at each request of the metrics; None is left out."""
        self._watched.append((CounterMetricFamily, f"billing_{name}", description, read))

    def by_priority(self, family: Family, name: str, description: str, read: ByPriority) -> None:
        """Add a gauge or a counter with one value for each priority."""
        self.labelled(family, name, description, "priority", read)

    def labelled(
        self, family: Family, name: str, description: str, label: str, read: Labelled
    ) -> None:
        """Add a gauge or a counter with one value for each value of a label. These are few."""
        self._labelled.append((family, f"billing_{name}", description, label, read))

    def text(self) -> bytes:
        """Return all metrics in the text format of Prometheus."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Yield all metrics. The registry of Prometheus calls it."""
        labels = ("operation", "failed")
        requests = CounterMetricFamily("billing_requests", "Operations answered.", labels=labels)
        for (name, failed), count in self._answered.items():
            requests.add_metric([name, str(failed).lower()], count)
        yield requests
        yield _family("request_seconds", "Until answered.", self._latency)
        yield _family("batch_size", "Commands per committed batch.", {None: self._sizes})
        yield _family(
            "batch_seconds", "The duration of a batch until its commit.", {None: self._batches}
        )
        yield _family(
            "push_seconds",
            "The delay of a push: from the commit until it is written to a socket.",
            {None: self._pushes},
        )
        yield from _statements()
        build = {"version": VERSION, "migration": known_migrations()[-1].partition("_")[0]}
        yield InfoMetricFamily("billing_build", "The running version.", value=build)
        for family, name, description, read in self._watched:
            if (value := read()) is not None:
                yield family(name, description, value=value)
        for family, name, description, label, read_each in self._labelled:
            made = family(name, description, labels=[label])
            for key, value in read_each().items():
                made.add_metric([key], value)
            yield made


def _statements() -> Iterator[Metric]:
    """Yield the SQL statements of this process."""
    number = CounterMetricFamily("billing_statements", "SQL statements sent.", labels=["kind"])
    seconds = CounterMetricFamily(
        "billing_statement_seconds", "The time until SQL statements were answered.", labels=["kind"]
    )
    for kind, of_kind in sent.items():
        number.add_metric([kind], of_kind.count)
        seconds.add_metric([kind], of_kind.seconds)
    yield from (number, seconds)


def _family(
    name: str, description: str, tallies: dict[str, Tally] | dict[None, Tally]
) -> HistogramMetricFamily:
    labels = [] if None in tallies else ["operation"]
    family = HistogramMetricFamily(f"billing_{name}", description, labels=labels)
    for label, tally in tallies.items():
        family.add_metric([] if label is None else [label], tally.buckets(), tally.sum)
    return family
