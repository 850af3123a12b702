from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateways.imports.usage_file import Format, UsageFileError, open_usage_file
from gateways.imports.usage_lines import ROW_LENGTH_MAX, BadRow, Record, Row

HEADER = b"model,in,note\n"


def read(
    content: bytes,
    *,
    file_format: Format = Format.CSV,
    columns: Collection[str] = (),
    delimiter: str = ",",
) -> list[Record]:
    with TemporaryDirectory() as directory:
        path = Path(directory) / "uses"
        path.write_bytes(content)
        with open_usage_file(
            path, file_format=file_format, columns=columns, delimiter=delimiter
        ) as usage:
            return list(usage.records)


def read_json(content: bytes, *, columns: Collection[str] = ()) -> list[Record]:
    return read(content, file_format=Format.JSONL, columns=columns)


def row(line: int, *cells: str) -> Row:
    return Row(line, dict(zip(("model", "in", "note"), cells, strict=True)))


def reasons(records: list[Record]) -> dict[int, str]:
    return {record.line: record.reason for record in records if isinstance(record, BadRow)}


def good_lines(records: list[Record]) -> list[int]:
    return [record.line for record in records if isinstance(record, Row)]


cells = st.text(
    st.one_of(st.characters(codec="utf-8", exclude_characters="\0"), st.sampled_from('",\r\n;'))
)


# Python's writer does not quote a lone carriage return unless its line ends contain one.
DIALECTS = [("\r\n", csv.QUOTE_MINIMAL), ("\n", csv.QUOTE_ALL)]


@given(rows=st.lists(st.tuples(cells, cells, cells)), dialect=st.sampled_from(DIALECTS))
def test_csv_is_read_back_as_written_each_row_on_the_line_where_it_starts(
    rows: list[tuple[str, str, str]], dialect: tuple[str, int]
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=dialect[0], quoting=dialect[1])
    writer.writerow(("model", "in", "note"))
    expected = []
    for written in rows:
        expected.append(row(text.getvalue().count("\n") + 1, *written))
        writer.writerow(written)
    assert read(text.getvalue().encode()) == expected


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip


@given(rows=st.lists(st.dictionaries(st.text(), json_values, max_size=4)))
def test_json_lines_are_read_back_as_written(rows: list[dict[str, object]]) -> None:
    content = "".join(f"{json.dumps(written)}\n" for written in rows).encode()
    assert read_json(content) == [Row(line, written) for line, written in enumerate(rows, 1)]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"b,2", "has 2 cells where the header has 3"),
        (b"b,2,x,y", "has 4 cells where the header has 3"),
        (b'b,2,"x"y', "not CSV"),
        (b"b,2\rx,", "not CSV"),
        (b"b,\xff,x", "not UTF-8"),
        (b"b,\xed\xa0\x80,x", "not UTF-8"),
        (b"b,2,\0", "NUL"),
        (b'b,2,"never closed', "not CSV"),
        (b"b,2," + b"x" * ROW_LENGTH_MAX, "longer than"),
    ],
)
def test_a_bad_row_of_csv_is_told_by_its_line_and_the_rest_goes_on(bad: bytes, reason: str) -> None:
    found = read(HEADER + b"a,1,\n" + bad + b"\nc,3,\n")
    assert (found[0], found[2]) == (row(2, "a", "1", ""), row(4, "c", "3", ""))
    assert reason in reasons(found)[3]
    assert len(found) == 3


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"{", "not JSON"),
        (b'{"in": NaN}', "NaN"),
        (b'{"in": -Infinity}', "Infinity"),
        (b'{"in": ' + b"9" * 5_000 + b"}", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[1]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b'{"in": "\xff"}', "not UTF-8"),
        (b'{"in": "\0"}', "NUL"),
        (b'{"in": "' + b"x" * ROW_LENGTH_MAX + b'"}', "longer than"),
    ],
)
def test_a_bad_line_of_json_is_told_and_the_rest_goes_on(bad: bytes, reason: str) -> None:
    found = read_json(b'{"in": 1}\n' + bad + b'\n{"in": 3}\n')
    assert (found[0], found[2]) == (Row(1, {"in": 1}), Row(3, {"in": 3}))
    assert reason in reasons(found)[2]
    assert len(found) == 3


def test_a_quote_never_closed_swallows_no_other_row() -> None:
    rest = b"c,3,\n" * 50_000
    found = read(HEADER + b'a,1,"open\n' + rest)
    assert list(reasons(found)) == [2]
    assert good_lines(found) == list(range(3, 50_003))


def test_a_bad_byte_in_a_cell_of_many_lines_is_one_bad_row() -> None:
    """Text inside the quotes that looks like rows is the cell's content, not usage."""
    found = read(HEADER + b'a,1,"x\nfoe,999,\n\xff"\nc,3,\n')
    assert reasons(found) == {2: "not UTF-8"}
    assert good_lines(found) == [5]


def test_a_row_of_many_lines_may_not_be_longer_than_a_row_of_one() -> None:
    cell = b"x\n" * (ROW_LENGTH_MAX // 2)
    found = read(HEADER + b'a,1,"' + cell + b'"\nc,3,\n')
    assert "longer than" in reasons(found)[2]
    assert good_lines(found) == [good_lines(found)[-1]] == [ROW_LENGTH_MAX // 2 + 3]


def test_the_longest_line_still_is_a_row() -> None:
    cell = b"x" * (ROW_LENGTH_MAX - len(b"a,1,\n"))
    assert read(HEADER + b"a,1," + cell + b"\n") == [row(2, "a", "1", cell.decode())]
    assert read(HEADER + b"a,1," + cell) == [row(2, "a", "1", cell.decode())]
    assert reasons(read(HEADER + b"a,1,x" + cell + b"\n")).keys() == {2}


@pytest.mark.parametrize("file_format", Format)
def test_a_byte_order_mark_and_empty_lines_are_no_content(file_format: Format) -> None:
    content = {Format.CSV: b"in\n\n1\n\r\n2", Format.JSONL: b'\n\n{"in": "1"}\n\r\n{"in": "2"}'}
    found = read(b"\xef\xbb\xbf" + content[file_format], file_format=file_format, columns=["in"])
    assert found == [Row(3, {"in": "1"}), Row(5, {"in": "2"})]


def test_cells_may_be_separated_otherwise() -> None:
    assert read(b"model\tin\tnote\na,b\t1\t\n", delimiter="\t") == [row(2, "a,b", "1", "")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (HEADER, "no column 'out'; it has 'model', 'in', 'note'"),
        (b"out,model,out\n", "two columns named 'out'"),
        (b"\xff\xfeo\0u\0t\0", "line 1: not UTF-8"),
        (b'"out', "line 1: not CSV"),
    ],
)
def test_a_header_without_the_columns_refuses_the_file(content: bytes, message: str) -> None:
    with pytest.raises(UsageFileError, match=message):
        read(content, columns=["out"])


def test_a_column_that_no_json_line_has_refuses_the_file() -> None:
    with pytest.raises(UsageFileError, match="no column 'out'; it has 'in'"):
        read_json(b'{"in": 1}\n{"in": 2}\n', columns=["in", "out"])


def test_a_column_that_one_json_line_has_is_in_the_file_and_every_line_is_read() -> None:
    found = read_json(b'x\n{"in": 1}\n{"out": 2}\n', columns=["in", "out"])
    assert good_lines(found) == [2, 3]
    assert reasons(found).keys() == {1}


def test_where_no_json_line_can_be_read_the_lines_are_at_fault() -> None:
    assert reasons(read_json(b"x\ny\n", columns=["in"])).keys() == {1, 2}
    assert read_json(b"", columns=["in"]) == []


def test_what_cannot_be_read_twice_is_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    with (
        pytest.raises(UsageFileError, match="regular file"),
        open_usage_file(pipe, file_format=Format.CSV, columns=[]),
    ):
        pytest.fail("it was opened")


@pytest.mark.parametrize("file_format", Format)
def test_the_position_grows_to_the_size(tmp_path: Path, file_format: Format) -> None:
    path = tmp_path / "uses"
    path.write_bytes(b'{"in": 1}\n' * 5_000)
    with open_usage_file(path, file_format=file_format, columns=[]) as usage:
        positions = [usage.position for _ in usage.records]
    assert positions == sorted(positions)
    assert 0 < positions[0] < positions[-1] == usage.size
