"""Holds as callers see them: placed, settled, released and listed, and the rights for each."""

from __future__ import annotations

from itertools import count
from typing import Any

import httpx
import pytest

from billing.ledger import hold_rules
from services.identity.api_keys import create_key
from tests.support.clocks import Clock
from tests.support.engine.statements import counting_statements
from tests.support.server.api import Api, Client, Json, use
from tests.support.server.documents import (
    HOLDS,
    LEDGER,
    MODELS,
    PLACE,
    QUOTAS,
    QUOTE,
    RELEASE,
    SETTLE,
    USAGE,
)

MONTHLY = "qwen-turbo"
DAILY = "google/gemini-2.5-pro"
_keys = count(1)


def placing(**changes: Any) -> Json:
    """Return a PlaceHoldInput with a new key: 500 premium tokens of gpt-4o, unless changed."""
    return {
        "model": "gpt-4o",
        "inputTokens": 40,
        "maxOutputTokens": 60,
        "idempotencyKey": f"hold-{next(_keys)}",
        **changes,
    }


async def act(client: Client, document: str, **given: Any) -> Json:
    """Return a member of the mutation's result."""
    [result] = (await client.data(document, input=given)).values()
    return dict(result)


def _told(response: httpx.Response) -> list[tuple[str, str]]:
    """Return the headers except the one with the request's id."""
    return sorted(pair for pair in response.headers.items() if pair[0] != "x-request-id")


async def place(client: Client, **changes: Any) -> Json:
    return await act(client, PLACE, **placing(**changes))


async def settle(client: Client, hold_id: str, **changes: Any) -> Json:
    used = {"inputTokens": 40, "outputTokens": 10}
    return await act(client, SETTLE, **{"holdId": hold_id, **used, **changes})


async def release(client: Client, hold_id: str) -> Json:
    return await act(client, RELEASE, holdId=hold_id)


async def listed(client: Client, **variables: Any) -> list[Json]:
    holds: list[Json] = (await client.data(HOLDS, **variables))["account"]["holds"]
    return holds


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
    assert taken[0] == taken[1] <= 3


async def test_null_options_are_as_if_left_out(api: Api) -> None:
    alice = api.user()
    hold = (await place(alice, accountId=None, allowPartial=None, ttlSeconds=None))["hold"]
    assert hold["expiresAt"] == "2026-03-10T12:10:00Z"
    given = {"cachedInputTokens": None, "outcome": None, "metadata": None}
    assert (await settle(alice, hold["id"], **given))["__typename"] == "HoldSettled"


class TestWhose:
    async def test_a_gateway_places_and_closes_for_anyone(self, api: Api) -> None:
        await api.user("bob").balance()
        _, plain = await create_key("gateway", ["usage:write"], clock=api.clock)
        gateway = api.bearing(plain)
        one, two = [(await place(gateway, accountId="bob"))["hold"]["id"] for _ in range(2)]
        assert (await settle(gateway, one))["__typename"] == "HoldSettled"
        assert (await release(gateway, two))["__typename"] == "HoldReleased"
        assert (await place(gateway, accountId="nobody"))["__typename"] == "AccountNotFound"
        for document, used in [(SETTLE, {"inputTokens": 1, "outputTokens": 1}), (RELEASE, {})]:
            missing = await act(gateway, document, holdId="nobody:2", **used)
            assert missing["__typename"] == "HoldNotFound"
        error = await gateway.error(PLACE, input=placing())
        assert error["extensions"] == {"code": "BAD_INPUT", "field": "accountId"}

    async def test_anothers_hold_can_not_be_told_from_none(self, api: Api) -> None:
        alice, bob = api.user("alice"), api.user("bob")
        for name in ("alice", "bob"):
            await api.user(name).balance()
        asked = [
            (SETTLE, {"holdId": "bob:2", "inputTokens": 1, "outputTokens": 1}),
            (SETTLE, {"holdId": "bob:2", "inputTokens": -1, "outputTokens": 1}),
            (SETTLE, {"holdId": "bob:2", "inputTokens": 10**10, "outputTokens": 10**10}),
            (RELEASE, {"holdId": "bob:2"}),
            (PLACE, placing(accountId="bob", idempotencyKey="bobs")),
        ]

        async def answers() -> list[object]:
            sent = [await alice.post({"query": q, "variables": {"input": v}}) for q, v in asked]
            return [(one.status_code, _told(one), one.text) for one in sent]

        before = await answers()
        hold = (await place(bob, idempotencyKey="bobs"))["hold"]
        assert hold["id"] == "bob:2"
        assert await answers() == before
        await settle(bob, hold["id"])
        assert await answers() == before
        assert before[0][2].count("There is no hold 'bob:2'.") == 1  # type: ignore[index]

    async def test_an_accounts_owner_can_not_close_what_a_gateway_holds(self, api: Api) -> None:
        """Otherwise their calls would be free, but the use must be recorded."""
        _, plain = await create_key("gateway", ["usage:write"], clock=api.clock)
        gateway, alice = api.bearing(plain), api.user()
        await alice.balance()
        hold = (await place(gateway, accountId="alice"))["hold"]["id"]
        for document, used in [
            (SETTLE, {"inputTokens": 0, "outputTokens": 0, "outcome": "FAILED"}),
            (RELEASE, {}),
        ]:
            error = await alice.error(document, input={"holdId": hold, **used})
            assert error["extensions"] == {"code": "FORBIDDEN", "field": "holdId"}
        assert [one["status"] for one in await listed(alice)] == ["OPEN"]
        api.clock.advance(minutes=20)
        late = {"holdId": hold, "inputTokens": 0, "outputTokens": 0, "outcome": "FAILED"}
        assert (await alice.error(SETTLE, input=late))["extensions"]["code"] == "FORBIDDEN"
        settled = await settle(gateway, hold)
        assert (settled["__typename"], settled["replayed"]) == ("HoldSettled", False)
        own = (await place(alice))["hold"]["id"]
        assert (await settle(gateway, own))["__typename"] == "HoldSettled"

    async def test_an_account_has_so_many_open_holds_at_most(
        self, sqlite_api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(hold_rules, "OPEN_MAX", 2)
        alice = sqlite_api.user()
        first, _ = [(await place(alice, idempotencyKey=key))["hold"]["id"] for key in "ab"]
        error = await alice.error(PLACE, input=placing())
        assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "field": "accountId"}
        assert (await place(alice, idempotencyKey="a"))["replayed"]
        await release(alice, first)
        assert (await place(alice))["__typename"] == "HoldPlaced"

    @pytest.mark.parametrize(
        ("scope", "code"), [("account:read", "FORBIDDEN"), ("accounts:read", "FORBIDDEN")]
    )
    async def test_who_only_reads_may_not_place_or_close_the_own(
        self, sqlite_api: Api, scope: str, code: str
    ) -> None:
        hold = (await place(sqlite_api.user()))["hold"]["id"]
        reader = sqlite_api.user("alice", scope)
        for document, given in [
            (PLACE, placing()),
            (SETTLE, {"holdId": hold, "inputTokens": 1, "outputTokens": 1}),
            (RELEASE, {"holdId": hold}),
        ]:
            assert (await reader.error(document, input=given))["extensions"]["code"] == code
        assert [one["status"] for one in await listed(reader)] == ["OPEN"]

    async def test_who_only_writes_may_not_list(self, sqlite_api: Api) -> None:
        writer = sqlite_api.user("alice", "account:write")
        assert (await place(writer))["__typename"] == "HoldPlaced"
        error = await writer.error(HOLDS)
        assert error["extensions"]["code"] == "FORBIDDEN"

    @pytest.mark.parametrize("holds", ["alice:2", "nobody", ""])
    @pytest.mark.parametrize("tokens", [1, -1])
    async def test_strangers_hear_nothing_at_all(
        self, sqlite_api: Api, holds: str, tokens: int
    ) -> None:
        for document, given in [
            (PLACE, placing(inputTokens=tokens)),
            (SETTLE, {"holdId": holds, "inputTokens": tokens, "outputTokens": 1}),
            (RELEASE, {"holdId": holds}),
        ]:
            error = await sqlite_api.anonymous.error(document, input=given)
            assert error["extensions"]["code"] == "UNAUTHENTICATED"


IDS = [
    "",
    "2",
    ":",
    "alice:",
    ":2",
    "alice:0",
    "alice:02",
    "alice:-2",
    "alice:2 ",
    "alice: 2",
    "alice:2.0",
    "alice:+2",
    "alice:two",
    "alice:٢",
    "alice:1",
    "alice:3",
    "alice:99",
    "alice:9007199254740991",
    "alice:9007199254740992",
    f"alice:{'9' * 400}",
    "alice:2:2",
    "bob:2",
    "nobody:2",
    "a\x00b:2",
    "\ud800:2",
    "\x1fhold 2",
    "a" * 300 + ":2",
    "'; DROP--:2",
]


@pytest.mark.parametrize("document", [SETTLE, RELEASE], ids=["settle", "release"])
async def test_what_is_no_hold_is_not_found_whatever_it_looks_like(api: Api, document: str) -> None:
    """Entries 2 and 3 are uses, and bob's hold is not alice's."""
    alice = api.user()
    await place(api.user("bob"))
    await alice.record()
    await alice.record()
    before = await alice.balance()
    used = {"inputTokens": 1, "outputTokens": 1} if document is SETTLE else {}
    for hold_id in IDS:
        answer = await alice.execute(document, input={"holdId": hold_id, **used})
        if "errors" in answer:
            assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT", hold_id
            continue
        [result] = answer["data"].values()
        assert (result["__typename"], result["code"]) == ("HoldNotFound", "HOLD_NOT_FOUND")
    assert await alice.balance() == before


async def test_a_use_that_needs_what_is_held_is_refused_until_it_is_back(api: Api) -> None:
    alice = api.user()
    hold = (await place(alice, inputTokens=2_000, maxOutputTokens=0))["hold"]
    refused = await alice.record(**use(inputTokens=1, outputTokens=0))
    assert (refused["__typename"], refused["available"]) == ("InsufficientTokens", 0)
    await release(alice, hold["id"])
    assert (await alice.record())["__typename"] == "UsageRecorded"
