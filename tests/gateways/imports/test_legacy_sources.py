"""Mappings and sources of an older system: any names, any values, in chunks of limited size."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.payments.subscription import SubscriptionStatus
from billing.tokens import MAX_TOKENS
from db.engine.config import asyncpg_credentials
from gateways.imports.legacy_mapping import LegacyMapping, LegacyTable, MappingError, read_mapping
from gateways.imports.legacy_numbers import number_in
from gateways.imports.legacy_source import LegacySource, LegacySourceError, RawRow, chunks, counted
from gateways.imports.legacy_sqlite import SqliteSource
from tests.support.imports.legacy_data import Old, old_subscriber, old_use, old_user

HOSTILE = ['a"b', "x; DROP TABLE t; --", "sel'ect", "名前", "a b.c", "$1 ?"]


def mapping_of(tmp_path: Path, text: str) -> LegacyMapping:
    path = tmp_path / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path)


async def read(source: LegacySource, table: LegacyTable, after: Any = None) -> list[RawRow]:
    await source.check(table)
    return [row async for batch in source.batches(table, after) for row in batch]


def test_the_default_names_what_the_older_system_is_known_to_have() -> None:
    mapping = read_mapping()
    assert mapping.users.name == "user_billing"
    assert mapping.usage is not None
    assert mapping.usage.name == "usage_history"
    assert mapping.plans["premium"] == "PREMIUM"
    assert mapping.statuses["cancelled"] is SubscriptionStatus.CANCELED
    assert mapping.statuses["none"] is None


def test_a_file_says_only_what_differs(tmp_path: Path) -> None:
    text = '[users]\ntable = ["old", "people"]\nstatus = ""\n[usage]\ntable = ""\n'
    mapping = mapping_of(tmp_path, text + '[plans]\nGold = "PREMIUM"\n')
    assert mapping.users.path == ("old", "people")
    assert mapping.users.columns["status"] is None
    assert mapping.users.columns["tokens"] == "token_balance"
    assert mapping.usage is None
    assert mapping.plans["gold"] == "PREMIUM"
    assert mapping.digest != read_mapping().digest


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[people]\nid = 'x'", "is not one of users, usage"),
        ("[users]\nname = 'x'", "users.name is not one of table, id"),
        ("[users]\nid = 5", "users.id must be text"),
        ("[users]\nid = ''", "users.id can't be left out"),
        ("[users]\ntable = ''", "users.table can't be left out"),
        ("[users]\ntable = [1]", "a name, or a list of names"),
        ('[users]\nplan = "a\\u0000b"', "NUL"),
        ("[usage]\ntime = ''", "usage.time can't be left out"),
        ("[usage]\ntable = false", "usage.table must be text"),
        ("[statuses]\nodd = 'ODD'", "'ODD' is not one of NONE, PENDING"),
        ("users = 1", "is not one of"),
        ("[users", "mapping.toml:"),
    ],
)
def test_a_mapping_that_can_not_be_used_says_why(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(MappingError, match=message.replace("[", r"\[")):
        mapping_of(tmp_path, text)


@given(
    keys=st.lists(st.integers(0, 5), max_size=40).map(sorted),
    size=st.integers(1, 7),
    batch=st.integers(1, 9),
)
async def test_chunks_end_only_where_the_key_changes(
    keys: list[int], size: int, batch: int
) -> None:
    async def batches() -> AsyncIterator[list[RawRow]]:
        for start in range(0, len(keys), batch):
            yield [(key,) for key in keys[start : start + batch]]

    found = [chunk async for chunk in chunks(batches(), size)]
    assert [key for chunk in found for (key,) in chunk] == keys
    assert all(len(chunk) >= size for chunk in found[:-1])
    assert all(one[-1] != after[0] for one, after in pairwise(found))


@pytest.mark.parametrize(
    ("cell", "tokens"),
    [
        (0, 0),
        ("12", 12),
        (MAX_TOKENS, MAX_TOKENS),
        (str(MAX_TOKENS), MAX_TOKENS),
        *((cell, None) for cell in (MAX_TOKENS + 1, -1, "-1", "", " 1", "1.0", "²", None, 1.0)),
        *((cell, None) for cell in (True, b"1", "9" * 19, "٣")),
    ],
)
def test_what_counts_as_tokens(cell: Any, tokens: int | None) -> None:
    assert counted(cell) == tokens


ODD_TOKENS = ["12\0", 5, "7", "-1", -1, 1.5, "x", None, "12x", MAX_TOKENS, MAX_TOKENS + 1, "", b"9"]


async def test_sqlite_sums_every_number_exactly(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    rows = ODD_TOKENS + [MAX_TOKENS] * 2_000
    with closing(sqlite3.connect(path)) as connection, connection:
        columns = ", ".join(old_user("x"))
        connection.execute(f"CREATE TABLE user_billing ({columns})")
        for number, tokens in enumerate(rows):
            connection.execute(
                "INSERT INTO user_billing (user_id, token_balance) VALUES (?, ?)", (number, tokens)
            )
    source = SqliteSource(path)
    totals = await source.totals(read_mapping().users, None)
    assert totals.users == len(rows)
    assert totals.tokens == sum(number_in(tokens) or 0 for tokens in rows)
    await source.close()


async def test_sqlite_rows_can_be_gone_on_with_behind_any_key(tmp_path: Path) -> None:
    """Keys may be of any type, including text that is not UTF-8. They are converted to JSON."""
    path = tmp_path / "old.db"
    keys: list[Any] = [None, -5, 3, 4.5, "", "a", "é", "\x07", b"", b"\xff\x00"]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE user_billing ({', '.join(old_user('x'))})")
        for key in keys:
            connection.execute("INSERT INTO user_billing (user_id) VALUES (?)", (key,))
        sql = "INSERT INTO user_billing (user_id) VALUES (CAST(x'61ff62' AS TEXT))"
        connection.execute(sql)
    source, users = SqliteSource(path), read_mapping().users
    whole = await read(source, users)
    assert len(whole) == len(keys) + 1
    for number, row in enumerate(whole):
        after = json.loads(json.dumps(row[0]))
        assert await read(source, users, after) == whole[number + 1 :]
    await source.close()


async def test_sqlite_rows_in_another_encoding_can_be_gone_on_with(tmp_path: Path) -> None:
    """SQLite sorts the bytes of keys, not their letters."""
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE user_billing ({', '.join(old_user('x'))})")
        for key in (b"\x80uro", b"\xe4rger", b"J\xf6rg", "J\u00f6rg".encode(), b"\x81"):
            sql = f"INSERT INTO user_billing (user_id) VALUES (CAST(x'{key.hex()}' AS TEXT))"
            connection.execute(sql)
    source, users = SqliteSource(path, encoding="cp1252"), read_mapping().users
    whole = await read(source, users)
    names = [row[1] for row in whole]
    assert names == ["J\u00f6rg", "J\u00f6rg", "\u20acuro", "\udcff", "\u00e4rger"]
    for number, row in enumerate(whole):
        after = json.loads(json.dumps(row[0]))
        assert await read(source, users, after) == whole[number + 1 :]
    await source.close()


@pytest.mark.parametrize("name", HOSTILE)
async def test_any_name_is_a_name_on_both_databases(
    tmp_path: Path, name: str, postgres_url: str
) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    text = f"[users]\ntable = {json.dumps(name, ensure_ascii=False)}\nplan = ''\nstatus = ''\n"
    text += f"id = {json.dumps(name, ensure_ascii=False)}\ntokens = 'n'\ncreated = ''\n"
    absent = ["customer", "subscription", "period_end"]
    users = mapping_of(tmp_path, text + "".join(f"{column} = ''\n" for column in absent)).users
    ddl = f"CREATE TABLE {quoted} ({quoted} TEXT, n BIGINT)"
    with closing(sqlite3.connect(tmp_path / "old.db")) as connection, connection:
        connection.execute(ddl)
        connection.execute(f"INSERT INTO {quoted} VALUES ('alice', 5)")
    credentials = asyncpg_credentials(postgres_url)
    assert credentials is not None
    server = await asyncpg.connect(**credentials)
    await server.execute(f"{ddl}; INSERT INTO {quoted} VALUES ('alice', 5)")
    await server.close()
    from gateways.imports.legacy_postgres import PostgresSource

    for source, tokens in (
        (SqliteSource(tmp_path / "old.db"), 5),
        (PostgresSource(credentials), "5"),
    ):
        (row,) = await read(source, users)
        assert row[:3] == ("alice", "alice", tokens)
        assert set(row[3:]) == {None}
        totals = await source.totals(users, None)
        assert (totals.users, totals.tokens, totals.plans) == (1, 5, {(None, None): 1})
        assert await source.count(users) == 1
        await source.close()


async def test_a_source_that_lacks_a_table_or_column_is_refused(
    tmp_path: Path, postgres_url: str
) -> None:
    old = Old([old_user("alice")], [old_use(1)])
    missing = mapping_of(tmp_path, "[users]\ntokens = 'purse'\n[usage]\ntable = 'nowhere'\n")
    keyless = mapping_of(tmp_path, "[usage]\nid = ''\n")
    assert missing.usage is not None
    assert keyless.usage is not None
    sources: list[LegacySource] = [
        old.as_sqlite(tmp_path / "old.db"),
        await old.as_postgres(postgres_url),
        old.as_csv(tmp_path / "csv"),
    ]
    for source in sources:
        with pytest.raises(LegacySourceError, match="purse"):
            await source.check(missing.users)
        with pytest.raises((LegacySourceError, OSError), match="nowhere"):
            await source.check(missing.usage)
    for source in sources[:2]:
        with pytest.raises(LegacySourceError, match="needs its column id"):
            await source.check(keyless.usage)
    await sources[2].check(keyless.usage)
    for source in sources:
        await source.close()


async def test_sqlite_rows_without_ids_have_their_row_number(tmp_path: Path) -> None:
    usage = mapping_of(tmp_path, "[usage]\nid = 'rowid'\n").usage
    assert usage is not None
    source = Old([], [old_use(5), old_use(9)]).as_sqlite(tmp_path / "old.db")
    assert [row[:2] for row in await read(source, usage)] == [(5, 5), (9, 9)]
    await source.close()


async def test_csv_rows_that_can_not_be_read_are_among_the_others(tmp_path: Path) -> None:
    source = Old([old_subscriber("alice")]).as_csv(tmp_path / "csv")
    with (tmp_path / "csv" / "user_billing.csv").open("ab") as file:
        file.write(b"bob,5\ncarol\xff,5,,,,,,\n")
    rows = await read(source, read_mapping().users)
    assert [row[0] for row in rows] == [2, 3, 4]
    assert [str(row[1]) for row in rows[1:]] == [
        "has 2 cells where the header has 8",
        "not UTF-8",
    ]
    assert (await source.totals(read_mapping().users, None)).users == 3


async def test_the_source_is_not_written_to(tmp_path: Path) -> None:
    source = Old([old_user("alice")]).as_sqlite(tmp_path / "old.db")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        source._connection.execute("DELETE FROM user_billing")
    await source.close()
