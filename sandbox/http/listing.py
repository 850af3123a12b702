"""Lists with Stripe's paging: newest first, `limit` objects per page, from a cursor on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sandbox.world.act import Act, public
from sandbox.world.errors import ApiError, Json, exclusive, no_such
from sandbox.world.fields import listed

LIMIT, LIMIT_MAX = 10, 100
RANGE = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
PAGING = ("limit", "starting_after", "ending_before", "created")
ENDED = "('canceled', 'incomplete_expired')"

Condition = tuple[str, list[object]]
Lister = Callable[[Act, Json], Json]


def lister(kind: str, url: str, filters: dict[str, str], *, always: str = "") -> Lister:
    """Return a list of a type. `filters` maps parameters to the paths of fields that they must
    equal.

    `always` is a condition for all objects.
    """

    def listing(act: Act, given: Json) -> Json:
        conditions: list[Condition] = [("type = ?", [kind])]
        conditions += [(always, [])] if always else []
        conditions += _filters(filters, given)
        return _page(act, kind, url, given, conditions)

    return listing


def subscriptions(act: Act, given: Json) -> Json:
    """Return subscriptions. Without `status`, those that have not ended. `all` and `ended` are
    accepted too."""
    status = given.get("status", "open")
    special = {
        "all": "1",
        "ended": f"json_extract(json, '$.status') IN {ENDED}",
        "open": "json_extract(json, '$.status') NOT IN ('canceled', 'incomplete_expired')",
    }
    conditions: list[Condition] = [("type = ?", ["subscription"])]
    if status in special:
        conditions.append((special[status], []))
    else:
        conditions += _filters({"status": "status"}, given)
    conditions += _filters({"customer": "customer"}, given)
    return _page(act, "subscription", "/v1/subscriptions", given, conditions)


def _filters(filters: dict[str, str], given: Json) -> Iterator[Condition]:
    for name, path in filters.items():
        value = _inner(given, name)
        if value is not None:
            values = value if isinstance(value, list) else [value]
            marks = ", ".join("?" * len(values))
            yield f"json_extract(json, '$.{path}') IN ({marks})", values


def _inner(given: Json, name: str) -> Any:
    """Return a parameter, or a nested one: `payment.payment_intent`."""
    outer, _, inner = name.partition(".")
    return given.get(outer, {}).get(inner) if inner else given.get(outer)


def _page(act: Act, kind: str, url: str, given: Json, conditions: list[Condition]) -> Json:
    limit = given.get("limit", LIMIT)
    if not 1 <= limit <= LIMIT_MAX:
        code = "parameter_invalid_integer"
        raise ApiError(f"Invalid integer: 1 to {LIMIT_MAX}", code=code, param="limit")
    cursor, backwards = _cursor(act, kind, given)
    conditions = [*conditions, *_created(given.get("created")), *cursor]
    where = " AND ".join(condition for condition, _ in conditions)
    values = [value for _, some in conditions for value in some]
    order = "ASC" if backwards else "DESC"
    query = f"SELECT id FROM objects WHERE {where} ORDER BY seq {order} LIMIT ?"  # noqa: S608 no input
    found = act.select(query, [*values, limit + 1])
    data = [public(one) for one in found[:limit]]
    return listed(data[::-1] if backwards else data, url, has_more=len(found) > limit)


def _created(given: int | Json | None) -> Iterator[Condition]:
    if isinstance(given, int):
        yield "created = ?", [given]
    elif given:
        for name, value in given.items():
            yield f"created {RANGE[name]} ?", [value]


def _cursor(act: Act, kind: str, given: Json) -> tuple[list[Condition], bool]:
    """Return the condition of a cursor, and whether the list is read from its other end."""
    if "starting_after" in given and "ending_before" in given:
        raise exclusive("starting_after", "ending_before")
    for name, sign in (("starting_after", "<"), ("ending_before", ">")):
        if name in given:
            if act.look(given[name]) is None:
                raise no_such(kind, given[name], param=name)
            place = f"seq {sign} (SELECT seq FROM objects WHERE id = ?)"  # noqa: S608 constants
            return [(place, [given[name]])], sign == ">"
    return [], False
