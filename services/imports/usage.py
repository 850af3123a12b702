"""Imports recorded usage. Rows of a file are recorded as by `recordUsageBatch`, chunk by chunk.

It is safe to run an import again: each row has an idempotency key, either its own or one made from
its place in the file.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from billing.errors import BadInput, BillingError
from billing.ledger.commands import RecordUsage
from billing.ledger.refusals import AccountNotFound, ModelNotFound, Refusal
from db.commit.journal import read_accounts
from gateways.imports.usage_lines import BadRow, Record
from services.catalog import CatalogService
from services.commit.batcher import BATCH_SIZE_MAX, Batcher
from services.commit.decisions import CommandOutcome, Done
from services.commit.unavailable import Unavailable
from services.imports.usage_layout import KeepMetadata, Layout, use_in

Clock = Callable[[], datetime]


class ImportStopped(BillingError):
    """The database cannot record, or the clock is wrong; the rows are not at fault. To continue,
    run the import again."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a use: `reason` says why it was rejected.

    `failure` is set if the database could not record it.
    """

    replayed: bool = False
    reason: str | None = None
    failure: Exception | None = None


Recorder = Callable[[Sequence[RecordUsage]], Awaitable[list[Verdict]]]
"""A function that decides on uses, in order."""


@dataclass(slots=True)
class Tally:
    """The rows so far. `replayed` ones were in the ledger before, with the same content."""

    imported: int = 0
    replayed: int = 0
    rejected: int = 0

    @property
    def rows(self) -> int:
        return self.imported + self.replayed + self.rejected

    def add(self, verdict: Verdict) -> None:
        """Count a row. A failure is not counted, because the row is still to be imported."""
        if verdict.failure is not None:
            return
        self.imported += verdict.reason is None and not verdict.replayed
        self.replayed += verdict.replayed
        self.rejected += verdict.reason is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """Imports records in order. `on_reject` gets the line and reason of each rejected row."""

    layout: Layout
    record: Recorder
    keep_metadata: KeepMetadata
    clock: Clock
    on_reject: Callable[[int, str], None]

    async def run(self, records: Iterable[Record], tally: Tally) -> None:
        """Import records and count them in `tally`.

        The counts are correct even if this raises ImportStopped.
        """
        for chunk in _chunks(records):
            try:
                verdicts = await self._take(chunk)
            except Unavailable as error:
                raise ImportStopped(str(error)) from error
            for record, verdict in zip(chunk, verdicts, strict=True):
                tally.add(verdict)
                if verdict.reason is not None:
                    self.on_reject(record.line, verdict.reason)
            for verdict in verdicts:
                if verdict.failure is not None:
                    raise ImportStopped(str(verdict.failure)) from verdict.failure

    async def _take(self, chunk: Sequence[Record]) -> list[Verdict]:
        now = self.clock()
        read = [self._use(record, now) for record in chunk]
        recorded = iter(await self.record([use for use in read if isinstance(use, RecordUsage)]))
        return [use if isinstance(use, Verdict) else next(recorded) for use in read]

    def _use(self, record: Record, now: datetime) -> RecordUsage | Verdict:
        if isinstance(record, BadRow):
            return Verdict(reason=record.reason)
        try:
            return use_in(record, self.layout, self.keep_metadata, now)
        except BadInput as mistake:
            return Verdict(reason=str(mistake))


def recorder(batcher: Batcher, catalog: CatalogService) -> Recorder:
    """Return a function that records, at the prices in force at that moment (billing rule 1).

    A new catalog is respected at once.
    """

    async def record(uses: Sequence[RecordUsage]) -> list[Verdict]:
        await catalog.refresh()
        return [_verdict(outcome) for outcome in await batcher.submit_all(uses)]

    return record


def checker(catalog: CatalogService, clock: Clock) -> Recorder:
    """Return a function that only checks models and accounts, and changes nothing.

    It cannot find refusals for balances, limits and keys, because these depend on the rows before.
    """

    async def check(uses: Sequence[RecordUsage]) -> list[Verdict]:
        known = await read_accounts(list({use.account_id for use in uses}))
        now = clock()
        return [_checked(use, use.account_id in known, catalog, now) for use in uses]

    return check


def _checked(use: RecordUsage, known: bool, catalog: CatalogService, now: datetime) -> Verdict:
    if not known and not use.may_open:
        return _refused(AccountNotFound(use.account_id))
    if catalog.book.model(use.model, now) is None:
        return _refused(ModelNotFound(use.model))
    return Verdict()


def _verdict(outcome: CommandOutcome | Exception) -> Verdict:
    if isinstance(outcome, Done):
        return Verdict(replayed=outcome.replayed)
    if isinstance(outcome, BadInput):
        return Verdict(reason=str(outcome))
    if isinstance(outcome, Exception):
        return Verdict(failure=outcome)
    return _refused(outcome)


def _refused(refusal: Refusal) -> Verdict:
    return Verdict(reason=f"{refusal.code}: {refusal.message}")


def _chunks(records: Iterable[Record]) -> Iterator[list[Record]]:
    rest = iter(records)
    while chunk := list(islice(rest, BATCH_SIZE_MAX)):
        yield chunk
