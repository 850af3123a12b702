"""Upgrades a database to this release: its tables, and their rows from earlier releases."""

from __future__ import annotations

from db.engine.config import connect, disconnect
from db.migrate import upgrade
from server.clock import opened_clock
from server.settings import Settings
from services.payments.money import book_earlier


async def migrate(settings: Settings) -> list[str]:
    """Apply the missing migrations, and return their names. Safe to run at any time.

    Raises the errors of `db.migrate.upgrade`, and ClockJumped.
    """
    names = await upgrade(settings.database_url)
    await connect(settings.database_url)
    try:
        await book_earlier(await opened_clock(settings))
    finally:
        await disconnect()
    return names
