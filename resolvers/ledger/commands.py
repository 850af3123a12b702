"""Translates the API's inputs to the commands of `billing`."""

from __future__ import annotations

import json
import re
from collections.abc import Collection

from billing.catalog.details import PLAIN, Details, details_of
from billing.checks import METADATA_LENGTH_MAX
from billing.errors import BadInput
from billing.ledger.commands import AdjustBalance, RecordUsage
from billing.ledger.hold import Outcome
from billing.ledger.hold_commands import (
    TTL_SECONDS,
    ExtendHold,
    PlaceHold,
    ReleaseHold,
    SettleHold,
)
from resolvers.context import Context
from schema.ids import item_of
from schema.ledger.inputs import (
    AdjustBalanceInput,
    ExtendHoldInput,
    PlaceHoldInput,
    QuoteInput,
    RecordUsageInput,
    ReleaseHoldInput,
    SettleHoldInput,
)

METADATA_DEPTH_MAX = 32
_Detailed = RecordUsageInput | PlaceHoldInput | SettleHoldInput | QuoteInput
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def record_usage(given: RecordUsageInput, context: Context) -> RecordUsage:
    """Return the command. Raises BadInput with the name of the field at fault."""
    account_id, caller = context.account_meant(given.account_id), context.require_caller()
    return RecordUsage(
        account_id=account_id,
        model=given.model,
        input_tokens=given.input_tokens,
        output_tokens=given.output_tokens,
        cached_input_tokens=given.cached_input_tokens or 0,
        idempotency_key=given.idempotency_key,
        occurred_at=given.occurred_at,
        metadata=metadata_text(given.metadata),
        may_open=caller.opens(account_id),
        details=_details(given),
        api_key_id=caller.api_key_id,
    )


def place_hold(given: PlaceHoldInput, context: Context) -> PlaceHold:
    """Return the command. Raises BadInput with the name of the field at fault."""
    account_id, caller = context.account_meant(given.account_id), context.require_caller()
    return PlaceHold(
        account_id=account_id,
        model=given.model,
        input_tokens=given.input_tokens,
        max_output_tokens=given.max_output_tokens,
        allow_partial=bool(given.allow_partial),
        ttl_seconds=TTL_SECONDS if given.ttl_seconds is None else given.ttl_seconds,
        idempotency_key=given.idempotency_key,
        may_open=caller.opens(account_id),
        guarded=caller.may_record_others,
        details=_details(given),
        api_key_id=caller.api_key_id,
    )


def settle_hold(given: SettleHoldInput, context: Context) -> SettleHold | None:
    """Return None if `holdId` is not the id of a hold. Raises BadInput with the name of the field
    at fault."""
    item, caller = item_of(given.hold_id), context.require_caller()
    account_id, number = item or ("", 0)
    command = SettleHold(
        account_id=account_id,
        number=number,
        input_tokens=given.input_tokens,
        output_tokens=given.output_tokens,
        cached_input_tokens=given.cached_input_tokens or 0,
        outcome=given.outcome or Outcome.COMPLETED,
        metadata=metadata_text(given.metadata),
        may_guarded=caller.may_record_others,
        models=context.allowed_models,
        details=_details(given),
    )
    return command if item else None


def release_hold(given: ReleaseHoldInput, context: Context) -> ReleaseHold | None:
    """Return None if `holdId` is not the id of a hold."""
    item = item_of(given.hold_id)
    if item is None:
        return None
    caller = context.require_caller()
    return ReleaseHold(
        account_id=item[0],
        number=item[1],
        may_guarded=caller.may_record_others,
        models=context.allowed_models,
    )


def extend_hold(given: ExtendHoldInput, context: Context) -> ExtendHold | None:
    """Return None if `holdId` is not the id of a hold. Raises BadInput with the name of the field
    at fault."""
    item, caller = item_of(given.hold_id), context.require_caller()
    account_id, number = item or ("", 0)
    command = ExtendHold(
        account_id=account_id,
        number=number,
        ttl_seconds=TTL_SECONDS if given.ttl_seconds is None else given.ttl_seconds,
        may_guarded=caller.may_record_others,
        models=context.allowed_models,
    )
    return command if item else None


def adjust_balance(given: AdjustBalanceInput) -> AdjustBalance:
    """Return the command. Raises BadInput with the name of the field at fault."""
    return AdjustBalance(
        account_id=given.account_id,
        tokens=given.tokens,
        reason=given.reason,
        idempotency_key=given.idempotency_key,
        expires_at=given.expires_at,
    )


def quoted_use(given: QuoteInput, context: Context) -> RecordUsage:
    """Return the use that a quote is for. Raises BadInput with the name of the field at fault."""
    return RecordUsage(
        account_id=context.account_meant(given.account_id),
        model=given.model,
        input_tokens=given.input_tokens,
        output_tokens=given.output_tokens,
        cached_input_tokens=given.cached_input_tokens or 0,
        idempotency_key="quote",
        details=_details(given),
        api_key_id=context.require_caller().api_key_id,
    )


def _details(given: _Detailed) -> Details:
    """Return the details of a request; PLAIN for most of them."""
    tier = given.service_tier
    if not given.details and (tier is PLAIN.tier or tier is None):
        return PLAIN
    quantities = ((one.unit, one.quantity) for one in given.details or ())
    return details_of(quantities, PLAIN.tier if tier is None else tier)


def metadata_text(metadata: object) -> str | None:
    """Return metadata as it is stored: compact JSON with sorted keys, so that equal content is
    equal text.

    Raises BadInput for NUL, lone surrogates and NaN: PostgreSQL's text or JSON cannot hold them.
    """
    if metadata is None:
        return None
    if not _is_shallow(metadata):
        raise BadInput("metadata", f"must not be nested more than {METADATA_DEPTH_MAX} deep")
    try:
        text = json.dumps(
            metadata, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
        text.encode()
    except (ValueError, TypeError, RecursionError) as error:
        raise BadInput("metadata", "is not JSON that can be stored") from error
    # The command refuses longer text. To search it for NUL would take a tenth of a second.
    if len(text) <= METADATA_LENGTH_MAX and _NUL.search(text):
        raise BadInput("metadata", "must not contain NUL characters")
    return text


def _is_shallow(metadata: object) -> bool:
    """Return whether the value is not nested too deeply. Without recursion, which fails on deep
    values."""
    level = [metadata]
    for _ in range(METADATA_DEPTH_MAX):
        level = [inner for outer in level for inner in _members(outer)]
        if not level:
            return True
    return False


def _members(value: object) -> Collection[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
