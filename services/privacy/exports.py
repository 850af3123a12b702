"""Exports of an account: its history as CSV or JSONL, and all stored data as one JSON document.

Memory is bounded by a page of rows. Entries after the start of the export are left out: entries are
only appended, so those up to the first revision form one consistent state.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from billing.catalog.details import PLAIN
from billing.catalog.terms import terms_of
from billing.catalog.units import ServiceTier
from billing.ledger.account import Account
from billing.ledger.entry import Entry, EntryKind, charges_text
from billing.ledger.hold import CLOSING_MARK
from billing.ledger.teams.link import paid_by_team
from db.privacy.exports import TABLES, account_row, entries_upto, rows_of

Cell = str | int | None

LEDGER_COLUMNS = (
    "id",
    "accountId",
    "revision",
    "kind",
    "tokens",
    "balance",
    "charges",
    "recordedAt",
    "occurredAt",
    "reason",
)
USAGE_COLUMNS = (
    "id",
    "accountId",
    "model",
    "inputTokens",
    "outputTokens",
    "cachedInputTokens",
    "cost",
    "charges",
    "recordedAt",
    "occurredAt",
    "idempotencyKey",
    "metadata",
    "details",
    "serviceTier",
    "unpriced",
    "requestedModel",
    "paidBy",
)
_ACTED = {"admin_action", "programme_change"}
"""Tables whose rows name who acted."""
_JSON = {"charges", "metadata", "details", "unpriced"}
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_QUOTED = frozenset('",\r\n')


class Stream(StrEnum):
    """The kind of history."""

    USAGE = "usage"
    LEDGER = "ledger"


class Format(StrEnum):
    """The format; also the ending of the file's name."""

    CSV = "csv"
    JSONL = "jsonl"


class Gone(Exception):
    """The account was erased during the export: the output so far is not complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """An export of `account` in its present state: entries of [start, end), or all."""

    account: Account
    stream: Stream
    format: Format
    start: datetime | None = None
    end: datetime | None = None

    async def lines(self) -> AsyncIterator[str]:
        """Yield the lines with their line ends. Raises Gone and the database's errors."""
        line = csv_line if self.format is Format.CSV else _json_line(self._columns)
        if self.format is Format.CSV:
            yield csv_line(self._columns)
        row = _usage_row if self.stream is Stream.USAGE else _ledger_row
        entries = entries_upto(
            self.account.id,
            self.account.revision,
            uses_only=self.stream is Stream.USAGE,
            start=self.start,
            end=self.end,
        )
        async for entry in entries:
            yield line(row(entry))
        await _still_there(self.account)

    @property
    def _columns(self) -> tuple[str, ...]:
        return USAGE_COLUMNS if self.stream is Stream.USAGE else LEDGER_COLUMNS


def csv_line(cells: tuple[Cell, ...]) -> str:
    """Return a row as in RFC 4180. Text that a spreadsheet could treat as a formula gets a leading
    apostrophe; whole numbers stay as they are."""
    return ",".join([_csv_cell(cell) for cell in cells]) + "\r\n"


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return str(cell)
    if cell.startswith(_FORMULA):
        cell = "'" + cell
    if _QUOTED.isdisjoint(cell):
        return cell
    return '"' + cell.replace('"', '""') + '"'


def _json_line(columns: tuple[str, ...]) -> Callable[[tuple[Cell, ...]], str]:
    names = [json.dumps(name) for name in columns]
    raw = [name in _JSON for name in columns]

    def line(cells: tuple[Cell, ...]) -> str:
        pairs = zip(names, raw, cells, strict=True)
        parts = [f"{name}:{_json_cell(cell, as_is)}" for name, as_is, cell in pairs]
        return "{" + ",".join(parts) + "}\n"

    return line


def _json_cell(cell: Cell, as_is: bool) -> str:
    if cell is None:
        return "null"
    return str(cell) if as_is else json.dumps(cell, ensure_ascii=False)


def _ledger_row(entry: Entry) -> tuple[Cell, ...]:
    return (
        f"{entry.account_id}:{entry.revision}",
        entry.account_id,
        entry.revision,
        entry.kind.value,
        entry.tokens,
        entry.balance,
        charges_text(entry.charges),
        _time(entry.recorded_at),
        _time(entry.occurred_at),
        # The terms of a hold are internal.
        None if entry.kind is EntryKind.HOLD else entry.reason,
    )


def _usage_row(entry: Entry) -> tuple[Cell, ...]:
    use = entry.use
    if use is None:
        raise TypeError(f"entry {entry.revision} of {entry.account_id} is a use without a model")
    link = paid_by_team(entry.reason)
    return (
        f"{entry.account_id}:{entry.revision}",
        entry.account_id,
        use.model,
        use.input_tokens,
        use.output_tokens,
        use.cached_input_tokens,
        entry.cost if link is None else link.tokens,
        charges_text(entry.charges),
        _time(entry.recorded_at),
        _time(entry.occurred_at),
        (entry.idempotency_key or "").removeprefix(CLOSING_MARK),
        use.metadata,
        *_details(use.terms),
        use.asked_model,
        entry.account_id if link is None else link.team,
    )


def _details(text: str) -> tuple[Cell, ...]:
    """Return details, service tier and unpriced units. Most uses have none of them."""
    terms = terms_of(text)
    if terms.details is PLAIN:
        return None, ServiceTier.STANDARD.value, None
    quantities = json.dumps(dict(terms.quantities)) if terms.quantities else None
    missing = json.dumps(terms.unpriced) if terms.unpriced else None
    return quantities, terms.details.tier.value, missing


async def everything(account: Account, *, with_actors: bool) -> AsyncIterator[str]:
    """Yield one JSON object: `account`, then a list for each table that has rows of it, with the
    columns as stored. Bytes are in hexadecimal, times in RFC 3339.

    `with_actors` names the administrators who acted. Raises like `Export.lines`.
    """
    own = await account_row(account.id)
    if own is None:
        raise Gone(account.id)
    yield f'{{"account":{_object(own)}'
    # The row's own revision, in case something was recorded since the account was read.
    upto = int(own["revision"])
    for table in TABLES:
        yield f',\n"{table}":['
        separator = "\n"
        async for row in rows_of(table, account.id, upto=upto):
            hidden = {"actor"} if table in _ACTED and not with_actors else set()
            yield separator + _object({k: v for k, v in row.items() if k not in hidden})
            separator = ",\n"
        yield "]"
    await _still_there(account)
    yield "}\n"


def _object(row: Mapping[str, Any]) -> str:
    return json.dumps(row, default=_plain, ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, datetime):
        return _time(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")


async def _still_there(account: Account) -> None:
    """Raise Gone if the account was erased meanwhile, because its pages would be incomplete."""
    row = await account_row(account.id)
    opened_at = row and row["opened_at"]
    if isinstance(opened_at, str):
        opened_at = datetime.fromisoformat(opened_at)
    if opened_at != account.opened_at:
        raise Gone(account.id)


def _time(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
