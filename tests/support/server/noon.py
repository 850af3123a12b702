"""A service whose day does not end during a test, whatever the time of the run is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from db.clock import move_ahead
from db.engine.config import connect, disconnect


async def at_noon(database_url: str) -> None:
    """Move the clock of a database without a server to tomorrow's noon (UTC).

    For tests that count what is used in a day or a month: at midnight, it begins again.
    """
    now = datetime.now(UTC)
    noon = (now + timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)
    await connect(database_url)
    try:
        assert await move_ahead(known=0, to=int((noon - now).total_seconds()))
    finally:
        await disconnect()
