"""The parts of a catalog: a file, and the files that it includes. Together they are one text.

The text of a catalog with included files has them at its end, each after a line `--- # included:`
with its name. So an applied catalog is complete, whatever happens to the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from billing.catalog.catalog import CatalogError
from gateways.catalog.nodes import SIZE_MAX, TOO_LARGE, Node, compose, line_of
from gateways.catalog.reading import Faults, at, is_mapping, items, label, pairs, text_of
from gateways.catalog.text_file import read_text

INCLUDE = "include"
INCLUDED_MAX = 16
SHIPPED_FOLDER = Path(__file__).parents[2]
"""The folder of the shipped catalog. A copy of `catalog.yaml` alone finds its other part here."""

_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
_MARK = "--- # included: "
_SEPARATOR = re.compile(rf"^{_MARK}(\S+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a catalog. `name` is for messages. `included` is the name by which the first part
    includes it; the first part has none."""

    name: str
    text: str
    root: Node
    included: str | None = None


def read_parts(path: Path) -> list[Part]:
    """Return the parts of a file. Raises OSError for the file itself, and CatalogError."""
    text = read_text(path, path.name, SIZE_MAX)
    if _SEPARATOR.search(text):
        return split(text, path.name)
    first = _part(path.name, text)
    read = {name: _included(path, node, first.name) for name, node in included(first)}
    if len(text) + sum(map(len, read.values())) > SIZE_MAX:
        raise CatalogError(f"{path.name} line 1: with what it includes, {TOO_LARGE}", 1)
    return [first, *(_part(name, own, name) for name, own in read.items())]


def split(text: str, name: str) -> list[Part]:
    """Return the parts of a catalog's text. Raises CatalogError if an included one is missing."""
    if len(text) > SIZE_MAX:
        raise CatalogError(f"{name} line 1: {TOO_LARGE}", 1)
    first, *others = _SEPARATOR.split(text)
    parts = [_part(name, first), *map(_embedded, others[::2], others[1::2])]
    wanted = {one: line_of(node) for one, node in included(parts[0])}
    for mark in _SEPARATOR.finditer(text):
        if mark[1] not in wanted:
            line = text.count("\n", 0, mark.start()) + 1
            raise CatalogError(f"{name} line {line}: {mark[1]} is there, but not included", line)
    for missing in wanted.keys() - {one.included for one in parts}:
        line = wanted[missing]
        raise CatalogError(f"{name} line {line}: include {missing}: is not there", line)
    return parts


def joined(parts: Iterable[Part]) -> str:
    """Return the parts as one text, which `split` reads back."""
    first, *others = parts
    text = first.text
    for one in others:
        end = "" if text.endswith("\n") else "\n"
        text += f"{end}{_MARK}{one.included}\n{one.text}"
    return text


def included(part: Part) -> list[tuple[str, Node]]:
    """Return the names that the file includes, and where it does. Raises CatalogError."""
    found: dict[str, Node] = {}
    for node in _include_nodes(part.root):
        with _told(part.name), at(node, f"{INCLUDE} {label(node)}"):
            name = text_of(node)
            if not _FILE.fullmatch(name):
                raise CatalogError("must be a file in this folder, without .. in its path")
            if name == part.name or name in found:
                raise CatalogError("there twice")
            if len(found) == INCLUDED_MAX:
                raise CatalogError(f"a file includes at most {INCLUDED_MAX} others")
            found[name] = node
    return list(found.items())


def _include_nodes(root: Node) -> list[Node]:
    if not is_mapping(root):
        return []
    return [one for key, node in pairs(root) if label(key) == INCLUDE for one in items(node)]


def _included(path: Path, node: Node, name: str) -> str:
    """Return the text of a file that `path` includes. It must be in the folder of `path`, also
    after following links."""
    wanted = text_of(node)
    folders = (path.parent, SHIPPED_FOLDER)
    folder = next((one for one in folders if (one / wanted).is_file()), path.parent)
    with _told(name), at(node, f"{INCLUDE} {wanted}"):
        if not (folder / wanted).resolve().is_relative_to(folder.resolve()):
            raise CatalogError("is a link to another folder")
        try:
            return read_text(folder / wanted, wanted, SIZE_MAX)
        except OSError as error:
            raise CatalogError(error.strerror or "cannot be read") from error


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Convert a fault inside to one with the file's name and the line."""
    try:
        yield
    except CatalogError as error:
        raise Faults().refusal(name, error) from error


def _embedded(name: str, text: str) -> Part:
    return _part(name, text, name)


def _part(name: str, text: str, included_as: str | None = None) -> Part:
    with _told(name):
        return Part(name, text, compose(text), included_as)
