"""`python -m tests.web.screenshots FOLDER`: pictures of the page, for the documentation."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.server_process import server_process
from tests.web.browser import run_scenario


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as place, server_process(f"sqlite://{place}/billing.db") as server:
        asyncio.run(run_scenario("screenshots", server.address, FOLDER=str(folder.resolve())))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
