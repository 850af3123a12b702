"""The classes that a type consists of, found by its annotations, and a digest of their shapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from hashlib import blake2b
from typing import Any, get_args, get_type_hints


def classes_of(kinds: Iterable[Any]) -> frozenset[type]:
    """Return the classes of our own that values of these types may have, at any depth."""
    found: set[type] = set()
    waiting = list(kinds)
    while waiting:
        kind = waiting.pop()
        waiting += get_args(kind)
        if isinstance(kind, type) and _is_own(kind) and kind not in found:
            found.add(kind)
            waiting += _fields(kind).values()
    return frozenset(found)


def _is_own(kind: type) -> bool:
    return kind.__module__.startswith("billing.") or kind.__module__.startswith("services.")


def _fields(kind: type) -> dict[str, Any]:
    # Errors have their fields in their constructors only.
    return {} if issubclass(kind, (Enum, Exception)) else get_type_hints(kind)


def digest_of(classes: Iterable[type], *versions: str) -> bytes:
    """Return 16 bytes that change if the fields of a class change, the members of an enum, or one
    of the `versions`."""
    lines = sorted(line for kind in classes for line in _lines(kind))
    return blake2b("\n".join((*versions, *lines)).encode(), digest_size=16).digest()


def _lines(kind: type) -> Iterator[str]:
    name = f"{kind.__module__}.{kind.__qualname__}"
    members = [str(one) for one in kind] if issubclass(kind, Enum) else ()
    fields = [f"{key}: {value}" for key, value in _fields(kind).items()]
    yield f"{name}({', '.join((*fields, *members))})"
