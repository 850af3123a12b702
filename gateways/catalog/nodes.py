"""The nodes of a YAML document, with line numbers. Values are not converted: a number stays the
text of the file, so that prices are read exactly. Errors are CatalogError with a line.

A document with thousands of models has a hundred thousand nodes. Collections that are deep inside,
such as a model, are therefore kept packed, as bytes, until they are read: a tree of Python objects
would take twenty times the memory of the text, and the process would keep it.
"""

from __future__ import annotations

import marshal
from typing import Any, TypeAlias

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.reader import Reader

from billing.catalog.catalog import CatalogError

Node: TypeAlias = "tuple[int, Content]"
"""The line of a node, counted from 0, and its content."""
Pairs: TypeAlias = tuple[tuple[Node, Node], ...]
Content: TypeAlias = "str | list[Node] | Pairs | bytes | None"
"""A text, a list, the keys and values of a mapping, or one of the last two packed. None is null."""

SIZE_MAX = 4_000_000
TOO_LARGE = "larger than 4 MB"
DEPTH_MAX = 16
PACKED_DEPTH = 4
"""The depth of collections that are packed: that of a model, which is in `models` of a provider in
`providers`."""

_NULL = frozenset({"", "~", "null", "Null", "NULL"})


def compose(text: str) -> Node:
    """Return the document's root node. Anchors, aliases and deep nesting are refused: a few lines
    could stand for millions."""
    if len(text) > SIZE_MAX:
        raise CatalogError(TOO_LARGE, 1)
    odd = Reader.NON_PRINTABLE.search(text)
    if odd is not None:
        line = text.count("\n", 0, odd.start()) + 1
        raise CatalogError("a character that is not allowed in text", line)
    try:
        return _document(CParser(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise CatalogError(f"not YAML: {error.problem}", mark.line + 1 if mark else 1) from error


def content(node: Node) -> str | list[Node] | Pairs | None:
    """Return the content of a node, unpacked."""
    found = node[1]
    return marshal.loads(found) if isinstance(found, bytes) else found  # noqa: S302  # our own


def line_of(node: Node) -> int:
    """Return the line of a node, counted from 1."""
    return node[0] + 1


def _document(parser: Any) -> Node:
    parser.get_event()
    if isinstance(parser.get_event(), yaml.StreamEndEvent):
        raise CatalogError("empty", 1)
    root = _node(parser, parser.get_event(), 0)
    parser.get_event()
    following = parser.get_event()
    if not isinstance(following, yaml.StreamEndEvent):
        raise CatalogError("a second document begins", following.start_mark.line + 1)
    return root


def _node(parser: Any, event: Any, depth: int) -> Node:
    """Return the node that begins with `event`."""
    line: int = event.start_mark.line
    if event.anchor is not None:
        raise CatalogError("anchors and aliases are not allowed", line + 1)
    if depth == DEPTH_MAX:
        raise CatalogError("nested too deeply", line + 1)
    if isinstance(event, yaml.ScalarEvent):
        is_null = event.implicit[0] and event.value in _NULL
        return line, None if is_null else event.value
    read = _pairs if isinstance(event, yaml.MappingStartEvent) else _items
    found = read(parser, depth + 1)
    return line, marshal.dumps(found) if depth == PACKED_DEPTH else found


def _items(parser: Any, depth: int) -> list[Node]:
    found = []
    while not isinstance(event := parser.get_event(), yaml.SequenceEndEvent):
        found.append(_node(parser, event, depth))
    return found


def _pairs(parser: Any, depth: int) -> Pairs:
    found = []
    while not isinstance(event := parser.get_event(), yaml.MappingEndEvent):
        key = _node(parser, event, depth)
        found.append((key, _node(parser, parser.get_event(), depth)))
    return tuple(found)
