"""None"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from billing.catalog.catalog import QuotaPeriod
from billing.ledger.caps.cap import CapName, CapScope
from billing.ledger.commands import Command, RecordUsage, SetSpendCap
from gateways.imports.usage_lines import BadRow, Record, Row
from resolvers.context import Services
from resolvers.ledger.commands import metadata_text
from services.catalog import CatalogService
from services.clock.guard import ClockJumped
from services.commit.batcher import BATCH_SIZE_MAX, Batcher
from services.commit.decisions import CommandOutcome, Done
from services.imports.usage import Importer, ImportStopped, Tally, Verdict, recorder
from services.imports.usage_layout import Layout
from tests.support.clocks import Clock
from tests.support.imports.importing import (
    give,
    import_file,
    service,
    uses_of,
    write_csv,
    write_json,
)
from tests.support.imports.usage_rows import ALL_COLUMNS, ALL_HEADER, GOOD, HEADER
from tests.support.server.api import NOON


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
async def services(database_url: str, clock: Clock) -> AsyncIterator[Services]:
    async with service(database_url, clock) as running:
        await running.accounts.open("alice")
        yield running


async def available(services: Services, account: str = "alice") -> int:
    return (await services.accounts.present([account]))[account].available


async def test_a_row_is_recorded_with_all_that_it_says(services: Services, tmp_path: Path) -> None:
    row = ("alice", "gpt-4", 30, 10, 5, "2023-11-16 18:15:46.5", "mine", '{"a":\n"x"}')
    path = write_csv(tmp_path / "uses.csv", ALL_HEADER, [row])
    assert (await import_file(services, path, **ALL_COLUMNS)).counts == (1, 0, 0)
    [entry] = await uses_of("alice")
    assert entry.use is not None
    assert entry.use[:4] == ("gpt-4", 30, 10, 5)
    assert entry.use.metadata == '{"a":"x"}'
    assert (entry.cost, entry.balance) == (320, 10_000 - 320)
    assert (entry.recorded_at, entry.idempotency_key) == (NOON, "mine")
    assert entry.occurred_at == datetime(2023, 11, 16, 18, 15, 46, 500_000, tzinfo=UTC)


async def test_json_and_csv_of_the_same_uses_are_the_same_import(
    services: Services, tmp_path: Path
) -> None:
    uses = [GOOD | {"outputTokens": tokens, "key": f"k{tokens}"} for tokens in range(2_500)]
    lines = write_json(tmp_path / "uses.jsonl", uses)
    table = write_csv(tmp_path / "uses.csv", [*uses[0]], [tuple(use.values()) for use in uses])
    first = await import_file(services, lines, key_column="key")
    assert first.imported == len(await uses_of("alice"))
    again = await import_file(services, table, key_column="key")
    assert again.counts == (0, *first.counts[::2])
    assert again.rejects.keys() == {line + 1 for line in first.rejects}


async def test_twice_changes_nothing(services: Services, clock: Clock, tmp_path: Path) -> None:
    rows = [("alice", "gpt-4", 1, tokens) for tokens in range(1_500)]
    path = write_csv(tmp_path / "uses.csv", HEADER, rows)
    first = await import_file(services, path)
    assert 0 < first.imported < 1_500
    before = await uses_of("alice"), await available(services)
    clock.advance(hours=1)
    again = await import_file(services, path)
    assert again.counts == (0, first.imported, 1_500 - first.imported)
    assert (await uses_of("alice"), await available(services)) == before


async def test_a_file_that_grew_adds_its_new_rows(services: Services, tmp_path: Path) -> None:
    rows = [("alice", "gpt-4", 1, tokens) for tokens in range(5)]
    await import_file(services, write_csv(tmp_path / "uses.csv", HEADER, rows[:2]))
    grown = write_csv(tmp_path / "uses.csv", HEADER, rows)
    assert (await import_file(services, grown)).counts == (3, 2, 0)


async def test_each_bad_row_is_told_by_its_line_and_the_rest_goes_on(
    services: Services, tmp_path: Path
) -> None:
    good = b"alice,gpt-4,1,1,k%d\n"
    bad = {
        3: (b"alice,gpt-4,1\n", "has 3 cells where the header has 5"),
        5: (b"alice,gpt-4,-1,1,k\n", "inputTokens: "),
        7: (b"alice,gpt-4,1.5,1,k\n", "inputTokens: "),
        9: (b"alice,gpt-4,1,9007199254740992,k\n", "outputTokens: "),
        11: (b"alice,gpt-0,1,1,k\n", "MODEL_NOT_FOUND: There is no model named 'gpt-0'"),
        13: (b"nobody,gpt-4,1,1,k\n", "ACCOUNT_NOT_FOUND: There is no account 'nobody'"),
        15: (b"alice,gpt-4,9999,1,k\n", "INSUFFICIENT_TOKENS: This takes 80000 premium"),
        17: (b"alice,qwen-max,1000000,1,k\n", "QUOTA_EXCEEDED: qwen-max has 1000000 of 1000000"),
        19: (b"alice,gpt-4,2,2,k2\n", "IDEMPOTENCY_CONFLICT: "),
        21: (b"alice,gpt-4,1,\xff,k\n", "not UTF-8"),
        23: (b"alice,gpt-4,1,1,\0\n", "contains a NUL character"),
        25: (b'alice,gpt-4,1,1,"k\n', "not CSV: "),
        27: (b"alice,gpt-4,1,1," + b"k" * 256 + b"\n", "idempotencyKey: "),
    }
    lines = [bad[line][0] if line in bad else good % line for line in range(2, 30)]
    path = tmp_path / "uses.csv"
    path.write_bytes(b"accountId,model,inputTokens,outputTokens,key\n" + b"".join(lines))
    done = await import_file(services, path, key_column="key")
    assert done.rejects.keys() == bad.keys()
    for line, (_, reason) in bad.items():
        assert done.rejects[line].startswith(reason)
    keys = [entry.idempotency_key for entry in await uses_of("alice")]
    assert keys == [f"k{line}" for line in range(2, 30) if line not in bad]
    assert await available(services) == 10_000 - 16 * len(keys)


async def test_a_refused_row_may_succeed_at_the_next_run(
    services: Services, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "uses.csv", HEADER, [("alice", "gpt-4", 2_000, 0)])
    assert (await import_file(services, path)).counts == (0, 0, 1)
    await give(services, "alice", 6_000)
    assert (await import_file(services, path)).counts == (1, 0, 0)
    assert await available(services) == 0


async def test_a_spend_cap_counts_and_refuses_rows(services: Services, tmp_path: Path) -> None:
    cap = CapName(CapScope.ACCOUNT, "", QuotaPeriod.MONTH)
    await services.batcher.submit(SetSpendCap("alice", cap=cap, tokens=20))
    uses = [("alice", "gpt-4", 1, 1), ("alice", "gpt-4", 1, 0), ("alice", "qwen-max", 9, 9)]
    done = await import_file(services, write_csv(tmp_path / "uses.csv", HEADER, uses))
    assert done.counts == (2, 0, 1)
    assert done.rejects[3].startswith("CAP_REACHED: The account has 4 of 20 premium tokens left")


async def test_what_the_api_recorded_under_the_key_is_there_already(
    services: Services, tmp_path: Path
) -> None:
    use = RecordUsage(
        account_id="alice", model="gpt-4", input_tokens=1, output_tokens=2, idempotency_key="k"
    )
    assert isinstance(await services.batcher.submit(use), Done)
    path = write_json(tmp_path / "uses.jsonl", [GOOD | {"key": "k"}])
    assert (await import_file(services, path, key_column="key")).counts == (0, 1, 0)


async def test_the_same_line_with_other_content_is_a_conflict(
    services: Services, tmp_path: Path
) -> None:
    path = tmp_path / "uses.jsonl"
    await import_file(services, write_json(path, [GOOD]))
    edited = write_json(path, [GOOD | {"inputTokens": 5}])
    done = await import_file(services, edited)
    assert done.rejects[1].startswith("IDEMPOTENCY_CONFLICT: ")
    assert (await import_file(services, edited, source="other")).counts == (1, 0, 0)


async def test_accounts_are_opened_only_where_asked(services: Services, tmp_path: Path) -> None:
    path = write_json(tmp_path / "uses.jsonl", [GOOD | {"accountId": "bob"}] * 2)
    assert (await import_file(services, path)).counts == (0, 0, 2)
    assert (await import_file(services, path, open_accounts=True)).counts == (2, 0, 0)
    assert await available(services, "bob") == 10_000 - 48


DATED = """\
providers:
  acme:
    name: Acme
    models:
      m: {name: M, cost: %s, prices: [{from: 2026-01-01, cost: %s}]}
plans:
  FREE: {name: Free, price: 0 USD, allowances: [10000 tokens/month]}
"""


async def test_the_price_is_that_of_the_recording_whatever_time_a_row_tells(
    services: Services, clock: Clock, tmp_path: Path
) -> None:
    """This includes a new catalog that another process puts in force during the import."""
    await services.catalog.apply(DATED % (100, 2), "test")
    other = CatalogService(clock=clock)
    row = {"accountId": "alice", "model": "m", "inputTokens": 1, "outputTokens": 0}
    path = write_json(tmp_path / "uses.jsonl", [row | {"at": "2025-12-31 23:59:59"}] * 1_010)
    await import_file(services, write_json(tmp_path / "first.jsonl", [row]))
    await other.apply(DATED % (100, 3), "another process")
    assert (await import_file(services, path, time_column="at")).imported == 1_010
    assert [entry.cost for entry in await uses_of("alice")] == [2] + [3] * 1_010


async def test_a_dry_run_reads_and_checks_everything_and_changes_nothing(
    services: Services, tmp_path: Path
) -> None:
    rows: list[object] = [
        GOOD,
        GOOD | {"model": "gpt-0"},
        GOOD | {"accountId": "bob"},
        GOOD | {"inputTokens": -1},
        5,
    ]
    path = write_json(tmp_path / "uses.jsonl", rows)
    done = await import_file(services, path, dry_run=True)
    assert (done.imported, [*done.rejects]) == (1, [2, 3, 4, 5])
    assert (await import_file(services, path, dry_run=True, open_accounts=True)).imported == 2
    assert await uses_of("alice") == []
    assert await services.accounts.present(["bob"]) == {}
    real = await import_file(services, path)
    assert real.rejects == done.rejects


async def test_an_import_broken_off_and_repeated_leaves_what_one_run_leaves(
    services: Services, tmp_path: Path
) -> None:
    await services.accounts.open("bob")
    rows = [GOOD | {"outputTokens": tokens % 7, "inputTokens": 1} for tokens in range(500)]
    path = write_json(tmp_path / "uses.jsonl", rows)

    def half(records: Iterator[Record]) -> Iterator[Record]:
        for number in count():
            if number == 123:
                return
            yield next(records)

    assert (await import_file(services, path, watch=half)).counts[:2] == (123, 0)
    assert (await import_file(services, path)).replayed == 123
    await import_file(services, path, account="bob")
    mine, others = [[e[2:8] for e in await uses_of(name)] for name in ("alice", "bob")]
    assert mine == others


class TestTheImporter:
    def importer(self, taken: list[int], rejects: list[int]) -> Importer:
        async def record(uses: Sequence[RecordUsage]) -> list[Verdict]:
            taken.append(len(uses))
            return [Verdict() for _ in uses]

        return Importer(
            layout=Layout(source="x"),
            record=record,
            keep_metadata=metadata_text,
            clock=Clock(NOON),
            on_reject=lambda line, _: rejects.append(line),
        )

    async def test_reads_no_further_than_the_chunk_that_it_records(self) -> None:
        taken: list[int] = []
        ahead: list[tuple[int, int]] = []

        def records() -> Iterator[Record]:
            for line in range(1, 2_502):
                ahead.append((line, len(taken) * BATCH_SIZE_MAX))
                yield Row(line, GOOD)

        await self.importer(taken, []).run(records(), Tally())
        assert taken == [1_000, 1_000, 501]
        assert max(line - recorded for line, recorded in ahead) == BATCH_SIZE_MAX

    async def test_tells_rejects_in_the_order_of_the_file(self) -> None:
        rejects: list[int] = []
        mixed: list[Record] = [
            BadRow(line, "bad")
            if line % 3
            else Row(line, GOOD | {"model": "" if line % 2 else "m"})
            for line in range(1, 100)
        ]
        tally = Tally()
        await self.importer([], rejects).run(mixed, tally)
        assert rejects == [line for line in range(1, 100) if line % 6]
        assert (tally.imported, tally.rejected, tally.rows) == (16, 83, 99)

    async def test_a_clock_that_jumps_stops_the_import_and_keeps_the_counts(self) -> None:
        taken: list[int] = []

        def clock() -> datetime:
            if taken:
                raise ClockJumped("it jumped")
            return NOON

        tally = Tally()
        importer = replace(self.importer(taken, []), clock=clock)
        with pytest.raises(ImportStopped) as stopped:
            await importer.run((Row(line, GOOD) for line in range(1, 1_011)), tally)
        assert isinstance(stopped.value.__cause__, ClockJumped)
        assert (tally.imported, tally.rows) == (1_000, 1_000)


async def test_a_database_that_fails_stops_the_import_and_is_no_rows_fault(
    services: Services,
) -> None:
    committed: list[Command] = []

    async def commit(commands: Sequence[Command]) -> list[CommandOutcome]:
        if committed:
            raise RuntimeError("disk full")
        committed.extend(commands)
        account = (await services.accounts.present(["alice"]))["alice"]
        return [Done(account) for _ in commands]

    batcher = Batcher(commit, lambda _: False)
    batcher.start()
    importer = Importer(
        layout=Layout(source="x"),
        record=recorder(batcher, services.catalog),
        keep_metadata=metadata_text,
        clock=Clock(NOON),
        on_reject=lambda line, reason: pytest.fail(f"line {line}: {reason}"),
    )
    tally = Tally()
    with pytest.raises(ImportStopped, match="disk full"):
        await importer.run((Row(line, GOOD) for line in range(1, 1_011)), tally)
    assert (tally.imported, tally.rows) == (1_000, 1_000)
    await batcher.close()
