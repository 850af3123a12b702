"""The rules of the structure see their violations: each rule is broken here on purpose."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture import circles, imported, repeated, room_of, rooms, type_names
from tests.rules_of_modules import (
    LONGEST_FUNCTION,
    apart,
    cited_rules,
    faults,
    foreign_drivers,
    impatient_waits,
    impurities,
    info_misuses,
    long_functions,
    numbered_rules,
    private_parts,
    upward,
)


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

    @pytest.mark.parametrize(
        ("line", "found"),
        [
            ("async with asyncio.timeout(20): pass", 1),
            ("asyncio.wait_for(waiting, 179.5)", 1),
            ("TIMEOUT_SECONDS = 20", 1),
            ("asyncio.timeout(180), asyncio.timeout(0), asyncio.timeout(None)", 0),
            ("asyncio.wait_for(waiting, PATIENCE)", 0),
            ("SHORT_SECONDS = 0.5", 0),
        ],
    )
    def test_a_wait_that_ends_too_early_is_seen(self, line: str, found: int) -> None:
        assert len(impatient_waits(ast.parse(line))) == found

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
