"""The structure in numbers: files, rooms, the arrows of imports between them, and circles.

`python -m tests.architecture [DIRECTORY]` prints them, for this checkout or for another one.

A room is a folder of a floor with everything in it. A file directly on a floor is a room too: a
capability that needs one file only. An import counts even if it is inside a function or under
TYPE_CHECKING, because a reader of the file must know the other file.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
FLOORS = {
    "server": 5,
    "resolvers": 4,
    "services": 3,
    "db": 2,
    "gateways": 2,
    "schema": 2,
    "billing": 1,
}
"""The floors. Each may import those with a smaller number."""

TYPE_NAME = re.compile(r"_?[A-Z]+[a-z]\w*")
Graph = Mapping[str, set[str]]
"""Names, each with the names that it imports."""


def modules(package: str, root: Path = ROOT) -> list[Path]:
    """Return the files of a package, without migrations."""
    paths = (root / package).rglob("*.py")
    return sorted(path for path in paths if "migrations" not in path.relative_to(root).parts)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def module_name(path: Path, root: Path = ROOT) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def imported(tree: ast.AST, known: Iterable[str]) -> set[str]:
    """Return the modules among `known` that `tree` imports, also with `from package import …`."""
    names = set(known)
    return {name for name in _named(tree, names) if name in names}


def _named(tree: ast.AST, known: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                member = f"{node.module}.{alias.name}"
                yield member if member in known else node.module


def files(root: Path = ROOT) -> dict[str, set[str]]:
    """Return the graph of all modules of the floors."""
    paths = {module_name(path, root): path for floor in FLOORS for path in modules(floor, root)}
    return {name: imported(parsed(path), paths) - {name} for name, path in paths.items()}


def room_of(module: str) -> str:
    """Return `floor.room` for a module in a folder of a floor, else the module itself."""
    return ".".join(module.split(".")[:2])


def rooms(graph: Graph) -> dict[str, set[str]]:
    """Return the graph of the rooms of a graph of modules."""
    found: dict[str, set[str]] = {room_of(name): set() for name in graph}
    for name, others in graph.items():
        found[room_of(name)] |= {room_of(other) for other in others} - {room_of(name)}
    return found


def arrows(graph: Graph, *, within_floors: bool = False) -> int:
    """Return the number of imports. With `within_floors`, count only those on one floor."""
    return sum(
        not within_floors or floor_of(name) == floor_of(other)
        for name, others in graph.items()
        for other in others
    )


def floor_of(name: str) -> str:
    return name.split(".", maxsplit=1)[0]


def circles(graph: Graph) -> list[list[str]]:
    """Return the groups of more than one name that lead to each other (strongly connected)."""
    groups: list[list[str]] = []
    rest = dict(graph)
    while rest:
        start = next(iter(rest))
        there = reachable(graph, start)
        group = sorted(name for name in there if start in reachable(graph, name))
        if group:
            groups.append(group)
        for name in {start, *group}:
            rest.pop(name, None)
    return groups


def reachable(graph: Graph, start: str) -> set[str]:
    """Return all names that can be reached from `start`."""
    found: set[str] = set()
    ahead = [start]
    while ahead:
        new = graph.get(ahead.pop(), set()) - found
        found |= new
        ahead += new
    return found


def type_names(tree: ast.Module) -> list[str]:
    """Return the classes and type aliases at the top of a module, without type variables."""
    return [
        *(node.name for node in tree.body if isinstance(node, ast.ClassDef)),
        *(
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign) and not is_type_variable(node.value)
            for target in node.targets
            if isinstance(target, ast.Name) and TYPE_NAME.fullmatch(target.id)
        ),
    ]


def is_type_variable(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and ast.unparse(value.func) == "TypeVar"


def repeated(names: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return the names that occur in more than one place, with their places.

    `names` are given by place.
    """
    places: dict[str, list[str]] = {}
    for place, found in names.items():
        for name in found:
            places.setdefault(name, []).append(place)
    return {name: there for name, there in places.items() if len(there) > 1}


def report(root: Path = ROOT) -> Iterator[str]:
    """Yield the lines of the report."""
    of_files = files(root)
    for what, graph in (("files", of_files), ("rooms", rooms(of_files))):
        found = circles(graph)
        within = arrows(graph, within_floors=True)
        counts = f"{arrows(graph)} imports between them, {within} of these within a floor"
        yield f"{len(graph)} {what}, {counts}; {len(found)} circles"
        yield from (f"  a circle of {len(group)}: {', '.join(group)}" for group in found)


if __name__ == "__main__":
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    print("\n".join(report(directory.resolve())))  # noqa: T201
