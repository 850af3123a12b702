"""The page over HTTP: its headers, and what exists in development only."""

from __future__ import annotations

import gzip
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from hashlib import sha256

import httpx
import pytest

from server.page.built_files import FOR_EVER, SOON
from tests.support.clocks import Clock
from tests.support.server.api import NOON, Api, running_app

PRODUCTION = {
    "ENVIRONMENT": "production",
    "JWT_SECRET": "a secret of more than 32 characters, really",
}


@pytest.fixture
async def production(sqlite_url: str) -> AsyncIterator[Api]:
    async with running_app(sqlite_url, **PRODUCTION) as running:
        yield running


async def get(api: Api, path: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await api.http.get(path, headers=named)


async def script(api: Api) -> str:
    """Return the path of the page's script."""
    page = (await get(api, "/")).text
    [path] = re.findall(r'<script[^>]* src="([^"]+)"', page)
    return str(path)


async def ask(api: Api, content: object, **headers: str) -> httpx.Response:
    return await api.http.post("/development/token", json=content, headers=headers)


class TestTheElement:
    """The widget as one script, which pages of every origin may load."""

    @pytest.mark.parametrize("settings", [{}, PRODUCTION, {"ALLOWED_ORIGINS": "https://a.test"}])
    async def test_every_page_may_load_it(self, sqlite_url: str, settings: dict[str, str]) -> None:
        async with running_app(sqlite_url, **settings) as api:
            for headers in ({}, {"origin": "https://shop.test", "sec_fetch_site": "cross-site"}):
                script = await get(api, "/element.js", **headers)
                assert script.status_code == 200
                assert script.headers["content-type"] == "text/javascript; charset=utf-8"
                assert script.headers["access-control-allow-origin"] == "*"
                assert script.headers["cross-origin-resource-policy"] == "cross-origin"
                assert "billing-status" in script.text

    async def test_it_is_a_classic_script_and_a_module(self, api: Api) -> None:
        script = (await get(api, "/element.js")).text
        assert re.search(r"(^|[;}\s])(import|export)[\s{*]", script) is None

    async def test_browsers_keep_it_for_minutes_and_then_ask(self, api: Api) -> None:
        first = await get(api, "/element.js")
        assert first.headers["cache-control"] == SOON
        again = await get(api, "/element.js", if_none_match=first.headers["etag"])
        assert (again.status_code, again.headers["access-control-allow-origin"]) == (304, "*")

    async def test_nothing_else_is_for_pages_of_others(self, api: Api) -> None:
        for path in ("/", "/admin", "/favicon.svg", "/page.json", await script(api)):
            answer = await get(api, path, origin="https://shop.test")
            assert "access-control-allow-origin" not in answer.headers
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"


class TestThePage:
    async def test_it_forbids_what_it_does_not_need(self, api: Api) -> None:
        page = await get(api, "/")
        policy = dict(
            part.strip().split(" ", 1)
            for part in page.headers["content-security-policy"].split(";")
        )
        assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert "unsafe" not in str(policy)
        assert page.headers["referrer-policy"] == "same-origin"
        assert page.headers["content-type"] == "text/html; charset=utf-8"

    async def test_browsers_ask_for_the_page_and_keep_what_it_loads(self, api: Api) -> None:
        assert (await get(api, "/")).headers["cache-control"] == "no-cache"
        assert (await get(api, await script(api))).headers["cache-control"] == FOR_EVER

    @pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
    async def test_what_the_browser_has_is_not_sent_again(self, api: Api, coding: str) -> None:
        first = await get(api, "/", accept_encoding=coding)
        etag = first.headers["etag"]
        for known in (etag, f'"other", W/{etag}', "*"):
            again = await get(api, "/", accept_encoding=coding, if_none_match=known)
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == etag
        other = await get(api, "/", accept_encoding=coding, if_none_match='"other"')
        assert other.status_code == 200

    async def test_the_tags_of_differently_compressed_files_differ(self, api: Api) -> None:
        codings = ("br", "gzip", "identity")
        tags = {(await get(api, "/", accept_encoding=coding)).headers["etag"] for coding in codings}
        assert len(tags) == 3

    @pytest.mark.parametrize(
        ("accepted", "chosen"),
        [
            ("gzip, deflate, br, zstd", "br"),
            ("gzip", "gzip"),
            ("br;q=0.5, gzip;q=0.8", "gzip"),
            ("BR ; q=0, GZip", "gzip"),
            ("br;q=0, *", "gzip"),
            ("*;q=0.1", "br"),
            ("identity, gzip;q=0.5", None),
            ("br;q=0, gzip;q=0", None),
            ("*;q=0", None),
            ("zstd", None),
            ("br;q=much", None),
            ("", None),
        ],
    )
    async def test_the_coding_is_the_browsers_choice(
        self, api: Api, accepted: str, chosen: str | None
    ) -> None:
        page = await get(api, "/", accept_encoding=accepted)
        assert page.headers.get("content-encoding") == chosen
        assert page.headers["vary"] == "accept-encoding"

    async def test_all_codings_hold_the_same(self, api: Api) -> None:
        path = await script(api)
        plain = (await get(api, path, accept_encoding="identity")).content
        async with api.http.stream("GET", path, headers={"accept-encoding": "gzip"}) as answer:
            packed = b"".join([chunk async for chunk in answer.aiter_raw()])
        assert gzip.decompress(packed) == plain
        assert len(packed) < len(plain) / 2

    async def test_head_tells_what_get_would(self, api: Api) -> None:
        got, head = await get(api, "/"), await api.http.head("/")
        assert head.status_code == 200
        assert dict(head.headers) == dict(got.headers)

    @pytest.mark.parametrize(
        "path",
        [
            "/nothing",
            "/index.html",
            "/assets/",
            "/assets/nothing.js",
            "/assets/../index.html",
            "/assets/..%2findex.html",
            "/assets/%2e%2e/%2e%2e/%2e%2e/pyproject.toml",
            "/assets/..%5c..%5cpyproject.toml",
            "/assets/%00",
            "/graphiql/assets/..%2f..%2fsources.json",
            "//etc/passwd",
        ],
    )
    async def test_only_what_was_built_exists(self, api: Api, path: str) -> None:
        answer = await get(api, path)
        assert answer.status_code == 404
        assert "<" not in answer.text

    @pytest.mark.parametrize("path", ["/", "/admin"])
    async def test_every_page_forbids_what_is_inline(self, api: Api, path: str) -> None:
        page = await get(api, path)
        assert page.status_code == 200
        assert "unsafe" not in page.headers["content-security-policy"]
        assert re.findall(r"<script(?![^>]*\bsrc=)|<style| style=", page.text) == []

    async def test_the_page_is_there_in_production_too(self, production: Api) -> None:
        assert (await get(production, "/")).status_code == 200
        assert (await get(production, "/admin")).status_code == 200
        assert (await get(production, await script(production))).status_code == 200
        assert (await get(production, "/page.json")).json() == {
            "development": False,
            "account": None,
            "graphiql": False,
            "sandbox": False,
        }


class TestDevelopmentTokens:
    async def test_one_is_good_for_its_account(self, api: Api) -> None:
        told = (await ask(api, {"account": "bob"})).json()
        assert told["account"] == "bob"
        viewer = await api.bearing(told["token"]).data("{ viewer { subject scopes } }")
        assert viewer["viewer"] == {"subject": "bob", "scopes": ["account:read", "account:write"]}

    async def test_it_has_the_scopes_that_were_asked_for(self, api: Api) -> None:
        told = (await ask(api, {"account": "olga", "scope": "admin"})).json()
        viewer = await api.bearing(told["token"]).data("{ viewer { subject scopes } }")
        assert viewer["viewer"] == {"subject": "olga", "scopes": ["admin"]}

    async def test_it_is_of_the_servers_time(self, sqlite_url: str) -> None:
        clock = Clock(NOON)
        async with running_app(sqlite_url, clock=clock) as api:
            told = (await ask(api, {"account": "bob"})).json()
            client = api.bearing(told["token"])
            assert (await client.balance())["available"] == 10_000
            clock.advance(seconds=told["seconds"])
            error = await client.error("{ viewer { subject } }")
            assert error["extensions"]["code"] == "UNAUTHENTICATED"

    async def test_it_is_told_to_nobody_else(self, api: Api) -> None:
        answer = await ask(api, {"account": "bob"})
        assert answer.headers["cache-control"] == "no-store"

    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": "https://elsewhere.test"},
            {"origin": "null"},
            {"origin": "http://billing.test:81"},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site", "origin": "http://billing.test"},
        ],
    )
    async def test_pages_of_other_origins_get_none(self, api: Api, headers: dict[str, str]) -> None:
        answer = await ask(api, {"account": "bob"}, **headers)
        assert (answer.status_code, "token" in answer.json()) == (403, False)

    async def test_pages_of_this_origin_do(self, api: Api) -> None:
        mine = {"origin": "http://billing.test", "sec-fetch-site": "same-origin"}
        assert (await ask(api, {"account": "bob"}, **mine)).status_code == 200

    @pytest.mark.parametrize(
        "content",
        [
            {},
            [],
            None,
            {"account": 1},
            {"account": ""},
            {"account": "a" * 9_999},
            {"account": "bob", "scope": ["admin"]},
        ],
    )
    async def test_what_is_no_account_gets_none(self, api: Api, content: object) -> None:
        assert (await ask(api, content)).status_code == 400

    async def test_a_form_gets_none(self, api: Api) -> None:
        answer = await api.http.post(
            "/development/token",
            content=b'{"account": "bob"}',
            headers={"content-type": "text/plain"},
        )
        assert answer.status_code == 400

    async def test_where_secrets_are_secret_there_are_none(
        self, production: Api, sqlite_url: str
    ) -> None:
        for wanted in ({"account": "bob"}, {"account": "bob", "scope": "admin"}):
            assert (await ask(production, wanted)).status_code == 404

    async def test_a_secret_of_ones_own_is_not_signed_with(self, sqlite_url: str) -> None:
        async with running_app(sqlite_url, JWT_SECRET=PRODUCTION["JWT_SECRET"]) as api:
            assert (await ask(api, {"account": "bob"})).status_code == 404
            assert (await ask(api, {"account": "bob", "scope": "admin"})).status_code == 404
            assert (await get(api, "/page.json")).json()["development"] is False


class TestGraphiQL:
    async def test_it_is_there_in_development(self, api: Api) -> None:
        page = await get(api, "/graphiql")
        assert page.status_code == 200
        for path in re.findall(r'(?:src|href)="(/graphiql/[^"]+)"', page.text):
            assert (await get(api, path)).headers["cache-control"] == FOR_EVER

    async def test_it_may_no_more_than_it_must(self, api: Api) -> None:
        policy = (await get(api, "/graphiql")).headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "unsafe-eval" not in policy

    async def test_production_has_none(self, api: Api, production: Api) -> None:
        page = (await get(api, "/graphiql")).text
        paths = ["/graphiql", *re.findall(r'(?:src|href)="(/graphiql/[^"]+)"', page)]
        assert len(paths) > 2
        for path in paths:
            assert (await get(production, path)).status_code == 404


class TestTheDocumentation:
    async def test_it_is_there_in_development(self, api: Api) -> None:
        home = await get(api, "/docs/")
        assert (home.status_code, home.headers["cache-control"]) == (200, "no-cache")
        for path in re.findall(r'(?:src|href)="(assets/[^"]+)"', home.text):
            assert (await get(api, f"/docs/{path}")).headers["cache-control"] == FOR_EVER
        page = await get(api, "/docs/api/mutations/")
        assert 'id="recordusage"' in page.text

    @pytest.mark.parametrize("path", ["", "/guides/quickstart"])
    async def test_a_page_is_a_folder(self, api: Api, path: str) -> None:
        # Its links are relative to the folder.
        answer = await get(api, f"/docs{path}")
        assert (answer.status_code, answer.headers["location"]) == (307, f"/docs{path}/")

    @pytest.mark.parametrize(
        "path", ["/none/", "/none.html", "/..%2f..%2fREADME.md", "//etc/hosts"]
    )
    async def test_it_has_no_other_files(self, api: Api, path: str) -> None:
        assert (await get(api, f"/docs{path}")).status_code in {404, 307}
        assert (await get(api, f"/docs{path}/x.md")).status_code == 404

    async def test_its_scripts_are_named_by_their_digests(self, api: Api) -> None:
        page = await get(api, "/docs/rules/")
        policy = page.headers["content-security-policy"]
        [sources] = re.findall(r"script-src ([^;]+);", policy)
        scripts = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)
        digests = {b64encode(sha256(one.encode()).digest()).decode() for one in scripts}
        assert digests
        assert {f"'sha256-{digest}'" for digest in digests} <= set(sources.split())
        assert "unsafe" not in sources

    async def test_production_has_none(self, production: Api) -> None:
        for path in ("/docs", "/docs/", "/docs/rules/"):
            assert (await get(production, path)).status_code == 404
