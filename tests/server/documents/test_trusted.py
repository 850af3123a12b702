"""The list of trusted documents, and who may execute only those."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from hashlib import sha1
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from server.cli.documents import documents
from server.documents.files import APOLLO, UnreadableList, read_list
from server.documents.trusted import OWN, trusted_documents
from server.settings import SettingsError, read_settings
from services.identity.api_keys import create_key
from tests.server.documents.names import OTHER, PACKS, Json, by_hash, code, digest
from tests.server.documents.test_persisted import STRICT, get, send
from tests.support.server.api import Api, Client, served_app
from tests.support.server.server_process import ROOT, run_command, server_process
from tests.support.server.websocket import websocket

BALANCE = "query Balance { account { balance { available } } }"
LIVE = "subscription Live { balance { available } }"
RELAY_ID = sha1(BALANCE.encode()).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a list of each kind."""
    made = tmp_path / "documents"
    (made / "deep").mkdir(parents=True)
    operations = [{"id": "apollo-1", "name": "Live", "type": "subscription", "body": LIVE}]
    apollo = {"format": APOLLO, "version": 1, "operations": operations}
    (made / "apollo.json").write_text(json.dumps(apollo))
    (made / "relay.json").write_text(json.dumps({RELAY_ID: BALANCE}))
    (made / "deep" / "packs.graphql").write_text(PACKS)
    return made


async def gateway(api: Api) -> Client:
    """Return the holder of an API key, made on the database of the running application."""
    _, text = await create_key("gateway", ["accounts:read"], clock=api.clock)
    return api.bearing(text)


@pytest.fixture(params=["none", "users", "all"])
async def requiring(
    request: pytest.FixtureRequest, sqlite_url: str, folder: Path
) -> AsyncIterator[tuple[str, Api]]:
    required = request.param
    settings = {"TRUSTED_DOCUMENTS": str(folder), "REQUIRE_TRUSTED_DOCUMENTS": required}
    async with served_app(sqlite_url, **settings) as api:
        yield required, api


NAMES: list[Json] = [
    {"documentId": RELAY_ID},
    {"documentId": digest(BALANCE)},
    {"documentId": f"sha256:{digest(BALANCE)}"},
    {"documentId": digest(BALANCE).upper()},
    by_hash(BALANCE),
    by_hash(BALANCE, sha256Hash=RELAY_ID),
    {"query": BALANCE},
    {"query": BALANCE, "documentId": RELAY_ID},
    {"query": BALANCE, **by_hash(BALANCE)},
    {"query": BALANCE, **by_hash(BALANCE, sha256Hash=RELAY_ID)},
]


async def test_a_trusted_document_has_all_of_its_names(requiring: tuple[str, Api]) -> None:
    api = requiring[1]
    for content in NAMES:
        answer = (await api.user().post(content)).json()
        assert answer["data"]["account"]["balance"], content
    async with websocket(api.address, api.user().token) as socket:
        for payload in ({"documentId": "apollo-1"}, {"query": LIVE}, by_hash(LIVE)):
            assert (await send(socket, payload))["data"]["balance"]
    assert (await get(api.anonymous, {"documentId": digest(PACKS)}))["data"]["packs"]


async def test_others_are_refused_for_those_who_need_them(requiring: tuple[str, Api]) -> None:
    required, api = requiring
    key = await gateway(api)
    for client, free in (
        (api.anonymous, required == "none"),
        (api.user(), required == "none"),
        (api.admin, required == "none"),
        (key, required != "all"),
    ):
        await assert_free(client, free)
        async with websocket(api.address, client.token or None) as socket:
            for payload in ({"query": OTHER}, {"query": OTHER, **by_hash(OTHER)}):
                answer = await send(socket, payload)
                assert ("data" in answer) is free
                assert free or code(answer) == "FORBIDDEN"


async def assert_free(client: Client, free: bool) -> None:
    for content in ({"query": OTHER}, {"query": OTHER, **by_hash(OTHER)}):
        answer = (await client.post(content)).json()
        if free:
            assert answer["data"]["plans"]
            continue
        assert code(answer) == "FORBIDDEN"
        assert "list of trusted documents" in answer["errors"][0]["message"]
        assert (await client.post(content, accept=STRICT)).status_code == 403
    for other in (f"{PACKS} ", f"{PACKS} # trusted", "{", "{ __schema { types { name } } }"):
        answer = (await client.post({"query": other})).json()
        assert free or code(answer) == "FORBIDDEN"


async def test_what_a_key_registered_is_still_refused_for_a_user(sqlite_url: str) -> None:
    async with served_app(sqlite_url, REQUIRE_TRUSTED_DOCUMENTS="users") as api:
        content = {"query": OTHER, **by_hash(OTHER)}
        key = await gateway(api)
        assert (await key.post(content)).json()["data"]
        assert (await key.post(by_hash(OTHER))).json()["data"]
        assert code((await api.user().post(by_hash(OTHER))).json()) == "FORBIDDEN"
        # A client of Apollo's sends the document next, and is told why it is refused.
        unknown = by_hash("{ unknown }")
        assert code((await api.user().post(unknown)).json()) == "PERSISTED_QUERY_NOT_FOUND"


async def test_budgets_hold_for_trusted_documents_too(sqlite_url: str, folder: Path) -> None:
    settings = {"TRUSTED_DOCUMENTS": str(folder), "LIMIT_SELECTIONS": "1 1 100"}
    async with served_app(sqlite_url, **settings) as api:
        answer = await api.user().post({"documentId": RELAY_ID})
        assert code(answer.json()) == "LIMIT_EXCEEDED"


class TestOurOwn:
    """The documents of our page and of the widget are always trusted."""

    def test_the_list_is_that_of_the_generated_operations(self) -> None:
        generated = [
            ROOT / "web" / name / "generated" / "operations.ts" for name in ("src", "page")
        ]
        code_of_both = "".join(path.read_text(encoding="utf-8") for path in generated)
        sent = re.findall(r"Document = new TypedDocumentString\(`([^`]*)`", code_of_both)
        assert len(sent) > 20
        assert len(sent) == code_of_both.count("Document = new TypedDocumentString(")
        listed = json.loads(OWN.read_text(encoding="utf-8"))
        assert sorted(listed.values()) == sorted(set(sent)), "run make web"
        assert all(name == digest(document) for name, document in listed.items())

    async def test_they_are_executed_without_a_list_of_others(self, sqlite_url: str) -> None:
        async with served_app(sqlite_url, REQUIRE_TRUSTED_DOCUMENTS="all") as api:
            for document in json.loads(OWN.read_text(encoding="utf-8")).values():
                answer = (await api.user().post({"query": document})).json()
                codes = [one["extensions"]["code"] for one in answer.get("errors", [])]
                assert "FORBIDDEN" not in codes or "needs the scope" in str(answer), answer


class TestFiles:
    def test_a_file_of_each_kind_is_read(self, folder: Path) -> None:
        listed = {one.document: (one.name, one.title) for one in read_list(folder)}
        assert listed == {
            LIVE: ("apollo-1", "Live"),
            BALANCE: (RELAY_ID, RELAY_ID),
            PACKS: (None, "packs"),
        }

    @pytest.mark.parametrize(
        ("name", "text", "fault"),
        [
            ("a.json", "{", "is neither JSON nor a file .graphql"),
            ("a.json", "[]", "must be an object"),
            ("a.json", '{"id": 7}', "'id' must be a document"),
            ("a.json", '{"format": "x", "operations": []}', "must have the format"),
            ("a.json", f'{{"format": "{APOLLO}", "version": 2}}', "and the version 1"),
            ("a.json", f'{{"format": "{APOLLO}", "version": 1}}', "operations must be a list"),
            (
                "a.json",
                f'{{"format": "{APOLLO}", "version": 1, "operations": [{{"id": "a"}}]}}',
                r"operations\[0\] must have an id and a body",
            ),
            ("a.graphql", "\udcff", "is not UTF-8"),
        ],
    )
    def test_a_bad_list_is_named(self, tmp_path: Path, name: str, text: str, fault: str) -> None:
        path = tmp_path / name
        path.write_bytes(text.encode(errors="surrogateescape"))
        with pytest.raises(UnreadableList, match=f"{name}: .*{fault}"):
            trusted_documents([path])

    def test_a_missing_file_and_an_empty_folder_are_named(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableList, match=r"none\.json: No such file"):
            trusted_documents([tmp_path / "none.json"])
        with pytest.raises(UnreadableList, match="has no file"):
            trusted_documents([tmp_path])

    def test_an_id_stands_for_one_document(self, tmp_path: Path) -> None:
        for name, document in (("a", PACKS), ("b", OTHER)):
            (tmp_path / f"{name}.json").write_text(json.dumps({"x": document}))
        with pytest.raises(UnreadableList, match=r"b\.json: the id 'x' .* in .*a\.json"):
            trusted_documents([tmp_path])
        # The same document twice is no fault.
        (tmp_path / "b.json").write_text(json.dumps({"x": PACKS, "y": PACKS}))
        assert trusted_documents([tmp_path]).document("y") == PACKS

    def test_a_server_with_a_bad_list_does_not_start(self, sqlite_url: str, tmp_path: Path) -> None:
        path = tmp_path / "list.json"
        path.write_text("{")
        ran = run_command("serve", DATABASE_URL=sqlite_url, TRUSTED_DOCUMENTS=str(path))
        assert ran.returncode == 1
        [line] = [line for line in ran.stderr.splitlines() if line.startswith("Error")]
        assert line == f"Error: TRUSTED_DOCUMENTS: {path}: is neither JSON nor a file .graphql"

    def test_the_settings_are_read(self) -> None:
        settings = read_settings({"TRUSTED_DOCUMENTS": "a.json, our documents/,"})
        assert [str(path) for path in settings.trusted_documents] == ["a.json", "our documents"]
        with pytest.raises(SettingsError, match="REQUIRE_TRUSTED_DOCUMENTS must be one of none"):
            read_settings({"REQUIRE_TRUSTED_DOCUMENTS": "some"})


async def test_a_real_server_reads_the_list(sqlite_url: str, folder: Path) -> None:
    settings = {"TRUSTED_DOCUMENTS": str(folder), "REQUIRE_TRUSTED_DOCUMENTS": "users"}
    with server_process(sqlite_url, **settings) as server:
        async with httpx.AsyncClient(base_url=server.address) as http:
            trusted = await http.post("/graphql", json={"documentId": digest(PACKS)})
            assert trusted.json()["data"]["packs"]
            other = await http.post("/graphql", json={"query": OTHER})
            assert code(other.json()) == "FORBIDDEN"


class TestTheCommand:
    def check(self, *arguments: str, **settings: str) -> tuple[int, str]:
        ran = CliRunner().invoke(documents, ["check", *arguments], env=settings)
        return ran.exit_code, ran.output

    def test_a_good_list_has_no_problems(self, folder: Path) -> None:
        assert self.check(str(folder)) == (0, "3 documents, 0 problems\n")
        assert self.check(str(OWN), "--caller", "gateway")[0] == 0

    @pytest.mark.parametrize(
        ("document", "problem"),
        [
            ("{ nothing }", "Cannot query field 'nothing'"),
            ("{", "Syntax Error"),
            ("fragment F on Pack { name }", "Fragment 'F' is never used"),
            ("{ __schema { types { name } } }", "introspection"),
            ("query A { packs { name } } query B { plan }", "Cannot query field 'plan'"),
            ("{ " + " ".join(f"a{n}: packs {{ name }}" for n in range(300)) + " }", "at most"),
            ("{ packs { name } } " + "# long " * 30_000, "characters; at most 131,072 are taken"),
            ("subscription { balance { available } quota { used } }", "must select only one"),
        ],
    )
    def test_each_problem_is_printed(self, tmp_path: Path, document: str, problem: str) -> None:
        path = tmp_path / "list.json"
        path.write_text(json.dumps({"good": PACKS, "mine": document}))
        status, output = self.check(str(path))
        assert status == 1
        assert f"{path}: mine: " in output
        assert problem in output
        assert ": good: " not in output

    def test_a_hash_that_is_wrong_is_a_problem(self, tmp_path: Path) -> None:
        path = tmp_path / "list.json"
        path.write_text(json.dumps({digest(OTHER): PACKS}))
        status, output = self.check(str(path))
        assert (status, "is not the SHA-256 of its text" in output) == (1, True)

    def test_the_budgets_are_those_of_the_settings(self, folder: Path) -> None:
        settings = {"LIMIT_SELECTIONS": "1 2 9"}
        assert self.check(str(folder), "--caller", "user", **settings)[0] == 1
        assert self.check(str(folder), "--caller", "gateway", **settings)[0] == 0
