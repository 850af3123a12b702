"""JSON objects that tell which key they have twice: nobody knows which of the two counts."""

from __future__ import annotations

from typing import Any


class Fields(dict[str, Any]):
    """A JSON object, and the first key that it, or an object inside of it, has twice."""

    repeated: str | None = None


def fields_of(pairs: list[tuple[str, Any]]) -> Fields:
    """Return the object of pairs, for `object_pairs_hook`."""
    fields = Fields(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        fields.repeated = next(name for name in names if names.count(name) > 1)
    else:
        inner = (_repeated(value) for _, value in pairs)
        fields.repeated = next((one for one in inner if one is not None), None)
    return fields


def _repeated(value: Any) -> str | None:
    """Return the key that is there twice in a value, also in lists of lists. Without recursion,
    which fails on deep values."""
    level = [value]
    while level:
        for one in level:
            if isinstance(one, Fields) and one.repeated is not None:
                return one.repeated
        level = [inner for one in level if isinstance(one, list) for inner in one]
    return None
