"""Tools can read the schema with their standard queries, and nobody can ask for it twice at once.

If the first test fails after a change of the schema, then the schema has grown beyond
LIMIT_INTROSPECTION: raise it by little.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from graphql import (
    DocumentNode,
    FieldNode,
    NameNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_introspection_query,
    parse,
    print_ast,
)

from tests.clients.driver import run_node
from tests.clients.test_clients import needs_node
from tests.support.server.api import Api, running_app

PYTHON = {
    "graphql-core without options": get_introspection_query(),
    "graphql-core with all options": get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
        experimental_directive_deprecation=True,
        one_of=True,
    ),
}


@pytest_asyncio.fixture
async def api(sqlite_url: str) -> AsyncIterator[Api]:
    async with running_app(sqlite_url) as served:
        yield served


def twice(query: str) -> str:
    """Return a query that asks for the whole schema twice."""
    document = parse(query)
    [operation] = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    [field] = operation.selection_set.selections
    assert isinstance(field, FieldNode)
    assert field.name.value == "__schema"
    again = FieldNode(
        alias=NameNode(value="again"),
        name=field.name,
        arguments=(),
        directives=(),
        selection_set=field.selection_set,
    )
    doubled = OperationDefinitionNode(
        operation=operation.operation,
        variable_definitions=(),
        directives=(),
        selection_set=SelectionSetNode(selections=(field, again)),
    )
    others = [one for one in document.definitions if one is not operation]
    return print_ast(DocumentNode(definitions=(doubled, *others)))


async def assert_once_and_not_twice(api: Api, query: str) -> None:
    answer = await api.anonymous.execute(query)
    assert "errors" not in answer, answer["errors"]
    assert len(answer["data"]["__schema"]["types"]) > 300
    [error] = (await api.anonymous.execute(twice(query)))["errors"]
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert "units by what it asks of the schema" in error["message"]


@pytest.mark.parametrize("tool", PYTHON)
async def test_a_library_of_python_reads_the_schema(tool: str, api: Api) -> None:
    await assert_once_and_not_twice(api, PYTHON[tool])


@needs_node
async def test_programs_of_node_read_the_schema(api: Api) -> None:
    queries = json.loads(await run_node("introspection.mjs"))
    for query in queries.values():
        await assert_once_and_not_twice(api, query)
    assert len(queries) == 3
