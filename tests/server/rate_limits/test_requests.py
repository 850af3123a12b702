"""The rate limits over HTTP: who is refused, what they are told, and who is not."""

from __future__ import annotations

import asyncio
import logging
from itertools import count

import httpx
import pytest

from server.production import SANDBOX_WEBHOOK_SECRET
from services.identity.api_keys import create_key
from tests.server.observability.test_metrics import figures
from tests.server.rate_limits.asking import PACKS, STRICT, at, exhaust, limits, refused, standing
from tests.support.payments.money import signed
from tests.support.server.api import Api, real_clock, use
from tests.support.server.documents import BALANCE, RECORD, RECORD_BATCH


@pytest.mark.parametrize("accept", ["application/json", STRICT])
async def test_a_user_beyond_the_limit_waits_and_others_do_not(
    sqlite_url: str, accept: str
) -> None:
    async with standing(sqlite_url, RATE_PER_USER=10) as (api, time):
        alice, bob = api.user(), api.user("bob")
        for _ in range(10):
            assert (await alice.post({"query": PACKS}, accept=accept)).status_code == 200
        wait = refused(await alice.post({"query": PACKS}, accept=accept), "user")
        assert (await bob.post({"query": PACKS}, accept=accept)).status_code == 200
        time.advance(wait)
        assert (await alice.post({"query": PACKS}, accept=accept)).status_code == 200
        assert (await figures(api))['billing_rate_limited_total{limit="user"}'] == 1


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("applyCode", "CodeNotFound"),
        ("joinTeam", "InvitationNotFound"),
        ("revokeInvitation", "InvitationNotFound"),
    ],
)
async def test_few_codes_can_be_tried_at_once_also_in_one_document(
    sqlite_url: str, field: str, told: str
) -> None:
    """Each try takes 100 units, of the user and of the address."""
    tries = " ".join(
        f'c{n}: {field}(input: {{code: "GUESS-{n}", idempotencyKey: "{n}"}}) {{ __typename }}'
        for n in range(2)
    )
    async with standing(sqlite_url, RATE_PER_USER=500, RATE_PER_ADDRESS=900) as (api, _):
        alice, bob = api.user(), api.user("bob")
        for _ in range(2):
            answer = await alice.execute(f"mutation {{ {tries} }}")
            assert answer["data"] == {key: {"__typename": told} for key in ["c0", "c1"]}
        refused(await alice.post({"query": f"mutation {{ {tries} }}"}), "user")
        for _ in range(2):
            await bob.data(f"mutation {{ {tries} }}")
        refused(await api.user("carol").post({"query": f"mutation {{ {tries} }}"}), "address")


async def test_every_answer_tells_the_limit(sqlite_url: str) -> None:
    async with standing(
        sqlite_url, RATE_PER_USER=100, RATE_PER_GATEWAY=300, RATE_PER_ADDRESS=1_000
    ) as (api, _):
        assert limits(await api.user().post({"query": PACKS})) == ("user", 99, 100)
        assert limits(await api.user().post({"query": PACKS})) == ("user", 98, 100)
        assert limits(await api.admin.post({"query": PACKS})) == ("gateway", 299, 300)
        assert limits(await api.anonymous.post({"query": PACKS}))[::2] == ("address", 1_000)
        assert limits(await api.anonymous.post(b"{"))[0] == "address"
        for path in ("/", "/page.json", "/nothing", "/graphql"):
            assert limits(await api.get(path))[0] == "address"
        for path in ("/healthz", "/readyz"):
            assert "ratelimit" not in (await api.get(path)).headers


async def test_an_address_is_limited_on_all_paths_but_not_its_neighbour(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with standing(sqlite_url, RATE_PER_ADDRESS=10) as (api, time):
        with caplog.at_level(logging.WARNING):
            wait = refused(await exhaust(api.anonymous, 10), "address")
            refused(await api.user().post({"query": PACKS}), "address")
            for path in ("/", "/admin", "/metrics", "/export/usage.csv", "/nothing", "/graphiql"):
                refused(await api.get(path), "address")
            refused(await api.http.post("/development/token", json={"account": "a"}), "address")
        assert len([line for line in caplog.messages if "TRUSTED_PROXIES" in line]) == 1
        for path in ("/healthz", "/readyz"):
            assert (await api.get(path)).status_code == 200
        async with at(api, "192.0.2.7") as neighbour:
            assert (await neighbour.get("/")).status_code == 200
        time.advance(wait)
        assert (await api.get("/")).status_code == 200


async def test_neighbours_do_not_pay_for_a_refused_caller(sqlite_url: str) -> None:
    async with standing(sqlite_url, RATE_PER_USER=30, RATE_PER_ADDRESS=100) as (api, _):
        alice = api.user()
        expensive = {"query": "{ account { forecast { __typename } } }"}
        assert (await alice.post(expensive)).status_code == 200
        for _ in range(10):
            refused(await alice.post(expensive), "user")
        for _ in range(200):
            refused(await alice.post({"query": PACKS}), "user")
        assert (await api.user("bob").post({"query": PACKS})).status_code == 200


async def test_a_network_of_ipv6_is_one_address(sqlite_url: str) -> None:
    async with standing(sqlite_url, RATE_PER_ADDRESS=10) as (api, _):
        async with at(api, "2001:db8::1") as one:
            refused(await exhaust(one.anonymous, 10), "address")
        async with at(api, "2001:db8::2") as same:
            refused(await same.get("/"), "address")
        async with at(api, "2001:db8:0:1::1") as other:
            assert (await other.get("/")).status_code == 200


async def test_only_a_trusted_proxy_tells_the_address(sqlite_url: str) -> None:
    settings = {"RATE_PER_ADDRESS": 10, "TRUSTED_PROXIES": "10.0.0.0/8"}
    async with standing(sqlite_url, **settings) as (api, _):
        async with at(api, "10.0.0.1", **{"x-forwarded-for": "9.9.9.9, 192.0.2.7"}) as proxied:
            refused(await exhaust(proxied.anonymous, 10), "address")
        async with at(api, "10.0.0.2", **{"x-forwarded-for": "192.0.2.8"}) as another:
            assert (await another.get("/")).status_code == 200
        async with at(api, "192.0.2.7") as same:
            refused(await same.get("/"), "address")
        async with at(api, "192.0.2.9", **{"x-forwarded-for": "192.0.2.7"}) as stranger:
            refused(await exhaust(stranger.anonymous, 10), "address")


async def test_a_batch_costs_by_its_uses(sqlite_url: str) -> None:
    async with standing(sqlite_url, RATE_PER_GATEWAY=1_000) as (api, _):
        numbers = count()

        async def cost(number: int, query: str = RECORD_BATCH) -> int:
            gateway = api.user(f"gateway-{next(numbers)}", "usage:write")
            uses = [use(accountId="alice", model="qwen-turbo") for _ in range(number)]
            response = await gateway.post({"query": query, "variables": {"input": uses}})
            _, left, quota = limits(response)
            return quota - left

        plain = (
            "mutation R($input: [RecordUsageInput!]!) { recordUsageBatch(input: $input) { %s } }"
        )
        small = plain % "__typename"
        assert await cost(1, small) == 1
        assert await cost(1_000, small) == 120
        assert await cost(500, small) == 60
        assert await cost(100) > await cost(100, small) == 12
        written = ", ".join(
            f'{{model: "m", inputTokens: 1, outputTokens: 1, idempotencyKey: "{n}"}}'
            for n in range(50)
        )
        query = f"mutation {{ recordUsageBatch(input: [{written}]) {{ __typename }} }}"
        # The document is read first, because nobody has sent it before.
        assert await cost(0, query) == 6 + len(query) // 100
        assert await cost(0, query) == 6


async def test_a_document_that_nobody_has_sent_costs_by_its_length(sqlite_url: str) -> None:
    async with standing(sqlite_url, RATE_PER_USER=100) as (api, _):
        alice = api.user()
        query = f"{{ packs {{ name }} }} # {'x' * 3_000}"
        assert limits(await alice.post({"query": query})) == ("user", 100 - 1 - 30, 100)
        assert limits(await alice.post({"query": query}))[1] == 100 - 1 - 30 - 1
        for _ in range(2):
            response = await alice.post({"query": query.replace("name", "nothing", 1)})
            assert response.json()["errors"][0]["extensions"]["code"] == "BAD_INPUT"
        refused(await alice.post({"query": query.replace("name", "wrong", 1)}), "user")


async def test_an_expensive_operation_is_refused_before_it_runs(sqlite_url: str) -> None:
    async with standing(sqlite_url, RATE_PER_USER=50) as (api, time):
        alice = api.user()
        query = "{ account { forecast { daily: __typename } savings { __typename } } }"
        assert "errors" not in (await alice.post({"query": query})).json()
        wait = refused(await alice.post({"query": query}), "user")
        assert "errors" not in (await alice.post({"query": PACKS})).json(), "a small one passes"
        time.advance(wait + 0.02)
        assert "errors" not in (await alice.post({"query": query})).json()


async def test_requests_at_once_are_limited(sqlite_url: str) -> None:
    async with standing(sqlite_url, AT_ONCE_PER_USER=3) as (api, _):
        alice, bob = api.user(), api.user("bob")
        mine = [alice.post({"query": RECORD, "variables": {"input": use()}}) for _ in range(5)]
        theirs = bob.post({"query": BALANCE})
        *answers, other = await asyncio.gather(*mine, theirs)
        assert sorted(one.status_code for one in answers) == [200, 200, 200, 429, 429]
        assert refused(next(one for one in answers if one.status_code == 429), "user") == 1
        assert other.status_code == 200
        assert (await alice.post({"query": BALANCE})).status_code == 200
        assert (await figures(api))['billing_rate_limited_total{limit="user_at_once"}'] == 2


async def test_wrong_credentials_are_limited_and_accepted_ones_pass(sqlite_url: str) -> None:
    async with standing(sqlite_url, RATE_FAILED_SIGN_INS=10) as (api, time):
        alice, guesser = api.user(), api.bearing("wrong")
        _, key = await create_key("partner", ["accounts:read"], clock=real_clock)
        partner = api.bearing(key)
        for known in (alice, partner):
            assert (await known.post({"query": PACKS})).status_code == 200
        for _ in range(11):
            response = await guesser.post({"query": PACKS}, accept=STRICT)
            assert response.status_code == 401
        wait = refused(await guesser.post({"query": PACKS}), "sign-in")
        for known in (alice, partner, api.anonymous):
            assert (await known.post({"query": PACKS})).status_code == 200
        async with at(api, "192.0.2.7") as elsewhere:
            response = await elsewhere.bearing("wrong").post({"query": PACKS}, accept=STRICT)
            assert response.status_code == 401
        refused(await api.user("carol").post({"query": PACKS}), "sign-in")
        time.advance(wait)
        assert (await api.user("carol").post({"query": PACKS})).status_code == 200


async def test_an_export_costs_much(sqlite_url: str) -> None:
    async with standing(sqlite_url, RATE_PER_USER=100) as (api, time):
        alice = api.user()
        headers = {"authorization": alice.authorization or ""}
        await alice.post({"query": "{ viewer { account { id } } }"})
        assert limits(await api.http.get("/export/usage.csv", headers=headers)) == ("user", 49, 100)
        wait = refused(await api.http.get("/export/usage.csv", headers=headers), "user")
        time.advance(wait)
        assert (await api.http.get("/export/usage.csv", headers=headers)).status_code == 200
        assert (await api.get("/export/usage.csv")).status_code == 401


async def test_nothing_but_forged_webhooks_takes_the_share_of_webhooks(sqlite_url: str) -> None:
    settings = {"RATE_PER_ADDRESS": 10, "RATE_WEBHOOKS": 30}
    async with standing(sqlite_url, **settings) as (api, time):
        refused(await exhaust(api.anonymous, 10), "address")
        event = b'{"id": "evt_1", "type": "customer.created", "data": {"object": {}}}'

        async def deliver(header: str, at: Api = api) -> httpx.Response:
            headers = {"stripe-signature": header}
            return await at.http.post("/webhooks/stripe", content=event, headers=headers)

        good = signed(event, secret=SANDBOX_WEBHOOK_SECRET, at=real_clock())
        for _ in range(30):
            assert (await deliver(good)).status_code == 200
        wait = refused(await deliver(good), "webhook")
        time.advance(wait)
        assert (await deliver(good)).status_code == 200
        async with at(api, "192.0.2.7") as forger:
            for _ in range(3):
                assert (await deliver("t=1,v1=forged", forger)).status_code == 400
            refused(await deliver("t=1,v1=forged", forger), "webhook")


async def test_pages_of_other_origins_may_read_the_limit(sqlite_url: str) -> None:
    async with standing(sqlite_url, ALLOWED_ORIGINS="https://app.example") as (api, _):
        response = await api.anonymous.post({"query": PACKS}, origin="https://app.example")
        exposed = response.headers["access-control-expose-headers"].lower()
        for name in ("retry-after", "ratelimit", "ratelimit-policy"):
            assert name in exposed.split(", ")
        limits(response)
