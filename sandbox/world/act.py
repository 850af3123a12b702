"""An act: one change of the sandbox with its events, stored completely or not at all."""

from __future__ import annotations

import copy
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sandbox.world import deliveries
from sandbox.world.errors import Json, no_such
from sandbox.world.ids import new_id
from sandbox.world.settings import Setting, WebhookSetting

API_VERSION = "2026-10-28.endive"
WITHOUT_MODE = {"balance_transaction", "refund"}
Kind = TypeVar("Kind", bound=Setting)


@dataclass(frozen=True, slots=True)
class Origin:
    """The request that caused an event. Without one, the clock or the control interface caused
    it."""

    request_id: str | None = None
    idempotency_key: str | None = None


class Act:
    """An act. Objects are dicts. An object is the same dict during the whole act, so no copy is
    stale.

    `now` is the sandbox's clock, in whole seconds since 1970. `real_now` is the real clock, in
    milliseconds. `public_url` is the address of the sandbox.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        now: int,
        real_now: int,
        public_url: str,
        origin: Origin,
    ) -> None:
        self.connection = connection
        self.now, self.real_now = now, real_now
        self.public_url, self.origin = public_url, origin
        self._known: dict[str, Json] = {}

    def get(self, kind: str, name: str, *, param: str | None = None) -> Json:
        """Return an object. Raises ApiError: 404, or 400 if a parameter named it."""
        found = self.look(name)
        if found is None or found["object"] != kind:
            raise no_such(kind, name, param=param)
        return found

    def look(self, name: str) -> Json | None:
        """Return the object with this id, of any type."""
        if name not in self._known:
            query = "SELECT json FROM objects WHERE id = ?"
            row = self.connection.execute(query, (name,)).fetchone()
            if row is None:
                return None
            self._known[name] = json.loads(row[0])
        return self._known[name]

    def find(self, kind: str, **fields: object) -> list[Json]:
        """Return all objects of a type whose fields have these values, the oldest first."""
        where = "".join(f" AND json_extract(json, '$.{name}') IS ?" for name in fields)
        query = f"SELECT id FROM objects WHERE type = ?{where} ORDER BY seq"  # noqa: S608 our own names
        rows = self.connection.execute(query, (kind, *fields.values())).fetchall()
        return list(self._all(rows))

    def select(self, query: str, values: Sequence[object]) -> list[Json]:
        """Return the objects whose ids a query selects."""
        return list(self._all(self.connection.execute(query, values).fetchall()))

    def _all(self, rows: Sequence[Any]) -> Iterator[Json]:
        for (name,) in rows:
            found = self.look(name)
            if found is not None:
                yield found

    def add(self, kind: str, /, **fields: Any) -> Json:
        """Add an object with the fields of all objects."""
        head = {"id": new_id(kind), "object": kind, "created": self.now}
        mode = {} if kind in WITHOUT_MODE else {"livemode": False}
        made = {**head, **mode, **fields}
        values = (made["id"], kind, made["created"], made.get("_due"), json.dumps(made))
        self.connection.execute(
            "INSERT INTO objects (id, type, created, due, json) VALUES (?, ?, ?, ?, ?)", values
        )
        self._known[made["id"]] = made
        return made

    def save(self, made: Json) -> None:
        values = (made.get("_due"), json.dumps(made), made["id"])
        self.connection.execute("UPDATE objects SET due = ?, json = ? WHERE id = ?", values)

    def change(self, made: Json, event: str | None = None, /, **fields: Any) -> Json:
        """Set fields, store the object and emit an event, which contains the previous values."""
        changed = {name: made.get(name) for name in fields if made.get(name) != fields[name]}
        before = public(changed)
        made.update(fields)
        self.save(made)
        if event:
            self.emit(event, made, before if event.endswith("updated") else None)
        return made

    def emit(self, event: str, made: Json, before: Json | None = None) -> None:
        """Queue an event with the present state of `made`, for webhooks."""
        data: Json = {"object": public(made)}
        if before is not None:
            data["previous_attributes"] = before
        request = {"id": self.origin.request_id, "idempotency_key": self.origin.idempotency_key}
        told = self.add(
            "event",
            api_version=API_VERSION,
            data=data,
            pending_webhooks=1,
            request=request,
            type=event,
        )
        settings = self.setting(WebhookSetting)
        deliveries.enqueue(self.connection, settings, event=told["id"], now=self.real_now)

    def setting(self, kind: type[Kind]) -> Kind:
        return kind.load(self.connection)


def public(made: Json) -> Json:
    """Return a copy without the sandbox's own fields."""
    return {name: copy.deepcopy(value) for name, value in made.items() if name[0] != "_"}
