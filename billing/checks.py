"""Checks of the input of callers. `BadInput` names the field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import blake2b

from billing.canonical import Plain, json_list
from billing.catalog.details import PLAIN, Details
from billing.catalog.units import INPUT_PARTS, OUTPUT_PARTS, PARTS, in_parts
from billing.errors import BadInput

OCCURRED_AT_MAX_AGE = timedelta(days=35)
OCCURRED_AT_MAX_AHEAD = timedelta(minutes=5)
KEY_LENGTH_MAX = 255
REASON_LENGTH_MAX = 1_000
USE_TOKENS_MAX = 10**10
"""Ten thousand times the longest context today, so that sums of many such uses stay exact."""
METADATA_LENGTH_MAX = 16_384


def check_use(
    input_tokens: int, output_tokens: int, cached_input_tokens: int, details: Details = PLAIN
) -> None:
    """Refuse counts below 0 or above USE_TOKENS_MAX, parts above their whole, and a use of
    nothing."""
    check_counts(input_tokens, output_tokens, cached_input_tokens, details)
    if input_tokens == output_tokens == 0:
        check_something("outputTokens", details)


def check_something(output: str, details: Details) -> None:
    """Check a use without input and output: it needs something beside tokens. `output` is the
    field's name."""
    if all(unit in PARTS for unit, _ in details.quantities):
        raise BadInput("inputTokens", f"inputTokens and {output} can't both be 0")


def check_counts(
    input_tokens: int, output_tokens: int, cached_input_tokens: int, details: Details = PLAIN
) -> None:
    """Check counts like `check_use`, but all may be 0."""
    # Every use runs this code, and almost none has a mistake.
    are_numbers = type(input_tokens) is type(output_tokens) is type(cached_input_tokens) is int
    if not (
        are_numbers
        and 0 <= cached_input_tokens <= input_tokens <= USE_TOKENS_MAX
        and 0 <= output_tokens <= USE_TOKENS_MAX
    ):
        check_count("inputTokens", input_tokens)
        check_count("outputTokens", output_tokens)
        check_count("cachedInputTokens", cached_input_tokens)
        raise BadInput("cachedInputTokens", "is part of inputTokens and can't be above it")
    if details is not PLAIN:
        check_parts(input_tokens - cached_input_tokens, output_tokens, details)


def check_parts(fresh: int, output_tokens: int, details: Details) -> None:
    """Refuse parts that are together above their whole. `fresh` is the input that is not cached."""
    if in_parts(details.quantities, INPUT_PARTS) > fresh:
        raise BadInput("details", "the parts of inputTokens can't be above it together")
    if in_parts(details.quantities, OUTPUT_PARTS) > output_tokens:
        raise BadInput("details", "the parts of the output tokens can't be above them together")


def check_count(name: str, count: int) -> None:
    """Check for a whole number from 0 to USE_TOKENS_MAX."""
    if type(count) is not int or not 0 <= count <= USE_TOKENS_MAX:
        raise BadInput(name, f"must be a whole number from 0 to {USE_TOKENS_MAX}")


def check_metadata(metadata: str | None) -> None:
    """Check for JSON text of limited length."""
    if metadata is not None and len(metadata) > METADATA_LENGTH_MAX:
        raise BadInput("metadata", f"must be at most {METADATA_LENGTH_MAX} characters of JSON")


def check_time(occurred_at: datetime | None, now: datetime) -> None:
    """Refuse times more than 35 days old or 5 minutes ahead (billing rule 8)."""
    if occurred_at is None:
        return
    if occurred_at < now - OCCURRED_AT_MAX_AGE:
        raise BadInput("occurredAt", "must be at most 35 days old")
    if occurred_at > now + OCCURRED_AT_MAX_AHEAD:
        raise BadInput("occurredAt", "must be at most 5 minutes ahead")


def check_key(idempotency_key: str) -> None:
    """Check for 1 to 255 characters, which may be blanks (billing rule 8)."""
    check_text("idempotencyKey", idempotency_key, KEY_LENGTH_MAX, may_be_blank=True)


def check_text(name: str, text: str, length_max: int = 255, *, may_be_blank: bool = False) -> None:
    """Check for 1 to `length_max` characters without control characters and unpaired surrogates.
    The text may consist of blanks only with `may_be_blank`."""
    if not 1 <= len(text) <= length_max:
        raise BadInput(name, f"must be 1 to {length_max} characters long")
    if text.isspace() and not may_be_blank:
        raise BadInput(name, "must not be blank")
    if text.isprintable() and text.isascii():
        return
    if any(ord(c) < 32 or 127 <= ord(c) < 160 or 0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise BadInput(name, "must not contain control characters or lone surrogates")


def fingerprint_of(content: Iterable[Plain]) -> bytes:
    """Return 16 bytes that stand for the content of a request."""
    return fingerprint_of_text(json_list(content))


def fingerprint_of_text(content: str) -> bytes:
    """Return the same for the text of `json_list`."""
    return blake2b(content.encode(), digest_size=16).digest()
