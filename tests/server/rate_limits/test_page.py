"""The limit of a user in production suffices for the page, and is no higher than that needs."""

from __future__ import annotations

import json
from collections import Counter

from graphql import parse, print_ast, separate_operations

from server.graphql.schema import build_schema
from server.operations.limits import measured
from server.operations.prices import rate_units, reading_units
from server.settings import read_settings
from tests.server.rate_limits.test_limits import PRODUCTION_ENV
from tests.support.server.compiled import BUDGETS
from tests.support.server.server_process import ROOT

SCHEMA = build_schema()._schema
LOAD = Counter(json.loads((ROOT / "web/e2e/reads.json").read_text("utf-8")))
"""What a load reads at most, for the owner of a team. A scenario in a browser proves the list."""
TABS, TIMES = 2, 2
STEP = 10


def documents() -> dict[str, str]:
    """Return the documents of the page and of the widget by the names of their operations."""
    found = {}
    for folder in ("web/src/operations", "web/page/operations"):
        texts = (path.read_text("utf-8") for path in sorted((ROOT / folder).glob("*.graphql")))
        separated = separate_operations(parse("\n".join(texts)))
        found |= {name: print_ast(document) for name, document in separated.items()}
    return found


def units_of(document: str) -> int:
    [measures] = measured(SCHEMA, parse(document), tokens=0, budget=BUDGETS.user).values()
    return rate_units(measures.cost)


def test_a_person_may_load_the_page_twice_at_once_in_two_tabs_and_the_limit_is_no_higher() -> None:
    texts = documents()
    load = sum(times * units_of(texts[name]) for name, times in LOAD.items())
    reading = sum(reading_units(len(texts[name])) for name in LOAD)
    needed = TABS * TIMES * load + reading
    rates = read_settings(PRODUCTION_ENV).rates
    assert (rates.per_user - STEP) * rates.burst_seconds < needed
    assert needed <= rates.per_user * rates.burst_seconds
    page = " ".join((ROOT / "docs/limits.md").read_text("utf-8").split())
    assert f"the whole page of a user at most {load}," in page
    assert f"{TABS * TIMES} loads of {load} units and {reading} for new documents" in page
