"""Commands and their outcomes as bytes, for workers of the same version on one machine.

The format is pickle, which is the fastest that keeps all values as they are, but with a list of the
classes that may occur: no other name is looked up. What travels is a value that a constructor has
checked before, so constructors of commands do not run again.
"""

from __future__ import annotations

import io
import pickle
import sys
from collections.abc import Callable, Mapping, Sequence
from copyreg import __newobj__  # type: ignore[attr-defined] # the stubs do not know it
from datetime import datetime, timedelta, timezone
from enum import Enum
from types import MappingProxyType
from typing import Any

from billing.catalog.details import Details, details_of
from billing.errors import BadInput, Inconsistent, LimitReached, Reserved
from billing.ledger.commands import Command, RecordUsage
from billing.ledger.hold_commands import PlaceHold, ReleaseHold, SettleHold
from services.commit.decisions import CommandOutcome, Done
from services.commit.owning.shapes import classes_of, digest_of
from services.commit.unavailable import Unavailable

UNDECIDED = None
"""The place of an outcome that the owner does not know, as after an error of its own."""

FORWARDED: frozenset[type] = frozenset({RecordUsage, PlaceHold, SettleHold, ReleaseHold})
"""The commands that are handed over: those with a key, so that they can be repeated, and of which
there are many."""
_ERRORS = (BadInput, LimitReached, Reserved, Inconsistent, Unavailable)
_CLASSES = classes_of((*FORWARDED, CommandOutcome, *_ERRORS))
_OUTCOMES = {kind for kind in _CLASSES if hasattr(kind, "code")} | {Done, *_ERRORS}
_PROTOCOL = 5


def encode_commands(commands: Sequence[Command]) -> bytes:
    """Return the bytes of commands that are in FORWARDED."""
    return _dumps(list(commands))


def decode_commands(content: bytes) -> list[Command]:
    """Return the commands. Raises ValueError for bytes of anything else."""
    return _loaded(content, FORWARDED)


def encode_outcomes(outcomes: Sequence[CommandOutcome | Exception | None]) -> bytes:
    """Return the bytes of outcomes. Errors of the database become UNDECIDED."""
    return _dumps([one if type(one) in _OUTCOMES else UNDECIDED for one in outcomes])


def decode_outcomes(content: bytes) -> list[CommandOutcome | None]:
    """Return the outcomes. Raises ValueError for bytes of anything else."""
    return _loaded(content, _OUTCOMES | {type(UNDECIDED)})


def version_of(release: str) -> bytes:
    """Return 16 bytes. Workers with the same ones understand each other."""
    python = f"python {sys.version_info.major}.{sys.version_info.minor}"
    return digest_of(_CLASSES, release, python, f"pickle {_PROTOCOL}")


def _frozen(pairs: dict[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(pairs)


def _unavailable(seconds: int, message: str) -> Unavailable:
    made = Unavailable(seconds)
    made.args = (message,)
    return made


def _bad_input(error: BadInput) -> tuple[type[BadInput], tuple[str, str]]:
    return type(error), (error.field, error.message)


def _enum(member: Enum) -> tuple[type[Enum], tuple[Any]]:
    return type(member), (member.value,)


def _named_tuple(one: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    return __newobj__, (type(one), *one)


_REDUCED: dict[type, Callable[[Any], Any]] = {
    **{kind: _enum for kind in _CLASSES if issubclass(kind, Enum)},
    # What pickle would do by itself takes twice as long.
    **{kind: _named_tuple for kind in _CLASSES if issubclass(kind, tuple)},
    **dict.fromkeys((BadInput, LimitReached, Reserved), _bad_input),
    # A plain use is recognized by the identity of its details.
    Details: lambda one: (details_of, (one.quantities, one.tier)),
    MappingProxyType: lambda one: (_frozen, (dict(one),)),
    Unavailable: lambda error: (_unavailable, (error.retry_after_seconds, str(error))),
}
_NAMED: tuple[Any, ...] = (datetime, timedelta, timezone, details_of, _frozen, _unavailable)
_KNOWN = {(one.__module__, one.__qualname__): one for one in (*_CLASSES, *_NAMED)}


class _Pickler(pickle.Pickler):
    dispatch_table = _REDUCED


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Return a class by its name. Raises UnpicklingError for one that is not in the list."""
        found = _KNOWN.get((module, name))
        if found is None:
            raise pickle.UnpicklingError(f"{module}.{name} is neither a command nor an outcome")
        return found


def _dumps(values: list[Any]) -> bytes:
    file = io.BytesIO()
    _Pickler(file, _PROTOCOL).dump(values)
    return file.getvalue()


def _loaded(content: bytes, kinds: frozenset[type] | set[type]) -> list[Any]:
    try:
        values = _Unpickler(io.BytesIO(content)).load()
    # Damaged bytes raise almost anything.
    except Exception as error:
        raise ValueError(f"{len(content)} bytes of another form") from error
    if type(values) is not list or not {*map(type, values)} <= kinds:
        raise ValueError("the bytes are no list of commands or outcomes")
    return values
