"""The memory of a replay as text, so that a later audit can continue it.

A text is JSON. Values that JSON does not have are lists with a mark first. An object that may
change is written once, and then by its number, because parts of a replay share some. Only classes
of KNOWN are read, and only texts of this FORM: the replay of another release begins anew.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from enum import Enum
from hashlib import sha256
from typing import Any

from billing.audit.alerts import ReplayedAlert
from billing.audit.window import Part, ReplayedWindow
from billing.catalog.catalog import Priority, QuotaPeriod, QuotaUnit
from billing.ledger.account import QuotaUse
from billing.ledger.alerts.alert import Alert, AlertKind
from billing.ledger.caps.cap import CapName, CapScope, SpendCap
from billing.ledger.entry import Entry, EntryKind, Use
from billing.ledger.grant import Charge, Grant, GrantSource
from billing.ledger.hold import Hold, HoldLink
from billing.ledger.teams.membership import (
    MemberLimit,
    Membership,
    PayFrom,
    TeamKind,
    TeamRole,
    TeamState,
)
from billing.ledger.top_ups.top_up import TopUp

MEANING = 1
"""Raise this when a part of a replay means something else by the same fields."""

_TUPLES = (
    *(Grant, Charge, Hold, HoldLink, CapName, SpendCap, MemberLimit, Membership, TeamState),
    *(Alert, TopUp, Entry, Use),
)
_OBJECTS = (Part, ReplayedWindow, ReplayedAlert, QuotaUse)
_ENUMS = (
    *(GrantSource, QuotaPeriod, QuotaUnit, CapScope, PayFrom, TeamKind, TeamRole, AlertKind),
    *(EntryKind, Priority),
)
KNOWN: Mapping[str, type[Any]] = {one.__name__: one for one in (*_TUPLES, *_OBJECTS, *_ENUMS)}


_PLAIN = {bool, int, str}
_MADE_WITH = {"_rows", "_is_team"}
_OPENED_AT = "_opened_at"
"""No entry changes it. But the windows follow from it, so it must be that of the account."""
_OWN = "own"
"""The items of a part that is a dict."""


class OtherForm(ValueError):
    """A text that this release does not read."""


def _names(one: type[Any]) -> Iterable[str]:
    if one in _TUPLES:
        return one._fields  # type: ignore[no-any-return]
    return (field.name for field in fields(one))


_FIELDS = [(one.__name__, *_names(one)) for one in (*_TUPLES, *_OBJECTS)]
FORM = sha256(json.dumps([MEANING, _FIELDS]).encode()).hexdigest()[:16]


def written(parts: Mapping[str, object]) -> str:
    """Return the text of the parts of a replay. Raises TypeError for a value of a class that is not
    KNOWN."""
    writing = _Writing()
    states = {
        name: {field: writing.plain(value) for field, value in _state_of(part, parts).items()}
        for name, part in parts.items()
    }
    return json.dumps([FORM, states], separators=(",", ":"))


def restore(parts: Mapping[str, object], text: str) -> None:
    """Give the parts of a new replay what they had when the text was written. Raises OtherForm."""
    try:
        form, states = json.loads(text)
        reading = _Reading()
        read = {
            name: {field: reading.value(plain) for field, plain in state.items()}
            for name, state in states.items()
        }
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise OtherForm(str(error)) from error
    present = {name: {*_state_of(part, parts)} for name, part in parts.items()}
    if form != FORM or present != {name: {*state} for name, state in read.items()}:
        raise OtherForm(f"{form} is not {FORM}")
    for name, part in parts.items():
        if vars(part).get(_OPENED_AT) != read[name].get(_OPENED_AT):
            raise OtherForm("the account was opened at another time")
    for name, part in parts.items():
        if isinstance(part, dict):
            part.update(read[name].pop(_OWN))
        vars(part).update(read[name])


def _state_of(part: object, parts: Mapping[str, object]) -> dict[str, Any]:
    """Return what entries change. A part also knows other parts, and what it was made with."""
    others = {id(one) for one in parts.values()}
    own = {_OWN: dict(part)} if isinstance(part, dict) else {}
    fields = vars(part).items()
    return own | {n: v for n, v in fields if id(v) not in others and n not in _MADE_WITH}


class _Writing:
    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._makers: Mapping[type[Any], Callable[[Any], list[Any]]] = {
            datetime: lambda at: ["@", at.isoformat()],
            bytes: lambda value: ["b", value.hex()],
            dict: lambda items: ["d", *self._items(items)],
            Counter: lambda items: ["c", *self._items(items)],
            tuple: lambda items: ["t", *map(self.plain, items)],
            list: lambda items: ["l", *map(self.plain, items)],
            set: lambda items: ["s", *map(self.plain, sorted(items))],
            **dict.fromkeys(_ENUMS, lambda one: ["e", type(one).__name__, one.value]),
            **dict.fromkeys(_TUPLES, lambda one: ["n", type(one).__name__, *map(self.plain, one)]),
            **dict.fromkeys(_OBJECTS, self._object),
        }

    def plain(self, value: Any) -> Any:
        kind = type(value)
        if value is None or kind in _PLAIN:
            return value
        if kind not in self._makers:
            raise TypeError(f"a {kind.__name__} has no form in the memory of a replay")
        return self._makers[kind](value)

    def _items(self, items: Mapping[Any, Any]) -> Iterable[list[Any]]:
        return ([self.plain(key), self.plain(one)] for key, one in items.items())

    def _object(self, value: Any) -> list[Any]:
        number = self._numbers.get(id(value))
        if number is not None:
            return ["r", number]
        self._numbers[id(value)] = len(self._numbers)
        kind = type(value)
        return ["o", kind.__name__, *(self.plain(getattr(value, name)) for name in _names(kind))]


class _Reading:
    def __init__(self) -> None:
        self._objects: list[Any] = []
        self._makers: Mapping[str, Callable[[list[Any]], Any]] = {
            "@": lambda rest: datetime.fromisoformat(rest[0]),
            "b": lambda rest: bytes.fromhex(rest[0]),
            "e": lambda rest: _known(rest[0], _ENUMS)(rest[1]),
            "n": lambda rest: _known(rest[0], _TUPLES)(*map(self.value, rest[1:])),
            "o": self._object,
            "r": lambda rest: self._objects[rest[0]],
            "d": lambda rest: dict(self._items(rest)),
            "c": lambda rest: Counter(dict(self._items(rest))),
            "t": lambda rest: tuple(map(self.value, rest)),
            "l": lambda rest: [self.value(one) for one in rest],
            "s": lambda rest: {self.value(one) for one in rest},
        }

    def value(self, plain: Any) -> Any:
        if not isinstance(plain, list):
            return plain
        return self._makers[plain[0]](plain[1:])

    def _items(self, rest: list[Any]) -> Iterable[tuple[Any, Any]]:
        return ((self.value(key), self.value(one)) for key, one in rest)

    def _object(self, rest: list[Any]) -> Any:
        # Its number comes before those of the objects in it, as in the writing.
        number = len(self._objects)
        self._objects.append(None)
        made = _known(rest[0], _OBJECTS)(*map(self.value, rest[1:]))
        self._objects[number] = made
        return made


def _known(name: str, kinds: tuple[type[Enum] | type[Any], ...]) -> type[Any]:
    one = KNOWN[name]
    if one not in kinds:
        raise OtherForm(f"{name} is of another kind")
    return one
