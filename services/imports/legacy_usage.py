"""Stores the usage of an older system, one chunk at a time. Nobody is charged for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from db.imports.writing import LegacyChunk
from gateways.imports.legacy_source import RawRow
from services.imports.legacy_cells import Rejection
from services.imports.legacy_rows import OldUse, UseRows
from services.imports.legacy_users import ChunkReport

FoundUse = tuple[RawRow, OldUse]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageImport:
    """Imports the uses of the older system's `table`."""

    table: str
    rows: UseRows

    async def take(
        self, chunk: LegacyChunk, rows: Sequence[RawRow], *, careful: bool
    ) -> ChunkReport:
        """Import one chunk. Only if `careful`, it first looks for uses that exist already.

        Otherwise such a use raises AlreadyExists.
        """
        report = ChunkReport()
        read = self._read(rows, report)
        opened = await chunk.bulk.opened({use.account_id for _, use in read})
        read = self._of_known_users(read, opened, report)
        if careful:
            read = await self._new(chunk, read, report)
        uses = [use for _, use in read]
        await chunk.bulk.add_uses(uses)
        await _roll_up(chunk, uses, opened)
        report.counts["uses imported"] += len(uses)
        report.counts["used tokens imported"] += sum(use.tokens for use in uses)
        return report

    def _read(self, rows: Sequence[RawRow], report: ChunkReport) -> list[FoundUse]:
        found: dict[tuple[str, str], FoundUse] = {}
        for row in rows:
            try:
                use = self.rows.use(row)
                if use[:2] in found:
                    raise Rejection("duplicate id", use.id)
            except Rejection as rejection:
                self._reject(row, rejection, report)
            else:
                found[use[:2]] = (row, use)
        return list(found.values())

    def _of_known_users(
        self, read: Sequence[FoundUse], opened: dict[str, datetime], report: ChunkReport
    ) -> list[FoundUse]:
        known: list[FoundUse] = []
        for row, use in read:
            if use.account_id in opened:
                known.append((row, use))
            else:
                self._reject(row, Rejection("unknown user", use.account_id), report)
        return known

    async def _new(
        self, chunk: LegacyChunk, read: Sequence[FoundUse], report: ChunkReport
    ) -> list[FoundUse]:
        there = {
            (one[0], one[1]): tuple(one)
            for one in await chunk.bulk.known_uses([use[:2] for _, use in read])
        }
        new: list[FoundUse] = []
        for row, use in read:
            known = there.get(use[:2])
            if known is None:
                new.append((row, use))
            elif known == tuple(use):
                self._count("known", row, report)
            else:
                self._reject(row, Rejection("duplicate id", f"{use.id}, of another use"), report)
        return new

    def _reject(self, row: RawRow, rejection: Rejection, report: ChunkReport) -> None:
        report.reject(self.table, row[0], rejection)
        self._count("rejected", row, report)

    def _count(self, word: str, row: RawRow, report: ChunkReport) -> None:
        report.counts[f"uses {word}"] += 1
        report.counts[f"used tokens {word}"] += self.rows.tokens(row)


async def _roll_up(chunk: LegacyChunk, uses: Sequence[OldUse], opened: dict[str, datetime]) -> None:
    """Add the uses to the rollups in the same transaction, so that both always agree."""
    days: dict[tuple[date, str], tuple[int, int]] = {}
    months: set[tuple[str, date]] = set()
    firsts: dict[date, date] = {}
    for account_id, _, model, tokens, used_at in uses:
        day = used_at.date()
        if day not in firsts:
            firsts[day] = day.replace(day=1)
        number, total = days.get((day, model), (0, 0))
        days[day, model] = number + 1, total + tokens
        months.add((account_id, firsts[day]))
    if days:
        await chunk.bulk.add_days([(*key, *days[key]) for key in sorted(days)])
        await chunk.bulk.add_months(sorted(months), opened)
