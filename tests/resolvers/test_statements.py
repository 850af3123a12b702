"""The number of SQL statements of an operation does not grow with its rows."""

from __future__ import annotations

import pytest

from tests.support.engine.statements import counting_statements
from tests.support.server.api import Api, Client, use
from tests.support.server.documents import LEDGER, MODELS, SUMMARY, USAGE

CHARGED = """query ($first: Int) { account { usage(first: $first) { nodes {
  model { name cost availability { available remaining } } charges { grantId tokens } } } } }"""


async def statements(client: Client, query: str, **variables: object) -> int:
    with counting_statements() as found:
        await client.data(query, **variables)
    assert found, "nothing was counted"
    return len(found)


async def filled(api: Api) -> Client:
    alice = api.user()
    names = ["gpt-4o", "qwen-max"] * 30
    await alice.record_batch(*(use(model=name) for name in names))
    return alice


@pytest.mark.parametrize("query", [USAGE, LEDGER, CHARGED], ids=["usage", "ledger", "charged"])
async def test_a_page_of_50_takes_as_many_statements_as_a_page_of_5(api: Api, query: str) -> None:
    alice = await filled(api)
    small, large = [await statements(alice, query, first=size) for size in (5, 50)]
    assert small == large <= 4


async def test_all_models_take_as_many_statements_as_one_provider(api: Api) -> None:
    alice = await filled(api)
    few = await statements(alice, MODELS, provider="deepseek")
    assert await statements(alice, MODELS) == few <= 2


async def test_a_summary_takes_as_many_statements_for_many_rows(api: Api) -> None:
    alice = await filled(api)
    few, many = [await statements(alice, SUMMARY, by=by) for by in ("TIER", "MODEL")]
    assert few == many <= 3


async def test_a_batch_of_100_takes_as_many_statements_as_a_batch_of_1(api: Api) -> None:
    alice = await filled(api)
    with counting_statements() as one:
        await alice.record_batch(use())
    with counting_statements() as hundred:
        await alice.record_batch(*(use(model="qwen-turbo") for _ in range(100)))
    assert 0 < len(one) == len(hundred) <= 8


async def test_a_batch_for_many_accounts_takes_no_more(api: Api) -> None:
    gateway = api.user("gateway", "usage:write")
    for number in range(20):
        await api.user(f"user-{number}").balance()
    with counting_statements() as one:
        await gateway.record_batch(use(accountId="user-0"))
    with counting_statements() as many:
        await gateway.record_batch(*(use(accountId=f"user-{number}") for number in range(20)))
    assert 0 < len(one) == len(many)


async def test_one_account_asked_for_by_several_fields_is_read_once(api: Api) -> None:
    alice = await filled(api)
    once = await statements(alice, "{ account { balance { available } } }")
    query = "{ a: account { id } b: account { balance { held } } viewer { account { id } } }"
    again = await statements(alice, query)
    assert once == again
