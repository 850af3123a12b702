"""Somebody else's things are answered exactly as things that do not exist, by every operation, in
every role, over HTTP, websockets and exports.

The answers are compared byte for byte, without the ids that the request named; and so are the
statements that the database gets, because a statement more takes longer.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from graphql import build_schema

from schema.ids import purchase_cursor, purchase_place
from schema.isolation.names import Names
from schema.isolation.needs import EXPORTS, OPERATIONS, Need
from server.graphql.schema import schema_text
from server.live import endpoint as graphql_ws
from services.webhooks import expiries
from tests.server.isolation.documents import Maker, Request, Things, variants
from tests.server.isolation.world import (
    BUY,
    FREE,
    NO_TEAM,
    NOWHERE,
    RIGHTS,
    THERE,
    USED,
    World,
    furnish,
    neutral,
)
from tests.support.clocks import Clock
from tests.support.engine.statements import counting_statements
from tests.support.payments.sandboxed import API_KEY, sandboxed
from tests.support.server.api import NOON, Api, Client, served_app
from tests.support.server.websocket import Socket, websocket

OURS = re.compile(r'"(BAD_INPUT|INTERNAL|LIMIT_EXCEEDED|UNAVAILABLE)"')
"""Codes that say that a request of this test is at fault: then nothing was compared."""
NAMELESS = {"/graphql", "/webhooks/stripe", "/healthz", "/readyz", "/metrics"}
"""Routes that name no account. The operations of /graphql have classes of their own."""
PURCHASES = """query ($after: String) { account { purchases(after: $after) {
  nodes { id } pageInfo { hasNextPage hasPreviousPage } } } }"""
LAST = {"Mutation.deleteWebhookEndpoint": 1, "Mutation.eraseAccount": 1, "Mutation.openAccount": 2}
"""Operations after which the two accounts no longer differ, in the order of their trial."""
SILENT = {"Subscription.alerts"}
"""Operations that tell nothing before something happens. `test_live_alerts` shows what they tell to
those who may hear it."""
PASSING = {"x-request-id", "date", "ratelimit"}
"""Headers that differ from request to request: what is left of the caller's limit grows with the
time."""


class Answer(NamedTuple):
    """What a caller sees of an answer, and what the database saw of the request."""

    text: str
    statements: tuple[str, ...]


@pytest.fixture
async def world(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    # A check of a connection's key would be counted among the statements of a request.
    monkeypatch.setattr(graphql_ws, "RECHECK_SECONDS", 86_400)
    # So would the renewal of an account whose hold has expired: the batcher reads it.
    monkeypatch.setattr(expiries, "STEP_SECONDS", 86_400)
    clock = Clock(NOON)
    async with sandboxed(tmp_path, clock) as provider:
        # A refusal has as many fields with an alias as all refusals together.
        pays = {"STRIPE_API_KEY": API_KEY, "STRIPE_API_BASE": provider.address}
        pays |= {"LIMIT_ALIASES": "1000"}
        async with served_app(database_url, clock=clock, **pays) as api:
            yield await furnish(api, clock)


@pytest.fixture(scope="module")
def maker() -> Maker:
    return Maker(build_schema(schema_text()))


class Differences:
    """The answers of one database, by what must be alike."""

    def __init__(self) -> None:
        self.compared = 0
        self._first: dict[str, tuple[Answer, Things]] = {}
        self._found: dict[str, str] = {}

    def compare(self, case: str, answer: Answer, things: Things) -> None:
        self.compared += 1
        if fault := OURS.search(answer.text):
            self._found.setdefault(case, f"the request is at fault ({fault[0]}): {answer.text}")
        first, others = self._first.setdefault(case, (answer, things))
        if answer.text != first.text:
            told = f"for {dict(others)}: {first.text}\n  for {dict(things)}: {answer.text}"
            self._found.setdefault(case, told)
        elif answer.statements != first.statements:
            told = (
                f"for {dict(others)}: {first.statements}\n  for {dict(things)}: {answer.statements}"
            )
            self._found.setdefault(case, told)

    def check(self) -> None:
        told = [f"{case} tells them apart\n  {why}" for case, why in self._found.items()]
        assert not told, "\n".join([f"{len(told)} of {len(self._first)} cases", *told[:10]])


def concerned(maker: Maker, kinds: Iterable[str]) -> dict[str, set[Names]]:
    """Return the operations of these roots that name something of an account, with the classes."""
    of_one = [place for place, need in OPERATIONS.items() if need is not Need.OPERATOR]
    found = {place: maker.classes(place) for place in of_one}
    return {place: kind for place, kind in found.items() if kind and place.split(".")[0] in kinds}


def hidden(need: Need) -> list[str]:
    """Return the roles that must not learn whether somebody else's things exist."""
    return [role for role, rights in RIGHTS.items() if need not in rights]


async def posted(client: Client, request: Request, things: Things) -> Answer:
    content = {"query": request.document, "variables": request.variables}
    with counting_statements() as statements:
        response = await client.post(content)
    return Answer(neutral(whole_of(response), things), tuple(statements))


async def gotten(client: Client, request: Request, things: Things) -> Answer:
    given = {"query": request.document, "variables": json.dumps(request.variables)}
    return await fetched(client, "/graphql", given, things)


async def fetched(client: Client, path: str, given: dict[str, str], things: Things) -> Answer:
    headers = {"authorization": client.authorization} if client.authorization else {}
    with counting_statements() as statements:
        response = await client.http.get(path, params=given, headers=headers)
    return Answer(neutral(whole_of(response), things), tuple(statements))


def whole_of(response: httpx.Response) -> str:
    headers = [item for item in response.headers.items() if item[0] not in PASSING]
    return f"{response.status_code} {sorted(headers)} {response.text}"


async def told(socket: Socket, request: Request, things: Things) -> Answer:
    """Return the messages of an operation: all, or the first of a subscription that goes on."""
    messages = []
    with counting_statements() as statements:
        name = await socket.subscribe(request.document, **request.variables)
        while not messages or messages[-1]["type"] == "next":
            messages.append(await socket.message(name))
            if request.is_subscription and messages[-1]["type"] == "next":
                await socket.complete(name)
                break
    texts = [json.dumps(one | {"id": "1"}) for one in messages]
    return Answer(neutral("\n".join(texts), things), tuple(statements))


@asynccontextmanager
async def sockets_of(world: World) -> AsyncIterator[dict[str, Socket]]:
    """Open a connection for each role."""
    async with AsyncExitStack() as stack:
        yield {
            role: await stack.enter_async_context(
                websocket(world.api.address, client.token or None)
            )
            for role, client in world.clients.items()
        }


async def test_over_http(world: World, maker: Maker) -> None:
    differences = Differences()
    for place, classes in concerned(maker, ("Query", "Mutation")).items():
        for whole in (False, True):
            for things in variants(classes, world.choices):
                request = maker.request(place, things, whole=whole)
                for role in hidden(request.need):
                    client, case = world.clients[role], f"{place} (whole: {whole}) as {role}"
                    differences.compare(case, await posted(client, request, things), things)
                    if request.is_query and not whole:
                        answer = await gotten(client, request, things)
                        differences.compare(f"GET {case}", answer, things)
    differences.check()
    assert differences.compared > 500


async def test_the_account_of_a_team_over_http(world: World, maker: Maker) -> None:
    """The account of somebody else's team is answered as one that no team has."""
    differences = Differences()
    choices = {**world.choices, Names.ACCOUNT: world.choices[Names.TEAM]}
    for place, classes in concerned(maker, ("Query", "Mutation")).items():
        # Nobody opens the account of a team.
        if Names.ACCOUNT not in classes or place == "Mutation.openAccount":
            continue
        for things in variants(classes, choices):
            request = maker.request(place, things, whole=False)
            for role in hidden(request.need):
                answer = await posted(world.clients[role], request, things)
                differences.compare(f"{place} as {role}", answer, things)
    differences.check()
    assert differences.compared > 200


@pytest.mark.parametrize("kind", [Names.PURCHASE, Names.TEAM])
async def test_other_things_by_their_id_alone(world: World, maker: Maker, kind: Names) -> None:
    differences = Differences()
    for thing in world.choices[kind]:
        things = {Names.NODE: thing}
        request = maker.request("Query.node", things, whole=False)
        for role in hidden(request.need):
            answer = await posted(world.clients[role], request, things)
            differences.compare(f"Query.node as {role}", answer, things)
    differences.check()
    assert differences.compared > 10


async def test_over_websockets(world: World, maker: Maker) -> None:
    differences = Differences()
    async with sockets_of(world) as sockets:
        for place, classes in concerned(maker, ("Query", "Mutation", "Subscription")).items():
            for things in variants(classes, world.choices):
                request = maker.request(place, things, whole=True)
                for role in hidden(request.need):
                    answer = await told(sockets[role], request, things)
                    differences.compare(f"{place} as {role}", answer, things)
        for place in ("Subscription.balance", "Subscription.quota"):
            for team in world.choices[Names.TEAM]:
                things = {Names.ACCOUNT: team}
                request = maker.request(place, things, whole=True)
                for role in hidden(request.need):
                    answer = await told(sockets[role], request, things)
                    differences.compare(f"{place} of a team as {role}", answer, things)
    differences.check()
    assert differences.compared > 300


async def test_exports(world: World) -> None:
    differences = Differences()
    for path, need in EXPORTS.items():
        for role in hidden(need):
            for account in (THERE, NOWHERE):
                things = {Names.ACCOUNT: account}
                given = {"accountId": account}
                answer = await fetched(world.clients[role], path, given, things)
                differences.compare(f"{path} as {role}", answer, things)
    differences.check()
    assert differences.compared == len(EXPORTS) * len(hidden(Need.READ)) * 2
    for path in EXPORTS:
        own = await fetched(world.api.user(THERE), path, {"accountId": THERE}, {})
        assert own.text.startswith("200")


async def test_every_role_with_the_right_sees_the_difference(world: World, maker: Maker) -> None:
    """Otherwise the tests above would compare answers that are always alike."""
    places = concerned(maker, ("Query", "Mutation", "Subscription"))
    seen = 0
    async with sockets_of(world) as sockets:
        for place in sorted(places.keys() - SILENT, key=lambda one: LAST.get(one, 0)):
            used = places[place] | {Names.CURSOR}
            there, nowhere = [{one: world.choices[one][at] for one in used} for at in (0, -1)]
            for role in set(RIGHTS) - set(hidden(OPERATIONS[place])):
                first, other = [
                    await told(sockets[role], maker.request(place, things, whole=False), things)
                    for things in (there, nowhere)
                ]
                assert not OURS.search(first.text), first.text
                assert first.text != other.text, f"{place} as {role}"
                seen += 1
                if place == "Mutation.openAccount":
                    break
    assert seen > 30


async def test_somebody_elses_key_is_a_new_key(world: World, maker: Maker) -> None:
    """Two new accounts use a key: one that somebody else used, and one that nobody used."""
    differences = Differences()
    for number, (place, classes) in enumerate(concerned(maker, ("Mutation",)).items()):
        if not classes >= {Names.KEY, Names.ACCOUNT}:
            continue
        for account, key in ((f"c-{number}-one", USED), (f"c-{number}-two", FREE)):
            things = {Names.ACCOUNT: account, Names.KEY: key, Names.TEAM: NO_TEAM}
            request = maker.request(place, things, whole=False)
            own = world.api.user(account)
            await own.balance()
            client = world.clients["admin"] if request.need is Need.ADMIN else own
            answer = await posted(client, request, things)
            # A new account has no plan that could change, and is in no team.
            told = answer.text.replace("SubscriptionNotFound", "")
            assert "NotFound" not in told or Names.TEAM in classes
            differences.compare(place, answer, things)
    differences.check()
    assert differences.compared == 24


async def test_somebody_elses_cursor_is_a_place_in_the_own_list(world: World) -> None:
    own = world.api.user("c-own")
    await own.data(BUY, input={"pack": "starter", "idempotencyKey": "k"})
    place, purchase = purchase_place(world.choices[Names.CURSOR][0])
    differences = Differences()
    for name in (purchase, purchase[:-4] + "0000"):
        cursor = purchase_cursor(place, name)
        request = Request("Query.account", Need.READ, PURCHASES, {"after": cursor})
        differences.compare("purchases", await posted(own, request, {}), {})
    differences.check()


async def test_every_route_is_known(api: Api) -> None:
    assert api.app is not None
    paths = {route.path for route in api.app.endpoints.routes}
    unknown = paths - NAMELESS - set(EXPORTS)
    assert not unknown, f"a class in schema.isolation.EXPORTS, or in NAMELESS: {unknown}"
    assert paths >= set(EXPORTS)
