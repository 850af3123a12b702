"""Runs each load generator in its own process and reads what it prints."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from bench.load import Load
from bench.load import Plan as LoadPlan
from bench.push import Plan as PushPlan
from bench.push import Push
from bench.servers import ROOT
from bench.surge import Group
from bench.surge import Plan as SurgePlan

TIMEOUT_SECONDS = 300


class MeasurementFailed(RuntimeError):
    """A load generator failed, for example because a reply was an error; the message says why."""


def run_load(plan: LoadPlan) -> Load:
    """Run a load in its own process. Raises MeasurementFailed."""
    return Load(**_run("bench.load", asdict(plan)))


def run_push(plan: PushPlan) -> Push:
    """Run a measurement of push in its own process. Raises MeasurementFailed."""
    return Push(**_run("bench.push", asdict(plan)))


def run_surge(plan: SurgePlan) -> list[Group]:
    """Run an overload in its own process. Raises MeasurementFailed."""
    return [Group(**one) for one in _run("bench.surge", asdict(plan))]


@contextmanager
def load_beside(plan: LoadPlan) -> Iterator[None]:
    """Keep a load running during the block. Raises MeasurementFailed if it ends earlier."""
    process = _start("bench.load", asdict(plan))
    try:
        yield
        if process.poll() is not None:
            raise MeasurementFailed(f"the parallel load ended: {process.communicate()[1]}")
    finally:
        process.kill()
        process.wait()


def _run(module: str, plan: object) -> Any:
    process = _start(module, plan)
    try:
        return _result(module, process, TIMEOUT_SECONDS)
    finally:
        process.kill()
        process.wait()


def _start(module: str, plan: object) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [sys.executable, "-m", module], cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True
    )
    assert process.stdin is not None  # noqa: S101 - for the type checker
    process.stdin.write(json.dumps(plan))
    process.stdin.close()
    process.stdin = None
    return process


def _result(module: str, process: subprocess.Popen[str], timeout: float | None) -> Any:
    out, err = process.communicate(timeout=timeout)
    if process.returncode != 0:
        raise MeasurementFailed(f"{module}: {err.strip()[-1_000:]}")
    return json.loads(out)
