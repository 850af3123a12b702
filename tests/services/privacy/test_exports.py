"""The text of exports, read as by a spreadsheet and by a program, for any text of callers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.details import details_of
from billing.catalog.units import ServiceTier, UsageUnit
from billing.ledger.account import Account
from db.commit.journal import read_accounts
from services.privacy.erasure import Erased, Erasures
from services.privacy.exports import (
    LEDGER_COLUMNS,
    USAGE_COLUMNS,
    Export,
    Format,
    Gone,
    Stream,
    csv_line,
    everything,
)
from tests.services.commit.committing import commit_batch
from tests.support.ledger.factories import adjustment, placing, use
from tests.support.payments.shop import Shop, shop

HOSTILE = "=cmd|'/C calc'!A0\",\r\n\u2028\U0001f600"


@pytest.fixture
async def made(database: str) -> AsyncIterator[Shop]:
    async with shop() as running:
        yield running


async def do(made: Shop, *commands: Any) -> Account:
    await commit_batch(commands, book=made.catalog.book, clock=made.clock)
    return (await read_accounts(["alice"]))["alice"]


async def text(account: Account, stream: Stream, form: Format, **bounds: Any) -> str:
    export = Export(account=account, stream=stream, format=form, **bounds)
    return "".join([line async for line in export.lines()])


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


async def lived(made: Shop) -> Account:
    account = await do(
        made,
        use(model="gpt-4o", key=HOSTILE[:10], metadata=json.dumps({"a": HOSTILE}), may_open=True),
        use(model="gpt-4o", input_tokens=7, metadata='"=1+1"'),
        use(model="gpt-4o", input_tokens=8, metadata="-1"),
        adjustment(tokens=-3, reason="@SUM(1)"),
        adjustment(tokens=5, reason='a "b", c'),
        placing(model="gpt-4o"),
    )
    assert account.revision == 7
    return account


async def test_the_ledger_of_both_formats_is_the_same(made: Shop) -> None:
    account = await lived(made)
    rows = table(await text(account, Stream.LEDGER, Format.CSV))
    objects = [
        json.loads(line) for line in (await text(account, Stream.LEDGER, Format.JSONL)).splitlines()
    ]
    assert len(rows) == len(objects) == account.revision
    assert tuple(rows[0]) == tuple(objects[0]) == LEDGER_COLUMNS
    assert sum(int(row["tokens"]) for row in rows) == account.balance
    assert [row["balance"] for row in rows] == [str(one["balance"]) for one in objects]
    assert [one["reason"] for one in objects[4:]] == ["@SUM(1)", 'a "b", c', None]
    assert [row["reason"] for row in rows[4:]] == ["'@SUM(1)", 'a "b", c', ""]
    assert rows[4]["tokens"] == "-3"
    assert rows[0]["recordedAt"] == "2026-11-23T12:00:00Z"
    assert objects[1]["charges"] == [[1, "ALLOWANCE", -objects[1]["tokens"]]]


async def test_uses_keep_what_callers_wrote(made: Shop) -> None:
    account = await lived(made)
    rows = table(await text(account, Stream.USAGE, Format.CSV))
    lines = (await text(account, Stream.USAGE, Format.JSONL)).removesuffix("\n").split("\n")
    objects = [json.loads(line) for line in lines]
    assert tuple(rows[0]) == tuple(objects[0]) == USAGE_COLUMNS
    assert [one["metadata"] for one in objects] == [{"a": HOSTILE}, "=1+1", -1]
    assert [row["metadata"] for row in rows] == [
        json.dumps({"a": HOSTILE}),
        '"=1+1"',
        "'-1",
    ]
    assert rows[0]["idempotencyKey"] == "'" + HOSTILE[:10]
    assert rows[0]["id"] == objects[0]["id"] == "alice:2"


async def test_uses_tell_their_details(made: Shop) -> None:
    await made.account("alice")
    details = details_of([(UsageUnit.PAGES, 2), (UsageUnit.REASONING_TOKENS, 1)], ServiceTier.FLEX)
    account = await do(
        made, use(model="gpt-4o"), use(model="gpt-4o", output_tokens=1, details=details)
    )
    columns = ("details", "serviceTier", "unpriced")
    rows = table(await text(account, Stream.USAGE, Format.CSV))
    assert [[row[name] for name in columns] for row in rows] == [
        ["", "STANDARD", ""],
        ['{"REASONING_TOKENS": 1, "PAGES": 2}', "FLEX", '["PAGES"]'],
    ]
    lines = (await text(account, Stream.USAGE, Format.JSONL)).splitlines()
    assert [[json.loads(line)[name] for name in columns] for line in lines] == [
        [None, "STANDARD", None],
        [{"REASONING_TOKENS": 1, "PAGES": 2}, "FLEX", ["PAGES"]],
    ]


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_is_one_cell_and_no_formula(written: str) -> None:
    line = csv_line((written, -5, None))
    [[cell, number, nothing]] = csv.reader(io.StringIO(line, newline=""), strict=True)
    assert (number, nothing) == ("-5", "")
    assert cell in {written, "'" + written}
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert line.endswith("\r\n")


async def test_the_bounds_are_half_open(made: Shop) -> None:
    await made.account("alice")
    start = made.clock()
    for hours in range(4):
        made.clock.now = start + timedelta(hours=hours)
        account = await do(made, use(model="gpt-4o"))
    begin, end = start + timedelta(hours=1), start + timedelta(hours=3)
    rows = table(await text(account, Stream.USAGE, Format.CSV, start=begin, end=end))
    assert [row["occurredAt"][11:13] for row in rows] == ["13", "14"]


async def test_what_happens_meanwhile_is_left_out(made: Shop) -> None:
    await made.account("alice")
    account = await do(made, *(use(model="gpt-4o", input_tokens=1) for _ in range(600)))
    export = Export(account=account, stream=Stream.LEDGER, format=Format.JSONL)
    revisions = []
    async for line in export.lines():
        if len(revisions) == 300:
            await do(made, use(model="gpt-4o"), adjustment(tokens=1))
        revisions.append(json.loads(line)["revision"])
    assert revisions == [*range(1, account.revision + 1)]


async def test_an_erasure_meanwhile_breaks_the_export_off(made: Shop) -> None:
    await made.account("alice")
    account = await do(made, *(use(model="gpt-4o", input_tokens=1) for _ in range(600)))
    erased = False
    with pytest.raises(Gone):
        async for _ in Export(account=account, stream=Stream.LEDGER, format=Format.JSONL).lines():
            if not erased:
                erased = isinstance(
                    await Erasures(made.clock, lambda _: None).erase("alice", actor="root"), Erased
                )
    assert erased


async def test_everything_is_one_document_with_every_row(made: Shop) -> None:
    await lived(made)
    bought = await made.bought(account_id="alice")
    account = await do(made, *(use(model="gpt-4o", input_tokens=1) for _ in range(600)))
    document = json.loads("".join([part async for part in everything(account, with_actors=True)]))
    assert document["account"]["id"] == "alice"
    assert document["account"]["state"]
    assert [row["revision"] for row in document["entry"]] == [*range(1, account.revision + 1)]
    assert [row["id"] for row in document["purchase"]] == [bought.id]
    assert len(document["token_grant"]) == 2
    assert document["past_use"] == document["admin_action"] == []
    assert len(document["entry"][0]["digest"]) == 32


async def test_everything_holds_all_entries_that_its_account_counts(made: Shop) -> None:
    """One entry was recorded after the account had been read."""
    account = await do(made, use(model="gpt-4o", may_open=True))
    await do(made, use(model="gpt-4o"))
    document = json.loads("".join([part async for part in everything(account, with_actors=True)]))
    assert document["account"]["revision"] == len(document["entry"]) == account.revision + 1
