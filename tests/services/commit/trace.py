"""Requests to a language model for a replay: a real trace if it is beside the project, and a
generated one of the same shape.

The real one is Microsoft Azure's conversation trace of 2023 (CC-BY 4.0; Patel et al., "Splitwise",
ISCA 2024): TIMESTAMP, ContextTokens, GeneratedTokens, 19,366 rows within an hour. It is not part of
the project. The sizes of the generated one are log-normal with the real means, deviations and
bounds.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

REAL = Path(__file__).parents[3] / "../shared/data/azure_conv_2023.csv"
SEEDED_ROWS = 19_366
NAMES = ["seeded", *(["real"] if REAL.is_file() else [])]


class Request(NamedTuple):
    """A request. `timestamp` is UTC with seven decimals, as in the trace."""

    timestamp: str
    context_tokens: int
    generated_tokens: int


def requests(name: str) -> list[Request]:
    """Return the requests of one of the traces in NAMES."""
    return list(_real() if name == "real" else _seeded(seed=2023))


def _real() -> Iterator[Request]:
    with REAL.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            counts = int(row["ContextTokens"]), int(row["GeneratedTokens"])
            yield Request(row["TIMESTAMP"], *counts)


def _seeded(*, seed: int) -> Iterator[Request]:
    random = Random(seed)
    at = datetime.fromisoformat("2023-11-16T18:15:46+00:00")
    for _ in range(SEEDED_ROWS):
        at += timedelta(microseconds=int(random.expovariate(1 / 180_000)))
        context = _size(random, mean=6.633, deviation=0.985, most=14_050)
        generated = _size(random, mean=5.019, deviation=0.859, most=1_000)
        yield Request(f"{at:%Y-%m-%d %H:%M:%S.%f}0", context, generated)


def _size(random: Random, *, mean: float, deviation: float, most: int) -> int:
    return min(max(int(random.lognormvariate(mean, deviation)), 1), most)
