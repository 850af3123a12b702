"""Pages of other origins: which ones the settings name, and what those hear that are refused."""

from __future__ import annotations

import logging

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.exceptions import InvalidStatus

from server.connections.origins import REPORTED_MAX, Origins, read_origins
from server.settings import SettingsError, read_settings
from tests.support.server.api import Api, running_app, served_app
from tests.support.server.websocket import raw_socket

APP, OTHER = "https://app.example", "https://other.example"
QUESTION = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,content-type",
}


async def ask(api: Api, origin: str, path: str = "/graphql") -> httpx.Response:
    return await api.http.options(path, headers={"origin": origin, **QUESTION})


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", ()),
        ("https://app.example/", (APP,)),
        ("HTTPS://App.Example:443, http://localhost:3000/", (APP, "http://localhost:3000")),
        ("http://[::1]:5173 capacitor://localhost", ("http://[::1]:5173", "capacitor://localhost")),
        ("*", ("*",)),
    ],
)
def test_origins_are_read_as_browsers_write_them(written: str, read: tuple[str, ...]) -> None:
    assert read_settings({"ALLOWED_ORIGINS": written}).allowed_origins == read


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("app.example", "'app.example' needs a scheme, as in 'https://app.example'"),
        ("https://a.example localhost:3000", "'localhost:3000' needs a scheme"),
        ("//app.example", "needs a scheme"),
        ("https://app.example/shop", "is more than an origin: write 'https://app.example'"),
        ("https://app.example?x", "is more than an origin"),
        ("https://me@app.example", "is more than an origin: write 'https://app.example'"),
        ("https://*.example", "a part of an origin cannot be *"),
        ("null", "'null' needs a scheme"),
    ],
)
def test_what_is_no_origin_stops_the_start_and_says_what_to_write(written: str, told: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings({"ALLOWED_ORIGINS": written})
    assert str(error.value).startswith("ALLOWED_ORIGINS: ")
    assert told in str(error.value)


@pytest.mark.parametrize("more", [{}, {"ALLOWED_ORIGINS": OTHER}], ids=["none", "another"])
async def test_a_refused_origin_is_told_which_setting_to_change_and_logged_once(
    sqlite_url: str, caplog: pytest.LogCaptureFixture, more: dict[str, str]
) -> None:
    async with served_app(sqlite_url, **more) as api:
        refusals = [await ask(api, APP), await ask(api, APP)]
        refusals.append(await api.http.get("/graphql?query={__typename}", headers={"origin": APP}))
        with pytest.raises(InvalidStatus) as refused:
            async with raw_socket(api.address, origin=APP):
                pass
    for answer in refusals:
        assert (answer.status_code, "access-control-allow-origin" in answer.headers) == (403, False)
        assert f"add {APP} to the setting ALLOWED_ORIGINS" in answer.text
        assert "origin" in answer.headers["vary"].lower() or answer is refusals[-1]
    assert refused.value.response.status_code == 403
    assert b"ALLOWED_ORIGINS" in (refused.value.response.body or b"")
    [line] = [one for one in caplog.records if "ALLOWED_ORIGINS" in one.message]
    assert (line.levelno, APP in line.message) == (logging.WARNING, True)


async def test_a_page_that_is_a_file_is_told_to_be_served(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with running_app(sqlite_url) as api:
        assert "Serve it by HTTP" in (await ask(api, "null")).text
    assert "opened as a file" in caplog.text


async def test_a_slash_at_the_end_of_the_setting_still_allows_the_page(sqlite_url: str) -> None:
    async with running_app(sqlite_url, ALLOWED_ORIGINS=f"{APP}/") as api:
        answer = await ask(api, APP)
    assert answer.headers["access-control-allow-origin"] == APP


async def test_pages_of_other_origins_may_read_the_servers_clock(sqlite_url: str) -> None:
    async with served_app(sqlite_url, ALLOWED_ORIGINS=APP) as api:
        told = {"origin": APP, "content-type": "application/json"}
        answer = await api.http.post("/graphql", headers=told, json={"query": "{ __typename }"})
    exposed = answer.headers["access-control-expose-headers"].lower().split(", ")
    assert {"date", "retry-after", "x-request-id"} <= set(exposed)
    assert answer.headers["date"]


async def test_what_is_no_question_of_a_browser_is_not_allowed(sqlite_url: str) -> None:
    async with running_app(sqlite_url) as api:
        answer = await api.http.options("/graphql")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")


@given(st.text(max_size=300) | st.text(min_size=1, max_size=600).map("https://{}".format))
def test_whatever_a_stranger_sends_the_log_has_an_origin_or_nothing(text: str) -> None:
    origins = Origins([])
    with pytest.MonkeyPatch.context() as patch:
        logged: list[str] = []
        patch.setattr(origins, "_report", lambda origin, _: logged.append(origin))
        origins.refuse(text)
    for origin in logged:
        assert origin == "null" or (origin.isascii() and origin.isprintable() and len(origin) < 300)
        assert "@" not in origin
        assert origin.count("/") in {0, 2}


def test_strangers_cannot_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    origins = Origins([])
    for number in range(REPORTED_MAX + 5):
        origins.refuse(f"https://{number}.example")
    assert len(caplog.records) == REPORTED_MAX


@given(st.lists(st.sampled_from([APP, f"{APP}/", OTHER, "http://localhost:3000"]), max_size=4))
def test_what_the_settings_name_is_admitted_and_nothing_else(named: list[str]) -> None:
    origins = Origins(read_origins(",".join(named)))
    for origin in (APP, OTHER, "http://localhost:3000"):
        wanted = origin in {one.rstrip("/") for one in named}
        assert origins.admits({b"origin": origin.encode(), b"host": b"billing.test"}) == wanted
