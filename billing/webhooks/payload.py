"""The text that an endpoint gets: the type, the time, and the object that the event is about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def payload_text(event: str, at: datetime, data: Mapping[str, Any]) -> str:
    """Return a payload as JSON. `data` has the names and the values that the API has for them."""
    content = {"type": event, "timestamp": time_text(at), "data": data}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def time_text(at: datetime) -> str:
    """Return a time as the API shows it: RFC 3339, in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
