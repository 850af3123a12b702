"""`expand`: replaces ids by their objects, and adds lists that are only sent on request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.objects import refunds, sessions
from sandbox.world.act import Act, public
from sandbox.world.errors import ApiError, Json
from sandbox.world.fields import listed

DEPTH_MAX = 4


def _payments(act: Act, invoice: Json) -> Json:
    found = [public(one) for one in act.find("invoice_payment", invoice=invoice["id"])]
    return listed(found[::-1], f"/v1/invoice_payments?invoice={invoice['id']}")


def _refunds(act: Act, charge: Json) -> Json:
    return _public_list(refunds.of_charge(act, charge))


def _lines(act: Act, session: Json) -> Json:
    return sessions.items(act, act.get("checkout.session", session["id"]))


def _subscriptions(act: Act, customer: Json) -> Json:
    found = [public(one) for one in act.find("subscription", customer=customer["id"])]
    alive = [one for one in found[::-1] if one["status"] != "canceled"]
    return listed(alive, f"/v1/customers/{customer['id']}/subscriptions")


def _public_list(given: Json) -> Json:
    return {**given, "data": [public(one) for one in given["data"]]}


INCLUDABLE: dict[tuple[str, str], Callable[[Act, Json], Json]] = {
    ("charge", "refunds"): _refunds,
    ("checkout.session", "line_items"): _lines,
    ("customer", "subscriptions"): _subscriptions,
    ("invoice", "payments"): _payments,
}


def expanded(act: Act, made: Json, paths: list[str]) -> Json:
    """Return `made`, which is a copy already, with the objects at the dotted `paths`. Raises
    ApiError."""
    for path in paths:
        parts = path.split(".")
        if len(parts) - (parts[0] == "data") > DEPTH_MAX:
            raise ApiError(
                f"You cannot expand more than {DEPTH_MAX} levels: {path}", param="expand"
            )
        _expand(act, made, parts, path)
    return made


def _expand(act: Act, node: Json, parts: list[str], path: str) -> None:
    head, *rest = parts
    if head not in node:
        include = INCLUDABLE.get((str(node.get("object")), head))
        if include is None:
            raise ApiError(f"This property cannot be expanded ({path}).", param="expand")
        node[head] = include(act, node)
    elif isinstance(node[head], str):
        node[head] = _object(act, node[head], path)
    if rest:
        for inner in _below(node[head], path):
            _expand(act, inner, rest, path)


def _object(act: Act, name: str, path: str) -> Json:
    found = act.look(name)
    if found is None:
        raise ApiError(f"This property cannot be expanded ({path}).", param="expand")
    return public(found)


def _below(value: Any, path: str) -> list[Json]:
    """Return the objects in which the rest of a path continues; none for an empty value."""
    found = value if isinstance(value, list) else [value]
    if any(not isinstance(one, dict | None) for one in found):
        raise ApiError(f"This property cannot be expanded ({path}).", param="expand")
    return [one for one in found if one is not None]
