"""Form-encoded nested parameters, as the SDK sends them: `items[0][price]=…&metadata[a]=b`."""

from __future__ import annotations

import re
from typing import TypeAlias, Union
from urllib.parse import parse_qsl

from sandbox.world.errors import ApiError

Tree: TypeAlias = dict[str, Union[str, "Tree"]]

FIELDS_MAX = 2_000
DEPTH_MAX = 8
NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")


def parse(text: bytes) -> Tree:
    """Return the tree of names, with lists as `{"0": …}`. Raises ApiError for invalid text."""
    try:
        pairs = parse_qsl(
            text.decode("utf-8"),
            keep_blank_values=True,
            strict_parsing=bool(text),
            errors="strict",
            max_num_fields=FIELDS_MAX,
        )
    except ValueError as error:
        raise ApiError("The parameters could not be parsed.") from error
    tree: Tree = {}
    for name, value in pairs:
        _put(tree, _parts(name), value, name)
    return tree


def _parts(name: str) -> list[str]:
    match = NAME.fullmatch(name)
    if match is None:
        raise ApiError(f"Invalid parameter name: {name}", param=name)
    rest = match[2][1:-1].split("][") if match[2] else []
    if len(rest) >= DEPTH_MAX:
        raise ApiError(f"Parameters nested too deep: {name}", param=name)
    return [match[1], *rest]


def _put(tree: Tree, parts: list[str], value: str, name: str) -> None:
    *outer, last = parts
    for part in outer:
        inner = tree.setdefault(part or str(len(tree)), {})
        if isinstance(inner, str):
            raise ApiError(f"A value and a hash at once: {name}", param=name)
        tree = inner
    last = last or str(len(tree))
    if last in tree:
        raise ApiError(f"Given twice: {name}", param=name)
    tree[last] = value
