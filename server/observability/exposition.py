"""The metrics in the text format of Prometheus. Its package is optional (the extra `metrics`), so
only the endpoint of the metrics imports this."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    Metric,
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

from db.engine.timing import sent
from db.migrate import known_migrations
from server.observability.metrics import Family, Metrics, Tally
from server.version import VERSION

FAMILIES = {Family.GAUGE: GaugeMetricFamily, Family.COUNTER: CounterMetricFamily}


def exposition(metrics: Metrics) -> Callable[[], bytes]:
    """Return a function that returns all present metrics as text."""
    registry = CollectorRegistry()
    registry.register(_Exposed(metrics))
    for of_python in (ProcessCollector, PlatformCollector, GCCollector):
        of_python(registry=registry)
    return lambda: generate_latest(registry)


class _Exposed(Collector):
    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        """Yield all metrics. The registry of Prometheus calls it."""
        metrics = self._metrics
        yield _requests(metrics)
        yield _histogram("request_seconds", "Until answered.", metrics.latency)
        sizes = {None: metrics.sizes}
        yield _histogram("batch_size", "Commands per committed batch.", sizes)
        batches = {None: metrics.batches}
        yield _histogram("batch_seconds", "The duration of a batch until its commit.", batches)
        yield _histogram(
            "push_seconds",
            "The delay of a push: from the commit until it is written to a socket.",
            {None: metrics.pushes},
        )
        yield from _statements()
        build = {"version": VERSION, "migration": known_migrations()[-1].partition("_")[0]}
        yield InfoMetricFamily("billing_build", "The running version.", value=build)
        yield from _watched(metrics)


def _requests(metrics: Metrics) -> Metric:
    labels = ("operation", "failed")
    requests = CounterMetricFamily("billing_requests", "Operations answered.", labels=labels)
    for (name, failed), count in metrics.answered.items():
        requests.add_metric([name, str(failed).lower()], count)
    return requests


def _watched(metrics: Metrics) -> Iterator[Metric]:
    for one in metrics.watched:
        if (value := one.read()) is not None:
            yield FAMILIES[one.family](f"billing_{one.name}", one.description, value=value)
    for each in metrics.labelled_ones:
        family = FAMILIES[each.family]
        made = family(f"billing_{each.name}", each.description, labels=[each.label])
        for key, value in each.read().items():
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


def _histogram(
    name: str, description: str, tallies: dict[str, Tally] | dict[None, Tally]
) -> HistogramMetricFamily:
    labels = [] if None in tallies else ["operation"]
    family = HistogramMetricFamily(f"billing_{name}", description, labels=labels)
    for label, tally in tallies.items():
        family.add_metric([] if label is None else [label], tally.buckets(), tally.sum)
    return family
