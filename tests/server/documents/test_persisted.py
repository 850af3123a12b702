"""Automatic persisted queries, as Apollo's clients use them, over POST, GET and websockets."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest

from server.documents.documents import Documents
from server.documents.reference import NotRegistered, Reference
from server.operations import NotServed
from tests.server.documents.names import OTHER, PACKS, Json, by_hash, code, digest
from tests.support.server.api import Api, Client, running_app
from tests.support.server.websocket import Socket, websocket

_ids = count()
STRICT = "application/graphql-response+json"
NOT_FOUND = {
    "message": "PersistedQueryNotFound",
    "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"},
}


async def post(client: Client, content: Json, **headers: str) -> Json:
    response = await client.post(content, **headers)
    assert response.status_code == 200, response.text
    answer: Json = response.json()
    return answer


async def get(client: Client, content: Json) -> Json:
    text = {key: one if isinstance(one, str) else json.dumps(one) for key, one in content.items()}
    answer: Json = (await client.http.get("/graphql", params=text)).json()
    return answer


async def send(socket: Socket, payload: Json) -> Json:
    """Return the payload of the answer to one operation of a socket."""
    operation = f"named-{next(_ids)}"
    await socket.send({"type": "subscribe", "id": operation, "payload": payload})
    message = await socket.message(operation)
    if message["type"] == "error":
        return {"errors": message["payload"]}
    await socket.complete(operation)
    answer: Json = message["payload"]
    return answer


@pytest.mark.parametrize("accept", ["*/*", STRICT])
async def test_a_document_is_registered_by_the_second_request(api: Api, accept: str) -> None:
    """The status is 200: older clients stop using hashes after 400."""
    client = api.anonymous
    assert await post(client, by_hash(PACKS), accept=accept) == {"errors": [NOT_FOUND]}
    first = await post(client, {"query": PACKS, **by_hash(PACKS)}, accept=accept)
    assert first["data"]["packs"]
    assert await post(client, by_hash(PACKS), accept=accept) == first
    assert await post(api.user(), by_hash(PACKS)) == first
    assert await get(client, by_hash(PACKS)) == first


async def test_get_registers_too(api: Api) -> None:
    assert code(await get(api.anonymous, by_hash(PACKS))) == "PERSISTED_QUERY_NOT_FOUND"
    assert (await get(api.anonymous, {"query": PACKS, **by_hash(PACKS)}))["data"]
    assert (await get(api.anonymous, {"documentId": f"sha256:{digest(PACKS)}"}))["data"]


async def test_a_mutation_that_is_named_is_refused_by_get(api: Api) -> None:
    mutation = "mutation { cancelSubscription(input: {}) { __typename } }"
    await api.user().post({"query": mutation, **by_hash(mutation)})
    assert code(await get(api.user(), by_hash(mutation))) == "BAD_INPUT"


async def test_websockets_share_what_is_registered(served: Api) -> None:
    live = "subscription { balance { available } }"
    async with websocket(served.address, served.user().token) as socket:
        assert await send(socket, by_hash(PACKS)) == {"errors": [NOT_FOUND]}
        assert (await send(socket, {"query": PACKS, **by_hash(PACKS)}))["data"]["packs"]
        assert (await send(socket, by_hash(PACKS)))["data"]["packs"]
        assert (await send(socket, {"query": live, **by_hash(live)}))["data"]["balance"]
        assert (await send(socket, by_hash(live)))["data"]["balance"]
        assert code(await send(socket, {"extensions": {}})) == "BAD_INPUT"
        assert code(await send(socket, {"query": OTHER, **by_hash(PACKS)})) == "BAD_INPUT"
    assert (await post(served.anonymous, by_hash(PACKS)))["data"]


async def test_variables_and_the_operations_name_belong_to_the_request(api: Api) -> None:
    two = "query A($n: String!) { model(name: $n) { name } } query B { packs { name } }"
    given = {"operationName": "A", "variables": {"n": "gpt-4o"}}
    assert (await post(api.anonymous, {"query": two, **by_hash(two), **given}))["data"]["model"]
    assert (await post(api.anonymous, {**by_hash(two), **given}))["data"]["model"]
    assert (await post(api.anonymous, {**by_hash(two), "operationName": "B"}))["data"]["packs"]


async def test_each_caller_is_checked_by_its_own_budget(sqlite_url: str) -> None:
    three = "{ a: packs { name } b: packs { name } c: packs { name } }"
    long = f"{PACKS}{' ' * 1_000}"
    settings = {"LIMIT_ALIASES": "2 3 3", "LIMIT_DOCUMENT_LENGTH": "900 2000 2000"}
    async with running_app(sqlite_url, **settings) as api:
        for document in (three, long):
            assert (await post(api.user(), {"query": document, **by_hash(document)}))["data"]
            refused = await api.anonymous.post(by_hash(document))
            assert code(refused.json()) == "LIMIT_EXCEEDED"
            assert (await post(api.user(), by_hash(document)))["data"]


BAD: list[tuple[Json, str]] = [
    ({"query": OTHER, **by_hash(PACKS)}, "does not belong to the document"),
    (by_hash(PACKS, version=2), "extensions.persistedQuery.version: must be 1"),
    (by_hash(PACKS, version=True), "extensions.persistedQuery.version: must be 1"),
    (by_hash(PACKS, sha256Hash=7), "extensions.persistedQuery.sha256Hash: must be a string"),
    (by_hash(PACKS, sha256Hash="a" * 201), "sha256Hash: must be a string of 1 to 200"),
    (by_hash(PACKS, sha256Hash=""), "sha256Hash: must be a string of 1 to 200"),
    ({"extensions": {"persistedQuery": "x"}}, "extensions.persistedQuery: must be an object"),
    ({"extensions": {"persistedQuery": {}}}, "extensions.persistedQuery.version: must be 1"),
    ({"query": PACKS, **by_hash(PACKS, sha256Hash="short")}, "does not belong to the document"),
    ({"documentId": 7}, "documentId: must be a string"),
    ({"documentId": digest(PACKS)}, "documentId: is not known here"),
    ({"documentId": "x", "query": PACKS}, "documentId: does not belong to the document"),
    ({"documentId": digest(OTHER), **by_hash(PACKS)}, "documentId: differs from"),
    ({"query": 7, **by_hash(PACKS)}, "query: must be a GraphQL document"),
    ({"query": "", **by_hash(PACKS)}, "query: must be a GraphQL document"),
    ({"extensions": {}}, "query: must be a GraphQL document"),
]


@pytest.mark.parametrize(("content", "message"), BAD)
async def test_a_bad_name_is_refused(api: Api, content: Json, message: str) -> None:
    response = await api.anonymous.post(content)
    assert (response.status_code, code(response.json())) == (400, "BAD_INPUT")
    assert message in response.json()["errors"][0]["message"]


async def test_a_document_that_is_not_valid_is_not_registered(api: Api) -> None:
    for document in ("{ nothing }", "{", "{ packs { name } " * 3):
        assert (
            "errors" in (await api.anonymous.post({"query": document, **by_hash(document)})).json()
        )
        answer = await post(api.anonymous, by_hash(document))
        assert code(answer) == "PERSISTED_QUERY_NOT_FOUND"


async def test_other_extensions_change_nothing(api: Api) -> None:
    for extensions in ({}, {"other": 1}, {"persistedQuery": None}, None):
        assert (await post(api.anonymous, {"query": PACKS, "extensions": extensions}))["data"]


class TestTheStore:
    """What clients register, in memory."""

    def reference(self, document: str) -> Reference:
        return Reference(digest(document), is_automatic=True)

    def test_its_memory_is_bounded(self) -> None:
        documents = Documents(registered_bytes=50_000)
        for number in range(1_000):
            document = f"{{ a{number}: packs {{ name }} }}{' ' * 100}"
            documents.register(document, self.reference(document))
        assert 50 < len(documents.registered) < 150
        assert documents.registered.bytes <= 50_000
        assert documents.find("", self.reference(document), None) == document

    def test_long_documents_and_other_names_are_not_kept(self) -> None:
        documents = Documents()
        long = PACKS + " " * 20_000
        documents.register(long, self.reference(long))
        documents.register(PACKS, Reference("mine", is_automatic=True))
        documents.register(PACKS, Reference(digest(PACKS), is_automatic=False))
        assert len(documents.registered) == 0
        with pytest.raises(NotRegistered):
            documents.find("", self.reference(long), None)

    @pytest.mark.parametrize("sent", [OTHER, f"{PACKS} ", "\ud800"])
    def test_a_known_name_does_not_excuse_another_document(self, sent: str) -> None:
        documents = Documents()
        documents.register(PACKS, self.reference(PACKS))
        with pytest.raises(NotServed, match="does not belong"):
            documents.find(sent, self.reference(PACKS), None)

    def test_letter_case_of_a_digest_does_not_matter(self) -> None:
        from server.documents import reference_in

        given: dict[str, Any] = by_hash(PACKS, sha256Hash=digest(PACKS).upper())
        assert reference_in(given) == self.reference(PACKS)
