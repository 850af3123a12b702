"""The service with another admission: `python -m bench.overload_app NAME`.

- `priority`: unchanged.
- `equal`: every account is STANDARD.
- `open`: every operation is admitted; only the batcher's queue is bounded.
"""

from __future__ import annotations

import sys
from functools import partial

from bench.changed_app import serve_changed
from billing.catalog.catalog import Priority
from server.admission.lines import Admission
from server.app import BillingApp

NO_BOUND = 1_000_000


def change(name: str, app: BillingApp) -> None:
    """Change a service that has started."""
    if name != "priority":
        app.endpoints.process.services.batcher.priority_of = lambda _: Priority.STANDARD
    if name == "open":
        app.endpoints.gate.admission = Admission(NO_BOUND, waiting_max=0)


if __name__ == "__main__":
    serve_changed(partial(change, sys.argv[1]))
