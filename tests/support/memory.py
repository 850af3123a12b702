"""Where tests keep their files: in memory, so that no test waits for a disk.

What a process has written outlives the process there too. Nothing outlives the machine, which no
test needs.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_MEMORY = Path("/dev/shm")
BYTES_MIN = 2 * 1024**3
"""Free space that a run may need. Containers often have less in memory."""


def directory_in_memory() -> Path | None:
    """A folder that is kept in memory, where the machine has one with room; else None."""
    if not os.access(_MEMORY, os.W_OK) or shutil.disk_usage(_MEMORY).free < BYTES_MIN:
        return None
    return _MEMORY
