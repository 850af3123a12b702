"""Makes files read-only, even for root: by the rights of files, without a mount."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_VERSION_3 = 0x20080522
_OVERRIDE = 1 << 1
"""CAP_DAC_OVERRIDE, with which root writes files that nobody may write."""


@contextmanager
def frozen(directory: Path) -> Iterator[None]:
    """Forbid this thread, and those it starts, to write or create anything in the directory."""
    modes = {path: path.stat().st_mode for path in [directory, *directory.rglob("*")]}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)
    before = _effective()
    if os.geteuid() == 0:
        _set_effective(before & ~_OVERRIDE)
    try:
        yield
    finally:
        if os.geteuid() == 0:
            _set_effective(before)
        for path, mode in modes.items():
            path.chmod(mode)


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def _call(name: str, data: ctypes.Array[_Data]) -> None:
    function = getattr(ctypes.CDLL(None, use_errno=True), name)
    if function(ctypes.byref(_Header(_VERSION_3, 0)), data) != 0:
        raise OSError(ctypes.get_errno(), name)


def _effective() -> int:
    data = (_Data * 2)()
    _call("capget", data)
    return int(data[0].effective)


def _set_effective(mask: int) -> None:
    data = (_Data * 2)()
    _call("capget", data)
    data[0].effective = mask
    _call("capset", data)
