"""The check of object formats finds faults: each of these objects is wrong on purpose."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.sandbox.shapes import faults
from tests.sandbox.stage import Stage


@pytest.fixture
async def made(stage: Stage) -> dict[str, Any]:
    """Return one object of each type that a subscription and a disputed pack create."""
    await stage.subscribed()
    intent = (await stage.bought()).payment_intent
    await stage.sdk.v1.refunds.create_async({"payment_intent": intent.id, "amount": 5})
    await stage.control("open_dispute", payment_intent=intent.id)
    return {one["object"]: one for one in stage.objects()}


async def test_what_is_sent_has_no_faults(made: dict[str, Any]) -> None:
    assert len(made) >= 13
    assert [fault for one in made.values() for fault in faults(one)] == []


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("customer", ["nickname"], "x"),
        ("charge", ["amount"], "5"),
        ("charge", ["amount"], True),
        ("charge", ["paid"], 1),
        ("charge", ["outcome", "mood"], "good"),
        ("charge", ["billing_details"], None),
        ("charge", ["status"], "done"),
        ("payment_intent", ["latest_charge"], 5),
        ("payment_intent", ["payment_method_types"], "card"),
        ("refund", ["livemode"], False),
        ("invoice", ["subscription"], "sub_x"),
        ("invoice", ["lines", "total"], 5),
        ("invoice", ["lines", "data", 0, "price"], "x"),
        ("invoice", ["parent", "type"], "x"),
        ("subscription", ["current_period_end"], 5),
        ("subscription", ["metadata"], {"a": 5}),
        ("subscription", ["items", "data", 0, "price", "unit_amount"], "5"),
        ("dispute", ["balance_transactions", 0, "fee"], None),
        ("event", ["type"], "customer.married"),
        ("event", ["data", "object", "surprise"], 5),
    ],
)
async def test_a_fault_is_found(
    made: dict[str, Any], kind: str, path: list[Any], value: Any
) -> None:
    broken = copy.deepcopy(made[kind])
    *outer, last = path
    place = broken
    for name in outer:
        place = place[name]
    place[last] = value
    assert faults(broken)


async def test_what_is_missing_is_found(made: dict[str, Any]) -> None:
    for kind, name in (("charge", "amount"), ("subscription", "items"), ("refund", "created")):
        broken = {key: value for key, value in made[kind].items() if key != name}
        assert faults(broken) == [f"{kind}.{name}: missing"]
