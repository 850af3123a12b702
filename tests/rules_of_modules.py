"""The rules of the structure, as functions that return the violations of a module.

`test_architecture` applies them to all modules; `test_rules_of_modules` breaks each on purpose.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from tests.architecture import FLOORS, ROOT

# Packages beside the floors. They may import all floors; only tests import them.
APART = {"bench", "docsite", "sandbox", "tests"}
# Modules of the standard library that do not wait, read a clock, or do input and output.
PURE_MODULES = {
    "__future__",
    "bisect",
    "calendar",
    "collections",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "functools",
    "hashlib",
    "heapq",
    "itertools",
    "json",
    "math",
    "operator",
    "re",
    "string",
    "types",
    "typing",
    "unicodedata",
}
# Database drivers, and the floors that may import them. `gateways` has connections of its own.
DRIVERS = {
    "aiosqlite": {"db"},
    "asyncpg": {"db", "gateways"},
    "redis": {"gateways"},
    "sqlite3": {"db", "gateways"},
    "tortoise": {"db"},
}
# Lower floors that a floor may not import.
SKIPPED = {"resolvers": {"db"}}
CLOCKS = {"now", "utcnow", "today"}
IMPURE_NAMES = {"float", "open", "print", "exec", "eval", "__import__"}
LONGEST_FUNCTION = 40
SHORTEST_WAIT = 180
"""A test waits for so many seconds at least for what must happen: a machine that does much else at
the same time is many times slower than an idle one."""
WAITS = {"TIMEOUT_SECONDS", "PATIENCE_SECONDS", "PATIENCE"}
CITATION = re.compile(r"\brules?[\s#]+(\d+(?:(?:,|[\s#]+and)[\s#]+\d+)*)\b", re.IGNORECASE)
"""A citation in a comment or docstring. It may continue on the next line."""


def package_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def faults(
    paths: Iterable[Path], rule: Callable[[Path], Collection[object]]
) -> dict[str, Collection[object]]:
    """Return the violations of the rule, by module. A rule has one test for all its modules."""
    return {str(path.relative_to(ROOT)): found for path in paths if (found := rule(path))}


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the full names of imported modules, including imports inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # A relative import would not be recognized.
            yield node.module if node.module and not node.level else "." * node.level


def packages(tree: ast.AST) -> set[str]:
    return {name.split(".")[0] for name in imports(tree)}


def upward(package: str, tree: ast.AST) -> set[str]:
    """Return imported packages of ours that are not below `package`, or that it may not use."""
    ours = packages(tree) & FLOORS.keys() - {package}
    skipped = SKIPPED.get(package, set())
    return {other for other in ours if FLOORS[other] >= FLOORS[package] or other in skipped}


def foreign_drivers(package: str, tree: ast.AST) -> set[str]:
    """Return imported database drivers that `package` may not import."""
    return {name for name in packages(tree) & DRIVERS.keys() if package not in DRIVERS[name]}


def private_parts(library: str, tree: ast.AST) -> set[str]:
    """Return imported modules inside a library."""
    return {name for name in imports(tree) if name.startswith(f"{library}.")}


def impurities(tree: ast.AST) -> set[str]:
    """Return the reasons why a module of `billing` is not pure."""
    return {
        *(name for name in imports(tree) if not is_pure_import(name)),
        *(what for node in ast.walk(tree) if (what := impurity(node))),
    }


def is_pure_import(name: str) -> bool:
    return name.split(".", maxsplit=1)[0] in PURE_MODULES | {"billing"}


def impurity(node: ast.AST) -> str | None:
    match node:
        case ast.Await() | ast.AsyncFunctionDef() | ast.AsyncFor() | ast.AsyncWith():
            return "await"
        case ast.Constant(value=float()):
            return "float"
        case ast.Name(id=name) if name in IMPURE_NAMES:
            return name
        case ast.Attribute(attr=name) if name in CLOCKS:
            return name
    return None


def info_misuses(tree: ast.AST) -> list[str]:
    """Return uses of a resolver's `info` other than `info.context`, each with its line.

    Compiled operations pass their own run as `info`, which has only the context.
    """
    nodes = list(ast.walk(tree))
    contexts = {
        id(node.value)
        for node in nodes
        if isinstance(node, ast.Attribute) and node.attr == "context"
    }
    return [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in nodes
        if (isinstance(node, ast.Name) and node.id == "info" and id(node) not in contexts)
        or (isinstance(node, ast.arg) and node.arg != "info" and is_info(node.annotation))
    ]


def is_info(annotation: ast.expr | None) -> bool:
    name = ast.unparse(annotation).split("[")[0] if annotation else ""
    return name.split(".")[-1] == "Info"


def impatient_waits(tree: ast.AST) -> list[str]:
    """Return the waits of a test that end too early, each with its line. A limit of 0 is no wait,
    and one with another name is what the test is about."""
    return [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if isinstance(limit := _limit_of(node), (int, float)) and 0 < limit < SHORTEST_WAIT
    ]


def _limit_of(node: ast.AST) -> object:
    match node:
        case ast.Call(
            func=ast.Attribute(ast.Name("asyncio"), "timeout" | "wait_for"),
            args=[*_, ast.Constant(value)],
        ):
            return value
        case ast.Assign([ast.Name(name)], ast.Constant(value)) if name in WAITS:
            return value
    return None


def long_functions(tree: ast.AST) -> list[str]:
    return [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]


def apart(package: str, tree: ast.AST) -> set[str]:
    """Return imported packages beside the floors. Only the server starts the sandbox."""
    return APART & packages(tree) - ({"sandbox"} if package == "server" else set())


def cited_rules(source: str) -> set[int]:
    """Return the numbers of the billing rules that a module cites: "billing rules 3, 7 and 9"."""
    return {int(n) for found in CITATION.findall(source) for n in re.findall(r"\d+", found)}


def numbered_rules(page: str) -> set[int]:
    return {int(number) for number in re.findall(r"^(\d+)\. ", page, re.MULTILINE)}
