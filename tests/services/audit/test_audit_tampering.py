"""Every change of any row is found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tortoise.exceptions import BaseORMException

from billing.ledger.commands import AdjustBalance, RecordUsage, Touch
from billing.ledger.entry import key_hash
from billing.ledger.hold_commands import PlaceHold
from db.engine.config import connect, disconnect
from db.ledger.rows import ACCOUNT_COLUMNS, ENTRY_COLUMNS, GRANT_COLUMNS
from tests.support.audit.tampering import (
    ALLOWANCE,
    GIFT,
    GIVEN,
    LAPSE,
    LAST,
    LIVE,
    USE,
    Ledger,
    Tampering,
    account,
    entry,
    eventful,
    faults,
    grant,
    open_ledger,
    rows,
    tampering,
    write,
)
from tests.support.examples import scaled
from tests.support.ledger.factories import NOW, adjustment, placing, use


@pytest.fixture
async def ledger(database: str) -> Ledger:
    return await open_ledger()


SECOND = timedelta(seconds=1)
LONG = "{}.000000+00:00"
LISTS = f'{{"touched_at":"{NOW.isoformat()}","grants":[],"renewals":[],"quotas":[]}}'
ENTRIES = [
    *entry(LAST, "account_id", "bob", "nobody"),
    *entry(USE, "revision", 10, 99, 2**53 - 1),
    *entry(LAPSE, "kind", "ADJUSTMENT", "PURCHASE", "ALLOWANCE"),
    *entry(USE, "tokens", -801, 0),
    *entry(USE, "balance", 9_201, -1),
    *entry(USE, "charges", "[]", "{", "{}", "[1]", '[[1,"GIFT",800]]', '[["1","ALLOWANCE",800]]'),
    *entry(USE, "charges", '[[1,"ALLOWANCE",800.0]]', '[[1, "ALLOWANCE", 800]]', "[" * 99_999),
    *entry(USE, "recorded_at", NOW + SECOND, NOW - SECOND),
    *entry(LAST, "recorded_at", NOW + timedelta(days=99_999), NOW.replace(year=9999, month=12)),
    *entry(USE, "occurred_at", NOW + SECOND),
    *entry(LAPSE, "occurred_at", NOW),
    *entry(USE, "key_hash", key_hash("other"), b""),
    *entry(USE, "idempotency_key", "other"),
    *entry(USE, "fingerprint", bytes(16), b""),
    *entry(ALLOWANCE, "fingerprint", b"", bytes(16)),
    *entry(GIVEN, "reason", "theft", None),
    *entry(USE, "reason", "", "because"),
    *entry(USE, "digest", b"", bytes(16), bytes(99)),
    *entry(LAST, "digest", bytes(16)),
    *entry(USE, "model", "gift"),
    *entry(USE, "input_tokens", 99),
    *entry(USE, "output_tokens", 1),
    *entry(USE, "cached_input_tokens", 1),
    *entry(USE, "terms", "8/8/9", "8", "1000 TOKENS/MONTH", "x TOKENS/MONTH"),
    *entry(GIFT, "metadata", None, '{"a":2}', "{"),
    *entry(ALLOWANCE, "metadata", "{}"),
    *entry(USE, "requested_model", "acme/paid", ""),
]
GRANTS = [
    *grant(GIVEN, "account_id", "bob", "nobody"),
    *grant(GIVEN, "number", 5, 99),
    *grant(LIVE, "source", "ADJUSTMENT", "PACK"),
    *grant(GIVEN, "source", "ALLOWANCE"),
    *grant(ALLOWANCE, "amount", 10_001, 1),
    *grant(ALLOWANCE, "effective_at", NOW - SECOND),
    *grant(GIVEN, "effective_at", NOW - timedelta(days=3_000)),
    *grant(ALLOWANCE, "expires_at", NOW + timedelta(days=99), None),
    *grant(GIVEN, "expires_at", NOW + timedelta(days=10), None),
    *grant(LIVE, "expires_at", NOW + timedelta(days=99), None),
]
ACCOUNTS = [
    *account("id", "carol"),
    *account("opened_at", NOW + SECOND, NOW - timedelta(days=365), NOW.replace(month=10)),
    *account("plan", "PREMIUM", "GIFT"),
    *account("revision", 0, 8, 10, 2**53 - 1),
    *account("available", 0, 9_999),
    *account("held", 1),
    *account("debt", 1),
    *account("stale_at", NOW, None),
    *account("state", "{}", "[]", "{", "", "null", "[" * 99_999, LISTS),
    *account("digest", bytes(16), b""),
    *account("sweep_at", NOW, NOW.replace(year=9999)),
]


@pytest.mark.parametrize(
    ("tamperings", "columns"),
    [(ENTRIES, ENTRY_COLUMNS), (GRANTS, GRANT_COLUMNS), (ACCOUNTS, ACCOUNT_COLUMNS)],
    ids=["entry", "token_grant", "account"],
)
async def test_a_change_of_any_column_is_found(
    ledger: Ledger, tamperings: list[Tampering], columns: list[str]
) -> None:
    await eventful(ledger)
    assert await faults() == []
    assert {one.column for one in tamperings} == set(columns)
    missed = []
    for one in tamperings:
        async with tampering() as db:
            await one.do(db)
            if not await faults():
                missed.append(one)
    assert missed == []
    assert await faults() == []


STATES = [
    ('"touched_at":"2026', '"touched_at":"2025'),
    ("10000,10000", "10000,10001"),
    ("10000,10000", "10000,10000.0"),
    ('"MONTH":"2027', '"MONTH":"2028'),
    ("42]", "41]"),
    ("42]", '"42"]'),
    ("42]", "true]"),
    ('"TOKENS"', '"REQUESTS"'),
    ('"TOKENS"', '"GIFTS"'),
    ('"gift"', '"free"'),
    ('"version":1', '"version":0'),
    ('"version":1', '"version":true'),
    ('{"touched_at"', '{ "touched_at"'),
    ('{"touched_at"', '{"more":1,"touched_at"'),
]


async def test_a_change_of_any_part_of_the_state_is_found(ledger: Ledger) -> None:
    await eventful(ledger)
    (row,) = await rows("account", "id = 'alice'")
    missed = []
    for old, new in STATES:
        assert old in row["state"]
        async with tampering() as db:
            await account("state", row["state"].replace(old, new))[0].do(db)
            if not await faults():
                missed.append((old, new))
    assert missed == []


async def test_a_state_that_a_later_release_wrote_is_no_fault(ledger: Ledger) -> None:
    await eventful(ledger)
    (row,) = await rows("account", "id = 'alice'")
    async with tampering() as db:
        later = row["state"].replace('"version":1', '"version":2,"more":[]')
        await account("state", later)[0].do(db)
        assert await faults() == []


async def test_a_deleted_or_invented_row_is_found(ledger: Ledger) -> None:
    await eventful(ledger)
    entries = await rows("entry", "account_id = 'alice'")
    grants = await rows("token_grant", "account_id = 'alice'")
    statements = [
        *(
            f"DELETE FROM entry WHERE account_id = 'alice' AND revision = {row['revision']}"
            for row in entries
        ),
        *(
            f"DELETE FROM token_grant WHERE account_id = 'alice' AND number = {row['number']}"
            for row in grants
        ),
        "DELETE FROM account WHERE id = 'alice'",
        "DELETE FROM entry",
        "DELETE FROM token_grant",
        "DELETE FROM account",
        copied("token_grant", GRANT_COLUMNS, number="6"),
        copied("token_grant", GRANT_COLUMNS, number="60"),
        copied("token_grant", GRANT_COLUMNS, account_id="'nobody'"),
        copied("entry", ENTRY_COLUMNS, revision="10", key_hash="NULL", idempotency_key="NULL"),
        copied("entry", ENTRY_COLUMNS, account_id="'nobody'"),
    ]
    missed = []
    for statement in statements:
        async with tampering() as db:
            await write(db, statement)
            if not await faults():
                missed.append(statement)
    assert missed == []


def copied(table: str, columns: Sequence[str], **changes: str) -> str:
    """Copy alice's first row of the table, with some other values."""
    values = ", ".join(changes.get(name, name) for name in columns)
    number = "number" if table == "token_grant" else "revision"
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} "
        f"WHERE account_id = 'alice' AND {number} = 1"
    )


async def test_an_entry_of_another_account_put_in_its_place_is_found(ledger: Ledger) -> None:
    """Bob's first entry equals alice's in everything but its account."""
    await ledger.do(Touch("alice", may_open=True), Touch("bob", may_open=True))
    async with tampering() as db:
        for table, key in (("entry", "account_id"), ("account", "id")):
            other = f"SELECT digest FROM {table} WHERE {key} = 'bob'"
            await write(db, f"UPDATE {table} SET digest = ({other}) WHERE {key} = 'alice'")
        assert len(await faults()) == 1


async def test_sqlite_times_in_another_form_are_found(sqlite_url: str) -> None:
    """As text, they would be compared and sorted differently."""
    await connect(sqlite_url)
    try:
        await eventful(await open_ledger())
        for one in (*grant(LIVE, "expires_at", LONG), *grant(LIVE, "effective_at", LONG)):
            async with tampering() as db:
                (row,) = await rows("token_grant", f"account_id = 'alice' AND number = {LIVE}")
                await replace(one, value=one.value.format(row[one.column][:19])).do(db)
                (found,) = await faults()
            assert found.endswith(f"grant 8: column {one.column} contradicts the others")
    finally:
        await disconnect()


accounts = st.sampled_from(["alice", "bob"])
commands = st.one_of(
    st.builds(
        use,
        account_id=accounts,
        model=st.sampled_from(["gift", "calls", "paid"]),
        input_tokens=st.integers(1, 400),
        metadata=st.sampled_from([None, "{}"]),
        may_open=st.just(True),
    ),
    st.builds(
        placing,
        account_id=accounts,
        model=st.sampled_from(["gift", "calls", "paid"]),
        input_tokens=st.integers(1, 400),
        max_output_tokens=st.integers(0, 2_000),
        allow_partial=st.booleans(),
        ttl_seconds=st.sampled_from([1, 3_600, 86_400]),
        may_open=st.just(True),
    ),
    st.builds(
        adjustment,
        account_id=accounts,
        tokens=st.integers(-500, 500).filter(bool),
        may_open=st.just(True),
    ),
    st.builds(
        adjustment,
        account_id=accounts,
        tokens=st.integers(1, 500),
        expires_at=st.integers(1, 60).map(lambda days: NOW + timedelta(days=days)),
        may_open=st.just(True),
    ),
)
histories = st.lists(st.tuples(st.integers(0, 20 * 24), commands), min_size=1, max_size=8)
TEXTS = ["", "x", "alice", "bob", "FREE", "PREMIUM", "USAGE", "ADJUSTMENT", "ALLOWANCE", "LAPSE"]


@settings(max_examples=scaled(40), suppress_health_check=list(HealthCheck))
@given(history=histories, data=st.data())
async def test_any_change_of_any_history_is_found(
    ledger: Ledger,
    history: list[tuple[int, RecordUsage | AdjustBalance | PlaceHold]],
    data: st.DataObject,
) -> None:
    ledger.clock.now = NOW
    async with tampering() as db:
        for table in ("entry", "token_grant", "account"):
            await write(db, f"DELETE FROM {table}")
        for number, (hours, command) in enumerate(history):
            ledger.clock.advance(hours=hours)
            await ledger.do(replace(command, idempotency_key=f"key {number}"))
        assert await faults() == []
        table = data.draw(st.sampled_from(["account", "entry", "token_grant"]))
        row = data.draw(st.sampled_from(await rows(table)))
        column = data.draw(st.sampled_from(sorted(row)))
        value = data.draw(changed(row[column]))
        key = ["id"] if table == "account" else ["account_id", list(row)[1]]
        where = " AND ".join(f"{name} = ?" for name in key)
        with suppress(BaseORMException):  # the database itself refuses many
            await write(
                db,
                f"UPDATE {table} SET {column} = ? WHERE {where}",
                value,
                *(row[name] for name in key),
            )
            assert await faults(), (table, row, column, value)


def changed(value: Any) -> st.SearchStrategy[Any]:
    """Return another value of the same type."""
    match value:
        case int():
            return st.integers(-3, 3).filter(bool).map(lambda by: value + by)
        case bytes():
            return st.binary(max_size=17).filter(lambda other: other != value)
        case datetime():
            return (
                st.integers(-(10**6), 10**6)
                .filter(bool)
                .map(lambda s: value + timedelta(seconds=s))
            )
        case str():
            return st.one_of(st.sampled_from(TEXTS), digits_changed(value)).filter(
                lambda other: other != value
            )
        case _:
            return st.sampled_from([*TEXTS, b"", b"x", 1, NOW])


def digits_changed(text: str) -> st.SearchStrategy[str]:
    # A state of a later version means the same.
    version = re.search(r'"version":\d', text)
    left_out = version.end() - 1 if version else -1
    places = [n for n, character in enumerate(text) if character.isdigit() and n != left_out]
    if not places:
        return st.just(text + "x")
    return st.builds(
        lambda place, digit: text[:place] + digit + text[place + 1 :],
        st.sampled_from(places),
        st.sampled_from("0123456789"),
    )
