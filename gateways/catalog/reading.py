"""Reads nodes: sections with known keys, lists, single values. Collects faults with their lines."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeVar

from billing.catalog.catalog import CatalogError
from gateways.catalog.nodes import Node, Pairs, content, line_of

FAULTS_MAX = 10
MESSAGE_MAX = 300

T = TypeVar("T")
D = TypeVar("D")


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
        try:
            return read(self.entries[key])
        except ValueError:
            with at(self.entries[key], key):
                raise

    def get(self, key: str, read: Callable[[Node], T], default: D) -> T | D:
        return self.need(key, read) if key in self.entries else default


def section(node: Node, known: Collection[str]) -> Section:
    """Return the section. Raises CatalogError for a key that is unknown or repeated."""
    entries: dict[str, Node] = {}
    for key, value in pairs(node):
        name = text_of(key)
        if name not in known or name in entries:
            with at(key, f"key {name!r}"):
                told = "there twice" if name in entries else f"unknown{did_you_mean(name, known)}"
                raise CatalogError(told)
        entries[name] = value
    return Section(node, entries)


def pairs(node: Node) -> Pairs:
    """Return keys and values of a mapping, in the file's order, with repeated keys."""
    found = content(node)
    if not isinstance(found, tuple):
        raise CatalogError("must have keys", line_of(node))
    return found


def items(node: Node) -> list[Node]:
    found = content(node)
    if not isinstance(found, list) or not found:
        raise CatalogError("must be a list that is not empty", line_of(node))
    return found


def is_mapping(node: Node) -> bool:
    return isinstance(content(node), tuple)


def is_single(node: Node) -> bool:
    """Return whether the node is a single value, or null."""
    return node[1] is None or isinstance(node[1], str)


def label(node: Node) -> str:
    """Return the name of a key for a message, whatever the key is."""
    if node[1] is None:
        return "(empty)"
    return node[1][:80] if isinstance(node[1], str) else "(not a name)"


def text_of(node: Node) -> str:
    """Return the text of a single value, as in the file; never empty."""
    found = "" if node[1] is None else node[1]
    if not isinstance(found, str):
        raise CatalogError("must be a single value", line_of(node))
    text = found.strip()
    if not text:
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
