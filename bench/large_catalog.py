"""The cost of a catalog with thousands of models: applying it, its memory, and what a use and a
page of models cost with it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.children import MeasurementFailed, run_load
from bench.documents import COUNT, LISTED
from bench.proc import resident_bytes
from bench.rounds import Length
from bench.servers import Server, command_seconds, product
from bench.world import World

MODELS = 5_000
TALKS = ("uses", "page of models")
WAIT_SECONDS = 120
POLL_SECONDS = 0.05
STEPS = 3


@dataclass(frozen=True, slots=True)
class WithCatalog:
    """A server with a catalog: CPU-seconds to apply it, its memory when it is in force, and CPU-µs
    per use and per page of models."""

    apply_seconds: float
    resident_bytes: int
    use_us: float
    page_us: float


@dataclass(frozen=True, slots=True)
class LargeCatalog:
    """The shipped catalog, and the same with MODELS more models. `loaded_bytes` is the memory that
    the large one added as soon as it was in force."""

    shipped: WithCatalog
    large: WithCatalog
    loaded_bytes: int


def measure_large_catalog(
    world: World, length: Length, step: Callable[[str], None]
) -> LargeCatalog:
    """Measure one server on SQLite with both catalogs. Raises MeasurementFailed and ServerFailed.

    The shipped catalog with one change is applied, too: both commands do the same work besides.
    """
    folder = world.folder / "large-catalog"
    folder.mkdir()
    url = f"sqlite://{folder / 'billing.db'}"
    with product(url, folder) as server:
        world.fill(server, accounts=1_000)
        step("large catalog: the shipped one")
        text = (folder / "catalog.yaml").read_text(encoding="utf-8")
        seconds = _apply(url, folder, text + "# again\n")
        # The first load fills caches; the second one shows what stays.
        _measured(world, server, length, seconds)
        shipped = _measured(world, server, length, seconds)
        step("large catalog: applying")
        seconds = _apply(url, folder, enlarged(text))
        _wait_for_models(server)
        loaded = resident_bytes(server.pid) - shipped.resident_bytes
        step("large catalog: uses and pages")
        return LargeCatalog(shipped, _measured(world, server, length, seconds), loaded)


def _measured(world: World, server: Server, length: Length, seconds: float) -> WithCatalog:
    use, page = (
        run_load(world.plan(server, talk, warm=length.warm, seconds=length.seconds)).cpu_us
        for talk in TALKS
    )
    return WithCatalog(seconds, resident_bytes(server.pid), use, page)


def _apply(url: str, folder: Path, text: str) -> float:
    """Apply a catalog; return the processor time of the command."""
    file = folder / "applied.yaml"
    file.write_text(text, encoding="utf-8")
    return command_seconds(["catalog", "apply", str(file)], url)


def enlarged(catalog: str) -> str:
    """Return the text of a catalog with MODELS more models."""
    return catalog.replace("providers:\n", "".join(_listing()), 1)


def _listing() -> Iterator[str]:
    """Yield the lines of a provider whose models all have different prices, a third of them with
    thresholds and tiers. In a public list, more than half of the prices are those of others."""
    yield "providers:\n  lister:\n    name: Lister\n    models:\n"
    for number in range(MODELS):
        rates = f"input: {number}.5, output: {number % 1_700 + 1}, cached_input: 0.25"
        more = (
            ", above: {200K: {input: 2.5, output: 5}}, tiers: {priority: {input: 3, output: 6}}"
            if number % 3 == 0
            else ""
        )
        yield f"      {LISTED}-{number}: {{name: Listed {number}, rates: {{{rates}}}{more}}}\n"


def _wait_for_models(server: Server) -> None:
    """Wait until the server has loaded the large catalog."""
    deadline = time.monotonic() + WAIT_SECONDS
    address = f"http://127.0.0.1:{server.port}/graphql"
    with httpx.Client(trust_env=False, timeout=WAIT_SECONDS) as http:
        while time.monotonic() < deadline:
            answer = http.post(address, json={"query": COUNT}).json()
            if answer["data"]["modelCount"] > MODELS:
                return
            # Another process loads it; nothing tells when.
            time.sleep(POLL_SECONDS)
    raise MeasurementFailed("the server did not load the large catalog")
