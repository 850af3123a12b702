"""The hosted pages' HTTP: shown, and what their buttons do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sandbox.http import pages
from sandbox.objects import checkout, subscriptions
from sandbox.objects.clock import Clock
from sandbox.world.act import Act
from sandbox.world.errors import ApiError, Json, NotFound
from sandbox.world.store import Store, savepoint

PLACE = "{CHECKOUT_SESSION_ID}"
CHANGES: dict[str, Callable[[Act, str], Json]] = {
    "cancel": lambda act, name: subscriptions.update(act, {"cancel_at_period_end": True}, name),
    "resume": lambda act, name: subscriptions.update(act, {"cancel_at_period_end": False}, name),
    "cancel-now": lambda act, name: subscriptions.cancel(act, {}, name),
}


class Hosted:
    """`changed` is called after what may have queued webhooks."""

    def __init__(self, store: Store, clock: Clock, changed: Callable[[], None]) -> None:
        self._store, self._clock, self._changed = store, clock, changed
        self.routes = [
            Route("/checkout/{session}", self._on(_checkout)),
            Route("/checkout/{session}/{outcome}", self._on(_outcome), methods=["POST"]),
            Route("/portal/{session}", self._on(_portal)),
            Route("/portal/{session}/{subscription}/{change}", self._on(_change), methods=["POST"]),
        ]

    def _on(self, page: Callable[..., Response]) -> Callable[..., object]:
        """The endpoint of a page that is made within one act."""

        def made(connection: sqlite3.Connection, names: dict[str, str]) -> Response:
            act = self._clock.act(connection)
            try:
                with savepoint(connection):
                    return page(act, **names)
            except ApiError as error:
                return pages.message("Not possible", str(error), status=error.status)

        async def endpoint(request: Request) -> Response:
            response = await self._store.run(lambda it: made(it, request.path_params))
            self._changed()
            return response

        return endpoint


def _checkout(act: Act, session: str) -> Response:
    return pages.checkout(act.get("checkout.session", session))


def _outcome(act: Act, session: str, outcome: str) -> Response:
    found = act.get("checkout.session", session)
    if outcome == "abandon":
        return _led(found["cancel_url"], found)
    if outcome == "decline":
        return pages.checkout(checkout.decline(act, found), declined=True)
    if outcome not in {"pay", "later"}:
        raise NotFound("There is no such button.")
    checkout.pay(act, found, later=outcome == "later")
    return _led(found["success_url"], found)


def _led(url: str | None, session: Json) -> Response:
    """On to the merchant's page, if there is one."""
    if url is not None:
        return RedirectResponse(url.replace(PLACE, session["id"]), status_code=303)
    if session["status"] == "open":
        return pages.message("Cancelled", "You have left the checkout. Nothing was bought.")
    return pages.closed(session)


def _portal(act: Act, session: str) -> Response:
    found = act.get("billing_portal.session", session)
    return pages.portal(found, act.find("subscription", customer=found["customer"]))


def _change(act: Act, session: str, subscription: str, change: str) -> Response:
    portal = act.get("billing_portal.session", session)
    owned = act.get("subscription", subscription)["customer"] == portal["customer"]
    if not owned or change not in CHANGES:
        raise NotFound("There is no such subscription of yours, or no such button.")
    CHANGES[change](act, subscription)
    return RedirectResponse(portal["url"], status_code=303)
