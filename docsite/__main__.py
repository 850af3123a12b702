"""`python -m docsite [DIRECTORY]`: builds the site into docsite/dist, or into another directory."""

from __future__ import annotations

import sys
from pathlib import Path

from docsite.build import BUILT, build

if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else BUILT)
