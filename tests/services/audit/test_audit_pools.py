"""The audit of pools: every change of a window, of a lease or of the entries' windows is found.
Billing rule 11."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import services.audit.case
from services.audit.audit import audit
from services.catalog import CatalogService
from tests.services.pools.pooling import accepted, processes
from tests.support.audit.tampering import faults, tampering, write
from tests.support.ledger.factories import done, placing, settling, use
from tests.support.ledger.pooled import ALONE, POOLED, catalog_with

LIMIT = 3
FIRST = "REQUESTS-DAY-2026-11-23-provider:sharing"
SECOND = "REQUESTS-DAY-2026-11-24-provider:sharing"


@pytest.fixture
async def sound(database: str, tmp_path: Path) -> AsyncIterator[None]:
    """Make a history: two uses in the first window and four in the second, one of which settled a
    hold when the pool was used up. A lease of each window is there."""
    async with processes(database) as made:
        (one,) = made
        catalog = CatalogService(clock=made.clock)
        await catalog.apply(catalog_with(LIMIT, tmp_path).read_text(), "test")
        made.book = catalog.book
        asked = placing(account_id="u0", model=POOLED, may_open=True, ttl_seconds=86_400)
        hold = done((await one.commit(asked))[0]).hold
        assert hold is not None
        assert accepted(await one.commit(*uses(LIMIT, POOLED, "a"), *uses(1, ALONE, "b"))) == LIMIT
        made.clock.advance(hours=12)
        assert accepted(await one.commit(*uses(LIMIT + 1, POOLED, "c"))) == LIMIT
        done((await one.commit(settling(hold.number, account_id="u0")))[0])
        yield


def uses(number: int, model: str, key: str) -> list:
    return [
        use(account_id=f"u{n}", model=model, may_open=True, key=f"{key}{n}") for n in range(number)
    ]


async def test_what_an_anchor_has_counted_is_not_counted_again(
    sound: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.audit.case, "ANCHOR_EVERY", 2)
    found: list[str] = []
    read = [
        await audit(lambda fault: found.append(str(fault)), lambda _: None, from_anchors=True)
        for _ in range(2)
    ]
    assert found == []
    # Accounts with a single entry have no anchor.
    assert read[1].entries < read[0].entries


TAMPERINGS = {
    "a window counts more": (
        f"UPDATE pool_window SET used = used + 1 WHERE key = '{FIRST}'",
        f"pool {FIRST}: 3 are counted, but the entries make 2",
    ),
    "a lease counts less": (
        f"UPDATE pool_lease SET used = used - 1 WHERE key = '{SECOND}'",
        f"pool {SECOND}: 3 are counted, but the entries make 4",
    ),
    "a lease is gone": (
        f"DELETE FROM pool_lease WHERE key = '{FIRST}'",
        f"pool {FIRST}: 0 are counted, but the entries make 2",
    ),
    "the limit was never so low": (
        f"UPDATE pool_window SET amount_max = 2 WHERE key = '{SECOND}'",
        f"pool {SECOND}: 4 are used, above its limit 2",
    ),
    "a window of no entry": (
        f"UPDATE pool_lease SET key = '{FIRST}-else' WHERE key = '{FIRST}'",
        f"pool {FIRST}-else: 2 are counted, but the entries make 0",
    ),
    "an entry names no window": (
        f"UPDATE entry SET terms = replace(terms, ';POOL={FIRST}', '') "
        "WHERE idempotency_key = 'a1'",
        f"pool {FIRST}: 2 are counted, but the entries make 1",
    ),
    "an entry names another window": (
        f"UPDATE entry SET terms = replace(terms, '{FIRST}', '{FIRST}x') "
        "WHERE idempotency_key = 'a1'",
        f"pool {FIRST}x: nothing is counted, but the entries make 1",
    ),
}


async def test_a_sound_history_has_no_fault(sound: None) -> None:
    assert await faults() == []


@pytest.mark.parametrize("name", TAMPERINGS)
async def test_every_kind_of_tampering_is_found(sound: None, name: str) -> None:
    sql, fault = TAMPERINGS[name]
    async with tampering() as db:
        await write(db, sql)
        assert fault in await faults()


async def test_rows_that_are_gone_are_found(sound: None) -> None:
    async with tampering() as db:
        for table in ("pool_lease", "pool_window"):
            await write(db, f"DELETE FROM {table} WHERE key = '{FIRST}'")
        assert await faults() == [
            f"pool {FIRST}: nothing is counted, but the entries make 2",
        ]
