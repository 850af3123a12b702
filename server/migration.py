"""Bring a database to this release: its tables, and what earlier releases left in them."""

from __future__ import annotations

from db.engine.config import connect, disconnect
from db.migrate import upgrade
from server.settings import Settings
from server.wiring import opened_clock
from services.payments.money import book_earlier


async def migrate(settings: Settings) -> list[str]:
    """Apply what is missing, and return the names of the migrations. Safe to run at any time.

    Raises what `db.migrate.upgrade` raises, and ClockJumped.
    """
    names = await upgrade(settings.database_url)
    await connect(settings.database_url)
    try:
        await book_earlier(await opened_clock(settings))
    finally:
        await disconnect()
    return names
