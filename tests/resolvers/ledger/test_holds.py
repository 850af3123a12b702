"""Holds as callers see them: placed, settled, released and listed, and the rights for each."""

from __future__ import annotations

import pytest

from tests.support.clocks import Clock
from tests.support.engine.statements import counting_statements
from tests.support.ledger.hold_api import listed, place, release, settle
from tests.support.server.api import Api, use
from tests.support.server.documents import LEDGER, MODELS, QUOTAS, QUOTE, USAGE

MONTHLY = "qwen-turbo"
DAILY = "google/gemini-2.5-pro"


async def test_a_hold_sets_tokens_aside_and_is_shown(api: Api) -> None:
    alice = api.user()
    placed = await place(alice)
    assert placed == {
        "__typename": "HoldPlaced",
        "replayed": False,
        "balance": await alice.balance(),
        "hold": {
            "id": "alice:2",
            "model": {"name": "gpt-4o"},
            "tokens": 500,
            "quotaTokens": 0,
            "inputTokens": 40,
            "maxOutputTokens": 60,
            "priority": "STANDARD",
            "status": "OPEN",
            "expiresAt": "2026-03-10T12:10:00Z",
        },
    }
    balance = placed["balance"]
    assert (balance["available"], balance["held"], balance["debt"]) == (9_500, 500, 0)
    assert [grant["remaining"] for grant in balance["grants"]] == [9_500]
    assert await listed(alice) == [placed["hold"]]


async def test_settling_records_the_use_and_gives_the_rest_back(api: Api) -> None:
    alice = api.user()
    hold = (await place(alice))["hold"]
    settled = await settle(alice, hold["id"], metadata={"a": 1})
    assert (settled["__typename"], settled["replayed"]) == ("HoldSettled", False)
    assert settled["hold"] == hold | {"status": "SETTLED"}
    assert settled["balance"] == await alice.balance()
    assert (settled["balance"]["available"], settled["balance"]["held"]) == (9_750, 0)
    usage = settled["usage"]
    assert usage["charges"] == [{"grantId": "alice:1", "source": "ALLOWANCE", "tokens": 250}]
    assert (usage["cost"], usage["metadata"], usage["idempotencyKey"]) == (250, {"a": 1}, "hold 2")
    page = (await alice.data(USAGE))["account"]["usage"]["edges"]
    assert [edge["node"] for edge in page] == [usage]
    again = await settle(alice, hold["id"], outputTokens=60)
    assert again == settled | {"replayed": True}


async def test_releasing_gives_all_of_it_back(api: Api) -> None:
    alice = api.user()
    hold = (await place(alice, idempotencyKey="k"))["hold"]
    released = await release(alice, hold["id"])
    assert released["__typename"] == "HoldReleased"
    assert (released["hold"]["status"], released["replayed"]) == ("RELEASED", False)
    assert released["balance"]["available"] == 10_000
    assert await release(alice, hold["id"]) == released | {"replayed": True}
    closed = await settle(alice, hold["id"])
    assert (closed["__typename"], closed["code"]) == ("HoldClosed", "HOLD_CLOSED")
    assert closed["hold"] == released["hold"]
    assert "released" in closed["message"]
    again = await place(alice, idempotencyKey="k")
    assert (again["replayed"], again["hold"]) == (True, released["hold"])


async def test_its_time_passes_by_the_clock_alone(api: Api, clock: Clock) -> None:
    alice = api.user()
    hold = (await place(alice, ttlSeconds=60))["hold"]
    clock.advance(seconds=60)
    balance = await alice.balance()
    assert (balance["available"], balance["held"]) == (10_000, 0)
    assert await listed(alice) == [hold | {"status": "EXPIRED"}]
    closed = await release(alice, hold["id"])
    assert (closed["__typename"], closed["hold"]["status"]) == ("HoldClosed", "EXPIRED")
    settled = await settle(alice, hold["id"])
    assert (settled["balance"]["available"], settled["hold"]["status"]) == (9_750, "SETTLED")


async def test_a_partial_hold_says_what_it_buys(api: Api) -> None:
    alice = api.user()
    asked = {"inputTokens": 40, "maxOutputTokens": 9_000}
    refused = await place(alice, **asked)
    assert (refused["__typename"], refused["required"]) == ("InsufficientTokens", 45_200)
    hold = (await place(alice, **asked, allowPartial=True))["hold"]
    assert (hold["tokens"], hold["maxOutputTokens"]) == (10_000, 1_960)


async def test_a_partial_hold_shows_the_parts_that_were_announced(api: Api) -> None:
    alice = api.user()
    details = [{"unit": "REASONING_TOKENS", "quantity": 8_000}]
    asked = {"inputTokens": 40, "maxOutputTokens": 9_000, "details": details}
    hold = (await place(alice, **asked, allowPartial=True))["hold"]
    assert hold["maxOutputTokens"] == 1_960
    [shown] = (await alice.data("{ account { holds { details { unit quantity } } } }"))["account"][
        "holds"
    ]
    assert shown == {"details": details}


async def test_a_quota_shows_what_is_held_of_it(api: Api) -> None:
    alice = api.user()
    await alice.record(model=MONTHLY, inputTokens=100, outputTokens=0)
    placed = await place(alice, model=MONTHLY, inputTokens=300, maxOutputTokens=700)
    assert (placed["hold"]["tokens"], placed["hold"]["quotaTokens"]) == (0, 1_000)
    [quota] = (await alice.data(QUOTAS, models=[MONTHLY]))["account"]["quotas"]
    assert (quota["used"], quota["held"]) == (100, 1_000)
    assert quota["remaining"] == quota["limit"] - 1_100
    await settle(alice, placed["hold"]["id"], inputTokens=300, outputTokens=1)
    [quota] = (await alice.data(QUOTAS, models=[MONTHLY]))["account"]["quotas"]
    assert (quota["used"], quota["held"]) == (401, 0)


async def test_availability_quotes_and_alternatives_leave_out_what_is_held(api: Api) -> None:
    alice = api.user()
    whole = (await alice.data(QUOTAS, models=[DAILY]))["account"]["quotas"][0]["limit"]
    for _ in range(whole):
        assert (await place(alice, model=DAILY))["__typename"] == "HoldPlaced"
    refused = await place(alice, model=DAILY)
    assert refused["__typename"] == "QuotaExceeded"
    assert refused["exceeded"]["remaining"] == 0
    assert DAILY not in [model["name"] for model in refused["alternatives"]]
    await place(alice, inputTokens=2_000, maxOutputTokens=0)
    models = {one["name"]: one["availability"] for one in (await alice.data(MODELS))["models"]}
    assert (models[DAILY]["available"], models[DAILY]["remaining"]) == (False, 0)
    assert (models["gpt-4o"]["available"], models["gpt-4o"]["remaining"]) == (False, 0)
    asked = {"model": "gpt-4o", "inputTokens": 1, "outputTokens": 0}
    quote = (await alice.data(QUOTE, input=asked))["quote"]
    assert (quote["allowed"], quote["refusal"]["available"]) == (False, 0)


async def test_the_ledger_tells_of_holds_in_words_for_people(api: Api, clock: Clock) -> None:
    alice = api.user()
    await settle(alice, (await place(alice))["hold"]["id"], outcome="ABORTED")
    await release(alice, (await place(alice))["hold"]["id"])
    await place(alice, ttlSeconds=1)
    clock.advance(seconds=1)
    entries = [edge["node"] for edge in (await alice.data(LEDGER))["account"]["ledger"]["edges"]]
    assert [(e["kind"], e["tokens"], e["balance"], e["reason"]) for e in entries] == [
        ("RELEASE", 0, 9_750, "hold 6 EXPIRED"),
        ("HOLD", 0, 9_750, None),
        ("RELEASE", 0, 9_750, "hold 4 RELEASED"),
        ("HOLD", 0, 9_750, None),
        ("USAGE", -250, 9_750, "hold 2 ABORTED"),
        ("HOLD", 0, 10_000, None),
        ("ALLOWANCE", 10_000, 10_000, None),
    ]
    assert entries[0]["charges"] == [{"grantId": "alice:1", "source": "ALLOWANCE", "tokens": 500}]


async def test_a_failed_use_costs_nothing_and_a_dear_one_leaves_a_debt(api: Api) -> None:
    alice = api.user()
    failed = await settle(alice, (await place(alice))["hold"]["id"], outcome="FAILED")
    assert (failed["usage"]["cost"], failed["balance"]["available"]) == (0, 10_000)
    hold = (await place(alice))["hold"]
    dear = (await settle(alice, hold["id"], outputTokens=2_000))["balance"]
    assert (dear["available"], dear["held"], dear["debt"]) == (0, 0, 200)
    await api.admin.adjust("alice", 300)
    paid = await alice.balance()
    assert (paid["available"], paid["debt"]) == (100, 0)


@pytest.mark.parametrize("status", ["OPEN", "SETTLED", "RELEASED", "EXPIRED", None])
async def test_a_list_takes_as_many_statements_for_many_rows(
    sqlite_api: Api, status: str | None
) -> None:
    alice = sqlite_api.user()
    taken: list[int] = []
    for _ in range(2):
        for _ in range(8):
            await place(alice)
            await release(alice, (await place(alice))["hold"]["id"])
        with counting_statements() as seen:
            await listed(alice, status=status)
        taken.append(len(seen))
    assert taken[0] == taken[1] <= 4


async def test_null_options_are_as_if_left_out(api: Api) -> None:
    alice = api.user()
    hold = (await place(alice, accountId=None, allowPartial=None, ttlSeconds=None))["hold"]
    assert hold["expiresAt"] == "2026-03-10T12:10:00Z"
    given = {"cachedInputTokens": None, "outcome": None, "metadata": None}
    assert (await settle(alice, hold["id"], **given))["__typename"] == "HoldSettled"


async def test_a_use_that_needs_what_is_held_is_refused_until_it_is_back(api: Api) -> None:
    alice = api.user()
    hold = (await place(alice, inputTokens=2_000, maxOutputTokens=0))["hold"]
    refused = await alice.record(**use(inputTokens=1, outputTokens=0))
    assert (refused["__typename"], refused["available"]) == ("InsufficientTokens", 0)
    await release(alice, hold["id"])
    assert (await alice.record())["__typename"] == "UsageRecorded"
