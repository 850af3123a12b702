"""The audits of `make lint`: each one finds what it is for, and says what it could not look up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from bench.postgres import free_port
from tests.audits import dependencies, released, secrets
from tests.audits.dependencies import NOT_REACHED, accepted, audit_node, audit_python

SDL = """
type Query { "The account." account(id: ID, kind: Kind): Account  packs: [String!]! }
type Account { id: ID!  name: String! }
enum Kind { ONE TWO }
"""


class TestTheApi:
    @pytest.mark.parametrize(
        ("old", "new", "named"),
        [
            ("packs: [String!]!", "", "Query.packs was removed"),
            ("packs: [String!]!", "packs: [String!]", "Query.packs changed type"),
            ("id: ID,", "", "Query.account(id:) was removed"),
            ("id: ID,", "id: ID!,", "Query.account(id:) has changed type"),
            ("id: ID,", "id: ID, new: Int!,", "required argument Query.account(new:) was added"),
            ("ONE TWO", "ONE", "Kind.TWO was removed"),
            ("type Account { id: ID!  name: String! }", "scalar Account", "Account changed from"),
        ],
    )
    def test_a_breaking_change_is_a_fault_with_its_name(
        self, old: str, new: str, named: str
    ) -> None:
        outcome = released.audit_schema(SDL, SDL.replace(old, new))
        assert any(named in fault.replace("'", "") for fault in outcome.faults), outcome
        assert "make release-schema" in outcome.text()

    def test_what_is_added_is_none(self) -> None:
        more = SDL.replace("ONE TWO", "ONE TWO THREE").replace("packs:", "plans: Int  packs:")
        outcome = released.audit_schema(SDL, more)
        assert outcome.faults == ()
        assert any("Kind.THREE was added" in note for note in outcome.notes)

    def test_the_present_api_breaks_no_client_of_the_last_release(self) -> None:
        assert released.audit().faults == ()


class TestSecrets:
    def test_a_secret_is_found_and_its_line_named(self, tmp_path: Path) -> None:
        kinds = {
            "Private Key": "-----BEGIN RSA " + "PRIVATE KEY-----",
            "Stripe Access Key": "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
            "GitHub Token": "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
            "AWS Access Key": "AKIA" + "QWERTYUIOPASDFGH",
            "API key or webhook secret": f"yk_{'0123456789abcdef'}_" + "Zq8-k_d93p" * 4 + "abc",
            "Basic Auth Credentials": "postgres://user:" + "Zq81kd93pw@host/b",
        }
        for number, text in enumerate(kinds.values()):
            (tmp_path / f"{number}.py").write_text(f"# first\nX = '{text}'\n", encoding="utf-8")
        found = secrets.search(str(path) for path in sorted(tmp_path.iterdir()))
        assert {one.kind for one in found} == set(kinds)
        assert all(one.place.endswith(".py:2") for one in found)
        outcome = secrets.audit_secrets(found, [])
        assert len(outcome.faults) == len(kinds)
        assert secrets.audit_secrets(found, [one.digest for one in found]).faults == ()

    def test_the_committed_files_have_none(self) -> None:
        assert secrets.audit().text() == "audit of secrets in the files: ok"


ADVISORY = {
    "id": "PYSEC-2026-1",
    "aliases": ["CVE-2026-1"],
    "summary": "It is broken.",
    "affected": [
        {
            "package": {"name": "click", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.0"}]}],
            "versions": ["8.1.7"],
        }
    ],
}
OF_NPM = {
    "ws": [
        {
            "id": 1,
            "url": "https://advisories.example/GHSA-aaaa-bbbb-cccc",
            "title": "It is broken",
            "severity": "high",
            "vulnerable_versions": "<99",
        }
    ]
}


class Database(BaseHTTPRequestHandler):
    """Answers as the databases of pip-audit and of npm do."""

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["content-length"]))
        answer: object = OF_NPM
        if self.path == "/osv":
            vulnerable = json.loads(asked)["package"]["name"] == "click"
            answer = {"vulns": [ADVISORY]} if vulnerable else {}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


@contextmanager
def database() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Database) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.lock"
    path.write_text("click==8.1.7\nidna==3.10\n", encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    packages = {"": {"dependencies": {"ws": "8.0.0"}}, "node_modules/ws": {"version": "8.0.0"}}
    content = {"name": "x", "version": "1.0.0", "lockfileVersion": 3, "packages": packages}
    (tmp_path / "package-lock.json").write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "package.json").write_text(
        '{"name": "x", "version": "1.0.0", "dependencies": {"ws": "8.0.0"}}', encoding="utf-8"
    )
    return tmp_path


class TestDependencies:
    def test_a_known_vulnerability_of_python_is_a_fault(self, lock: Path) -> None:
        with database() as url:
            options = ("--vulnerability-service=osv", f"--osv-url={url}/osv")
            outcome = audit_python(lock, (), *options)
            assert outcome.faults == ("click 8.1.7: PYSEC-2026-1, fixed by 99.0",)
            for known in ("PYSEC-2026-1", "CVE-2026-1"):
                assert audit_python(lock, {known}, *options).faults == ()

    def test_a_known_vulnerability_of_node_is_a_fault(self, folder: Path) -> None:
        with database() as url:
            option = f"--registry={url}"
            [fault] = audit_node(folder, (), option).faults
            assert fault == "ws <99: GHSA-aaaa-bbbb-cccc, It is broken"
            assert audit_node(folder, {"GHSA-aaaa-bbbb-cccc"}, option).faults == ()

    def test_a_database_that_is_away_is_said_and_no_fault(self, lock: Path, folder: Path) -> None:
        url = f"http://127.0.0.1:{free_port()}"
        options = ("--vulnerability-service=osv", f"--osv-url={url}/osv")
        for outcome in (
            audit_python(lock, (), *options),
            audit_node(folder, (), f"--registry={url}"),
        ):
            assert outcome.faults == ()
            assert outcome.text().endswith(f": LEFT OUT, {NOT_REACHED}")

    def test_packages_that_the_database_does_not_know_are_counted(self) -> None:
        packages = [
            {"name": "a", "version": "1", "vulns": []},
            {"name": "b", "skip_reason": "not found"},
        ]
        output = json.dumps({"dependencies": packages})
        assert dependencies.python_outcome(output, ()).notes == ("1 of 2 were not found there",)

    def test_an_accepted_finding_needs_a_reason_and_ends(self, tmp_path: Path) -> None:
        path = tmp_path / "accepted.toml"
        path.write_text('[[accepted]]\nid = "A"\nreason = "unused"\nuntil = 2026-06-30\n')
        assert accepted(path, date(2026, 6, 30)) == {"A"}
        assert accepted(path, date(2026, 7, 1)) == frozenset()
        path.write_text('[[accepted]]\nid = "A"\nuntil = 2026-06-30\n')
        with pytest.raises(ValueError, match="needs a reason"):
            accepted(path, date(2026, 6, 30))
        assert accepted(dependencies.ACCEPTED, date(2026, 1, 1)) == frozenset()
