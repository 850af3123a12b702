"""GET /export/… as callers see it: rights, content, and cost for the process."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from tortoise import connections

import server.exports
from db.ledger.rows import ENTRY_COLUMNS
from db.privacy.actions import read_actions
from server.exports import AT_ONCE_MAX, OF_ONE_MAX, Streaming
from services.identity.api_keys import create_key, revoke_key
from services.privacy.actions import AdminLog, Asked
from tests.support.server.api import TIMEOUT_SECONDS, Api, Client, running_app, served_app

pytestmark = pytest.mark.slow

PATHS = ["usage.csv", "usage.jsonl", "ledger.csv", "ledger.jsonl", "account.json"]


@pytest.fixture
async def either(database_url: str) -> AsyncIterator[Api]:
    async with running_app(database_url) as running:
        yield running


async def get(client: Client, path: str, **params: Any) -> httpx.Response:
    headers = {"authorization": client.authorization} if client.authorization else {}
    return await client.http.get(f"/export/{path}", params=params, headers=headers)


def code_of(response: httpx.Response) -> tuple[int, str]:
    [error] = response.json()["errors"]
    return response.status_code, error["extensions"]["code"]


@pytest.mark.parametrize("path", PATHS)
async def test_an_account_reads_itself_out(either: Api, path: str) -> None:
    alice = either.user()
    await alice.record(metadata={"a": "=1"})
    response = await get(alice, path)
    assert response.status_code == 200, response.text
    assert response.headers["content-disposition"] == f'attachment; filename="{path}"'
    assert response.headers["cache-control"] == "no-store"
    assert "gpt-4o" in response.text or path.startswith("ledger")
    if path == "account.json":
        assert len(response.json()["entry"]) == 2
    elif path.endswith("jsonl"):
        assert [json.loads(line) for line in response.text.splitlines()]
    else:
        assert response.text.startswith("id,accountId,")
        assert response.headers["content-type"] == "text/csv; charset=utf-8; header=present"


@pytest.mark.parametrize("path", PATHS)
async def test_another_account_is_answered_exactly_as_none(either: Api, path: str) -> None:
    alice = either.user()
    before = await get(alice, path, accountId="bob")
    await either.user("bob").record()
    after = await get(alice, path, accountId="bob")
    assert code_of(before) == code_of(after) == (404, "NOT_FOUND")
    assert before.content == after.content


@pytest.mark.parametrize("path", PATHS)
async def test_rights_are_those_of_reading(api: Api, path: str) -> None:
    await api.user("bob").record()
    assert code_of(await get(api.anonymous, path)) == (401, "UNAUTHENTICATED")
    assert code_of(await get(api.bearing("nonsense"), path)) == (401, "UNAUTHENTICATED")
    assert code_of(await get(api.user(scope="account:write"), path)) == (403, "FORBIDDEN")
    for scope, status in [("accounts:read", 200), ("usage:write", 404), ("accounts:write", 404)]:
        _, plain = await create_key("partner", [scope], clock=api.clock)
        assert (await get(api.bearing(plain), path, accountId="bob")).status_code == status, scope
        assert code_of(await get(api.bearing(plain), path)) == (400, "BAD_INPUT")
    assert (await get(api.admin, path, accountId="bob")).status_code == 200
    assert code_of(await get(api.admin, path, accountId="nobody")) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    "params",
    [
        {"accountId": "a\x00"},
        {"accountId": ""},
        {"from": "yesterday"},
        {"to": "2026-01-01"},
        {"form": "2026-01-01T00:00:00Z"},
    ],
)
async def test_bad_parameters_are_told_by_name(api: Api, params: dict[str, str]) -> None:
    response = await get(api.user(), "usage.csv", **params)
    assert code_of(response) == (400, "BAD_INPUT")
    assert response.json()["errors"][0]["extensions"]["field"] == next(iter(params))


async def test_a_time_bounds_what_is_read(api: Api) -> None:
    alice = api.user()
    await alice.record()
    later = (api.clock() + timedelta(hours=1)).isoformat()
    assert len((await get(alice, "usage.jsonl", to=later)).text.splitlines()) == 1
    assert (await get(alice, "usage.jsonl", **{"from": later})).text == ""


async def test_it_is_compressed_for_whoever_takes_that(api: Api) -> None:
    alice = api.user()
    await alice.record()
    headers = {"authorization": alice.authorization or ""}
    plain = await api.http.get(
        "/export/ledger.csv", headers=headers | {"accept-encoding": "gzip;q=0.0, identity"}
    )
    assert "content-encoding" not in plain.headers
    async with api.http.stream(
        "GET", "/export/ledger.csv", headers=headers | {"accept-encoding": "br, gzip"}
    ) as packed:
        assert packed.headers["content-encoding"] == "gzip"
        raw = b"".join([part async for part in packed.aiter_raw()])
    assert gzip.decompress(raw) == plain.content


async def test_reading_somebody_out_is_written_down(api: Api) -> None:
    await api.user("bob").record()
    await get(api.user("bob"), "account.json")
    assert await read_actions(limit=9) == []
    response = await get(api.admin, "account.json", accountId="bob")
    [action] = await read_actions(limit=9)
    assert (action.actor, action.kind, action.account_id) == ("root", "EXPORT_ACCOUNT", "bob")
    assert response.json()["admin_action"][0]["actor"] == "root"
    own = await get(api.user("bob"), "account.json")
    assert "root" not in own.text


async def test_only_so_many_are_under_way(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Streaming, "under_way", AT_ONCE_MAX)
    assert code_of(await get(api.user(), "usage.csv")) == (429, "LIMIT_EXCEEDED")


async def test_one_caller_has_two_at_most(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    await api.user("bob").record()
    monkeypatch.setitem(Streaming.callers, "bob", OF_ONE_MAX)
    assert code_of(await get(api.user("bob"), "usage.csv")) == (429, "LIMIT_EXCEEDED")
    assert (await get(api.user(), "usage.csv")).status_code == 200
    assert "alice" not in Streaming.callers


async def test_exports_count_that_begin_while_this_one_is_logged(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    await api.user("bob").record()
    written = AdminLog.asked

    async def asked(log: AdminLog, action: Asked) -> None:
        await written(log, action)
        monkeypatch.setitem(Streaming.callers, "root", OF_ONE_MAX)

    monkeypatch.setattr(AdminLog, "asked", asked)
    root = api.user("root", "admin")
    response = await get(root, "account.json", accountId="bob")
    assert code_of(response) == (429, "LIMIT_EXCEEDED")


async def multiplied(api: Api, uses: int) -> None:
    """Copy alice's one use so many times in the database. No audit would accept this ledger."""
    await api.user().record(model="gpt-4o-mini", metadata="=" + "x" * 200)
    conn = connections.get("default")
    series, hashed = {
        "sqlite": (
            "WITH RECURSIVE s (n) AS (SELECT 3 UNION ALL SELECT n + 1 FROM s WHERE n < {last}) ",
            "randomblob(16)",
        ),
        "postgres": (
            "WITH s AS (SELECT generate_series(3, {last}) AS n) ",
            "decode(md5(n::text), 'hex')",
        ),
    }[conn.capabilities.dialect]
    made = {"revision": "n", "key_hash": hashed, "idempotency_key": "CAST(n AS TEXT)"}
    values = ", ".join(made.get(name, name) for name in ENTRY_COLUMNS)
    await conn.execute_query(
        f"{series.format(last=uses + 1)} INSERT INTO entry ({', '.join(ENTRY_COLUMNS)}) "
        f"SELECT {values} FROM entry, s WHERE account_id = 'alice' AND revision = 2"
    )
    await conn.execute_query(f"UPDATE account SET revision = {uses + 1}, digest = {BLOB}")


BLOB = "(SELECT digest FROM entry WHERE revision = 1)"
"""Changes the digest, so that the remembered state no longer matches the account."""


def resident() -> int:
    """Return the bytes of memory that this process has now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def test_a_hundred_thousand_entries_take_a_few_megabytes(
    database_url: str,
) -> None:
    """The caller reads chunk after chunk and keeps none."""
    async with served_app(database_url) as api:
        await multiplied(api, 100_000)
        headers = {"authorization": api.user().authorization or "", "accept-encoding": "identity"}
        lines = length = 0
        before = peak = resident()
        async with api.http.stream("GET", "/export/usage.jsonl", headers=headers) as answer:
            assert answer.status_code == 200
            async for chunk in answer.aiter_raw():
                lines += chunk.count(b"\n")
                length += len(chunk)
                peak = max(peak, resident())
    assert lines == 100_000
    assert length > 40_000_000
    assert peak - before < 20_000_000


async def test_a_caller_who_takes_nothing_is_broken_off(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(server.exports, "STALLED_SECONDS", 0.05)
    async with served_app(sqlite_url) as api:
        await multiplied(api, 30_000)
        headers = {"authorization": api.user().authorization or "", "accept-encoding": "identity"}
        async with api.http.stream("GET", "/export/usage.jsonl", headers=headers) as answer:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                while Streaming.under_way:
                    await asyncio.sleep(0)
            with pytest.raises(httpx.RemoteProtocolError):
                await answer.aread()
    assert "too slowly" in caplog.text
    assert "Traceback" not in caplog.text


async def test_an_export_ends_with_the_key_of_its_caller(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with served_app(sqlite_url) as api:
        await multiplied(api, 30_000)
        key, plain = await create_key("partner", ["accounts:read"], clock=api.clock)
        headers = {"authorization": f"Bearer {plain}", "accept-encoding": "identity"}
        path = "/export/usage.jsonl?accountId=alice"
        async with api.http.stream("GET", path, headers=headers) as answer:
            assert answer.status_code == 200
            await revoke_key(key.id, clock=api.clock)
            async with asyncio.timeout(TIMEOUT_SECONDS):
                while Streaming.under_way:
                    await asyncio.sleep(0)
            with pytest.raises(httpx.RemoteProtocolError):
                await answer.aread()
    assert "the key of its caller has ended" in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_caller_who_goes_away_ends_the_reading(sqlite_url: str) -> None:
    async with served_app(sqlite_url) as api:
        await multiplied(api, 30_000)
        headers = {"authorization": api.user().authorization or "", "accept-encoding": "identity"}
        async with api.http.stream("GET", "/export/usage.jsonl", headers=headers) as answer:
            async for _ in answer.aiter_raw():
                break
            assert Streaming.under_way == 1
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while Streaming.under_way:
                await asyncio.sleep(0)
