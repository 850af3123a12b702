"""The generated part of the Python client belongs to the SDL."""

from __future__ import annotations

import inspect
from pathlib import Path

from codegen.__main__ import OUTPUT, SDL, write
from codegen.operations import operations
from codegen.selections import Selections
from graphql import build_schema
from yumi_billing import AsyncBilling, Billing
from yumi_billing import types as all_types


def test_it_is_what_the_sdl_says(tmp_path: Path) -> None:
    write(tmp_path)
    fresh = {path.name: path.read_text() for path in tmp_path.glob("*.py")}
    kept = {path.name: path.read_text() for path in OUTPUT.glob("*.py")}
    assert kept == fresh, "run `make sdk`, and commit what it writes"


def test_every_operation_of_the_api_has_a_method() -> None:
    schema = build_schema(SDL.read_text())
    names = {one.method for one in operations(Selections(schema))}
    roots = (schema.query_type, schema.mutation_type, schema.subscription_type)
    assert len(names) > sum(len(root.fields) - (root is schema.query_type) for root in roots)
    for client in (Billing, AsyncBilling):
        assert names - set(dir(client)) == set()


def test_both_clients_have_the_same_methods_with_the_same_parameters() -> None:
    def parameters(client: type) -> dict[str, list[str]]:
        methods = inspect.getmembers(client, inspect.isfunction)
        return {
            name: [str(one).partition(":")[0] for one in inspect.signature(it).parameters.values()]
            for name, it in methods
            if not name.startswith("_")
        }

    assert parameters(Billing) == parameters(AsyncBilling)


def test_every_refusal_of_the_api_is_an_exception() -> None:
    schema = build_schema(SDL.read_text())
    for kind in schema.get_possible_types(schema.type_map["Refusal"]):
        refusal = getattr(all_types, kind.name)
        assert issubclass(refusal, Exception)
        own = set(kind.fields) - {"code", "message"}
        assert len(refusal.__dataclass_fields__) == 2 + len(own)
