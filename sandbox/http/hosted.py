"""The HTTP handlers of the hosted pages and of their buttons."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sandbox.http import pages
from sandbox.objects import checkout, setups, subscriptions
from sandbox.objects.clock import Clock
from sandbox.world.act import Act
from sandbox.world.errors import ApiError, Json, NotFound
from sandbox.world.store import Store, savepoint

CHANGES: dict[str, Callable[[Act, str], Json]] = {
    "cancel": lambda act, name: subscriptions.update(act, {"cancel_at_period_end": True}, name),
    "resume": lambda act, name: subscriptions.update(act, {"cancel_at_period_end": False}, name),
    "cancel-now": lambda act, name: subscriptions.cancel(act, {}, name),
}


class Hosted:
    """The handlers. `changed` is called after each request that may have queued webhooks."""

    def __init__(self, store: Store, clock: Clock, changed: Callable[[], None]) -> None:
        self._store, self._clock, self._changed = store, clock, changed
        self.routes = [
            Route("/checkout/{session}", self._on(_checkout)),
            Route("/checkout/{session}/{outcome}", self._on(_outcome), methods=["POST"]),
            # The address of a button, reloaded or typed in.
            Route("/checkout/{session}/{outcome}", self._on(_again), methods=["GET"]),
            Route("/portal/{session}", self._on(_portal)),
            Route("/portal/{session}/{subscription}/{change}", self._on(_change), methods=["POST"]),
        ]

    def _on(self, page: Callable[..., Response]) -> Callable[..., object]:
        """Return the endpoint of a page that is made in one act."""

        def made(connection: sqlite3.Connection, names: dict[str, str]) -> Response:
            act = self._clock.act(connection)
            try:
                with savepoint(connection):
                    return page(act, **names)
            except ApiError as error:
                back = _back(act, names["session"])
                return pages.message("Not possible", str(error), back=back, status=error.status)

        async def endpoint(request: Request) -> Response:
            response = await self._store.run(lambda it: made(it, request.path_params))
            self._changed()
            return response

        return endpoint


def _base(act: Act, kind: str, session: str) -> str:
    """Return the path of a page, wherever the sandbox is mounted."""
    return f"{urlsplit(act.public_url).path}/{kind}/{session}"


def _back(act: Act, session: str) -> str | None:
    """Return the path of a session's page; None if the session does not exist."""
    kinds = {"checkout.session": "checkout", "billing_portal.session": "portal"}
    found = act.look(session) or {}
    kind = kinds.get(found.get("object", ""))
    return None if kind is None else _base(act, kind, session)


def _checkout(act: Act, session: str) -> Response:
    found = act.get("checkout.session", session)
    return pages.checkout(found, _base(act, "checkout", session))


def _again(act: Act, session: str, outcome: str) -> Response:
    act.get("checkout.session", session)
    return RedirectResponse(_base(act, "checkout", session), status_code=303)


def _outcome(act: Act, session: str, outcome: str) -> Response:
    found, base = act.get("checkout.session", session), _base(act, "checkout", session)
    match outcome:
        case "pay":
            checkout.pay(act, found)
        case "later":
            # The page has buttons for the result of the transfer.
            checkout.pay(act, found, later=True)
            return RedirectResponse(base, status_code=303)
        case "arrive":
            checkout.arrive(act, found, succeeded=True)
        case "fail":
            checkout.arrive(act, found, succeeded=False)
            return RedirectResponse(base, status_code=303)
        case "decline":
            checkout.decline(act, found)
            return RedirectResponse(base, status_code=303)
        case "abandon":
            return _led(found["cancel_url"], found) or _left(found, base)
        case "save" | "save-asking" | "save-declined":
            setups.save(act, found, outcome)
        case _:
            raise NotFound("There is no such button.")
    return _led(found["success_url"], found) or RedirectResponse(base, status_code=303)


def _left(session: Json, base: str) -> Response:
    """Return the page after leaving. If the checkout is no longer open, redirect to its present
    state."""
    if session["status"] == "open":
        return pages.left(session, base)
    return RedirectResponse(base, status_code=303)


def _led(url: str | None, session: Json) -> Response | None:
    """Return a redirect to the merchant's page, if there is one."""
    if url is None:
        return None
    return RedirectResponse(url.replace(pages.PLACE, session["id"]), status_code=303)


def _portal(act: Act, session: str) -> Response:
    found = act.get("billing_portal.session", session)
    subscriptions = act.find("subscription", customer=found["customer"])
    return pages.portal(found, subscriptions, _base(act, "portal", session))


def _change(act: Act, session: str, subscription: str, change: str) -> Response:
    portal = act.get("billing_portal.session", session)
    owned = act.get("subscription", subscription)["customer"] == portal["customer"]
    if not owned or change not in CHANGES:
        raise NotFound("There is no such subscription of yours, or no such button.")
    CHANGES[change](act, subscription)
    return RedirectResponse(portal["url"], status_code=303)
