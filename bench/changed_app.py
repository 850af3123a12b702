"""The service with a change, served as the product is: by the same HTTP server and protocols."""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

import server.app
from server.app import BillingApp
from server.process.serve import serve
from server.settings import read_settings

Change = Callable[[BillingApp], None]


def serve_changed(change: Change) -> None:
    """Serve the service. `change` gets it as soon as it has started."""
    made = server.app.worker_app
    serve_instead(lambda: _changed(change, made()))


def serve_instead(worker_app: Callable[[], ASGIApp]) -> None:
    """Serve what `worker_app` makes."""
    # The server gets the application by its name.
    server.app.worker_app = worker_app  # type: ignore[assignment]  # an ASGI application will do
    serve(read_settings())


def _changed(change: Change, app: BillingApp) -> ASGIApp:
    async def started(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_on(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                change(app)
            await send(message)

        await app(scope, receive, send_on if scope["type"] == "lifespan" else send)

    return started
