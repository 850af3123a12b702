"""The service with another admission: `python -m bench.overload_app NAME`.

- `priority`: unchanged.
- `equal`: every account is STANDARD.
- `open`: every operation is admitted; only the batcher's queue is bounded.
"""

from __future__ import annotations

import sys

from starlette.types import ASGIApp, Message, Receive, Scope, Send

import server.app
from billing.catalog.catalog import Priority
from server.admission.lines import Admission
from server.app import BillingApp
from server.process.serve import serve
from server.settings import read_settings

NO_BOUND = 1_000_000


def change(name: str, app: BillingApp) -> None:
    """Change a service that has started."""
    if name != "priority":
        app.endpoints.process.services.batcher.priority_of = lambda _: Priority.STANDARD
    if name == "open":
        app.endpoints.gate.admission = Admission(NO_BOUND, waiting_max=0)


def changed(name: str, app: BillingApp) -> ASGIApp:
    """Return the application, which is changed as soon as it has started."""

    async def started(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_on(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                change(name, app)
            await send(message)

        await app(scope, receive, send_on if scope["type"] == "lifespan" else send)

    return started


def main(name: str) -> None:
    made = server.app.worker_app

    def worker_app() -> ASGIApp:
        return changed(name, made())

    # The server gets the application by its name.
    server.app.worker_app = worker_app  # type: ignore[assignment]  # an ASGI application will do
    serve(read_settings())


if __name__ == "__main__":
    main(sys.argv[1])
