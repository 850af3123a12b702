"""The structure: imports point down, `billing` is pure, and files and functions are small."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

import pytest

from tests.architecture import (
    FLOORS,
    ROOT,
    circles,
    files,
    imported,
    modules,
    parsed,
    repeated,
    room_of,
    rooms,
    type_names,
)

# Packages beside the floors. They may import all floors; only tests import them.
APART = {"bench", "sandbox", "tests"}
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
MODULES_A_FOLDER = 18
CLOCKS = {"now", "utcnow", "today"}
IMPURE_NAMES = {"float", "open", "print", "exec", "eval", "__import__"}
KNOW_UVICORN = ("protocols.py", "guarded_http.py", "guarded_websocket.py", "supervisor.py")
"""The modules of server/process that do. test_protocols.py there checks the names."""
LONGEST_FUNCTION = 40
LONGEST_FILE = 350
CITATION = re.compile(r"\brules?[\s#]+(\d+(?:(?:,|[\s#]+and)[\s#]+\d+)*)\b", re.IGNORECASE)
"""A citation in a comment or docstring. It may continue on the next line."""


ALL_MODULES = [path for package in FLOORS for path in modules(package)]
SMALL_MODULES = [*ALL_MODULES, *modules("bench")]


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


def test_imports_run_down() -> None:
    assert faults(ALL_MODULES, lambda path: upward(package_of(path), parsed(path))) == {}
    assert faults(ALL_MODULES, lambda path: apart(package_of(path), parsed(path))) == {}


def test_drivers_are_imported_only_where_connections_are() -> None:
    assert faults(ALL_MODULES, lambda path: foreign_drivers(package_of(path), parsed(path))) == {}


def test_one_room_knows_the_http_server_and_few_modules_its_private_parts() -> None:
    paths = [path for path in ALL_MODULES if not path.is_relative_to(ROOT / "server" / "process")]
    assert faults(paths, lambda path: packages(parsed(path)) & {"uvicorn"}) == {}
    few = {ROOT / "server" / "process" / name for name in KNOW_UVICORN}
    paths = [path for path in ALL_MODULES if path not in few]
    assert faults(paths, lambda path: private_parts("uvicorn", parsed(path))) == {}


def test_the_benchmark_imports_no_tests() -> None:
    assert faults(modules("bench"), lambda path: packages(parsed(path)) & {"tests"}) == {}


def test_imports_are_absolute() -> None:
    def relative(path: Path) -> list[str]:
        return [name for name in imports(parsed(path)) if name.startswith(".")]

    assert faults(SMALL_MODULES, relative) == {}


def test_billing_is_pure() -> None:
    assert faults(modules("billing"), lambda path: impurities(parsed(path))) == {}


def test_files_and_functions_stay_small() -> None:
    def too_long(path: Path) -> list[str]:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        return ["the file"] * (lines > LONGEST_FILE) + long_functions(parsed(path))

    assert faults(SMALL_MODULES, too_long) == {}


def test_resolvers_want_only_the_context_of_info() -> None:
    paths = [*modules("schema"), *modules("resolvers")]
    assert faults(paths, lambda path: info_misuses(parsed(path))) == {}


@pytest.mark.parametrize("floor", FLOORS)
def test_a_class_name_is_used_once_per_floor(floor: str) -> None:
    paths = modules(floor)
    assert repeated({str(path.relative_to(ROOT)): type_names(parsed(path)) for path in paths}) == {}


def test_no_circle_of_modules() -> None:
    assert circles(files()) == []


def test_no_circle_of_rooms() -> None:
    assert circles(rooms(files())) == []


def test_a_folder_has_few_modules() -> None:
    counts = Counter(
        str(path.parent.relative_to(ROOT)) for path in ALL_MODULES if path.name != "__init__.py"
    )
    assert {name: many for name, many in counts.items() if many > MODULES_A_FOLDER} == {}


def test_every_package_has_its_floor() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert found == FLOORS.keys() | APART
    assert not FLOORS.keys() & sys.stdlib_module_names


def test_tests_mirror_the_packages() -> None:
    for path in (ROOT / "tests").glob("*/__init__.py"):
        others = {"abuse", "audits", "clients", "mutations", "support", "web"}
        assert path.parent.name in FLOORS.keys() | APART | others


def cited_rules(source: str) -> set[int]:
    """Return the numbers of the billing rules that a module cites: "billing rules 3, 7 and 9"."""
    return {int(n) for found in CITATION.findall(source) for n in re.findall(r"\d+", found)}


def numbered_rules(page: str) -> set[int]:
    return {int(number) for number in re.findall(r"^(\d+)\. ", page, re.MULTILINE)}


def test_every_cited_billing_rule_exists() -> None:
    known = numbered_rules((ROOT / "docs" / "rules.md").read_text(encoding="utf-8"))
    sources = [path for package in FLOORS.keys() | APART for path in modules(package)]
    cited = {
        str(path.relative_to(ROOT)): cited_rules(path.read_text(encoding="utf-8"))
        for path in sources
        if path != Path(__file__)
    }
    assert {path: numbers - known for path, numbers in cited.items() if numbers - known} == {}
    assert set().union(*cited.values()) == known


class TestTheseRules:
    """Each rule is broken here on purpose."""

    @pytest.mark.parametrize(
        ("package", "line", "found"),
        [
            ("billing", "import db.models", {"db"}),
            ("services", "from resolvers.query import Query", {"resolvers"}),
            ("db", "def f():\n    from gateways import broadcast", {"gateways"}),
            ("schema", "import db", {"db"}),
            ("resolvers", "from db import models", {"db"}),
            ("billing", "if TYPE_CHECKING:\n    import schema", {"schema"}),
            ("server", "import billing, db, gateways, services, resolvers", set()),
            ("services", "from services.batch import Batch", set()),
        ],
    )
    def test_an_import_upwards_is_seen(self, package: str, line: str, found: set[str]) -> None:
        assert upward(package, ast.parse(line)) == found

    @pytest.mark.parametrize(
        ("package", "line", "found"),
        [
            ("services", "from tortoise.exceptions import IntegrityError", {"tortoise"}),
            ("server", "def f():\n    import asyncpg, redis", {"asyncpg", "redis"}),
            ("gateways", "from tortoise import connections", {"tortoise"}),
            ("gateways", "import sqlite3, asyncpg, redis.asyncio", set()),
            ("db", "import aiosqlite, sqlite3, asyncpg, tortoise", set()),
            ("services", "from db.errors import AlreadyExists", set()),
        ],
    )
    def test_a_driver_is_seen(self, package: str, line: str, found: set[str]) -> None:
        assert foreign_drivers(package, ast.parse(line)) == found

    def test_private_parts_are_seen(self) -> None:
        tree = ast.parse("import uvicorn\ndef f():\n    from uvicorn.server import ServerState")
        assert private_parts("uvicorn", tree) == {"uvicorn.server"}

    def test_the_module_at_fault_is_named(self) -> None:
        both = [Path(__file__), Path(__file__).with_name("conftest.py")]
        found = faults(both, lambda path: [path.stem] if path.stem == "conftest" else [])
        assert found == {"tests/conftest.py": ["conftest"]}

    def test_what_stands_apart_is_seen(self) -> None:
        tree = ast.parse("import sandbox.app, tests, billing")
        assert apart("server", tree) == {"tests"}
        assert apart("services", tree) == {"sandbox", "tests"}

    @pytest.mark.parametrize(
        ("line", "found"),
        [
            ("from datetime import datetime\nstarted = datetime.now()", {"now"}),
            ("x = date.today", {"today"}),
            ("x = 0.5", {"float"}),
            ("x: float", {"float"}),
            ("async def f(): return 1", {"await"}),
            ("open('x')", {"open"}),
            ("import os", {"os"}),
            ("import yaml", {"yaml"}),
            ("from . import tokens", {"."}),
            ("from billing.tokens import MAX_TOKENS\nimport json", set()),
        ],
    )
    def test_an_impurity_is_seen(self, line: str, found: set[str]) -> None:
        assert impurities(ast.parse(line)) == found

    @pytest.mark.parametrize(
        ("lines", "found"),
        [
            ("def f(self, info: Info):\n    return info.context.book", []),
            ("def f(self, page: PageInfo): ...", []),
            ("def f(self, info: Info):\n    return info.path", ["line 2: info"]),
            ("async def f(info):\n    return g(info)", ["line 2: info"]),
            ("reads(lambda self, info: info.path)", ["line 1: info"]),
            ("def f(info):\n    info = g(info.context)", ["line 2: info"]),
            ("def f(i: strawberry.Info[C, None]): ...", ["line 1: i: strawberry.Info[C, None]"]),
        ],
    )
    def test_a_misuse_of_info_is_seen(self, lines: str, found: list[str]) -> None:
        assert info_misuses(ast.parse(lines)) == found

    def test_a_circle_is_seen(self) -> None:
        assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == [["b", "c"]]
        assert circles({"a": {"b"}, "b": {"a"}, "c": {"d"}, "d": {"c"}}) == [["a", "b"], ["c", "d"]]
        assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []

    @pytest.mark.parametrize(
        ("lines", "found"),
        [
            ("import db.models", {"db.models"}),
            ("from db import models", {"db.models"}),
            ("from db.models import Entry", {"db.models"}),
            ("from db import engine", {"db"}),
            ("def f():\n    from db import models", {"db.models"}),
            ("if TYPE_CHECKING:\n    from db import models", {"db.models"}),
            ("import typing", set()),
        ],
    )
    def test_an_import_is_seen_wherever_it_stands(self, lines: str, found: set[str]) -> None:
        assert imported(ast.parse(lines), {"db", "db.models"}) == found

    def test_a_circle_of_rooms_is_seen_where_no_files_form_one(self) -> None:
        graph = {"db.a.one": {"db.b.two"}, "db.b.three": {"db.a.four"}, "db.b.two": set()}
        assert circles(graph) == []
        assert circles(rooms(graph)) == [["db.a", "db.b"]]
        assert (room_of("db.models"), room_of("db.engine.sql")) == ("db.models", "db.engine")

    def test_a_name_that_two_files_use_is_seen(self) -> None:
        one = "class Row: ...\nNames = list[str]\nT = TypeVar('T')\nDAYS_MAX = 3"
        two = "Row = tuple[str]\nT = TypeVar('T')\nclass Names: ...\nDAYS_MAX = 4"
        names = {"one": type_names(ast.parse(one)), "two": type_names(ast.parse(two))}
        assert repeated(names) == {"Row": ["one", "two"], "Names": ["one", "two"]}

    def test_a_long_function_is_seen(self) -> None:
        body = "    pass\n" * LONGEST_FUNCTION
        assert long_functions(ast.parse(f"def short():\n    pass\ndef long():\n{body}")) == ["long"]

    @pytest.mark.parametrize(
        ("source", "found"),
        [
            ("# Billing rule 99: nobody pays.", {99}),
            ('"""Packs. Billing rules 3, 7 and 9."""', {3, 7, 9}),
            ("# as in billing\n    # rule 5", {5}),
            ("# billing rules 3\n    # and 5", {3, 5}),
            ("# the first rule of 3, or rule3", set()),
        ],
    )
    def test_a_cited_rule_is_seen(self, source: str, found: set[int]) -> None:
        assert cited_rules(source) == found

    def test_a_numbered_rule_is_seen(self) -> None:
        assert numbered_rules("# Rules\n\n1. **One.**\n   - in 2. place\n10. Ten") == {1, 10}
