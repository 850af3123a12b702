"""Keeps the tests' files in memory, so that no test waits for a disk.

As on a disk, what a process has written remains after its end. It would not survive a crash of the
machine, but no test needs that.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_MEMORY = Path("/dev/shm")
BYTES_MIN = 2 * 1024**3
"""The free space that a run may need. Containers often have less in memory."""


def directory_in_memory() -> Path | None:
    """Return a folder in memory with enough space, or None."""
    if not os.access(_MEMORY, os.W_OK) or shutil.disk_usage(_MEMORY).free < BYTES_MIN:
        return None
    return _MEMORY
