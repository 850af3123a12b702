"""The structure: imports point down, `billing` is pure, and files and functions are small."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.architecture import (
    FLOORS,
    ROOT,
    circles,
    files,
    modules,
    parsed,
    repeated,
    rooms,
    type_names,
)
from tests.rules_of_modules import (
    APART,
    apart,
    cited_rules,
    faults,
    foreign_drivers,
    impatient_waits,
    imports,
    impurities,
    info_misuses,
    long_functions,
    numbered_rules,
    package_of,
    packages,
    private_parts,
    upward,
)

MODULES_A_FOLDER = 18
LONGEST_FILE = 350
KNOW_UVICORN = ("protocols.py", "guarded_http.py", "guarded_websocket.py", "supervisor.py")
"""The modules of server/process that do. test_protocols.py there checks the names."""

ALL_MODULES = [path for package in FLOORS for path in modules(package)]
SDK_MODULES = [path for path in modules("sdk") if path.parent.name != "_generated"]
SMALL_MODULES = [*ALL_MODULES, *modules("bench"), *SDK_MODULES]


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


def test_the_sdk_knows_only_graphql() -> None:
    ours = FLOORS.keys() | APART
    assert faults(modules("sdk"), lambda path: packages(parsed(path)) & ours) == {}


def test_tests_wait_long_enough_for_a_busy_machine() -> None:
    assert faults(modules("tests"), lambda path: impatient_waits(parsed(path))) == {}


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
        others = {"abuse", "audits", "clients", "documents", "mutations", "sdk", "support", "web"}
        assert path.parent.name in FLOORS.keys() | APART | others


def test_every_cited_billing_rule_exists() -> None:
    known = numbered_rules((ROOT / "docs" / "rules.md").read_text(encoding="utf-8"))
    sources = [path for package in FLOORS.keys() | APART for path in modules(package)]
    cited = {
        str(path.relative_to(ROOT)): cited_rules(path.read_text(encoding="utf-8"))
        for path in sources
        if path.name != "test_rules_of_modules.py"
    }
    assert {path: numbers - known for path, numbers in cited.items() if numbers - known} == {}
    assert set().union(*cited.values()) == known
