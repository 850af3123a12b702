"""Makes each mutation in a copy of the tree and runs its tests.

Usage: `python -m tests.mutations [WORD …]`. Prints one line per mutation, and ends with 1 if any
was missed. With words, only mutations are made whose file contains one of them. As many run at once
as the machine has processors.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import NamedTuple

import click

from tests.mutations.listing import ROOT, Mutation, mutations

SECONDS_MAX = 1_200
"""The longest run. A mutation may make tests wait for ever; that counts as found."""
FAILED = 1
"""The exit code of pytest if tests failed."""
FAILURE = re.compile(r"FAILED |ERROR \S+::")
"""The line of a test that failed, or of its fixtures. That of a broken import has no `::`."""
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "node_modules", "__pycache__", ".*_cache")


class Verdict(NamedTuple):
    mutation: Mutation
    word: str
    seconds: float
    told: str


def main(words: list[str]) -> int:
    chosen = [one for one in mutations() if not words or any(word in one.file for word in words)]
    verdicts = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for verdict in pool.map(_tried, chosen):
            verdicts.append(verdict)
            _print(verdict)
    missed = [one for one in verdicts if one.word != "caught"]
    click.echo(f"{len(verdicts) - len(missed)} of {len(verdicts)} mutations were caught")
    return 1 if missed else 0


def _tried(mutation: Mutation) -> Verdict:
    started = monotonic()
    with TemporaryDirectory(prefix="billing-mutation-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
        mutation.apply(tree)
        word, told = _run(tree, mutation.tests)
    return Verdict(mutation, word, monotonic() - started, told)


def _run(tree: Path, tests: str) -> tuple[str, str]:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", tests]
    try:
        run = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=SECONDS_MAX)
    except subprocess.TimeoutExpired:
        return "caught", f"nothing came in {SECONDS_MAX} s"
    failures = [line for line in run.stdout.splitlines() if FAILURE.match(line)]
    if run.returncode == FAILED and failures:
        return "caught", failures[0]
    return ("missed", "") if run.returncode == 0 else ("broken", run.stdout[-2_000:])


def _print(verdict: Verdict) -> None:
    mutation, word, seconds, told = verdict
    click.echo(f"{word}  {seconds:5.0f} s  {mutation.file}: {mutation.old}")
    if told:
        click.echo(f"    {told}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
