"""Reads lists of documents: JSON manifests of several tools, and files of GraphQL.

- Apollo's manifest: {"format": "apollo-persisted-query-manifest", "version": 1,
  "operations": [{"id": …, "name": …, "type": …, "body": …}]}
- Relay's and graphql-codegen's: {id: document}
- *.graphql and *.gql: one document each, known by its SHA-256
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

APOLLO = "apollo-persisted-query-manifest"
GRAPHQL = (".graphql", ".gql")
BYTES_MAX = 16 * 1024 * 1024


class UnreadableList(ValueError):
    """A list that cannot be read. The message names the file."""


class Listed(NamedTuple):
    """A document of a list. `name` is its id there, None without one; `title` is for people."""

    place: str
    name: str | None
    title: str
    document: str


def read_list(path: Path) -> list[Listed]:
    """Return the documents of a file, or of the files below a folder. Raises UnreadableList."""
    if path.is_dir():
        files = sorted(one for one in path.rglob("*") if one.suffix in {".json", *GRAPHQL})
        if not files:
            raise UnreadableList(f"{path}: has no file .json, .graphql or .gql")
        return [one for file in files for one in _of_file(file)]
    return _of_file(path)


def _of_file(path: Path) -> list[Listed]:
    try:
        if path.stat().st_size > BYTES_MAX:
            raise UnreadableList(f"{path}: has more than {BYTES_MAX:,} bytes")
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        told = error.strerror if isinstance(error, OSError) else "is not UTF-8"
        raise UnreadableList(f"{path}: {told}") from error
    if path.suffix in GRAPHQL:
        return [Listed(str(path), None, path.stem, text)]
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableList(f"{path}: is neither JSON nor a file .graphql") from error
    return list(_of_manifest(str(path), content))


def _of_manifest(place: str, content: object) -> Iterator[Listed]:
    if not isinstance(content, dict):
        raise UnreadableList(f"{place}: must be an object")
    if "format" in content or isinstance(content.get("operations"), list):
        yield from _of_apollo(place, content)
        return
    for name, document in content.items():
        if not isinstance(document, str):
            raise UnreadableList(f"{place}: {name[:80]!r} must be a document")
        yield Listed(place, _bare(name), name, document)


def _of_apollo(place: str, content: dict[str, Any]) -> Iterator[Listed]:
    if (content.get("format"), content.get("version")) != (APOLLO, 1):
        raise UnreadableList(f"{place}: must have the format {APOLLO!r} and the version 1")
    operations = content.get("operations")
    if not isinstance(operations, list):
        raise UnreadableList(f"{place}: operations must be a list")
    for number, one in enumerate(operations):
        given = one if isinstance(one, dict) else {}
        name, document = given.get("id"), given.get("body")
        if not isinstance(name, str) or not isinstance(document, str) or not name:
            raise UnreadableList(f"{place}: operations[{number}] must have an id and a body")
        yield Listed(place, _bare(name), str(given.get("name") or name), document)


def _bare(name: str) -> str:
    return name.removeprefix("sha256:")
