"""YAML as nodes with line numbers. Values are not converted: a number stays the text of the file,
so that prices are read exactly. Errors are CatalogError with a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from sys import intern
from typing import Any, TypeVar

import yaml
from yaml.composer import Composer
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import Reader
from yaml.resolver import Resolver

from billing.catalog.catalog import CatalogError

SIZE_MAX = 4_000_000
TOO_LARGE = "larger than 4 MB"
DEPTH_MAX = 16
FAULTS_MAX = 10
MESSAGE_MAX = 300

T = TypeVar("T")
D = TypeVar("D")


class _Loader(Composer, CParser, Resolver):
    """Refuses anchors and aliases (a few lines could stand for millions) and deep nesting. The
    parser in C takes a fifth of the time."""

    depth = 0

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        Composer.__init__(self)
        Resolver.__init__(self)

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        alias = self.check_event(yaml.AliasEvent)
        event: Any = self.peek_event()
        if alias or event.anchor is not None:
            raise CatalogError("anchors and aliases are not allowed", event.start_mark.line + 1)
        if self.depth == DEPTH_MAX:
            raise CatalogError("nested too deeply", event.start_mark.line + 1)
        self.depth += 1
        node: Node | None = super().compose_node(parent, index)
        self.depth -= 1
        if node is not None:
            # Marks take half of the memory of a tree, and only the line is of interest.
            node.start_mark, node.end_mark = event.start_mark.line, None
            if isinstance(node, ScalarNode):
                # Most keys and many numbers stand there thousands of times.
                node.value = intern(node.value)
        return node


def compose(text: str) -> Node:
    """Return the document's root node."""
    if len(text) > SIZE_MAX:
        raise CatalogError(TOO_LARGE, 1)
    odd = Reader.NON_PRINTABLE.search(text)
    if odd is not None:
        line = text.count("\n", 0, odd.start()) + 1
        raise CatalogError("a character that is not allowed in text", line)
    node = _composed(_Loader(text))
    if node is None:
        raise CatalogError("empty", 1)
    return node


def _composed(loader: _Loader) -> Node | None:
    try:
        return loader.get_single_node()
    except CatalogError:
        raise
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise CatalogError(f"not YAML: {error.problem}", mark.line + 1 if mark else 1) from error


def line_of(node: Node) -> int:
    """Return the line of a node, counted from 1."""
    line: Any = node.start_mark
    return int(line) + 1


@contextmanager
def at(node: Node, title: str) -> Iterator[None]:
    """Convert a ValueError inside to one about `title`, with this node's line unless it has its
    own."""
    try:
        yield
    except ValueError as error:
        line = error.line if isinstance(error, CatalogError) else None
        raise CatalogError(f"{title}: {error}", line or line_of(node)) from error


class Faults:
    """Collects the faults of a document, so that they are reported together."""

    def __init__(self) -> None:
        self._found: list[CatalogError] = []

    @contextmanager
    def watch(self, node: Node, title: str) -> Iterator[None]:
        """Note a fault and continue after the block."""
        try:
            with at(node, title):
                yield
        except CatalogError as error:
            self._found.append(error)

    def check(self) -> None:
        """Raise one of the faults, if there are any."""
        if self._found:
            raise self._found[0]

    def refusal(self, name: str, last: CatalogError) -> CatalogError:
        """Return all faults, and the last one, as one error in the order of their lines."""
        found = self._found if last in self._found else [*self._found, last]
        found = sorted(found, key=lambda fault: fault.line or 0)
        messages = [
            f"{name} line {fault.line or 1}: {str(fault)[:MESSAGE_MAX]}"
            for fault in found[:FAULTS_MAX]
        ]
        if len(found) > FAULTS_MAX:
            messages.append(f"… and {len(found) - FAULTS_MAX} more")
        return CatalogError("\n".join(messages), found[0].line or 1)


@dataclass(frozen=True, slots=True)
class Section:
    """A mapping with known keys."""

    node: Node
    entries: Mapping[str, Node]

    def need(self, key: str, read: Callable[[Node], T]) -> T:
        if key not in self.entries:
            raise CatalogError(f"missing {key}")
        with at(self.entries[key], key):
            return read(self.entries[key])

    def get(self, key: str, read: Callable[[Node], T], default: D) -> T | D:
        return self.need(key, read) if key in self.entries else default


def section(node: Node, known: tuple[str, ...]) -> Section:
    """Return the section. Raises CatalogError for a key that is unknown or repeated."""
    entries: dict[str, Node] = {}
    for key, value in pairs(node):
        name = text_of(key)
        with at(key, f"key {name!r}"):
            if name not in known:
                raise CatalogError(f"unknown{did_you_mean(name, known)}")
            if name in entries:
                raise CatalogError("there twice")
        entries[name] = value
    return Section(node, entries)


def pairs(node: Node) -> list[tuple[Node, Node]]:
    """Return keys and values of a mapping, in the file's order, with repeated keys."""
    if not isinstance(node, MappingNode):
        raise CatalogError("must have keys", line_of(node))
    return list(node.value)


def items(node: Node) -> list[Node]:
    if not isinstance(node, SequenceNode) or not node.value:
        raise CatalogError("must be a list that is not empty", line_of(node))
    return list(node.value)


def label(node: Node) -> str:
    """Return the name of a key for a message, whatever the key is."""
    return str(node.value)[:80] if isinstance(node, ScalarNode) else "(not a name)"


def text_of(node: Node) -> str:
    """Return the text of a single value, as in the file; never empty."""
    if not isinstance(node, ScalarNode):
        raise CatalogError("must be a single value", line_of(node))
    text = str(node.value).strip()
    if not text or node.tag == "tag:yaml.org,2002:null":
        raise CatalogError("empty", line_of(node))
    if not text.replace("\n", "").isprintable():
        raise CatalogError("has a character that cannot be shown", line_of(node))
    return text


def value(parse: Callable[[str], T]) -> Callable[[Node], T]:
    """Return a reader of single values."""
    return lambda node: parse(text_of(node))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the text that follows "unknown …" in a message."""
    options = list(known)
    close = get_close_matches(word, options, n=1)
    return f" (did you mean {close[0]}?)" if close else f" (known: {', '.join(options[:10])})"
