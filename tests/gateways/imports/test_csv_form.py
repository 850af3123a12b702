"""The detection of the form of CSV files, and of the numbers in them."""

from __future__ import annotations

import gc
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateways.imports.csv_form import CsvForm, find_form
from gateways.imports.encodings import is_encoding
from gateways.imports.legacy_csv import CsvSource
from gateways.imports.legacy_mapping import read_mapping
from gateways.imports.legacy_numbers import number_in, plain_text
from gateways.imports.usage_file import Format, open_usage_file
from gateways.imports.usage_lines import BadRow, Row

COLUMNS = ("id", "name")
GERMAN = "J\u00f6rg M\u00fc\u00dfig, Stra\u00dfe \u201e5\u201c \u20ac"


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "some.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp1252", "cp1252"), ("utf-16", "utf-16")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_form_is_found_out_and_read_by(
    tmp_path: Path, encoding: str, found: str, delimiter: str
) -> None:
    rows = [COLUMNS, ("1", GERMAN.replace(delimiter, " ")), ("2", "plain")]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    path = written(tmp_path, text.encode(encoding))
    form = find_form(path, COLUMNS, encoding=None, delimiter=None)
    assert form == CsvForm(found, delimiter)
    options = {"columns": COLUMNS, "delimiter": form.delimiter, "encoding": form.encoding}
    with open_usage_file(path, file_format=Format.CSV, **options) as file:  # type: ignore[arg-type]
        names = [record.cells["name"] for record in file.records]  # type: ignore[union-attr]
    assert names == [rows[1][1], "plain"]


@pytest.mark.parametrize(
    "content",
    [
        b"id,name\n1,plain\n2,J\xc3\xb6rg\n3,damaged \xfc\n",
        b"id,name\n1,\xff\xfe\n",
        b"id,name\n1,\x81\n",
    ],
)
def test_a_few_damaged_bytes_make_no_other_encoding(tmp_path: Path, content: bytes) -> None:
    assert find_form(written(tmp_path, content), COLUMNS, encoding=None, delimiter=None) == (
        "utf-8",
        ",",
    )


def test_what_is_said_counts(tmp_path: Path) -> None:
    path = written(tmp_path, b"id;name\n1;\xa4\n")
    assert find_form(path, COLUMNS, encoding="iso8859-15", delimiter=",") == ("iso8859-15", ",")


@pytest.mark.parametrize(
    ("encoding", "damaged", "reason"),
    [
        ("utf8", b"\xff", "not UTF-8"),
        ("UTF-8", b"\xff", "not UTF-8"),
        ("utf-8-sig", b"\xff", "not utf-8-sig"),
        ("cp1252", b"\x81", "not cp1252"),
        ("shift_jis", b"\x81\xff", "not shift_jis"),
    ],
)
def test_bytes_that_the_encoding_does_not_have_make_a_bad_row(
    tmp_path: Path, encoding: str, damaged: bytes, reason: str
) -> None:
    path = written(tmp_path, b"id,name\n1,a" + damaged + b"\n2,plain\n")
    with open_usage_file(path, file_format=Format.CSV, columns=COLUMNS, encoding=encoding) as file:
        assert list(file.records) == [BadRow(2, reason), Row(3, {"id": "2", "name": "plain"})]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_file_that_is_not_read_to_its_end_closes_quietly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    path = written(tmp_path, ("id,name\n" + "1,plain\n" * 10_000).encode(encoding))
    with open_usage_file(path, file_format=Format.CSV, columns=COLUMNS, encoding=encoding) as file:
        assert next(file.records).line == 2
    del file
    gc.collect()
    assert told == []


def test_an_encoding_has_one_name(tmp_path: Path) -> None:
    path = written(tmp_path, b"id,name\n")
    assert find_form(path, COLUMNS, encoding="UTF8", delimiter=None) == CsvForm()


def test_only_encodings_of_text_can_be_said() -> None:
    assert [is_encoding(one) for one in ("cp1252", "UTF-8", "latin-1")] == [True] * 3
    assert [is_encoding(one) for one in ("nonsense", "", "hex", "zip", "\0")] == [False] * 5


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (7, 7),
        (-7, -7),
        ("7", 7),
        (" +7.00 ", 7),
        ("-0.5", Fraction(-1, 2)),
        (1.25, Fraction(5, 4)),
        (500.0, 500),
        (2**70, 2**70),
        *((cell, None) for cell in (None, "", "x", "1e3", "1,5", ".5", "5.", "--1", True, b"1")),
        *((cell, None) for cell in ("\u0663", "1\u00a0", "0x1", float("nan"), float("inf"), "NaN")),
    ],
)
def test_numbers_of_older_systems(cell: Any, number: Any) -> None:
    assert number_in(cell) == number
    assert type(number_in(cell)) is type(number)


@given(st.decimals(-(10**18), 10**18, places=9))
def test_a_number_is_read_exactly_however_it_is_written(value: Decimal) -> None:
    plain = f"{value:f}"
    assert number_in(plain) == Fraction(value)
    german = f"{value:,f}".translate({ord(","): ".", ord("."): ","})
    assert number_in(plain_text(german, ",")) == Fraction(value)
    assert number_in(plain_text(f"{value:,f}", ".")) == Fraction(value)
    assert number_in(plain_text(plain, None)) == Fraction(value)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("500,00", 500),
        ("1.234,5", Fraction(2469, 2)),
        ("1,234.5", Fraction(2469, 2)),
        ("1.234.567,00", 1_234_567),
        ("1,234", None),
        ("1,2,3", None),
        ("1.234.567", None),
    ],
)
def test_a_number_that_can_be_read_in_two_ways_is_none(text: str, number: Any) -> None:
    assert number_in(plain_text(text, None)) == number


def test_a_mark_that_was_said_decides() -> None:
    assert number_in(plain_text("1,234", ",")) == Fraction(1234, 1000)
    assert number_in(plain_text("1.234", ",")) == 1234
    assert number_in(plain_text("1.234", ".")) == Fraction(1234, 1000)


async def test_each_file_has_its_own_form_and_is_told(tmp_path: Path) -> None:
    users = "user_id;token_balance;plan;subscription_status;stripe_customer_id;"
    users += "stripe_subscription_id;current_period_end;created_at\nJ\u00f6rg;1.234,00;;;;;;\n"
    (tmp_path / "user_billing.csv").write_bytes(users.encode("cp1252"))
    (tmp_path / "usage_history.csv").write_text("id,user_id,model,tokens,created_at\n")
    source, mapping = CsvSource(tmp_path), read_mapping()
    [[row]] = [batch async for batch in source.batches(mapping.users, None)]
    assert row[1:3] == ("J\u00f6rg", "1234.00")
    totals = await source.totals(mapping.users, mapping.usage)
    assert (totals.users, totals.tokens, totals.uses) == (1, 1234, 0)
    assert source.notes == ["user_billing.csv was read as cp1252, with ';' between cells"]
