"""Programmes and codes over the API: what callers see, and what they pay."""

from __future__ import annotations

from typing import Any

from billing.discounts.code import Code
from db.discounts.codes import add_code
from services.discounts.codes import hash_of
from tests.support.clocks import Clock
from tests.support.server.api import Api, Client

PRICES = """{ packs { name price { amount } discounts { reason programme amount { amount } } }
    plans { name price { amount } listPrice { amount } discounts { reason programme } } }"""
PROGRAMMES = """query ($id: ID) { account(id: $id) {
    programmes { programme { name packsOff } until isActive } } }"""
SET = """mutation ($input: SetProgrammeInput!) { setProgramme(input: $input) { __typename
    ... on ProgrammeSet { programme { programme { name packsOff plansOff } until isActive } }
    ... on Refusal { code message } } }"""
REMOVE = """mutation ($input: RemoveProgrammeInput!) { removeProgramme(input: $input) { __typename
    ... on ProgrammeRemoved { removed } ... on Refusal { code } } }"""
ASK = """mutation ($input: RequestProgrammeInput!) { requestProgramme(input: $input) { __typename
    ... on ProgrammeRequested { request { accountId proof programme { name } } }
    ... on Refusal { code } } }"""
REQUESTS = "{ programmeRequests { accountId proof programme { name } } }"
APPLY = """mutation ($input: ApplyCodeInput!) { applyCode(input: $input) { __typename
    ... on CodeApplied { programme { programme { name } until } replayed }
    ... on Refusal { code message } } }"""
LOG = "{ auditLog { nodes { kind outcome accountId details } } }"
END = "2026-04-01T00:00:00Z"
CODE = "ABCDE-FGHJK-MNPQR-STVWX"


async def enrol(api: Api, name: str = "alice", **changes: Any) -> Any:
    given = {"accountId": name, "programme": "EDU", "reason": "a card"} | changes
    return (await api.admin.data(SET, input=given))["setProgramme"]


async def apply(client: Client, code: str = CODE, **changes: Any) -> Any:
    given = {"code": code, "idempotencyKey": code} | changes
    return (await client.data(APPLY, input=given))["applyCode"]


async def a_code(api: Api, **given: Any) -> None:
    made = {"id": "code_1", "secret_hash": hash_of(CODE), "programme": "PARTNER", "uses_max": 1}
    await add_code(Code(**made | {"created_at": api.clock()} | given))


async def prices(client: Client) -> dict[str, int]:
    found = await client.data(PRICES)
    return {one["name"]: one["price"]["amount"] for one in (*found["packs"], *found["plans"])}


class TestPrices:
    async def test_a_student_sees_what_they_pay_and_others_the_list_price(self, api: Api) -> None:
        alice = api.user("alice")
        await alice.balance()
        await enrol(api)
        assert await prices(alice) == {
            "starter": 350,
            "power": 700,
            "pro": 1_050,
            "ultra": 1_400,
            "FREE": 0,
            "PREMIUM": 500,
        } | {
            name: amount // 2
            for name, amount in (await prices(api.anonymous)).items()
            if name in {"FAMILY", "TEAM"}
        }
        found = (await alice.data(PRICES))["packs"][0]["discounts"]
        told = {"reason": "Education: 30% off", "programme": "EDU", "amount": {"amount": 150}}
        assert found == [told]
        for other in (api.anonymous, api.user("bob"), api.admin):
            assert (await prices(other))["starter"] == 500

    async def test_the_price_rises_when_the_programme_ends(self, api: Api, clock: Clock) -> None:
        alice = api.user("alice")
        await alice.balance()
        await enrol(api, until=END)
        assert (await prices(alice))["starter"] == 350
        clock.advance(days=31)
        alice = api.user("alice")
        assert (await prices(alice))["starter"] == 500
        [known] = (await alice.data(PROGRAMMES))["account"]["programmes"]
        assert (known["until"], known["isActive"]) == (END, False)

    async def test_a_token_without_the_right_to_read_gets_the_list_price(self, api: Api) -> None:
        await api.user("alice").balance()
        await enrol(api)
        assert (await prices(api.user("alice", "account:write")))["starter"] == 500


class TestSetting:
    async def test_an_operator_sets_and_removes_it_and_both_are_logged(self, api: Api) -> None:
        await api.user("alice").balance()
        assert await enrol(api, until=END) == {
            "__typename": "ProgrammeSet",
            "programme": {
                "programme": {"name": "EDU", "packsOff": "30%", "plansOff": "50%"},
                "until": END,
                "isActive": True,
            },
        }
        assert (await enrol(api, until=END))["__typename"] == "ProgrammeSet"
        given = {"accountId": "alice", "programme": "EDU", "reason": "over"}
        answers = [await api.admin.data(REMOVE, input=given) for _ in range(2)]
        assert [one["removeProgramme"]["removed"] for one in answers] == [True, False]
        assert (await api.user("alice").data(PROGRAMMES))["account"]["programmes"] == []
        log = (await api.admin.data(LOG))["auditLog"]["nodes"]
        done = [one for one in log if one["outcome"] is not None]
        assert sorted((one["kind"], one["details"]["changed"]) for one in done) == [
            ("REMOVE_PROGRAMME", False),
            ("REMOVE_PROGRAMME", True),
            ("SET_PROGRAMME", False),
            ("SET_PROGRAMME", True),
        ]
        assert {one["accountId"] for one in log} == {"alice"}

    async def test_only_operators_may(self, api: Api) -> None:
        await api.user("alice").balance()
        given = {"accountId": "alice", "programme": "EDU", "reason": "please"}
        for document in (SET, REMOVE):
            error = await api.user("alice").error(document, input=given)
            assert error["extensions"]["code"] == "FORBIDDEN"
        assert (await prices(api.user("alice")))["starter"] == 500

    async def test_what_cannot_be_set(self, api: Api) -> None:
        assert (await enrol(api, "nobody"))["code"] == "ACCOUNT_NOT_FOUND"
        await api.user("alice").balance()
        assert (await enrol(api, programme="EDO"))["code"] == "PROGRAMME_NOT_FOUND"
        for wrong in ({"reason": ""}, {"until": "2020-01-01T00:00:00Z"}):
            given = {"accountId": "alice", "programme": "EDU", "reason": "x"} | wrong
            error = await api.admin.error(SET, input=given)
            assert error["extensions"]["code"] == "BAD_INPUT"

    async def test_others_do_not_learn_an_account_s_programmes(self, api: Api) -> None:
        await api.user("alice").balance()
        await enrol(api)
        bob = api.user("bob")
        hidden, missing = [await bob.execute(PROGRAMMES, id=name) for name in ("alice", "none")]
        assert hidden["data"] == missing["data"]


class TestAsking:
    async def test_a_request_is_shown_to_operators_until_it_is_answered(self, api: Api) -> None:
        alice = api.user("alice")
        given = {"programme": "EDU", "proof": "card 5"}
        told = {"accountId": "alice", "proof": "card 5", "programme": {"name": "EDU"}}
        asked = (await alice.data(ASK, input=given))["requestProgramme"]
        assert asked == {"__typename": "ProgrammeRequested", "request": told}
        assert (await api.admin.data(REQUESTS))["programmeRequests"] == [told]
        assert (await alice.error(REQUESTS))["extensions"]["code"] == "FORBIDDEN"
        await enrol(api, until=END)
        assert (await api.admin.data(REQUESTS))["programmeRequests"] == []

    async def test_what_can_be_asked_for_is_listed(self, api: Api) -> None:
        found = await api.anonymous.data("{ programmes { name joining proof } }")
        assert [(one["name"], one["joining"]) for one in found["programmes"]] == [("EDU", "PROOF")]
        given = {"programme": "ENTERPRISE", "proof": "please"}
        refused = (await api.user("alice").data(ASK, input=given))["requestProgramme"]
        assert refused["code"] == "PROGRAMME_NOT_FOUND"


class TestCodes:
    async def test_a_code_lowers_the_caller_s_prices_once(self, api: Api) -> None:
        await a_code(api, months=1)
        alice = api.user("alice")
        first, again = await apply(alice), await apply(alice)
        until = "2026-04-10T12:00:00Z"
        shown = {"programme": {"name": "PARTNER"}, "until": until}
        assert first == {"__typename": "CodeApplied", "programme": shown, "replayed": False}
        assert again == first | {"replayed": True}
        assert (await apply(alice, idempotencyKey="2"))["code"] == "CODE_ALREADY_USED"
        assert (await prices(alice))["starter"] == 425
        used_up = await apply(api.user("bob"))
        assert used_up == await apply(api.user("bob"), "AAAAA-AAAAA-AAAAA-AAAAA")
        assert used_up["code"] == "CODE_NOT_FOUND"

    async def test_for_somebody_else_s_account_it_is_as_for_none(self, api: Api) -> None:
        await a_code(api)
        await api.user("alice").balance()
        bob = api.user("bob")
        answers = [await apply(bob, accountId=name) for name in ("alice", "none")]
        assert [one["code"] for one in answers] == ["ACCOUNT_NOT_FOUND"] * 2
        assert (await prices(api.user("alice")))["starter"] == 500
