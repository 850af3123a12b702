"""Files that an operator names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import CatalogError
from gateways.catalog.text_file import MEGABYTE, read_text


@given(st.binary(max_size=40))
def test_a_text_is_read_or_refused_with_the_line_of_its_first_bad_byte(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.mktemp("texts") / "text"
    file.write_bytes(content)
    try:
        expected = content.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        with pytest.raises(CatalogError, match=f"^list line {line}: not UTF-8$"):
            read_text(file, "list", 100)
    else:
        assert read_text(file, "list", 100) == expected


def test_a_text_of_the_largest_size_is_read_and_a_larger_one_is_not(tmp_path: Path) -> None:
    file = tmp_path / "text"
    file.write_bytes(b"a" * 2 * MEGABYTE)
    assert len(read_text(file, "list", 2 * MEGABYTE)) == 2 * MEGABYTE
    file.write_bytes(b"a" * (2 * MEGABYTE + 1))
    with pytest.raises(CatalogError, match=r"^list line 1: larger than 2 MB$"):
        read_text(file, "list", 2 * MEGABYTE)


@pytest.mark.parametrize("kind", ["pipe", "link", "/dev/zero", "/dev/null"])
def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    file = tmp_path / kind.strip("/").replace("/", "-")
    os.mkfifo(tmp_path / "pipe")
    if kind != "pipe":
        file.symlink_to(kind if kind.startswith("/") else tmp_path / "pipe")
    with pytest.raises(CatalogError, match=r"^list is not a regular file$"):
        read_text(file, "list", MEGABYTE)


def test_a_link_to_a_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("found")
    (tmp_path / "link").symlink_to(tmp_path / "text")
    assert read_text(tmp_path / "link", "list", MEGABYTE) == "found"


def test_a_folder_and_a_missing_file_are_errors_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        read_text(tmp_path, "list", MEGABYTE)
    with pytest.raises(FileNotFoundError):
        read_text(tmp_path / "nothing", "list", MEGABYTE)
