"""IDs of an account's items: globally unique, readable and stable."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime

import strawberry

from billing.errors import BadInput
from billing.tokens import MAX_TOKENS

_NUMBER = re.compile(r"[1-9][0-9]{0,15}", re.ASCII)
# As in `billing.checks.check_text`: no control characters, no lone surrogates.
_ACCOUNT = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,255}")

_ID = re.compile(r"[^\0]{1,40}")
"""The id of a purchase or of an action in the log, as its column takes it."""


def item_id(account_id: str, number: int) -> strawberry.ID:
    """Return the id of the entry or grant `number` of an account; both share one numbering."""
    return strawberry.ID(f"{account_id}:{number}")


def item_of(item: str) -> tuple[str, int] | None:
    """Return the account and number in an id of `item_id`; None for any other text."""
    account_id, _, number = item.rpartition(":")
    if (
        not _ACCOUNT.fullmatch(account_id)
        or not _NUMBER.fullmatch(number)
        or int(number) > MAX_TOKENS
    ):
        return None
    return account_id, int(number)


def cursor_of(number: int) -> str:
    """Return an opaque cursor for the end of a page."""
    return urlsafe_b64encode(b"r%d" % number).decode().rstrip("=")


def purchase_cursor(created_at: datetime, purchase_id: str) -> str:
    """Return an opaque cursor for the end of a page of purchases."""
    text = f"{created_at.isoformat()} {purchase_id}"
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def purchase_place(cursor: str) -> tuple[datetime, str]:
    """Return the time and id in a cursor of `purchase_cursor`. Raises BadInput for any other
    text."""
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        stamp, purchase_id = text.split(" ")
        created_at = datetime.fromisoformat(stamp).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput("after", "is not a cursor of this list") from None
    is_id = _ID.fullmatch(purchase_id) is not None
    if not is_id or purchase_cursor(created_at, purchase_id) != cursor:
        raise BadInput("after", "is not a cursor of this list")
    return created_at, purchase_id


def number_of(cursor: str) -> int:
    """Return the number in a cursor of `cursor_of`. Raises BadInput for any other text."""
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        number = int(text.removeprefix("r"))
    except ValueError:
        raise BadInput("after", "is not a cursor of this list") from None
    if not 0 < number <= MAX_TOKENS or cursor_of(number) != cursor:
        raise BadInput("after", "is not a cursor of this list")
    return number
