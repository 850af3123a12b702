"""A new use can be refused for its time, a repeated one never (billing rule 8)."""

from __future__ import annotations

from datetime import timedelta

from tests.support.clocks import Clock
from tests.support.server.api import Api, use
from tests.support.server.documents import RECORD, RECORD_BATCH


async def test_a_use_that_grew_too_old_still_answers_its_first_result(
    api: Api, clock: Clock
) -> None:
    old = use(occurredAt=(clock() - timedelta(days=35)).isoformat())
    first = (await api.user().data(RECORD, input=old))["recordUsage"]
    clock.advance(seconds=10)
    again = (await api.user().data(RECORD, input=old))["recordUsage"]
    assert again["replayed"] is True
    assert again["usage"] == first["usage"]
    [in_batch, new] = await api.user().record_batch(old, use())
    assert in_batch["replayed"] is True
    assert new["replayed"] is False


async def test_a_new_use_that_is_too_old_refuses_its_batch_by_position(
    api: Api, clock: Clock
) -> None:
    late = use(occurredAt=(clock() - timedelta(days=36)).isoformat())
    error = await api.user().error(RECORD_BATCH, input=[use(), late])
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "input[1].occurredAt"}


async def test_metadata_of_any_accepted_depth_can_be_read_back(api: Api) -> None:
    deep: object = "end"
    for _ in range(31):
        deep = [deep]
    await api.user().record(metadata=deep)
    page = await api.user().data("{ account { usage { nodes { metadata } } } }")
    assert page["account"]["usage"]["nodes"] == [{"metadata": deep}]
    error = await api.user().error(RECORD, input=use(metadata=[deep]))
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "metadata"}
