"""The metrics of this process, in plain numbers, because every request is counted.

`server.observability.exposition` converts them to the text of Prometheus. Labels are bounded: the
first root field names an operation.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from enum import StrEnum
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from billing.catalog.catalog import Priority

if TYPE_CHECKING:
    from server.operations import Operation

Labelled = Callable[[], Mapping[Any, float]]
ByPriority = Callable[[], Mapping[Priority, float]]
Read = Callable[[], float | None]

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)
UNCOMPILED = "other"
"""The label of operations that are not compiled: introspection, mistakes, and unusual documents."""


class Family(StrEnum):
    """The kind of a metric: a gauge goes up and down, a counter only up."""

    GAUGE = "gauge"
    COUNTER = "counter"


class WatchedMetric(NamedTuple):
    """A metric whose value is read at each request of the metrics; None is left out."""

    family: Family
    name: str
    description: str
    read: Read


class LabelledMetric(NamedTuple):
    """A metric with one value for each value of its label. These are few."""

    family: Family
    name: str
    description: str
    label: str
    read: Labelled


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


class Metrics:
    """The metrics of one process. Other rooms call its methods. `answered` are the operations by
    name and failure; seconds and sizes are histograms."""

    def __init__(self) -> None:
        self.watched: list[WatchedMetric] = []
        self.labelled_ones: list[LabelledMetric] = []
        self.answered: dict[tuple[str, bool], int] = {}
        self.latency: dict[str, Tally] = {}
        self.sizes, self.batches, self.pushes = Tally(SIZES), Tally(SECONDS), Tally(SECONDS)

    def on_request(self, operation: Operation | None, seconds: float, failed: bool) -> None:
        """Count an answered operation. `failed` means that the answer has errors."""
        name = operation.fields[0] if operation else UNCOMPILED
        self.answered[name, failed] = self.answered.get((name, failed), 0) + 1
        latency = self.latency.get(name)
        if latency is None:
            latency = self.latency[name] = Tally(SECONDS)
        latency.add(seconds)

    def on_batch(self, size: int, seconds: float, waiting: int) -> None:
        """Count a committed batch of `size` commands; `waiting` more are queued."""
        self.sizes.add(size)
        self.batches.add(seconds)

    def on_push(self, seconds: float) -> None:
        """Count a message to a socket, written `seconds` after its commit."""
        self.pushes.add(seconds)

    def watch(self, name: str, description: str, read: Read) -> None:
        """Add a gauge whose value is read at each request of the metrics; None is left out."""
        self.watched.append(WatchedMetric(Family.GAUGE, name, description, read))

    def count(self, name: str, description: str, read: Read) -> None:
        """Add a counter whose value is read at each request of the metrics; None is left out."""
        self.watched.append(WatchedMetric(Family.COUNTER, name, description, read))

    def by_priority(self, family: Family, name: str, description: str, read: ByPriority) -> None:
        """Add a gauge or a counter with one value for each priority."""
        self.labelled(family, name, description, "priority", read)

    def labelled(
        self, family: Family, name: str, description: str, label: str, read: Labelled
    ) -> None:
        """Add a gauge or a counter with one value for each value of a label. These are few."""
        self.labelled_ones.append(LabelledMetric(family, name, description, label, read))
