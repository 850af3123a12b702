"""Text of files that an operator names, within bounds of size and time."""

from __future__ import annotations

import os
from pathlib import Path
from stat import S_ISREG

from billing.catalog.catalog import CatalogError

MEGABYTE = 1_000_000


def read_text(path: Path, name: str, size_max: int) -> str:
    """Return the text of a file in UTF-8.

    Raises OSError, and CatalogError for anything but a regular file, for more than `size_max`
    bytes, and for other encodings; messages use `name`. A pipe could let the reader wait for ever.
    """
    with open(path, "rb", opener=_without_waiting) as file:
        if not S_ISREG(os.fstat(file.fileno()).st_mode):
            raise CatalogError(f"{name} is not a regular file")
        content = file.read(size_max + 1)
    if len(content) > size_max:
        raise CatalogError(f"{name} line 1: larger than {size_max // MEGABYTE} MB", 1)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CatalogError(f"{name} line {line}: not UTF-8", line) from error


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)
