"""Who may place, close and see holds, and ids that are no holds."""

from __future__ import annotations

import httpx
import pytest

from billing.ledger import hold_rules
from services.identity.api_keys import create_key
from tests.support.ledger.hold_api import act, listed, place, placing, release, settle
from tests.support.server.api import Api
from tests.support.server.documents import HOLDS, PLACE, RELEASE, SETTLE


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
            return [(one.status_code, headers_of(one), one.text) for one in sent]

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


def headers_of(response: httpx.Response) -> list[tuple[str, str]]:
    """Return the headers except the request's id and what is left of the caller's limit."""
    own = {"x-request-id", "ratelimit"}
    return sorted(pair for pair in response.headers.items() if pair[0] not in own)
