"""`python -m tests.abuse [WORD]…`: the table of the attacks whose names contain one of the words.

Each attack is sent to a fresh server on a new SQLite database.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.proc import resident_bytes
from tests.abuse.attack import ROUNDS_MAX, Attack
from tests.abuse.attacks import ATTACKS
from tests.abuse.heartbeat import heartbeat
from tests.support.server.server_process import ServerProcess, api_of, server_process

STALL_SECONDS_MAX = 0.050
MEGABYTE = 1024 * 1024
MEMORY_BYTES_MAX = 100 * MEGABYTE


@contextmanager
def fresh_server(attack: Attack) -> Iterator[ServerProcess]:
    with tempfile.TemporaryDirectory(prefix="billing-abuse-") as folder:
        url = f"sqlite://{Path(folder) / 'billing.db'}"
        settings = {"AUDIT_ACCOUNTS_PER_SECOND": "0", **attack.settings}
        with server_process(url, from_scratch=True, **settings) as server:
            yield server


async def launch(attack: Attack, server: ServerProcess) -> tuple[float, int, str]:
    """Return the longest stall in seconds, the memory gained in bytes, and the answer as text."""
    async with api_of(server) as api:
        before = resident_bytes(server.process.pid)
        with heartbeat(server.port, server.process.pid) as stall:
            try:
                found = await attack.send(api, ROUNDS_MAX)
                answer = worded(found, attack)
            except Exception as error:  # noqa: BLE001 - an attack may break its own connection
                answer = f"FAILED {error!r}"[:100]
        return stall.seconds, resident_bytes(server.process.pid) - before, answer


def worded(found: Counter[str], attack: Attack) -> str:
    text = ", ".join(f"{name} {number}" for name, number in found.most_common())
    return text if found.keys() <= attack.answers else f"UNEXPECTED {text}"


def main() -> int:
    """Print the table; return 1 if an attack stalled others, took memory or had another answer."""
    parser = argparse.ArgumentParser(prog="python -m tests.abuse", description=__doc__)
    parser.add_argument("words", nargs="*", help="only attacks whose names contain one of them")
    words = parser.parse_args().words
    chosen = [one for one in ATTACKS if not words or any(word in one.name for word in words)]
    _write(f"{'attack':60} {'stall ms':>9} {'memory MB':>10}  answer")
    bad = 0
    for attack in chosen:
        with fresh_server(attack) as server:
            seconds, gained, answer = asyncio.run(launch(attack, server))
        wrong = answer.startswith(("FAILED", "UNEXPECTED"))
        bad += wrong or seconds > STALL_SECONDS_MAX or gained > MEMORY_BYTES_MAX
        figures = f"{seconds * 1000:9.1f} {gained / MEGABYTE:10.1f}"
        _write(f"{attack.name:60} {figures}  {answer}")
    _write(f"{len(chosen)} attacks, {bad} stalled others, took memory or were answered otherwise")
    return 1 if bad else 0


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
