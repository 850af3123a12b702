"""Makes the command that records a use from a row of a file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from billing.catalog.details import Details, details_of
from billing.catalog.units import ServiceTier, UsageUnit
from billing.checks import KEY_LENGTH_MAX, OCCURRED_AT_MAX_AHEAD, check_text
from billing.errors import BadInput
from billing.ledger.commands import RecordUsage
from gateways.imports.usage_lines import Row
from schema.scalars import parse_big_int, parse_datetime

KEY_PREFIX = "import:"
LINE_DIGITS_MAX = 19

KeepMetadata = Callable[[object], str | None]
"""Returns metadata in the ledger's form. Raises BadInput."""

_WITHOUT_OFFSET = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,9})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The columns of a file. A constant `account` or `model` replaces its column.

    `source` names the file; it is part of the keys that are made for rows without one. Raises
    BadInput.
    """

    source: str
    account: str | None = None
    account_column: str = "accountId"
    model: str | None = None
    model_column: str = "model"
    input_column: str = "inputTokens"
    output_column: str = "outputTokens"
    cached_column: str | None = None
    time_column: str | None = None
    key_column: str | None = None
    metadata_column: str | None = None
    details_column: str | None = None
    tier_column: str | None = None
    open_accounts: bool = False

    def __post_init__(self) -> None:
        check_text("source", self.source, KEY_LENGTH_MAX - len(KEY_PREFIX) - 1 - LINE_DIGITS_MAX)
        for name, constant in (("accountId", self.account), ("model", self.model)):
            if constant is not None:
                check_text(name, constant)

    @property
    def columns(self) -> Collection[str]:
        """Return the columns that a file must have."""
        named = (
            None if self.account is not None else self.account_column,
            None if self.model is not None else self.model_column,
            self.input_column,
            self.output_column,
            self.cached_column,
            self.time_column,
            self.key_column,
            self.metadata_column,
            self.details_column,
            self.tier_column,
        )
        return list(dict.fromkeys(column for column in named if column is not None))


def use_in(row: Row, layout: Layout, keep_metadata: KeepMetadata, now: datetime) -> RecordUsage:
    """Return the use that a row describes. Raises BadInput with the field at fault.

    Only the cells for metadata, details, tier and cached tokens (then 0) may be empty. A generated
    key or time for a single row would hide that it is missing.
    """
    return RecordUsage(
        account_id=_text(row, "accountId", layout.account_column, layout.account),
        model=_text(row, "model", layout.model_column, layout.model),
        input_tokens=_count(row, "inputTokens", layout.input_column),
        output_tokens=_count(row, "outputTokens", layout.output_column),
        cached_input_tokens=_cached(row, layout.cached_column),
        idempotency_key=_key(row, layout),
        occurred_at=_time(row, layout.time_column, now),
        metadata=_metadata(row, layout.metadata_column, keep_metadata),
        may_open=layout.open_accounts,
        details=_details(row, layout),
    )


def _text(row: Row, field: str, column: str, constant: str | None = None) -> str:
    found = row.cells.get(column) if constant is None else constant
    if not isinstance(found, str):
        raise BadInput(field, "is missing" if found is None else "must be text")
    return found


def _count(row: Row, field: str, column: str) -> int:
    found = row.cells.get(column)
    try:
        return parse_big_int(found.strip() if isinstance(found, str) else found)
    except ValueError as error:
        raise BadInput(field, str(error)) from error


def _cached(row: Row, column: str | None) -> int:
    if column is None or row.cells.get(column) in (None, ""):
        return 0
    return _count(row, "cachedInputTokens", column)


def _details(row: Row, layout: Layout) -> Details:
    """Return the row's details: an object with the quantity of each unit, in a cell of CSV as
    text."""
    tier = _cell(row, layout.tier_column) or ServiceTier.STANDARD.value
    if not isinstance(tier, str) or tier not in ServiceTier.__members__:
        raise BadInput("serviceTier", f"must be one of {', '.join(ServiceTier)}")
    found = _cell(row, layout.details_column)
    pairs = _pairs({} if found is None or found == "" else found)
    return details_of((_detail(name, quantity) for name, quantity in pairs), ServiceTier(tier))


def _cell(row: Row, column: str | None) -> Any:
    return None if column is None else row.cells.get(column)


def _pairs(found: Any) -> Collection[tuple[str, Any]]:
    """Return the names and values of an object or of its text; names in a text may be repeated."""
    if isinstance(found, str):
        try:
            found = json.loads(found, object_pairs_hook=tuple)
        except (ValueError, RecursionError) as error:
            raise BadInput("details", "is not JSON") from error
    elif isinstance(found, dict):
        found = tuple(found.items())
    if not isinstance(found, tuple):
        raise BadInput("details", "must be an object with the quantity of each unit")
    return found


def _detail(name: str, quantity: object) -> tuple[UsageUnit, int]:
    if name not in UsageUnit.__members__:
        raise BadInput("details", f"{name[:80]!r} is not a unit")
    try:
        return UsageUnit(name), parse_big_int(quantity)
    except ValueError as error:
        raise BadInput("details", f"{name} {error}") from error


def _key(row: Row, layout: Layout) -> str:
    if layout.key_column is None:
        return f"{KEY_PREFIX}{layout.source}:{row.line}"
    return _text(row, "idempotencyKey", layout.key_column)


def _time(row: Row, column: str | None, now: datetime) -> datetime | None:
    """Return the row's time. Unlike for commands (`check_time`), any past time is accepted."""
    if column is None:
        return None
    text = _text(row, "occurredAt", column).strip()
    try:
        occurred_at = parse_datetime(f"{text}Z" if _WITHOUT_OFFSET.fullmatch(text) else text)
    except ValueError as error:
        raise BadInput("occurredAt", str(error)) from error
    if occurred_at > now + OCCURRED_AT_MAX_AHEAD:
        raise BadInput("occurredAt", "must be at most 5 minutes ahead")
    return occurred_at


def _metadata(row: Row, column: str | None, keep: KeepMetadata) -> str | None:
    """Return the row's metadata. In a cell of CSV, they are JSON text."""
    found = None if column is None else row.cells.get(column)
    if not isinstance(found, str):
        return keep(found)
    try:
        return keep(json.loads(found)) if found else None
    except (ValueError, RecursionError) as error:
        raise BadInput("metadata", f"is not JSON: {error}") from error
