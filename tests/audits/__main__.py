"""`python -m tests.audits`: runs all audits beside each other. The exit status is 1 for a fault."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from tests.audits import dependencies, released, secrets


def main() -> int:
    with ThreadPoolExecutor() as pool:
        # Only the first one computes here; the others wait for programs that they start.
        slow = pool.submit(dependencies.audits)
        outcomes = [released.audit(), secrets.audit(), *slow.result()]
    for outcome in outcomes:
        sys.stdout.write(f"{outcome.text()}\n")
    return int(any(outcome.faults for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
